import type { Answer } from "../crm/crm.ts";
import type { Row } from "../crm/table.ts";
import { type Ask, page, refuse, tableFor } from "./ask.ts";
import { pointsOf } from "./contact-points.ts";
import { fieldTypeOf } from "./field-types.ts";
import { limitOf } from "./list-query.ts";
import { type Refusal, unfit } from "./refusal.ts";
import { indexed, startOf } from "./search.ts";
import { foundItem, itemTypes, searchableTypes } from "./search-items.ts";

type Match = "exact" | "beginning" | "middle";

const fits: Readonly<Record<Match, (value: string, term: string) => boolean>> = {
  exact: (value, term) => value === term,
  beginning: (value, term) => value.startsWith(term),
  middle: (value, term) => value.includes(term),
};

/** `GET /api/v2/itemSearch/field`: records by one field's value; unlike the other searches it minds letter case. */
export function searchByField(ask: Ask): Answer {
  const { query } = ask;
  const type = Object.entries(itemTypes).find(([, { item }]) => item === query.get("entity_type"))?.[0];
  const match = Object.keys(fits).find((one): one is Match => one === (query.get("match") ?? "exact"));
  const term = query.get("term") ?? "";
  const limit = limitOf(query);
  const start = startOf(query.get("cursor"));
  if (type === undefined) return refuse(unfit("entity_type", "must be one of [deal, lead, person, organization]"));
  if (match === undefined) return refuse(unfit("match", "must be one of [exact, beginning, middle]"));
  if (limit === null) return refuse(unfit("limit", "must be a number between 1 and 500"));
  if (start === null) return refuse(unfit("cursor", "is not valid"));
  const code = query.get("field") ?? "";
  const refusal = problemOf(ask, type, code, term, match);
  if (refusal !== null) return refuse(refusal);
  const found = [...indexed(ask, type)].filter((row) => valuesOf(row, code).some((value) => fits[match](value, term)));
  const items = found.slice(start, start + limit).map((row, i) => ({
    result_score: Math.round(10_000 / (start + i + 2)) / 10_000,
    item: foundItem(ask, type, row),
  }));
  const more = start + items.length < found.length;
  const next = more ? Buffer.from(JSON.stringify({ start: start + items.length })).toString("base64url") : null;
  return page(items, next, items.length);
}

function problemOf(ask: Ask, type: string, code: string, term: string, match: Match): Refusal | null {
  if (term.length < (match === "exact" ? 1 : 2)) return unfit("term", "must be at least 2 characters long");
  const table = tableFor(ask, type);
  const field = table.schema.fields.get(code);
  if (field === undefined || !field.read) return unfit("field", `field ${code} does not exist`);
  const isSearchable = searchableTypes.includes(fieldTypeOf(ask.company, table, field));
  return isSearchable ? null : unfit("field", `field ${code} can not be searched`);
}

function valuesOf(row: Row, code: string): readonly string[] {
  const value = row.fields[code];
  if (value === null || value === undefined) return [];
  return code === "email" || code === "phone" ? pointsOf(value).map((one) => one.value) : [String(value)];
}
