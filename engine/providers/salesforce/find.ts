import { CrmError } from "../../provider.ts";
import type { RemoteRecord } from "../../record.ts";
import { malformed } from "../../trouble.ts";
import type { Client } from "./client.ts";
import { type Broken, isBroken, isId } from "./records.ts";
import type { Selected } from "./selected.ts";
import { identifier, lists, selection } from "./soql.ts";

const READ_PAGE = 2_000;

/** Reads by id; missing and deleted ones are left out. */
export async function read(client: Client, from: Selected, ids: readonly string[]): Promise<readonly RemoteRecord[]> {
  const found: RemoteRecord[] = [];
  // An id of a wrong form would refuse the whole request; no record can have it.
  for (const chunk of chunks(ids.filter(isId), READ_PAGE)) {
    for (const row of await client.retrieve(identifier(from.type), chunk, from.columns)) {
      if (row !== null) found.push(readable(from.read(row)));
    }
  }
  return found;
}

/** All records whose column `by` has one of the values. */
export async function find(
  client: Client,
  from: Selected,
  by: string,
  values: readonly string[],
): Promise<readonly RemoteRecord[]> {
  const found: RemoteRecord[] = [];
  for (const list of lists([...new Set(values)])) {
    const only = from.only === null ? "" : ` AND ${from.only}`;
    const soql = `SELECT ${selection(from.columns)} FROM ${identifier(from.type)} WHERE ${identifier(by)} IN (${list})${only}`;
    let answer = await client.query(soql);
    found.push(...answer.rows.map((row) => readable(from.read(row))));
    while (answer.next !== null) {
      answer = await client.more(answer.next);
      found.push(...answer.rows.map((row) => readable(from.read(row))));
    }
  }
  return found;
}

function readable(record: RemoteRecord | Broken): RemoteRecord {
  if (isBroken(record)) throw new CrmError({ ...malformed(record.detail, false), reason: record.reason });
  return record;
}

function chunks<T>(all: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size));
}
