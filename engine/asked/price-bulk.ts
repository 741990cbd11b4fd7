import { readCursors } from "../store/cursors.ts";
import { owedIds } from "../store/owed.ts";
import type { Sql } from "../store/sql.ts";
import { countStandings } from "../store/standings.ts";
import type { Worker } from "../worker.ts";
import { type Price, priced } from "./price.ts";
import { batchCalls } from "./price-batch.ts";

/** So many are planned to find the price; that of more follows from theirs. */
const MOST_PLANNED = 2_000;

/**
 * What it takes to read objects of a connection from the beginning: page after page, by what was found there the last
 * time. What then differs is another matter.
 */
export async function priceWhole(
  sql: Sql,
  worker: Worker,
  connection: string,
  objects?: readonly string[],
): Promise<Price> {
  const { provider, settings: own } = worker.connections.get(connection);
  const cursors = await readCursors(sql, connection);
  const standings = await countStandings(sql);
  let records = 0;
  let calls = 0;
  for (const object of own.objects.filter((one) => objects === undefined || objects.includes(one))) {
    const known = standings.find((each) => each.connection === connection && each.object === object)?.known ?? 0;
    const count = Math.max(known, cursors.find((each) => each.object === object)?.total ?? 0);
    records += count;
    calls += provider.calls({ op: "all", object, count });
  }
  return priced(sql, worker, records + calls === 0 ? [] : [{ connection, records, calls }], "backfill");
}

/** What it takes to send all that waits for a connection unasked. Of a large backlog a part is planned. */
export async function priceBacklog(sql: Sql, worker: Worker, connection: string): Promise<Price> {
  const { settings: own } = worker.connections.get(connection);
  let records = 0;
  let calls = 0;
  for (const object of own.objects) {
    const { ids, all } = await owedIds(sql, connection, object, MOST_PLANNED);
    records += all;
    const part = await batchCalls(sql, worker, { connection, object, asked: false }, ids);
    calls += ids.length === 0 ? 0 : Math.ceil((part * all) / ids.length);
  }
  return priced(sql, worker, records === 0 ? [] : [{ connection, records, calls }], "live");
}
