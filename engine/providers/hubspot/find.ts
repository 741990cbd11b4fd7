import { CrmError } from "../../provider.ts";
import type { RemoteRecord } from "../../record.ts";
import { malformed } from "../../trouble.ts";
import type { Client } from "./client.ts";
import { withLinks } from "./links-read.ts";
import { isBroken, propertiesOf, readRow } from "./records.ts";
import { isIdentity } from "./schema.ts";

const READ_PAGE = 100;
const SEARCH_PAGE = 200;
/** HubSpot answers no more of one search. */
const SEARCH_END = 10_000;

/** Reads by id, never from the search index; missing ones are left out. */
export async function read(
  client: Client,
  type: string,
  fields: readonly string[],
  ids: readonly string[],
): Promise<readonly RemoteRecord[]> {
  return byUnique(
    client,
    type,
    fields,
    ids.filter((id) => /^\d+$/.test(id)),
    null,
  );
}

/**
 * All records with one of the values. By a unique property they are read directly; by any other one the search index
 * is asked, which learns of a new record only after a while.
 */
export async function find(
  client: Client,
  type: string,
  fields: readonly string[],
  by: string,
  values: readonly string[],
): Promise<readonly RemoteRecord[]> {
  const wanted = [...new Set(values)].filter((value) => value !== "");
  if (isIdentity(type, by) || isOurs(by)) return byUnique(client, type, fields, wanted, by);
  const found = new Map<string, RemoteRecord>();
  for (const chunk of chunks(wanted, READ_PAGE / 2)) {
    // The index holds text in small letters, the operator compares exactly.
    const both = [...new Set(chunk.flatMap((value) => [value, value.toLowerCase()]))];
    for (const record of await bySearch(client, type, fields, by, both)) found.set(record.externalId, record);
  }
  return [...found.values()];
}

/** Properties that we made to hold our own id are made unique. */
export function isOurs(property: string): boolean {
  return property.startsWith("crmsync_");
}

async function byUnique(
  client: Client,
  type: string,
  fields: readonly string[],
  values: readonly string[],
  property: string | null,
): Promise<readonly RemoteRecord[]> {
  const found = new Map<string, RemoteRecord>();
  for (const chunk of chunks([...new Set(values)], READ_PAGE)) {
    const { results } = await client.read(type, chunk, propertiesOf(type, fields), property ?? undefined);
    for (const row of await withLinks(client, type, fields, results)) {
      const record = readable(row, type, fields);
      found.set(record.externalId, record);
    }
  }
  return [...found.values()];
}

async function bySearch(
  client: Client,
  type: string,
  fields: readonly string[],
  by: string,
  values: readonly string[],
): Promise<readonly RemoteRecord[]> {
  const found: RemoteRecord[] = [];
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<Client["search"]>> = await client.search(type, {
      where: [{ property: by, operator: "IN", value: values }],
      sort: "hs_object_id",
      properties: propertiesOf(type, fields),
      limit: SEARCH_PAGE,
      ...(after !== null && { after }),
    });
    const rows = await withLinks(client, type, fields, page.results);
    found.push(...rows.map((row) => readable(row, type, fields)));
    after = page.after;
  } while (after !== null && found.length + SEARCH_PAGE <= SEARCH_END);
  return found;
}

function readable(row: unknown, type: string, fields: readonly string[]): RemoteRecord {
  const record = readRow(row, type, fields);
  if (isBroken(record)) throw new CrmError({ ...malformed(record.detail, false), reason: record.reason });
  return record;
}

function chunks<T>(all: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size));
}
