import type { Dialect } from "./sql.ts";
import type { ViewTypes } from "./view-columns.ts";

/** Our only sets by object and field, with the view that lists their members one a row, and whom they name. */
const MEMBERS = [
  {
    object: "deal",
    field: "contact_ids",
    view: "deal_contacts",
    member: "contact",
    columns: ["deal_id", "contact_id"],
  },
] as const;

/** Read only: who belongs to what, living records on both ends; nothing where the set is not in effect. */
export function memberViews(dialect: Dialect, object: string, types: ViewTypes): readonly string[] {
  return MEMBERS.filter((each) => each.object === object).flatMap(({ field, view, member, columns }) => {
    if (types[field] !== "references") return [`drop view if exists ${view}`];
    const set = dialect === "sqlite" ? `json_extract(r.fields, '$.${field}')` : `(r.fields ->> '${field}')`;
    const each =
      dialect === "sqlite"
        ? `json_each('[' || replace(json_quote(${set}), ';', '","') || ']') m join records c on c.id = m.value`
        : `unnest(string_to_array(${set}, ';')) as m(id) join records c on c.id = m.id`;
    const [owner, id] = columns;
    const from = dialect === "sqlite" ? `records r, ${each}` : `records r cross join lateral ${each}`;
    return [
      `drop view if exists ${view}`,
      `create view ${view} as select r.id as ${owner}, c.id as ${id} from ${from} and c.object = '${member}' and c.deleted = 0
       where r.object = '${object}' and r.deleted = 0 and ${set} is not null`,
    ];
  });
}
