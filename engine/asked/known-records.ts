import type { ObjectName } from "../record.ts";
import { matchKeys } from "../rules/match.ts";
import { linkedRecords } from "../store/links.ts";
import { readRecords, recordsByKey, saveKeys, unkeyedRecords } from "../store/records.ts";
import type { Sql } from "../store/sql.ts";
import type { KnownRecords, RecordWrite } from "./upsert.ts";

/** Reads what a batch of writes has to know, in its transaction. */
export async function whatIsKnown(
  sql: Sql,
  object: ObjectName,
  match: readonly (readonly string[])[],
  writes: readonly RecordWrite[],
): Promise<KnownRecords> {
  const targets = writes.map((one) => one.target);
  const linked = new Map<string, string>();
  for (const [connection, externalIds] of byConnection(writes))
    for (const [externalId, id] of await linkedRecords(sql, connection, object, externalIds))
      linked.set(`${connection} ${externalId}`, id);

  const seeking = writes.filter((one) => one.target.by === "match").map((one) => matchKeys(one.fields, match));
  const byKey = match.map(() => new Map<string, string[]>());
  if (seeking.length > 0) await keyRecords(sql, object, match);
  for (const level of [0, 1] as const) {
    const own = byKey[level];
    const keys = seeking.flatMap((each) => each[level] || []);
    if (own)
      for (const { id, key } of await recordsByKey(sql, object, level, keys))
        own.set(key, [...(own.get(key) ?? []), id]);
  }
  const ids = [
    ...targets.flatMap((target) => (target.by === "id" ? [target.id] : [])),
    ...linked.values(),
    ...byKey.flatMap((level) => [...level.values()].flat()),
  ];
  return { records: await readRecords(sql, object, [...new Set(ids)]), linked, byKey };
}

function byConnection(writes: readonly RecordWrite[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { target } of writes)
    if (target.by === "external")
      found.set(target.connection, [...(found.get(target.connection) ?? []), target.externalId]);
  return found;
}

/** Plain SQL makes no keys; nothing is looked for by one before every record has them. */
async function keyRecords(sql: Sql, object: ObjectName, match: readonly (readonly string[])[]): Promise<void> {
  for (;;) {
    const records = await unkeyedRecords(sql, object, 1_000);
    if (records.length === 0) return;
    const keyed = records.map((one) => ({ id: one.id, keys: matchKeys(one.fields, match) }));
    await saveKeys(sql, object, keyed);
  }
}
