import type { Card } from "../../bots/card.ts";
import { type IncidentRow, type Reason, type ReasonCode, reasons } from "../../engine/index.ts";
import { fixedButtons } from "../commands/buttons.ts";
import { exampleGroups, exampleObject, exampleView, NOW } from "../commands/examples.ts";
import { type Example, NASTY, type Scale } from "../commands/examples-scale.ts";
import { driftIncidents } from "./examples-drift.ts";
import { stoppedIncidents } from "./examples-stopped.ts";
import { incidentCard } from "./incident-card.ts";

const buttons = () => fixedButtons("example");

export const exampleIncident = (more: Partial<IncidentRow> = {}): IncidentRow => ({
  id: "incident_1",
  key: "sign_in_needed:salesforce",
  kind: "sign_in_needed",
  connection: "salesforce",
  severity: "critical",
  reason: "AUTH_GRANT_REVOKED",
  state: "open",
  facts: {
    since: NOW - 900_000,
    everSignedIn: true,
    backfilling: false,
    pending: 1_284,
    oldestPendingAt: NOW - 840_000,
  },
  openedAt: NOW - 880_000,
  updatedAt: NOW,
  resolvedAt: null,
  acknowledged: null,
  ...more,
});

const halfway = exampleObject("contact", {
  phase: "backfill",
  startedAt: NOW - 1_500_000,
  movedAt: NOW - 900_000,
  finishedAt: null,
  done: 3_100,
  total: 5_800,
});

const usage = {
  limit: 15_000,
  allowed: 12_000,
  share: 0.8,
  perHour: 431,
  resetAt: null,
  rolling: true,
  heldUntil: null,
  oldestPendingAt: NOW - 840_000,
  curve: "20 21 25 30 31 35 41 48 50 55 61 70 74",
  confidence: "fair",
  fileShare: 0.7,
  shareIsSet: true,
  shareBy: "Ann",
  shareAt: NOW - 3_600_000,
};

/** An incident as it stands, with everything that may stand beside it. */
function shower({ names, grow, pick }: Scale) {
  return (incident: IncidentRow, groups = exampleGroups(pick(4, 40))): Card =>
    incidentCard(
      grow({
        incident,
        names,
        well: pick([], ["hubspot", "emea", "apac"]),
        groups: groups.filter((one) => one.connection === incident.connection),
        view: exampleView("salesforce", { state: "stuck", since: NOW - 900_000 }, { objects: [halfway] }),
      }),
      buttons(),
    );
}

const base = exampleIncident();
const outage = exampleIncident({
  kind: "provider_outage",
  severity: "warning",
  reason: "PROVIDER_DOWN",
  facts: { ...base.facts, provider: "salesforce", refused: false },
});
const rising = exampleIncident({
  kind: "failures_rising",
  severity: "warning",
  reason: "DATA_PICKLIST_INVALID",
  facts: { failing: 62, failed: 62, total: 1_000 },
});
const late = exampleIncident({
  kind: "overdue",
  severity: "warning",
  reason: "RUN_OVERDUE",
  facts: { since: NOW - 900_000, pollMs: 5_000, pending: 3, oldestPendingAt: NOW - 60_000 },
});

export function incidentExamples(scale: Scale): readonly Card[] {
  const { pick } = scale;
  const show = shower(scale);
  const kinds = [
    { ...base, facts: { ...base.facts, backfilling: pick(false, true) } },
    { ...outage, facts: { ...outage.facts, refused: pick(false, true) } },
    rising,
    late,
  ];
  const never = { since: null, everSignedIn: false, backfilling: false, pending: 0, oldestPendingAt: null };
  const wrong = { ...base.facts, expected: "Meadow Works", got: pick("Other Works", NASTY), at: NOW };
  const stuck = { since: NOW - 900_000, pollMs: 300_000, pending: 0, oldestPendingAt: null };
  return [
    show(exampleIncident({ state: "acknowledged", acknowledged: { by: "oren", at: NOW - 60_000 } })),
    ...kinds.map((one) => show(one)),
    ...kinds.map((one) => show({ ...one, state: "resolved", resolvedAt: NOW })),
    show(exampleIncident({ reason: "AUTH_WRONG_ORG", facts: wrong })),
    show(exampleIncident({ facts: never })),
    show({ ...late, reason: "RUN_STUCK", facts: stuck }),
    ...limitIncidents(scale).map((one) => show(one)),
    // Their first is the smallest that is open, their second how it ends, their third the largest.
    ...[stoppedIncidents, driftIncidents].flatMap(([small = {}, ended = {}, large = {}]) =>
      [pick(small, large), ended].map((one) => show(exampleIncident(one))),
    ),
  ];
}

function limitIncidents({ pick }: Scale): readonly IncidentRow[] {
  return (["ended", "near", "critical", "held"] as const).map((level, at) => {
    const full = level === "ended" || level === "held";
    const facts = {
      ...usage,
      level: full ? "held" : level,
      used: [12_000, 9_700, 11_520, 12_000][at] ?? 0,
      exhaustedAt: full ? null : NOW + 19_680_000 / (at + 1),
      pending: full ? 1_284 : 0,
      ours: 3_200,
      slowed: full,
      slowedBy: full ? "Ann" : null,
      slowedAt: full ? NOW - 1_200_000 : null,
      outboundPaused: level === "held",
      outboundBy: level === "held" ? pick("Oren", NASTY) : null,
      outboundAt: level === "held" ? NOW - 600_000 : null,
    } as const;
    return exampleIncident({
      kind: "api_limit",
      severity: at === 1 ? "warning" : "critical",
      reason: "LIMIT_DAILY",
      facts: level === "near" ? pick<IncidentRow["facts"]>({ level }, facts) : facts,
      ...(level === "ended" ? { state: "resolved", resolvedAt: NOW } : {}),
    });
  });
}

/** Each incident with each reason that can stand behind it, but those that have a state of their own. */
export function incidentsByReason(scale: Scale): readonly Example[] {
  const show = shower(scale);
  const of = (incident: IncidentRow, codes: readonly ReasonCode[]): readonly Example[] =>
    codes.map((code) => ({ card: show({ ...incident, reason: code }), of: code }));
  const withCode = (takes: (one: Reason) => boolean) =>
    Object.values(reasons).flatMap((one) => (takes(one) ? [one.code] : []));
  const signedOut = withCode(
    ({ family, action, scope }) => "AP".includes(family) && action === "pause" && scope === "connection",
  );
  return [
    ...of(
      base,
      signedOut.filter((code) => code !== "AUTH_WRONG_ORG"),
    ),
    ...of(
      outage,
      withCode(({ family, scope }) => family === "T" && scope !== "record"),
    ),
    ...of(
      rising,
      withCode(({ action, scope }) => action === "fail" && scope !== "connection"),
    ),
  ];
}
