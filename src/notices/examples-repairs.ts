import type { Card } from "../../bots/card.ts";
import { type IncidentRow, type Reason, reasons, type Value } from "../../engine/index.ts";
import { fixedButtons } from "../commands/buttons.ts";
import { NOW } from "../commands/examples.ts";
import type { Example, ExampleSource, Scale } from "../commands/examples-scale.ts";
import { exampleCause, exampleRepair, recordReasons } from "../repairs/examples.ts";
import { exampleIncident } from "./examples-incidents.ts";
import { incidentCard } from "./incident-card.ts";

const buttons = () => fixedButtons("example");

/** The alert of one cause: for every reason as a channel sees it, and through all its states. */
export const repairAlerts: ExampleSource = (scale) => [
  ...recordReasons
    .filter((reason) => reason.action !== "skip")
    .map((reason): Example => ({ card: alert(reason, scale, {}), of: `alert-${reason.code}` })),
  ...states(scale),
];

function alert(
  reason: Reason,
  scale: Scale,
  more: Partial<IncidentRow>,
  told: Readonly<Record<string, Value>> = {},
): Card {
  const { grow, names } = scale;
  const { id, object, direction, field, records, detail, code, status } = exampleCause(reason, scale);
  const incident = exampleIncident({
    key: `repair:salesforce:${id}`,
    kind: "repair",
    severity: "warning",
    reason: reason.code,
    facts: { cause: id, object, direction, field, records, words: detail, code, status, ...NONE, ...told },
    ...more,
  });
  const view = exampleRepair(reason, scale);
  const mendable = { view, causes: [], values: false };
  return incidentCard(grow({ incident, names, well: [], groups: [], view: null, mendable }), buttons());
}

const NONE = { runId: null, by: null, wanted: 0, left: 0, mended: 0, still: 0 };

function states(scale: Scale): readonly Example[] {
  const reason = reasons.DATA_PICKLIST_INVALID;
  const by = "slack|U1|ann";
  const over = { state: "resolved", resolvedAt: NOW } as const;
  const taken = { state: "acknowledged", acknowledged: { by: "oren", at: NOW - 60_000 } } as const;
  const run = { runId: "run_1", by, wanted: 42, records: 42 };
  return [
    { card: alert(reason, scale, {}, { ...run, left: 30 }) },
    { card: alert(reason, scale, {}, { ...run, records: 4, mended: 38, still: 4 }) },
    { card: alert(reason, scale, taken), of: "taken" },
    { card: alert(reason, scale, over, { ...run, records: 0, mended: 42 }), of: "repair" },
    { card: alert(reason, scale, over, { records: 0 }), of: "repair-gone" },
  ];
}
