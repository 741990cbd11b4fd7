import { memberViews } from "./member-views.ts";
import type { Dialect } from "./sql.ts";
import {
  postgresRead,
  postgresStored,
  sqliteRead,
  sqliteSeen,
  sqliteStored,
  sqliteWritten,
  type ViewTypes,
} from "./view-columns.ts";

/** Our object name -> the plural that its view bears; an object of the user's own takes an s. */
export function viewName(object: string): string {
  return object === "activity" ? "activities" : `${object}s`;
}

/**
 * The statements that make the view of one object and the triggers behind it, so that any SQL client can read and write
 * the workspace. Only changed columns are written; a write that changes nothing bumps no version and so owes nothing.
 * Triggers write no time. `null` in an insert of a known id means "not given". Columns have the types of the mapping.
 */
export function viewStatements(
  dialect: Dialect,
  object: string,
  fields: readonly string[],
  types: ViewTypes = {},
): readonly string[] {
  const own = dialect === "sqlite" ? sqliteView(object, fields, types) : postgresView(object, fields, types);
  return [...own, ...memberViews(dialect, object, types)];
}

const name = (field: string) => `"${field.replaceAll('"', '""')}"`;
const text = (value: string) => `'${value.replaceAll("'", "''")}'`;
const path = (field: string) => text(`$."${field}"`);

function sqliteView(object: string, fields: readonly string[], types: ViewTypes): readonly string[] {
  const view = name(viewName(object));
  const read = (field: string) => sqliteRead(types, field, `json_extract(fields, ${path(field)})`);
  const columns = fields.map((field) => `${read(field)} as ${name(field)}`);
  const set = (start: string, takes: (field: string) => string) =>
    `json_remove(json_set(${start}, ${fields.map((f) => `iif(${takes(f)}, ${path(f)}, '$._'), ${sqliteStored(types, f, `new.${name(f)}`)}`).join(", ")}), '$._')`;
  const told = (f: string) => sqliteWritten(types, f, `new.${name(f)}`);
  const given = (f: string) => `new.${name(f)} is not null`;
  const changed = (f: string) => `${told(f)} is not ${sqliteSeen(types, f, `old.${name(f)}`)}`;
  const differs = (f: string) => `(new.${name(f)} is not null and ${told(f)} is not json_extract(fields, ${path(f)}))`;
  const touch = "version = version + 1, origin = null, lane = 1, keyed = 0";
  return [
    `drop view if exists ${view}`,
    `create view ${view} as select ${["id", ...columns].join(", ")} from records where object = ${text(object)} and deleted = 0`,
    `create trigger ${name(`${viewName(object)}_insert`)} instead of insert on ${view} begin
      insert into records (object, id, fields) values (${text(object)}, coalesce(new.id, lower(hex(randomblob(16)))), ${set("'{}'", given)})
      on conflict (object, id) do update set fields = ${set("fields", given)}, deleted = 0, ${touch}
      where deleted = 1 or ${fields.map(differs).join(" or ")};
    end`,
    `create trigger ${name(`${viewName(object)}_update`)} instead of update on ${view} begin
      select raise(abort, 'the id of a record cannot be changed') where new.id is not old.id;
      update records set fields = ${set("fields", changed)}, ${touch}
      where object = ${text(object)} and id = old.id and (${fields.map(changed).join(" or ")});
    end`,
    `create trigger ${name(`${viewName(object)}_delete`)} instead of delete on ${view} begin
      update records set deleted = 1, ${touch} where object = ${text(object)} and id = old.id;
    end`,
  ];
}

function postgresView(object: string, fields: readonly string[], types: ViewTypes): readonly string[] {
  const plain = viewName(object);
  const view = name(plain);
  const columns = fields.map(
    (field) => `${postgresRead(types, field, `(fields ->> ${text(field)})`)} as ${name(field)}`,
  );
  const pairs = fields.map((f) => `(${text(f)}, ${postgresStored(types, f, `new.${name(f)}`)})`).join(", ");
  const given = `(select coalesce(jsonb_object_agg(k, v), '{}'::jsonb) from (values ${pairs}) as c(k, v) where v is not null)`;
  const touch = "version = records.version + 1, origin = null, lane = 1, keyed = 0";
  const changes = fields
    .map(
      (f) =>
        `if new.${name(f)} is distinct from old.${name(f)} then changed := changed || jsonb_build_object(${text(f)}, ${postgresStored(types, f, `new.${name(f)}`)}); end if;`,
    )
    .join("\n");
  return [
    `drop view if exists ${view}`,
    `create view ${view} as select ${["id", ...columns].join(", ")} from records where object = ${text(object)} and deleted = 0`,
    `create or replace function ${name(`${plain}_write`)}() returns trigger language plpgsql as $body$
    declare changed jsonb := '{}'::jsonb;
    begin
      if tg_op = 'DELETE' then
        update records set deleted = 1, ${touch} where object = ${text(object)} and id = old.id and deleted = 0;
        return old;
      end if;
      if tg_op = 'INSERT' then
        new.id := coalesce(new.id, replace(gen_random_uuid()::text, '-', ''));
        changed := ${given};
        insert into records (object, id, fields) values (${text(object)}, new.id, changed)
        on conflict (object, id) do update set fields = records.fields || changed, deleted = 0, ${touch}
        where records.deleted = 1 or records.fields is distinct from records.fields || changed;
        return new;
      end if;
      if new.id is distinct from old.id then raise exception 'the id of a record cannot be changed'; end if;
      ${changes}
      if changed <> '{}'::jsonb then
        update records set fields = records.fields || changed, ${touch} where object = ${text(object)} and id = old.id;
      end if;
      return new;
    end $body$`,
    `create trigger ${name(`${plain}_write`)} instead of insert or update or delete on ${view}
    for each row execute function ${name(`${plain}_write`)}()`,
  ];
}
