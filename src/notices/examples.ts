import type { Card } from "../../bots/card.ts";
import type { ConnectionView, IncidentRow, ObjectView, RunRow, SignInRow } from "../../engine/index.ts";
import { fixedButtons } from "../commands/buttons.ts";
import { type Example, exampleGroups, exampleObject, exampleView, NASTY, NOW } from "../commands/examples.ts";
import { capital } from "../commands/words.ts";
import { backfillCard, backfillOf } from "./backfill.ts";
import { incidentCard } from "./incident-card.ts";
import { type RunOutcome, resyncCard } from "./resync-result.ts";
import { signInCard } from "./sign-in-asked.ts";

const names = (connection: string) => capital(connection);
const buttons = () => fixedButtons("example");
const small = (card: Card): Example => ({ card, size: "small" });
const large = (card: Card): Example => ({ card, size: "large" });

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
  ...more,
});

function incidentExamples(): readonly Example[] {
  const show = (incident: IncidentRow, groups = exampleGroups(0), well: readonly string[] = ["hubspot"]) =>
    incidentCard(
      { incident, names, well, groups: groups.filter((one) => one.connection === incident.connection) },
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
  const stuck = exampleIncident({
    kind: "overdue",
    severity: "warning",
    reason: "RUN_STUCK",
    facts: { since: NOW - 900_000, pollMs: 300_000, pending: 0, oldestPendingAt: null },
  });
  const wrong = { ...base.facts, expected: "Meadow Works", got: NASTY, at: NOW };
  return [
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
  ];
}

function backfillExamples(): readonly Example[] {
  const show = (view: ConnectionView): readonly Card[] => {
    const backfill = backfillOf(view.objects, NOW);
    return backfill ? [backfillCard(view, backfill, names(view.name), buttons())] : [];
  };
  const begun = { phase: "backfill", startedAt: NOW - 60_000, movedAt: NOW - 1_000, finishedAt: null } as const;
  const objects: readonly ObjectView[] = [
    exampleObject("account", { ...begun, done: 800, total: 800, finishedAt: NOW - 40_000 }),
    exampleObject("contact", { ...begun, done: 3_100, total: 5_000 }),
  ];
  const unknown = objects.map((view) => ({ ...view, total: null, finishedAt: null }));
  const many = Array.from({ length: 12 }, (_, at) =>
    exampleObject(
      `custom_${at}`,
      at < 6
        ? { ...begun, done: 40_000, total: 120_000 }
        : { ...begun, startedAt: null, movedAt: null, done: 0, total: 9 },
    ),
  );
  const running = { state: "backfilling", done: 3_900, total: 5_800, leftMs: 20_000 } as const;
  return [
    ...show(exampleView("hubspot", running, { objects })).map(small),
    ...show(exampleView("hubspot", running, { objects: many })).map(large),
    ...show(
      exampleView(
        "hubspot",
        { state: "action_needed", reason: "AUTH_GRANT_REVOKED", fixer: "operator" },
        { objects: unknown },
      ),
    ).map(small),
    ...show(exampleView("hubspot", { state: "healthy" })).map(small),
  ];
}

function resyncExamples(): readonly Example[] {
  const run: RunRow = {
    id: "run_1",
    connection: "salesforce",
    object: "contact",
    direction: "both",
    kind: "resync",
    state: "in_progress",
    startedAt: NOW - 42_000,
    endedAt: null,
    counts: { created: 0, updated: 0, deleted: 0, skipped: 0, failed: 0 },
    wanted: 42,
    reason: null,
    detail: null,
    askedBy: "slack|U1|Oren Operator",
  };
  const ended: RunRow = { ...run, state: "completed", endedAt: NOW };
  const well: readonly RunOutcome[] = [{ outcome: "updated", reason: null, records: 12 }];
  const mixed: readonly RunOutcome[] = [
    ...well,
    { outcome: "created", reason: null, records: 3 },
    { outcome: "synced", reason: null, records: 1_200 },
    ...exampleGroups(40)
      .filter((_, at) => at % 4 === 0)
      .map(({ outcome, reason, records }) => ({ outcome, reason, records })),
  ];
  return [
    small(resyncCard({ run, outcomes: well, names }, buttons())),
    small(resyncCard({ run: ended, outcomes: [{ outcome: "updated", reason: null, records: 42 }], names }, buttons())),
    large(
      resyncCard({ run: { ...ended, connection: "*", object: "*", wanted: 9_000 }, outcomes: mixed, names }, buttons()),
    ),
  ];
}

function signInExamples(): readonly Example[] {
  const signIn: Pick<SignInRow, "id" | "connection" | "presser" | "status" | "identity" | "expiresAt"> = {
    id: "one-time",
    connection: "salesforce",
    presser: { platform: "slack", user: "U1", name: "oren", channel: null },
    status: "waiting",
    identity: { id: "00D1", name: NASTY, sandbox: true, user: "integration@meadow.example", scopes: [] },
    expiresAt: NOW + 500_000,
  };
  const states = [
    signIn,
    { ...signIn, status: "wrong_org" },
    { ...signIn, status: "done" },
    { ...signIn, status: "cancelled" },
    { ...signIn, expiresAt: NOW },
  ] as const;
  return states.map((one) =>
    small(signInCard({ signIn: one, name: "Salesforce", now: NOW, expected: "Meadow Works" }, buttons())),
  );
}

/** Every card that nobody asked for. */
export function noticeExamples(): readonly Example[] {
  return [...incidentExamples(), ...backfillExamples(), ...resyncExamples(), ...signInExamples()];
}
