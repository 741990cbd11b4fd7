import type { Card } from "../../bots/card.ts";
import type { RunRow } from "../../engine/index.ts";
import { fixedButtons } from "./buttons.ts";
import { NOW } from "./examples.ts";
import { NASTY, type Scale } from "./examples-scale.ts";
import { RECORDS, RUNS, runCard, runsCard } from "./runs-card.ts";
import { lookingCard, overlapCard } from "./sync.ts";
import { allCard } from "./sync-all.ts";

const buttons = () => fixedButtons("example");

/** One run; the others differ in what a test or an example is about. */
export const exampleRun = (more: Partial<RunRow> = {}): RunRow => ({
  id: "run_000000001",
  connection: "salesforce",
  object: "contact",
  direction: "inbound",
  kind: "incremental",
  state: "completed",
  startedAt: NOW - 60_000,
  endedAt: NOW - 56_000,
  counts: { created: 12, updated: 3, deleted: 0, skipped: 1, failed: 2 },
  wanted: null,
  reason: null,
  detail: null,
  askedBy: null,
  ...more,
});

const some: readonly RunRow[] = [
  exampleRun({ kind: "live", direction: "outbound", state: "in_progress", endedAt: null }),
  exampleRun({ object: "account" }),
  exampleRun({ state: "failed", reason: "AUTH_GRANT_REVOKED", detail: NASTY }),
  exampleRun({ kind: "backfill", object: "deal" }),
  exampleRun({ kind: "resync", direction: "both", object: "*", connection: "*", askedBy: "slack|U1|oren", wanted: 42 }),
  exampleRun({ kind: "resync", direction: "both", state: "cancelled", askedBy: `slack|U1|${NASTY}`, wanted: 42 }),
].map((run, at) => ({ ...run, id: `run_00000000${at}`, startedAt: run.startedAt - at * 300_000 }));

export function runExamples({ names, grow, pick }: Scale): readonly Card[] {
  const list = (runs: readonly RunRow[], asked = {}) =>
    runsCard(grow({ runs, asked, zone: "Europe/Madrid", names, now: NOW }), buttons());
  const overlapping = (runs: readonly RunRow[]) => {
    const [first, second] = [runs[0]?.id ?? "", runs[1]?.id ?? ""];
    const at = NOW - 60_000;
    const conflicts = [
      { first, second, connection: "salesforce", object: "contact", direction: "inbound", at } as const,
    ];
    const asked = { status: "warning", since: "yesterday", until: "2026-11-21" } as const;
    return runsCard(grow({ runs, asked, conflicts, zone: "Europe/Madrid", names, now: NOW }), buttons());
  };
  const many = Array.from({ length: RUNS + 1 }, (_, at) => ({
    ...(some[at % some.length] ?? exampleRun()),
    id: `run_0000000${at + 10}`,
  }));
  const one = (run: RunRow, count: number) =>
    runCard(
      grow({
        run,
        outcomes:
          count === 0
            ? [{ outcome: "updated", reason: null, records: 3 }]
            : [{ outcome: "failed", reason: "DATA_PICKLIST_INVALID", records: 2 * count }],
        records: Array.from({ length: count }, (_, at) => ({
          subject: `003xx00000${at}`,
          outcome: "failed" as const,
          reason: "DATA_PICKLIST_INVALID",
          detail: NASTY,
        })),
        names,
        now: NOW,
      }),
      buttons(),
    );
  const none = exampleRun({ counts: { created: 0, updated: 3, deleted: 0, skipped: 0, failed: 0 } });
  const filters = { connection: "salesforce", direction: "inbound", when: "7d" };
  const broken = exampleRun({
    state: "failed",
    reason: pick("LIMIT_DAILY", "AUTH_GRANT_REVOKED"),
    detail: pick("", NASTY.repeat(9)),
  });
  const backfill = exampleRun({ kind: "backfill", state: "in_progress", endedAt: null });
  const overlap = (run: RunRow | null) =>
    overlapCard(grow({ reason: "RUN_OVERLAP", connection: "salesforce", run, since: run?.startedAt ?? null }), names);
  return [
    pick(list(some.slice(0, 1)), list(many, filters)),
    list([]),
    one(none, 0),
    one(exampleRun(), pick(1, RECORDS)),
    one(broken, pick(0, RECORDS)),
    one(backfill, 0),
    one(backfill, pick(1, RECORDS)),
    one(exampleRun({ state: "cancelled" }), pick(2, RECORDS)),
    overlapping(some.slice(0, pick(2, some.length))),
    lookingCard({ name: "salesforce", health: { state: "healthy" } }, names),
    lookingCard({ name: "salesforce", health: { state: "paused" } }, names),
    allCard(grow({ name: "salesforce", begun: ["contact"], late: ["deal"], records: 3_000 }), names),
    allCard({ name: "salesforce", begun: [], late: ["deal"], records: 0 }, names),
    overlap(pick(null, backfill)),
  ];
}
