import { CrmError } from "../../provider.ts";
import type { RemoteRecord } from "../../record.ts";
import { malformed } from "../../trouble.ts";
import type { Client } from "./client.ts";
import { withPeople } from "./lead-people.ts";
import { isBroken, isDeleted, readRow } from "./records.ts";
import { search } from "./search.ts";
import { isId, type Shape } from "./shapes.ts";
import { chunks, idOf, isRow } from "./values.ts";

const READ_PAGE = 100;

/** Reads by id, never from the search index; missing and deleted ones are left out. */
export async function read(
  client: Client,
  shape: Shape,
  fields: readonly string[],
  ids: readonly string[],
): Promise<readonly RemoteRecord[]> {
  const known = [...new Set(ids)].filter((id) => isId(shape, id));
  return readable(client, shape, fields, await rowsOf(client, shape, known));
}

/** The rows of records as Pipedrive keeps them. Archived ones are in a list of their own. */
export async function rowsOf(client: Client, shape: Shape, ids: readonly string[]): Promise<readonly unknown[]> {
  const rows: unknown[] = [];
  // v1 reads by one id alone.
  if (shape.type === "leads" || shape.type === "notes") {
    for (const id of ids) rows.push(...(await optional(client.one(shape.path, id).then((one) => [one]))));
    return rows.filter((row) => isRow(row) && !isDeleted(row));
  }
  for (const chunk of chunks(ids, READ_PAGE)) {
    let missing: readonly string[] = chunk;
    for (const path of shape.lists) {
      if (missing.length === 0) break;
      const asked = client.byIds(path, missing);
      const found = await (path === shape.path ? asked : optional(asked));
      const seen = new Set(found.flatMap(idIn));
      rows.push(...found);
      missing = missing.filter((id) => !seen.has(id));
    }
  }
  return rows.filter((row) => !isDeleted(row));
}

/**
 * All records with one of the values. What the search index names is read afresh; what is too young for it is found in
 * the list of the latest changes. Both compare loosely, and who asks compares again.
 */
export async function find(
  client: Client,
  shape: Shape,
  fields: readonly string[],
  { by, values, now }: { readonly by: string; readonly values: readonly string[]; readonly now: number },
): Promise<readonly RemoteRecord[]> {
  const terms = [...new Set(values.map((value) => value.trim()))].filter((value) => value !== "");
  if (terms.length === 0) return [];
  if (by === "id") return read(client, shape, fields, terms);
  const { ids, rows } = await search(client, shape, by, terms, now);
  const known = new Set(rows.flatMap(idIn));
  const missing = ids.filter((id) => !known.has(id));
  const all = [...rows, ...(await rowsOf(client, shape, missing))];
  const wanted = new Set([...fields, by, ...(isHalf(shape, by) ? ["first_name", "last_name"] : [])]);
  const records = await readable(client, shape, [...wanted], all);
  const found = records.filter((record) => agrees(record, by, terms, shape));
  return [...new Map(found.map((record) => [record.externalId, record])).values()];
}

/** Of several addresses another than ours may have been found; of an address in the web only a part. */
function agrees({ fields }: RemoteRecord, by: string, terms: readonly string[], shape: Shape): boolean {
  const type = shape.standard[by]?.type;
  if (type === "email" || type === "phone" || type === "url") return true;
  if (isHalf(shape, by)) {
    const name = `${fields.first_name ?? ""} ${fields.last_name ?? ""}`.toLowerCase();
    return terms.some((term) => name.includes(term.toLowerCase()));
  }
  const value = String(fields[by] ?? "").trim();
  return terms.some((term) => value.toLowerCase() === term.toLowerCase());
}

function isHalf(shape: Shape, by: string): boolean {
  return shape.standard[by]?.kind === "name";
}

function idIn(row: unknown): readonly string[] {
  const id = isRow(row) ? idOf(row.id) : null;
  return id === null ? [] : [id];
}

/** Companies without archived records may have no list of them, and a lead that is not there is refused. */
async function optional(asked: Promise<readonly unknown[]>): Promise<readonly unknown[]> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof CrmError && error.trouble.status === 404) return [];
    throw error;
  }
}

async function readable(
  client: Client,
  shape: Shape,
  fields: readonly string[],
  rows: readonly unknown[],
): Promise<readonly RemoteRecord[]> {
  const whole = shape.type === "leads" ? await withPeople(client, rows, fields) : rows;
  return whole.map((row) => {
    const record = readRow(row, shape, fields);
    if (isBroken(record)) throw new CrmError({ ...malformed(record.detail, false), reason: record.reason });
    return record;
  });
}
