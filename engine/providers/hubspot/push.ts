import type { PushResult, Trouble, Write } from "../../provider.ts";
import { malformed, plain } from "../../trouble.ts";
import { endAimedAt, isEndOf, newEnds, setEnds } from "./activity-ends-push.ts";
import { type Budget, type Item, type Outcome, sendBatch } from "./batch.ts";
import type { Batch, Client } from "./client.ts";
import { relink, targetOf } from "./links.ts";
import { mirrorOf } from "./mirror.ts";
import { idOf, isRow, toProperties } from "./records.ts";
import { changeSets } from "./sets.ts";

/** A batch of 100 with one bad row is told apart in 14 requests; more bad rows share what is left. */
const EXTRA_REQUESTS = 40;

type Results = Map<string, PushResult>;

/**
 * Writes in batches, one for each kind of write. Always one result per write, in the order given. A company that
 * the record belongs to is an association: it goes along with a create, and in a request of its own with an update or an upsert.
 */
export async function push(client: Client, type: string, writes: readonly Write[]): Promise<readonly PushResult[]> {
  const budget: Budget = { left: EXTRA_REQUESTS };
  const results: Results = new Map();
  for (const write of writes) {
    if (write.op !== "create" && !/^\d+$/.test(write.externalId ?? ""))
      results.set(write.key, failed(write, plain("REC_DELETED", `"${write.externalId}" is not an id of HubSpot`)));
  }
  const open = (kind: Kind): readonly Write[] =>
    writes.filter((write) => kindOf(write) === kind && !results.has(write.key));
  await create(client, type, open("create"), budget, results);
  for (const field of new Set(open("upsert").map((write) => write.unique?.field ?? ""))) {
    const same = open("upsert").filter((write) => write.unique?.field === field);
    await upsert(client, type, field, same, budget, results);
  }
  await update(client, type, open("update"), budget, results);
  await remove(client, type, open("delete"), budget, results);
  return writes.map((write) =>
    aimedAt(type, write, results.get(write.key) ?? failed(write, malformed("HubSpot's answer has no result", true))),
  );
}

export type Kind = Write["op"] | "upsert";

export function kindOf(write: Write): Kind {
  return write.op === "create" && write.unique !== null && write.unique.value !== "" ? "upsert" : write.op;
}

async function create(
  client: Client,
  type: string,
  writes: readonly Write[],
  budget: Budget,
  results: Results,
): Promise<void> {
  const mirror = mirrorOf(type);
  const items = writes.map((write) => {
    const target = targetOf(type, write);
    const primary = mirror === null || !target ? [] : [{ to: target, types: mirror.types }];
    const associations = [...primary, ...newEnds(type, write)];
    return { trace: write.key, id: null, properties: propertiesOf(type, write), associations };
  });
  const outcomes = await sendBatch(
    items,
    (some) =>
      client.create(
        type,
        some.map((item) => ({ ...item, id: "" })),
      ),
    budget,
  );
  settle(writes, outcomes, () => true, results);
}

/** Upserts take no associations: they follow once the ids are known. */
async function upsert(
  client: Client,
  type: string,
  field: string,
  writes: readonly Write[],
  budget: Budget,
  results: Results,
): Promise<void> {
  const items = writes.map((write) => ({
    trace: write.key,
    id: write.unique?.value ?? "",
    properties: { ...propertiesOf(type, write), [field]: write.unique?.value ?? "" },
  }));
  const send = (some: readonly (Item & { id: string })[]): Promise<Batch> =>
    client.upsert(
      type,
      some.map((item) => ({ ...item, idProperty: field })),
    );
  const outcomes = await sendBatch(items, send, budget);
  settle(writes, outcomes, (row) => row._new === true || row.new === true, results);
  const wanted = writes.flatMap((write) => {
    const [result, target] = [results.get(write.key), targetOf(type, write)];
    return result?.ok === true && target ? [{ write, id: result.externalId, target }] : [];
  });
  await linkInto(client, type, wanted, budget, results);
  await endsInto(client, type, writes, budget, results);
}

async function update(
  client: Client,
  type: string,
  writes: readonly Write[],
  budget: Budget,
  results: Results,
): Promise<void> {
  const wanted = writes.flatMap((write) => {
    const target = targetOf(type, write);
    return target === undefined ? [] : [{ write, id: idIn(write), target }];
  });
  await linkInto(client, type, wanted, budget, results);
  await endsInto(client, type, writes, budget, results);
  for (const [key, failure] of await changeSets(client, type, writes, budget)) results.set(key, failure);
  const items = writes
    .filter((write) => !results.has(write.key))
    .map((write) => ({ trace: write.key, id: idIn(write), properties: propertiesOf(type, write) }));
  const send = (some: readonly (Item & { id: string })[]): Promise<Batch> => client.update(type, some);
  const outcomes = new Map<string, Outcome>(await sendBatch(items.filter(hasProperties), send, budget));
  // Nothing but the association was to change, and that is done.
  for (const item of items) if (!hasProperties(item)) outcomes.set(item.trace, { ok: true, row: { id: item.id } });
  settle(writes, outcomes, () => false, results);
}

async function remove(
  client: Client,
  type: string,
  writes: readonly Write[],
  budget: Budget,
  results: Results,
): Promise<void> {
  const items = writes.map((write) => ({ trace: write.key, id: idIn(write), properties: {} }));
  const outcomes = await sendBatch(
    items,
    async (some) => {
      await client.archive(
        type,
        some.map(({ id }) => id),
      );
      return { results: some.map(({ id }) => ({ id })), errors: [] };
    },
    budget,
  );
  settle(writes, outcomes, () => false, results);
  for (const write of writes) {
    const result = results.get(write.key);
    // Gone already is what a delete wants.
    if (result?.ok === false && result.reason === "REC_DELETED")
      results.set(write.key, { key: write.key, ok: true, externalId: idIn(write), created: false });
  }
}

async function linkInto(
  client: Client,
  type: string,
  wanted: Parameters<typeof relink>[2],
  budget: Budget,
  results: Results,
): Promise<void> {
  for (const [key, failure] of await relink(client, type, wanted, budget)) results.set(key, failure);
}

/** The contact and the deal of activities; an upserted one has its id by now. */
async function endsInto(
  client: Client,
  type: string,
  writes: readonly Write[],
  budget: Budget,
  results: Results,
): Promise<void> {
  const wanted = writes.flatMap((write) => {
    const result = results.get(write.key);
    if (result?.ok === false) return [];
    return [{ write, id: result?.externalId ?? idIn(write) }];
  });
  for (const [key, failure] of await setEnds(client, type, wanted, budget)) results.set(key, failure);
}

function settle(
  writes: readonly Write[],
  outcomes: ReadonlyMap<string, Outcome>,
  created: (row: Readonly<Record<string, unknown>>) => boolean,
  results: Results,
): void {
  for (const write of writes) {
    const outcome = outcomes.get(write.key);
    if (outcome === undefined) continue;
    const row = outcome.ok && isRow(outcome.row) ? outcome.row : {};
    const id = idOf(row);
    if (!outcome.ok) results.set(write.key, failed(write, outcome.trouble));
    else if (id === null) results.set(write.key, failed(write, malformed("HubSpot's result has no id", true)));
    else results.set(write.key, { key: write.key, ok: true, externalId: id, created: created(row) });
  }
}

/** What goes as properties: all but what is an association. */
function propertiesOf(type: string, write: Write): Record<string, string> {
  const { [mirrorOf(type)?.property ?? ""]: _association, ...properties } = toProperties(write.fields);
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !isEndOf(type, name)));
}

/** HubSpot does not name a property when an association is refused. */
function aimedAt(type: string, write: Write, result: PushResult): PushResult {
  if (result.ok || result.reason !== "REF_INVALID" || result.field !== null) return result;
  const primary = targetOf(type, write) ? mirrorOf(type)?.property : undefined;
  return { ...result, field: primary ?? endAimedAt(type, write, result.detail) };
}

function hasProperties(item: Item): boolean {
  return Object.keys(item.properties).length > 0;
}

function idIn(write: Write): string {
  return write.externalId ?? "";
}

function failed(write: Write, trouble: Trouble): PushResult {
  return { key: write.key, ok: false, ...trouble };
}
