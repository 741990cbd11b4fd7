import type { IncidentRow } from "../../engine/index.ts";
import { fixedButtons } from "../commands/buttons.ts";
import { type Example, exampleGroups, exampleObject, exampleView, NASTY, NOW } from "../commands/examples.ts";
import { capital } from "../commands/words.ts";
import { driftIncidents } from "./examples-drift.ts";
import { stoppedIncidents } from "./examples-stopped.ts";
import { incidentCard } from "./incident-card.ts";

const names = (connection: string) => capital(connection);
const buttons = () => fixedButtons("example");
const small = (card: Example["card"]): Example => ({ card, size: "small" });
const large = (card: Example["card"]): Example => ({ card, size: "large" });

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
};

export function incidentExamples(): readonly Example[] {
  const show = (incident: IncidentRow, groups = exampleGroups(0), well: readonly string[] = ["hubspot"]) =>
    incidentCard(
      {
        incident,
        names,
        well,
        groups: groups.filter((one) => one.connection === incident.connection),
        view: exampleView("salesforce", { state: "stuck", since: NOW - 900_000 }, { objects: [halfway] }),
      },
      buttons(),
    );
  const base = exampleIncident();
  const kinds: readonly IncidentRow[] = [
    base,
    exampleIncident({
      kind: "provider_outage",
      severity: "warning",
      reason: "PROVIDER_DOWN",
      facts: { ...base.facts, provider: "salesforce", refused: false },
    }),
    exampleIncident({
      kind: "failures_rising",
      severity: "warning",
      reason: "DATA_PICKLIST_INVALID",
      facts: { failing: 62, failed: 62, total: 1_000 },
    }),
    exampleIncident({
      kind: "overdue",
      severity: "warning",
      reason: "RUN_OVERDUE",
      facts: { since: NOW - 900_000, pollMs: 5_000, pending: 3, oldestPendingAt: NOW - 60_000 },
    }),
  ];
  const limits = (["held", "near", "critical", "held"] as const).map((level, at) => ({
    ...usage,
    level,
    used: [12_000, 9_700, 11_520, 12_000][at] ?? 0,
    exhaustedAt: level === "held" ? null : NOW + 19_680_000 / (at + 1),
    pending: level === "held" ? 1_284 : 0,
  }));
  const stuck = exampleIncident({
    kind: "overdue",
    severity: "warning",
    reason: "RUN_STUCK",
    facts: { since: NOW - 900_000, pollMs: 300_000, pending: 0, oldestPendingAt: null },
  });
  const wrong = { ...base.facts, expected: "Meadow Works", got: NASTY, at: NOW };
  return [
    small(show(exampleIncident({ state: "acknowledged", acknowledged: { by: "oren", at: NOW - 60_000 } }))),
    ...kinds.map((one) => small(show(one, exampleGroups(4)))),
    ...kinds.map((one) => small(show({ ...one, state: "resolved", resolvedAt: NOW }))),
    large(show(exampleIncident({ facts: { ...base.facts, backfilling: true } }), [], ["hubspot", "emea", "apac"])),
    large(
      show(
        exampleIncident({
          kind: "provider_outage",
          severity: "warning",
          reason: "PROVIDER_DOWN",
          facts: { ...base.facts, refused: true },
        }),
      ),
    ),
    large(
      show(
        exampleIncident({
          kind: "failures_rising",
          reason: "DATA_PICKLIST_INVALID",
          facts: { failing: 9_000, failed: 320, total: 1_000 },
        }),
        exampleGroups(40),
      ),
    ),
    small(show(exampleIncident({ reason: "AUTH_WRONG_ORG", facts: wrong }))),
    small(
      show(
        exampleIncident({
          facts: { since: null, everSignedIn: false, backfilling: false, pending: 0, oldestPendingAt: null },
        }),
      ),
    ),
    small(show(stuck)),
    ...limits.map((facts, at) =>
      small(
        show(
          exampleIncident({
            kind: "api_limit",
            severity: at === 1 ? "warning" : "critical",
            reason: "LIMIT_DAILY",
            facts,
            ...(at === 0 ? { state: "resolved", resolvedAt: NOW } : {}),
          }),
        ),
      ),
    ),
    large(show(exampleIncident({ kind: "api_limit", severity: "warning", reason: "LIMIT_DAILY", facts: {} }))),
    ...stoppedIncidents.map((one, at) => (at < 2 ? small : large)(show(exampleIncident(one)))),
    ...driftIncidents.map((one, at) => (at < 2 ? small : large)(show(exampleIncident(one)))),
  ];
}
