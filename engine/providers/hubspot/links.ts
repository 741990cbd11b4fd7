import type { PushResult, Write } from "../../provider.ts";
import { type Budget, type Item, type Outcome, sendBatch } from "./batch.ts";
import type { Client } from "./client.ts";
import { withLinks } from "./links-read.ts";
import { type Mirror, mirrorOf } from "./mirror.ts";
import { idOf, isRow, textOf } from "./records.ts";

/** What a write says of the mirrored association: undefined = nothing, null = clear it. */
export function targetOf(type: string, write: Write): string | null | undefined {
  const property = mirrorOf(type)?.property;
  if (property === undefined || !(property in write.fields)) return undefined;
  const value = write.fields[property];
  return value === null || value === "" ? null : String(value);
}

interface Wanted {
  readonly write: Write;
  readonly id: string;
  readonly target: string | null;
}

/** Sets or clears the association of existing records; tells only the failures, by the write's key. */
export async function relink(
  client: Client,
  type: string,
  wanted: readonly Wanted[],
  budget: Budget,
): Promise<ReadonlyMap<string, PushResult>> {
  const mirror = mirrorOf(type);
  if (mirror === null || wanted.length === 0) return new Map();
  const set = wanted.flatMap(({ write, id, target }) => (target === null ? [] : [item(write, id, target)]));
  const cleared = wanted.filter(({ target }) => target === null);
  const outcomes = new Map<string, Outcome>(await sendBatch(set, (items) => link(client, type, mirror, items), budget));
  if (cleared.length > 0) {
    const items = cleared.map(({ write, id }) => item(write, id, ""));
    for (const [key, outcome] of await sendBatch(items, (some) => clear(client, type, mirror, some), budget))
      outcomes.set(key, outcome);
  }
  return new Map(
    [...outcomes].flatMap(([key, outcome]) =>
      outcome.ok ? [] : [[key, { key, ok: false, ...outcome.trouble }] as const],
    ),
  );
}

interface LinkItem extends Item {
  readonly id: string;
  readonly target: string;
}

function item(write: Write, id: string, target: string): LinkItem {
  return { trace: write.key, id, target, properties: {} };
}

/** Results name both ends, so they are turned into rows that carry the id of our end. */
async function link(
  client: Client,
  type: string,
  mirror: Mirror,
  items: readonly LinkItem[],
): ReturnType<Client["link"]> {
  const links = items.map(({ id, target }) => ({ from: id, to: target, types: mirror.types }));
  const { results, errors } = await client.link(type, mirror.to, links);
  return { results: results.map((row) => ({ id: fromEnd(row) })), errors };
}

/** The record of ours in a result of associating. */
export function fromEnd(row: unknown): string | null {
  if (!isRow(row)) return null;
  if (isRow(row.from)) return idOf(row.from);
  const id = row.fromObjectId;
  return typeof id === "number" ? String(id) : textOf(row, "fromObjectId") || null;
}

/** Only a known association can be archived, so the present one is read first. */
async function clear(
  client: Client,
  type: string,
  mirror: Mirror,
  items: readonly LinkItem[],
): ReturnType<Client["link"]> {
  const { results, errors } = await client.read(
    type,
    items.map(({ id }) => id),
    [mirror.property],
  );
  const rows = await withLinks(client, type, [mirror.property], results);
  const pairs = rows.filter(isRow).flatMap((row) => {
    const properties = isRow(row.properties) ? row.properties : {};
    const [from, to] = [idOf(row), textOf(properties, mirror.property)];
    return from === null || to === "" ? [] : [{ from, to }];
  });
  if (pairs.length > 0) await client.unlink(type, mirror.to, pairs);
  return { results: results.map((row) => ({ id: isRow(row) ? idOf(row) : null })), errors };
}
