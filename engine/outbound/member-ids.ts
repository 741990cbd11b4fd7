import type { Fields, ObjectName } from "../record.ts";
import type { FieldMap } from "../rules/field-map.ts";
import { membersOf } from "../rules/sets.ts";
import { externalIds } from "../store/links.ts";
import { deletedAmong } from "../store/members.ts";
import type { Sql } from "../store/sql.ts";

interface Held {
  readonly record: { readonly fields: Fields };
  readonly links: readonly { readonly seen: Fields }[];
}

const unseen: Held["links"] = [{ seen: {} }];

/** Of the sets of a batch: object -> our id -> the CRM's, and whoever went because he was deleted here. */
export async function memberIds(
  sql: Sql,
  connection: string,
  map: readonly FieldMap[],
  held: Iterable<Held>,
): Promise<{
  readonly parents: ReadonlyMap<ObjectName, ReadonlyMap<string, string>>;
  readonly dead: ReadonlySet<string>;
}> {
  const parents = new Map<ObjectName, ReadonlyMap<string, string>>();
  const dead = new Set<string>();
  const rows = [...held];
  for (const { field, references, type } of map) {
    if (type !== "references" || references === null) continue;
    const wanted = new Set<string>();
    const gone = new Set<string>();
    for (const { record, links } of rows) {
      const here = membersOf(record.fields[field]);
      for (const { seen } of links.length > 0 ? links : unseen) {
        const there = membersOf(seen[field]);
        for (const id of here) if (!there.includes(id)) wanted.add(id);
        for (const id of there) if (!here.includes(id)) gone.add(id);
      }
    }
    const known = await externalIds(sql, connection, references, [...wanted, ...gone]);
    parents.set(references, new Map([...(parents.get(references) ?? []), ...known]));
    for (const id of await deletedAmong(sql, references, [...gone])) dead.add(id);
  }
  return { parents, dead };
}
