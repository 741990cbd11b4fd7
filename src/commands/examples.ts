import type { Card } from "../../bots/card.ts";
import {
  type ConnectionView,
  DISCONNECTED,
  type Health,
  type ObjectView,
  type OutcomeGroup,
  type OutcomeRow,
  type ReasonCode,
} from "../../engine/index.ts";
import { fixedButtons } from "./buttons.ts";
import { NASTY, type Scale } from "./examples-scale.ts";
import { type Example as Failed, failuresCard } from "./failures-card.ts";
import { ranked } from "./groups.ts";
import { statusCard } from "./status-card.ts";

export const NOW = Date.UTC(2026, 10, 21, 9, 52);
const buttons = () => fixedButtons("example");

export const exampleObject = (object: string, more: Partial<ObjectView> = {}): ObjectView => ({
  connection: "salesforce",
  object,
  known: 5_012,
  synced: 4_700,
  skipped: 250,
  failed: 60,
  waiting: 2,
  outboundSkipped: 4,
  outboundFailed: 12,
  outboundWaiting: 1,
  phase: "incremental",
  done: 5_012,
  total: 5_012,
  startedAt: NOW - 3_600_000,
  movedAt: NOW - 3_560_000,
  finishedAt: NOW - 3_560_000,
  ...more,
});

export const exampleView = (name: string, health: Health, more: Partial<ConnectionView> = {}): ConnectionView => ({
  name,
  provider: name === "hubspot" ? "hubspot" : "salesforce",
  health,
  identity: {
    id: "00Dxx0000001gPL",
    name: "Meadow Works",
    sandbox: false,
    user: "integration@meadow.example",
    scopes: [],
  },
  lastSuccessAt: NOW - 12_000,
  usage: { burst: null, daily: { used: 1_234, limit: 15_000, resetAt: null } },
  objects: [exampleObject("account"), exampleObject("contact")],
  pending: 0,
  oldestPendingAt: null,
  ...more,
});

const healths: readonly Health[] = [
  { state: "healthy" },
  { state: "backfilling", done: 3_100, total: 5_800, leftMs: 20_000 },
  { state: "throttled", until: NOW + 40_000 },
  { state: "degraded", reason: "RUN_OVERDUE" },
  { state: "action_needed", reason: "AUTH_GRANT_REVOKED", fixer: "operator" },
  { state: "provider_outage", reason: "PROVIDER_DOWN", since: NOW - 300_000 },
  { state: "stuck", since: NOW - 1_200_000 },
  { state: "paused", by: "Oren", why: NASTY, at: NOW - 600_000 },
  { state: "paused", by: "Oren", why: DISCONNECTED, at: NOW - 600_000 },
];

export function statusExamples({ names, grow, pick }: Scale): readonly Card[] {
  const one = (views: readonly ConnectionView[], connection: string | null = null) =>
    statusCard(
      grow({
        views,
        settings: views.map(({ name }) => ({ name, import: true, export: name !== "c2" })),
        names,
        now: NOW,
        connection,
      }),
      buttons(),
    );
  const every = healths.map((health, at) =>
    exampleView(`c${at}`, health, { pending: at * 321, oldestPendingAt: at > 0 ? NOW - 840_000 : null }),
  );
  const well = ["salesforce", "hubspot"].map((name) => exampleView(name, { state: "healthy" }));
  const twice = [...well, ...well.map((view) => ({ ...view, name: `${view.name}-2` }))];
  const busy = { state: "backfilling", done: 3_100, total: null, leftMs: null } as const;
  const revoked = { state: "action_needed", reason: "AUTH_GRANT_REVOKED", fixer: "operator" } as const;
  const stopped = (why: string) => exampleView("hubspot", { state: "paused", by: "Oren", why, at: NOW });
  return [
    one(pick(well, twice)),
    pick(one([exampleView("salesforce", revoked)], "salesforce"), one(every)),
    one([exampleView("hubspot", busy)]),
    one(pick([stopped("")], [stopped(NASTY), ...twice])),
    one([]),
  ];
}

const codes: readonly ReasonCode[] = [
  "DATA_PICKLIST_INVALID",
  "DATA_REQUIRED_MISSING",
  "RULE_VALIDATION",
  "DUP_UNIQUE",
  "DATA_TOO_LONG",
  "REF_INVALID",
  "SKIP_NO_EMAIL",
  "SKIP_BAD_EMAIL",
  "SKIP_EXCLUDED",
  "REF_NOT_SYNCED_YET",
];

const outcomeOf = (code: ReasonCode): OutcomeRow["outcome"] =>
  code.startsWith("SKIP") ? "skipped" : code === "REF_NOT_SYNCED_YET" ? "waiting" : "failed";

/** Groups of as many reasons as wanted, on both connections and both ways. */
export function exampleGroups(count: number): readonly OutcomeGroup[] {
  const all = codes.flatMap((reason, at) =>
    ["salesforce", "hubspot"].flatMap((connection) =>
      (["contact", "account"] as const).map((object): OutcomeGroup => {
        const direction = at % 2 === 0 ? "outbound" : "inbound";
        return {
          connection,
          object,
          direction,
          outcome: outcomeOf(reason),
          reason,
          records: 1_284 - at * 97,
          firstAt: NOW - 86_400_000,
        };
      }),
    ),
  );
  return all.slice(0, count);
}

export const exampleOutcome = (at: number, more: Partial<OutcomeRow> = {}): OutcomeRow => ({
  connection: "salesforce",
  object: "contact",
  direction: "inbound",
  subject: `003xx00000${String(10_000 + at)}QAA`,
  outcome: "failed",
  reason: "DATA_PICKLIST_INVALID",
  detail: `Lead Source: bad value for restricted picklist field: ${NASTY}`,
  field: "LeadSource",
  code: "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
  status: 400,
  existingId: null,
  attempts: 1 + (at % 3),
  firstAt: NOW - 86_400_000,
  lastAt: NOW - at * 60_000,
  modifiedAt: null,
  due: null,
  runId: null,
  ...more,
});

export const exampleFailed = (count: number, more: Partial<OutcomeRow> = {}): readonly Failed[] =>
  Array.from({ length: count }, (_, at) => ({
    row: exampleOutcome(at, more),
    url: at % 2 === 0 ? `https://meadow.example.com/${at}` : null,
  }));

export function failuresExamples({ names, grow, pick }: Scale): readonly Card[] {
  const summary = (groups: readonly OutcomeGroup[]) =>
    failuresCard(
      grow({ groups, by: {}, examples: ranked(groups).map(() => exampleFailed(3)), names, now: NOW }),
      buttons(),
    );
  const skipped = exampleGroups(40).filter((group) => group.outcome === "skipped");
  return [summary(exampleGroups(pick(3, 40))), summary(skipped.slice(0, pick(1, 40))), summary([])];
}
