import type { IncidentRow } from "../../engine/index.ts";
import { NOW } from "../commands/examples.ts";
import { NASTY } from "../commands/examples-scale.ts";

const since = NOW - 900_000;
const contacts = {
  object: "contact",
  direction: "inbound",
  since,
  words: "salesforce RangeError - - <n> is not a valid day of <value>",
};
const stopped = {
  key: "run_stopped:salesforce",
  kind: "run_stopped",
  connection: "salesforce",
  severity: "critical",
  reason: "RUN_UNKNOWN",
} as const;
const facts = (all: readonly object[], count = all.length) => ({ since, count, stopped: JSON.stringify(all) });
const others = ["account", "deal", "activity"].map((object) => ({ ...contacts, object, direction: "outbound" }));

/** Small ones first: one object that stands still, and its end; then many at once. */
export const stoppedIncidents: readonly Partial<IncidentRow>[] = [
  { ...stopped, facts: facts([contacts]) },
  { ...stopped, facts: facts([contacts]), state: "resolved", resolvedAt: NOW },
  { ...stopped, facts: facts([contacts, ...others, { ...contacts, direction: "outbound", words: NASTY }], 12) },
];
