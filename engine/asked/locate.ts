import type { ObjectName } from "../record.ts";
import { matchKeys } from "../rules/match.ts";
import type { Settings } from "../settings.ts";
import { readConnections } from "../store/connections.ts";
import { recordsByEmail } from "../store/named.ts";
import { type OutcomeRow, readOutcomes } from "../store/outcomes.ts";
import { readRecords, recordsByKey } from "../store/records.ts";
import type { Sql } from "../store/sql.ts";
import { type RecordName, readRecordName } from "./record-names.ts";

/** A record that a name may mean: ours, or one that only a CRM knows (by what became of it on its way in). */
export type Located =
  | { readonly object: ObjectName; readonly id: string }
  | { readonly object: ObjectName; readonly stranger: OutcomeRow };

/** All records that may be meant, in the order in which they were found; at most `limit`. */
export async function locate(sql: Sql, settings: Settings, text: string, limit: number): Promise<readonly Located[]> {
  const name = readRecordName(text);
  const found = new Map<string, Located>();
  const add = (object: string, id: string) => {
    if (settings.objects[object] !== undefined) found.set(`${object} ${id}`, { object, id });
  };
  const connections = await connectionsOf(sql, settings, name);
  const objects = Object.keys(settings.objects).filter((object) => name.object === null || name.object === object);
  if (name.provider === null) for (const { object, id } of await byOwnId(sql, objects, name, limit)) add(object, id);
  for (const { object, id } of await byLink(sql, { connections, objects }, name, limit)) add(object, id);
  if (found.size === 0 && name.email !== null)
    for (const { object, id } of await byEmail(sql, settings, name.email, limit)) add(object, id);
  if (found.size > 0) return [...found.values()].slice(0, limit);
  const outcomes = await readOutcomes(sql, { subjects: name.ids, direction: "inbound", limit: limit * 4 });
  return outcomes
    .filter((one) => connections.includes(one.connection) && objects.includes(one.object))
    .slice(0, limit)
    .map((stranger) => ({ object: stranger.object, stranger }));
}

/** The connections whose pages these may be. */
async function connectionsOf(
  sql: Sql,
  { connections }: Settings,
  { provider, account }: RecordName,
): Promise<readonly string[]> {
  const own = connections.filter((each) => provider === null || each.provider === provider).map((each) => each.name);
  if (account === null || own.length < 2) return own;
  const known = (await readConnections(sql)).filter((row) => own.includes(row.name) && row.identity?.id === account);
  return known.length > 0 ? known.map((row) => row.name) : own;
}

async function byOwnId(sql: Sql, objects: readonly string[], { ids }: RecordName, limit: number) {
  const [kind, id] = [sql.among("object", objects), sql.among("id", ids)];
  const rows = await sql.all(`select object, id from records where ${kind.text} and ${id.text} limit ?`, [
    kind.param,
    id.param,
    limit,
  ]);
  return rows.map(textsOf);
}

async function byLink(
  sql: Sql,
  { connections, objects }: { readonly connections: readonly string[]; readonly objects: readonly string[] },
  { ids }: RecordName,
  limit: number,
) {
  const at = sql.among("connection", connections);
  const [kind, id] = [sql.among("object", objects), sql.among("external_id", ids)];
  // With all three SQLite finds them by the key of the table.
  const rows = await sql.all(
    `select object, record_id as id from links where ${at.text} and ${kind.text} and ${id.text}
     order by connection, object limit ?`,
    [at.param, kind.param, id.param, limit],
  );
  return rows.map(textsOf);
}

const textsOf = (row: Readonly<Record<string, unknown>>) => ({ object: String(row.object), id: String(row.id) });

/** By the key of the match where the address is one, and by the field itself elsewhere or where nobody made a key yet. */
async function byEmail(sql: Sql, settings: Settings, email: string, limit: number) {
  const found: { readonly object: string; readonly id: string }[] = [];
  for (const [object, { match, fields }] of Object.entries(settings.objects)) {
    const ids = (await recordsByKey(sql, object, 0, [email])).map((one) => one.id);
    const records = await readRecords({ ...sql, lock: "" }, object, ids);
    const keyed = [...records.values()].filter((one) => matchKeys(one.fields, match)[0] === email);
    found.push(...keyed.map((one) => ({ object, id: one.id })));
    const isKey = match[0]?.length === 1 && match[0][0] === "email";
    if (fields.email === undefined) continue;
    const others = await recordsByEmail(sql, object, email, { unkeyed: isKey, limit });
    found.push(...others.map((id) => ({ object, id })));
  }
  return found;
}
