import { type ActivityType, type End, ends } from "./activity-types.ts";
import type { Client } from "./client.ts";
import { idOf, isRow, listOf, textOf } from "./records.ts";

/** What HubSpot answers of one batch of associations at most. */
const READ_PAGE = 1_000;

/** The associations among the fields asked for. */
export function endsIn(fields: readonly string[]): readonly End[] {
  return ends.filter(({ field }) => fields.includes(field));
}

/**
 * Puts the contact and the deal of activities into their rows as if they were properties. Where several are associated,
 * it is the one of the lowest id. Rows that came with their associations need no further request.
 */
export async function withEnds(
  client: Client,
  of: ActivityType,
  fields: readonly string[],
  rows: readonly unknown[],
): Promise<readonly unknown[]> {
  let told = rows;
  for (const end of endsIn(fields)) {
    const firsts = rows.every(brought) ? broughtIn(rows, end) : await firstsOf(client, of, end, rows);
    told = told.map((row) => withFirst(row, end, firsts));
  }
  return told;
}

function brought(row: unknown): boolean {
  return !isRow(row) || isRow(row.associations);
}

function broughtIn(rows: readonly unknown[], end: End): ReadonlyMap<string, string> {
  return new Map(
    rows.filter(isRow).flatMap((row) => {
      const lists = isRow(row.associations) ? row.associations : {};
      const list = isRow(lists[end.to]) ? lists[end.to] : {};
      const others = listOf(isRow(list) ? list.results : []).filter(isRow);
      const [first] = inOrder(others.flatMap((other) => idOf(other) ?? []));
      const id = idOf(row);
      return id === null || first === undefined ? [] : [[id, first] as const];
    }),
  );
}

async function firstsOf(
  client: Client,
  of: ActivityType,
  end: End,
  rows: readonly unknown[],
): Promise<ReadonlyMap<string, string>> {
  const all = await linkedIds(
    client,
    of,
    end,
    rows.filter(isRow).flatMap((row) => idOf(row) ?? []),
  );
  return new Map([...all].flatMap(([id, [first]]) => (first === undefined ? [] : [[id, first] as const])));
}

/** The ids of all that each record is associated with, lowest first; records without any are left out. */
export async function linkedIds(
  client: Client,
  of: ActivityType,
  end: End,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const all = [...new Set(ids)];
  const linked = new Map<string, readonly string[]>();
  for (let at = 0; at < all.length; at += READ_PAGE) {
    const asked = all.slice(at, at + READ_PAGE).map((id) => ({ id }));
    const { results } = await client.linked(of.type, end.to, asked);
    for (const result of results.filter(isRow)) {
      const from = isRow(result.from) ? idOf(result.from) : null;
      const others = listOf(result.to).filter(isRow).flatMap(otherId);
      if (from !== null && others.length > 0) linked.set(from, inOrder(others));
    }
  }
  return linked;
}

function otherId(other: Readonly<Record<string, unknown>>): readonly string[] {
  const id = other.toObjectId;
  const text = typeof id === "number" ? String(id) : textOf(other, "toObjectId");
  return text === "" ? [] : [text];
}

/** By number, whatever the length. */
export function inOrder(ids: readonly string[]): readonly string[] {
  return ids.toSorted((a, b) => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0));
}

function withFirst(row: unknown, { field }: End, firsts: ReadonlyMap<string, string>): unknown {
  if (!isRow(row)) return row;
  const properties = isRow(row.properties) ? row.properties : {};
  return { ...row, properties: { ...properties, [field]: firsts.get(idOf(row) ?? "") ?? null } };
}
