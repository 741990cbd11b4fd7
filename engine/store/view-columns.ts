import type { FieldType } from "../record.ts";

/** Our field -> what it holds; a field that is not named, or null, holds any single value. */
export type ViewTypes = Readonly<Record<string, FieldType | null>>;

type Kind = "number" | "integer" | "boolean" | "date" | "datetime" | "references" | "any";

const kinds: readonly Kind[] = ["number", "integer", "boolean", "date", "datetime", "references"];

function kindOf(types: ViewTypes, field: string): Kind {
  const type = Object.hasOwn(types, field) ? types[field] : null;
  return kinds.find((kind) => kind === type) ?? "any";
}

/** A set of references is a JSON array of ids in the view, and stored as `a;b` in the order of the ids. */
export function sqliteRead(types: ViewTypes, field: string, value: string): string {
  if (kindOf(types, field) !== "references") return value;
  return `case when ${value} is not null then '[' || replace(json_quote(${value}), ';', '","') || ']' end`;
}

/** What a client sees in a column, in the form in which it is compared. */
export function sqliteSeen(types: ViewTypes, field: string, value: string): string {
  return kindOf(types, field) === "references" ? sqliteWritten(types, field, value) : value;
}

/**
 * SQLite types values, not columns: what a client writes is put into the form of the field (a number, 0 or 1) before it is
 * compared and stored. What cannot be stays as it was written, and is refused with a reason when it is to be sent.
 */
export function sqliteWritten(types: ViewTypes, field: string, value: string): string {
  const kind = kindOf(types, field);
  const trimmed = `trim(${value})`;
  if (kind === "number" || kind === "integer")
    return `case when typeof(${value}) = 'text' and json_valid(${trimmed}) and json_type(${trimmed}) in ('integer', 'real') then json_extract(${trimmed}, '$') else ${value} end`;
  if (kind === "references")
    return `case when json_valid(${value}) and json_type(${value}) = 'array' then (select group_concat(m, ';') from (select distinct value as m from json_each(${value}) order by 1)) else ${value} end`;
  if (kind === "boolean")
    return `case lower(${trimmed}) when '1' then 1 when 'true' then 1 when 'yes' then 1 when '0' then 0 when 'false' then 0 when 'no' then 0 else ${value} end`;
  return value;
}

/** The same as JSON: SQLite has no booleans. */
export function sqliteStored(types: ViewTypes, field: string, value: string): string {
  const written = sqliteWritten(types, field, value);
  return kindOf(types, field) === "boolean"
    ? `case ${written} when 1 then json('true') when 0 then json('false') else ${written} end`
    : written;
}

// No question marks: they stand for parameters.
const NUMBER = "^[+-]{0,1}[0-9]{1,200}([.][0-9]{1,200}){0,1}([eE][+-]{0,1}[0-9]{1,2}){0,1}$";
const INTEGER = "^[+-]{0,1}[0-9]{1,18}$";
const YEAR = "(000[1-9]|00[1-9][0-9]|0[1-9][0-9]{2}|[1-9][0-9]{3})";
const LEAP = "([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29";
const COMMON = `${YEAR}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))`;
const DAY = `(${COMMON}|${LEAP})`;
const TIME = "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,6}){0,1}Z";

/** A typed column of PostgreSQL; a stored value that is none of the type is shown as null, never as an error. */
export function postgresRead(types: ViewTypes, field: string, value: string): string {
  const fits = (form: string, type: string) => `case when ${value} ~ '${form}' then ${value}::${type} end`;
  switch (kindOf(types, field)) {
    case "number":
      return fits(NUMBER, "numeric");
    case "integer":
      return fits(INTEGER, "bigint");
    case "boolean":
      return `case ${value} when 'true' then true when '1' then true when 'false' then false when '0' then false end`;
    case "date":
      return fits(`^${DAY}$`, "date");
    case "datetime":
      return fits(`^${DAY}T${TIME}$`, "timestamptz");
    case "references":
      return `to_jsonb(string_to_array(${value}, ';'))`;
    case "any":
      return value;
  }
}

/** What is written to a typed column, as JSON in the form that the engine knows: times in UTC with milliseconds. */
export function postgresStored(types: ViewTypes, field: string, value: string): string {
  switch (kindOf(types, field)) {
    case "datetime":
      return `to_jsonb(to_char(${value} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))`;
    case "references":
      // An empty list is nobody, which is not the same as nothing said.
      return `case when jsonb_typeof(${value}) = 'array' then coalesce((select to_jsonb(string_agg(m, ';' order by m)) from (select distinct jsonb_array_elements_text(${value}) as m) as members), 'null'::jsonb) else ${value} end`;
    default:
      return `to_jsonb(${value})`;
  }
}
