import { CrmError } from "../../provider.ts";
import type { Client, Listed } from "./client.ts";
import { isBroken, modifiedOf, readRow } from "./records.ts";
import { isId, isOwnField, type Shape, shapeOf } from "./shapes.ts";
import { idOf, isRow } from "./values.ts";

const LIST_PAGE = 500;
/** Of one value no more pages of the search are read: whoever has so common a value is not told apart by it. */
const SEARCH_PAGES = 10;
/** The search index learns of a record after a while, a list at once: so long ago may be what only the list knows. */
const YOUNG_MS = 60_000;
const YOUNG_PAGES = 4;

export interface Hits {
  readonly ids: readonly string[];
  /** Rows that came whole, and need not be read again. */
  readonly rows: readonly unknown[];
}

/** What may have one of the values, by the search index and by the list of what changed just now. */
export async function search(
  client: Client,
  shape: Shape,
  by: string,
  terms: readonly string[],
  now: number,
): Promise<Hits> {
  const around = shape.type === "leads" ? aroundLeads[by] : undefined;
  if (around !== undefined) return { ids: [], rows: await leadsAround(client, around, terms, now) };
  const searched = await indexed(client, shape, by, terms);
  return searched === null
    ? { ids: [], rows: await walk(client, shape, by, terms, null) }
    : { ids: searched, rows: await walk(client, shape, by, terms, now - YOUNG_MS) };
}

/** null = this field is not searched at all: which ones are is not told. */
async function indexed(
  client: Client,
  shape: Shape,
  by: string,
  terms: readonly string[],
): Promise<readonly string[] | null> {
  if (shape.type === "notes") return null;
  const ids: string[] = [];
  try {
    for (const term of terms.flatMap((each) => spellings(by, each)))
      ids.push(...(await idsWith(client, shape, by, term)));
  } catch (error) {
    const refused = error instanceof CrmError && (error.trouble.status === 400 || error.trouble.status === 404);
    if (!refused || searchedAs(by) !== null) throw error;
    return null;
  }
  return [...new Set(ids)].filter((id) => isId(shape, id));
}

/** The search in one field minds letter case: an address in the web may begin with a capital. */
export function spellings(by: string, term: string): readonly string[] {
  if (searchedAs(by) !== null) return [term];
  return [...new Set([term, term.charAt(0).toUpperCase() + term.slice(1)])];
}

interface Around {
  readonly object: "contact" | "account";
  readonly field: string;
  readonly by: "person_id" | "organization_id";
}

/** Leads are found by what they hang on. */
const aroundLeads: Readonly<Record<string, Around>> = {
  person_email: { object: "contact", field: "email", by: "person_id" },
  person_phone: { object: "contact", field: "phone", by: "person_id" },
  person_first_name: { object: "contact", field: "first_name", by: "person_id" },
  person_last_name: { object: "contact", field: "last_name", by: "person_id" },
  organization_name: { object: "account", field: "name", by: "organization_id" },
};

async function leadsAround(
  client: Client,
  { object, field, by }: Around,
  terms: readonly string[],
  now: number,
): Promise<readonly unknown[]> {
  const shape = shapeOf(object);
  if (shape === null) return [];
  const { ids, rows } = await search(client, shape, field, terms, now);
  const around = new Set([...ids, ...rows.flatMap((row) => (isRow(row) ? (idOf(row.id) ?? []) : []))]);
  const leads: unknown[] = [];
  for (const id of around) leads.push(...(await client.leadsOf(by, id)));
  return leads;
}

async function idsWith(client: Client, shape: Shape, by: string, term: string): Promise<readonly string[]> {
  const where = searchedAs(by);
  // A single letter is searched only for as a whole.
  const exact = where?.exact === true || term.length < 2;
  const ids: string[] = [];
  let next: string | null = null;
  for (let pages = 0; pages < SEARCH_PAGES && (pages === 0 || next !== null); pages += 1) {
    const told: Listed =
      where === null
        ? await client.searchField(shape, { field: by, term, next })
        : await client.search(shape.type, { term, fields: where.fields, exact, next });
    ids.push(...told.rows.flatMap((row) => (isRow(row) ? (idOf(row.id) ?? []) : [])));
    next = told.next;
  }
  return ids;
}

/** Where the common search looks; null = it does not look into this field. A half of a name is a part of it. */
function searchedAs(by: string): { readonly fields: string; readonly exact: boolean } | null {
  if (/^(email|phone|name|title)$/.test(by)) return { fields: by, exact: true };
  if (by === "first_name" || by === "last_name") return { fields: "name", exact: false };
  return isOwnField(by) ? { fields: "custom_fields", exact: true } : null;
}

/** The rows of the lists with one of the values: of all records, or of what changed since a moment. */
async function walk(
  client: Client,
  shape: Shape,
  by: string,
  terms: readonly string[],
  since: number | null,
): Promise<readonly unknown[]> {
  const rows: unknown[] = [];
  const lists = since === null ? shape.lists : [shape.path];
  for (const path of lists) {
    let next: string | null = null;
    let pages = 0;
    do {
      const sort = since === null ? "id" : "update_time";
      const wanted = { since, sort, descending: since !== null, limit: LIST_PAGE, next } as const;
      const page: Listed = await client.list(path, wanted);
      rows.push(...page.rows.filter((row) => holds(row, shape, by, terms)));
      next = page.next;
      pages += 1;
    } while (next !== null && (since === null || pages < YOUNG_PAGES));
  }
  return rows.filter((row) => isRow(row) && modifiedOf(row) !== null);
}

function holds(row: unknown, shape: Shape, by: string, terms: readonly string[]): boolean {
  const record = readRow(row, shape, [by]);
  if (isBroken(record)) return false;
  const value = String(record.fields[by] ?? "").toLowerCase();
  return terms.some((term) => value.includes(term.toLowerCase()));
}
