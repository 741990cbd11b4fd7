import type { Fields, WorkspaceRecord } from "../record.ts";
import type { HeldLink, LinkState } from "./links.ts";
import { fromJson, type Row, type Sql } from "./sql.ts";

/** A record with its links on one connection, and what was last seen behind each. */
export interface HeldRecord {
  readonly record: WorkspaceRecord;
  readonly links: readonly HeldLink[];
}

/**
 * Everything that a push is planned by, of many records in one statement: they are found by one walk, and each value is
 * read once. Without locks: whoever writes by it goes by version.
 */
export async function heldRecords(
  sql: Sql,
  object: string,
  ids: readonly string[],
  connection: string,
): Promise<ReadonlyMap<string, HeldRecord>> {
  if (ids.length === 0) return new Map();
  const { text, param } = sql.among("r.id", ids);
  const place = sql.dialect === "sqlite" ? ", v.rowid as place" : "";
  const rows = await sql.all(
    `select r.id, r.fields, r.version, r.deleted, l.external_id, l.state, l.deleted_in_crm, v.seen${place} from records r
       left join links l on l.object = r.object and l.record_id = r.id and l.connection = ?
       left join field_values v on v.connection = l.connection and v.object = l.object and v.external_id = l.external_id
     where r.object = ? and ${text}`,
    [connection, object, param],
  );
  const held = new Map<string, HeldRecord & { readonly links: HeldLink[] }>();
  for (const row of rows) {
    const id = row.id as string;
    const known = held.get(id) ?? { record: recordOf(object, row), links: [] };
    held.set(id, known);
    if (row.external_id === null) continue;
    known.links.push(linkOf(row, known.record));
    if (known.links.length > 1) known.links.sort((a, b) => (a.externalId < b.externalId ? -1 : 1));
  }
  return held;
}

function recordOf(object: string, row: Row): WorkspaceRecord {
  const { id, fields, version, deleted } = row;
  return {
    object,
    id: id as string,
    fields: fromJson<Fields>(fields),
    version: version as number,
    deleted: deleted === 1,
  };
}

/** A link of which nothing was noted was last seen just as its record is. */
function linkOf(row: Row, { id, fields }: WorkspaceRecord): HeldLink {
  return {
    externalId: row.external_id as string,
    recordId: id,
    state: row.state as LinkState,
    deletedInCrm: row.deleted_in_crm === 1,
    place: typeof row.place === "number" ? row.place : null,
    seen: row.seen === null ? fields : fromJson<Fields>(row.seen),
  };
}
