import type { Fields, WorkspaceRecord } from "../record.ts";
import { isEmpty, judgeEvent, type Verdict } from "../rules/events.ts";
import { matchField, matchKeys } from "../rules/match.ts";
import type { Settings } from "../settings.ts";
import { readRecords, recordsByKey, unkeyedRecords } from "../store/records.ts";
import { fromJson, type Sql } from "../store/sql.ts";

/** What is to be said of each event: whose it is, or why nobody's. */
export async function eventVerdicts(
  sql: Sql,
  settings: Settings,
  events: readonly WorkspaceRecord[],
): Promise<ReadonlyMap<string, Verdict>> {
  const open = events.filter(({ fields }) => isEmpty(fields.contact_id));
  const byEmail = await contactsBy(sql, settings, "email", open);
  const byUser = await contactsBy(sql, settings, "user_id", open);
  return new Map(
    events.map(({ id, fields }) => {
      const named = { byEmail: byEmail(fields), byUser: byUser(fields) };
      return [id, judgeEvent(fields, named)] as const;
    }),
  );
}

const mostFresh = 1_000;

type Lookup = (event: Fields) => readonly string[];

/** Contacts by a field that they share with events; none where contacts do not have it. */
async function contactsBy(
  sql: Sql,
  { objects: { contact } }: Settings,
  field: "email" | "user_id",
  events: readonly WorkspaceRecord[],
): Promise<Lookup> {
  const given = events.filter(({ fields }) => !isEmpty(fields[field]));
  if (contact === undefined || !(field in contact.fields) || given.length === 0) return () => [];
  const levels = contact.match.slice(0, 2);
  const at = levels.findIndex((level) => level.length === 1 && matchField(level[0] ?? "") === field);
  const keyOf = (fields: Fields) => matchKeys(fields, at < 0 ? [[field]] : levels.slice(at, at + 1))[0] ?? "";
  const wanted = new Set(given.map(({ fields }) => keyOf(fields)).filter((key) => key !== ""));
  const ids = at < 0 ? null : await recordsByKey(sql, "contact", at === 0 ? 0 : 1, [...wanted]);
  const contacts = ids === null ? await scan(sql, field) : await keyed(sql, idsOf(ids));
  const found = new Map<string, string[]>();
  for (const { id, fields } of contacts) {
    const key = keyOf(fields);
    if (wanted.has(key)) found.set(key, [...(found.get(key) ?? []), id]);
  }
  return (event) => (isEmpty(event[field]) ? [] : (found.get(keyOf(event)) ?? []));
}

function idsOf(found: readonly { readonly id: string }[]): readonly string[] {
  return [...new Set(found.map(({ id }) => id))];
}

/** Plain SQL makes no keys: what it wrote since the last pull may be anybody. */
async function keyed(sql: Sql, ids: readonly string[]): Promise<readonly WorkspaceRecord[]> {
  const known = await readRecords(sql, "contact", ids);
  const fresh = await unkeyedRecords({ ...sql, lock: "" }, "contact", mostFresh);
  return [...new Map([...known, ...fresh.map((one) => [one.id, one] as const)]).values()].filter((one) => !one.deleted);
}

/** Where contacts are not matched by the field there is no index of it. */
async function scan(sql: Sql, field: string): Promise<readonly { readonly id: string; readonly fields: Fields }[]> {
  const value = sql.dialect === "sqlite" ? `json_extract(fields, '$.${field}')` : `fields ->> '${field}'`;
  const rows = await sql.all(
    `select id, fields from records where object = 'contact' and deleted = 0 and ${value} is not null`,
    [],
  );
  return rows.map(({ id, fields }) => ({ id: String(id), fields: fromJson<Fields>(fields) }));
}
