import type { Identity } from "../provider.ts";
import { type CountSum, countSum, nothingKnown } from "../rules/count-sum.ts";
import { readCompare, type Tally } from "../store/compare.ts";
import { readConnections } from "../store/connections.ts";
import { countFresh, countKnown, countOurs, type OursCount } from "../store/count-known.ts";
import { readCount, saveCount } from "../store/count-told.ts";
import { readCursors } from "../store/cursors.ts";
import type { Sql } from "../store/sql.ts";
import type { Worker } from "../worker.ts";

export interface CountsAsked {
  readonly connection?: string | undefined;
  readonly object?: string | undefined;
}

/** The numbers of one object on one connection, and how they come about. */
export interface CountsView {
  readonly connection: string;
  readonly object: string;
  /** A20: which account is connected, a sandbox or the real one. */
  readonly identity: Pick<Identity, "name" | "sandbox"> | null;
  readonly sum: CountSum;
  /** When the CRM told its number; null = it never did. */
  readonly toldAt: number | null;
  /** The CRM was asked just now and did not answer: its number is an older one, or missing. */
  readonly silent: boolean;
  /** A first pull is under way. */
  readonly comes: boolean;
  /** Records of ours that are not in this CRM. */
  readonly ours: OursCount;
  /** The rolling comparison: the round under way, or the last one. */
  readonly compared: Tally | null;
}

/** Where a count comes from an index, that may be so long behind. */
const indexMs = 60_000;

/** M9: every object's number at its CRM, explained to the last record. One call per object, for who waits. */
export async function counts(worker: Worker, asked: CountsAsked): Promise<readonly CountsView[]> {
  const views: CountsView[] = [];
  for (const { settings } of worker.connections.all) {
    const { name } = settings;
    if (asked.connection !== undefined && asked.connection !== name) continue;
    for (const object of settings.objects)
      if (asked.object === undefined || asked.object === object) views.push(await ofObject(worker, name, object));
  }
  return views;
}

async function ofObject(worker: Worker, connection: string, object: string): Promise<CountsView> {
  const { store, connections, ports } = worker;
  const told = await connections.ask(connection, async (crm) => (await crm.count?.(object)) ?? null);
  const count = told.ok ? told.value : null;
  const at = ports.clock.wall();
  if (count !== null) await store.write((sql) => saveCount(sql, { connection, object, count, at }));
  const lags = connections.get(connection).provider.limits.lookupLagMs > 0;
  return store.read((sql) => viewOf(sql, { connection, object, freshSince: lags ? at - indexMs : at }, !told.ok));
}

async function viewOf(
  sql: Sql,
  { connection, object, freshSince }: { connection: string; object: string; freshSince: number },
  silent: boolean,
): Promise<CountsView> {
  const row = (await readConnections(sql)).find((each) => each.name === connection);
  const cursor = (await readCursors(sql, connection)).find((each) => each.object === object);
  const known = (await countKnown(sql)).find((each) => each.connection === connection && each.object === object);
  const told = await readCount(sql, connection, object);
  const place = (await readCompare(sql, connection)).objects[object];
  const comes = cursor?.phase === "backfill";
  const fresh = await countFresh(sql, connection, object, freshSince);
  return {
    connection,
    object,
    identity: row?.identity ? { name: row.identity.name, sandbox: row.identity.sandbox } : null,
    sum: countSum(told?.count ?? null, known ?? nothingKnown, { comes, fresh }),
    toldAt: told?.at ?? null,
    silent,
    comes,
    ours: await countOurs(sql, connection, object),
    compared: place ? shown(place) : null,
  };
}

/** A round that has only begun tells less than the one before it. */
function shown({ last, ...place }: Tally & { readonly last: Tally | null }): Tally {
  const { startedAt, endedAt, compared, differed, calls } = place.endedAt === null && last ? last : place;
  return { startedAt, endedAt, compared, differed, calls };
}
