import { shareOf } from "../connections/budget.ts";
import { rereadBatch } from "../inbound/reread.ts";
import { readBudgets } from "../store/budgets.ts";
import { type ConnectionRow, readConnections } from "../store/connections.ts";
import { inTheirOrder, urgentRows } from "../store/owed.ts";
import type { Sql } from "../store/sql.ts";
import { SLOWED_TO } from "../throttle/slowed.ts";
import type { Worker } from "../worker.ts";
import { dailyNow } from "./limits.ts";
import { batchCalls, CALLS_A_BATCH } from "./price-batch.ts";
import { type Piece, pieces, type Selection } from "./resync.ts";

/** What a resync will cost before it is ordered. */
export interface Price {
  readonly records: number;
  /** Calls at the CRMs, all connections together. */
  readonly calls: number;
  /** Daily calls that we may still use at the scarcest of the concerned CRMs; null = no daily limit is told. */
  readonly callsLeft: number | null;
  /** About how long it takes, by the throttle and what waits before it. */
  readonly aboutMs: number;
  /** Per concerned connection. */
  readonly connections: readonly { readonly connection: string; readonly records: number; readonly calls: number }[];
}

const CALL_MS = 500;
/** A tick begins it and one ends it; people are not told seconds (features.md, C14). */
const SHORTEST_MS = 60_000;

/** What a resync takes by the engine's own steps, if nothing is refused and nothing has changed at the CRM. */
export async function priceOf(sql: Sql, worker: Worker, selection: Selection): Promise<Price> {
  const all = await pieces(sql, worker, selection);
  const isOf = (name: string) => (piece: Piece) => piece.connection === name;
  const names = worker.settings.connections.map((own) => own.name).filter((name) => all.some(isOf(name)));
  const jobs: Job[] = [];
  for (const name of names) {
    const own = all.filter(isOf(name));
    jobs.push({ connection: name, records: own.length, calls: await callsOf(sql, worker, name, own) });
  }
  return priced(sql, worker, jobs, "person");
}

/** What is to be done at one connection, and what it takes. */
export type Job = Price["connections"][number];

/** Pure calls with what is left of them, and with the time that they take: backfills that were slowed down take longer. */
export async function priced(
  sql: Sql,
  worker: Worker,
  jobs: readonly Job[],
  kind: "person" | "live" | "backfill",
): Promise<Price> {
  const now = worker.ports.clock.wall();
  const rows = await readConnections(sql);
  const urgent = await urgentRows(sql);
  const budgets = await readBudgets(sql);
  const left: number[] = [];
  const records = jobs.reduce((sum, each) => sum + each.records, 0);
  let aboutMs = records === 0 ? 0 : SHORTEST_MS;
  for (const { connection, calls } of jobs) {
    const row = rows.find((each) => each.name === connection);
    if (!row) continue;
    const { settings: own, provider } = worker.connections.get(connection);
    const budget = budgets.get(connection);
    const share = shareOf(own, budget);
    const daily = dailyNow(row, share, now);
    if (daily) left.push(Math.max(0, daily.allowed - daily.used));
    const ahead = Math.ceil((urgent.get(connection) ?? 0) / provider.limits.batch) * CALLS_A_BATCH;
    const pace = kind === "backfill" && budget?.slowed?.value ? SLOWED_TO : 1;
    const held = Math.max(0, (row.trouble.holdUntil ?? now) - now);
    aboutMs = Math.max(aboutMs, timeOf(worker, row, calls + ahead, share) / pace + held);
  }
  return {
    records,
    calls: jobs.reduce((sum, each) => sum + each.calls, 0),
    callsLeft: left.length === 0 ? null : Math.min(...left),
    aboutMs,
    connections: jobs,
  };
}

/** One call after the other, and a pause wherever our share of a window is full. */
function timeOf(worker: Worker, { name, usage }: ConnectionRow, calls: number, share: number): number {
  const { provider } = worker.connections.get(name);
  const [first] = provider.limits.windows;
  const window = usage?.burst ? { max: usage.burst.limit, windowMs: usage.burst.windowMs } : first;
  const full = window ? Math.floor(calls / Math.max(1, Math.floor(window.max * share))) : 0;
  return Math.max(calls * CALL_MS, full * (window?.windowMs ?? 0));
}

async function callsOf(sql: Sql, worker: Worker, connection: string, all: readonly Piece[]): Promise<number> {
  const { provider } = worker.connections.get(connection);
  let sum = 0;
  for (const object of new Set(all.map((piece) => piece.object))) {
    const own = all.filter((piece) => piece.object === object);
    sum += provider.calls({ op: "describe", object });
    const inbound = own.filter((piece) => piece.direction === "inbound").length;
    for (let left = inbound; left > 0; left -= rereadBatch)
      sum += provider.calls({ op: "read", object, count: Math.min(left, rereadBatch) });
    const outbound = own.filter((piece) => piece.direction === "outbound").map((piece) => piece.subject);
    const at = { connection, object, asked: true };
    sum += await batchCalls(sql, worker, at, await inTheirOrder(sql, at, outbound));
  }
  return sum;
}
