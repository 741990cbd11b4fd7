import { CrmError, type PushResult, type Write } from "../../provider.ts";
import type { ObjectName, SchemaField } from "../../record.ts";
import { malformed } from "../../trouble.ts";
import { type Budget, type Item, sendBatch } from "./batch.ts";
import type { Client } from "./client.ts";
import { CONTACTS, idOf, isRow, listOf, textOf } from "./records.ts";

/** A set of associated records, told as if it were a property; the type is HubSpot's own id of the unlabelled association. */
interface AssociatedSet {
  readonly property: string;
  readonly label: string;
  readonly to: string;
  readonly type: number;
}

const sets: Readonly<Record<string, AssociatedSet>> = {
  deals: { property: CONTACTS, label: "Associated contacts", to: "contacts", type: 3 },
};

/** What HubSpot takes and answers of one batch of associations at most. */
const BATCH = 1_000;

/** The field of a type that tells its set; null = it has none. */
export function setField(
  type: string,
  writable: boolean,
  ourName: (type: string) => ObjectName | null,
): SchemaField | null {
  const set = sets[type];
  const target = set === undefined ? null : ourName(set.to);
  if (set === undefined || target === null) return null;
  return {
    name: set.property,
    label: set.label,
    type: "references",
    length: null,
    required: false,
    creatable: writable,
    updatable: writable,
    unique: false,
    options: null,
    references: [target],
  };
}

/** Puts the ids of the associated records into the rows, `1;2`; nothing is asked where they are not wanted. */
export async function withSets(
  client: Client,
  type: string,
  fields: readonly string[],
  rows: readonly unknown[],
): Promise<readonly unknown[]> {
  const set = sets[type];
  if (set === undefined || !fields.includes(set.property) || rows.length === 0) return rows;
  const ids = [...new Set(rows.filter(isRow).flatMap((row) => idOf(row) ?? []))];
  const members = await membersOf(client, type, set, ids);
  return rows.map((row) => {
    if (!isRow(row)) return row;
    const value = [...(members.get(idOf(row) ?? "") ?? [])].toSorted().join(";");
    return { ...row, properties: { ...(isRow(row.properties) ? row.properties : {}), [set.property]: value } };
  });
}

async function membersOf(
  client: Client,
  type: string,
  set: AssociatedSet,
  ids: readonly string[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const members = new Map(ids.map((id) => [id, new Set<string>()]));
  let open: readonly { readonly id: string; readonly after?: string }[] = ids.map((id) => ({ id }));
  while (open.length > 0) {
    const { results, errors } = await client.linked(type, set.to, open.slice(0, BATCH));
    // Of records without any HubSpot says so; whatever else it says must not be taken for "nobody".
    if (!errors.every(isNone)) throw new CrmError(malformed("HubSpot did not tell all associations", false));
    const more = results.filter(isRow).flatMap((result) => {
      const from = isRow(result.from) ? idOf(result.from) : null;
      if (from === null) return [];
      for (const other of listOf(result.to).filter(isRow)) members.get(from)?.add(targetId(other));
      const after = nextOf(result);
      return after === "" ? [] : [{ id: from, after }];
    });
    open = [...open.slice(BATCH), ...more];
  }
  return members;
}

function isNone(error: unknown): boolean {
  return (
    isRow(error) && (error.category === "OBJECT_NOT_FOUND" || /NO_ASSOCIATIONS/i.test(textOf(error, "subCategory")))
  );
}

function targetId(other: Readonly<Record<string, unknown>>): string {
  const id = other.toObjectId;
  return typeof id === "number" ? String(id) : textOf(other, "toObjectId");
}

function nextOf(result: Readonly<Record<string, unknown>>): string {
  const paging = isRow(result.paging) ? result.paging : {};
  return isRow(paging.next) ? textOf(paging.next, "after") : "";
}

interface Pair extends Item {
  readonly id: string;
  readonly to: string;
}

/** Adds and removes what updates say of their sets; tells only the failures, by the write's key. */
export async function changeSets(
  client: Client,
  type: string,
  writes: readonly Write[],
  budget: Budget,
): Promise<ReadonlyMap<string, PushResult>> {
  const set = sets[type];
  const failures = new Map<string, PushResult>();
  if (set === undefined) return failures;
  const send = async (way: "add" | "remove"): Promise<void> => {
    const pairs = pairsOf(writes, set.property, way);
    for (let at = 0; at < pairs.length; at += BATCH) {
      const some = pairs.slice(at, at + BATCH);
      const outcomes = await sendBatch(some, (items) => sendPairs(client, type, set, way, items), budget);
      for (const { trace, key } of some) {
        const outcome = outcomes.get(trace);
        if (outcome && !outcome.ok) failures.set(key, { key, ok: false, ...outcome.trouble, field: set.property });
      }
    }
  };
  await send("add");
  await send("remove");
  return failures;
}

function pairsOf(
  writes: readonly Write[],
  property: string,
  way: "add" | "remove",
): readonly (Pair & { key: string })[] {
  return writes.flatMap((write) =>
    (write.sets?.[property]?.[way] ?? []).map((to) => ({
      key: write.key,
      trace: `${write.key} ${to}`,
      id: write.externalId ?? "",
      to,
      properties: {},
    })),
  );
}

async function sendPairs(
  client: Client,
  type: string,
  set: AssociatedSet,
  way: "add" | "remove",
  items: readonly Pair[],
): ReturnType<Client["link"]> {
  const pairs = items.map(({ id, to }) => ({ from: id, to }));
  const all = items.map(({ trace }) => ({ objectWriteTraceId: trace }));
  if (way === "remove") {
    await client.unlink(type, set.to, pairs);
    return { results: all, errors: [] };
  }
  const { errors } = await client.link(
    type,
    set.to,
    pairs.map((pair) => ({ ...pair, types: [set.type] })),
  );
  // One answer for each pair, in no order: who is not among the errors is done.
  const bad = new Set(
    errors
      .filter(isRow)
      .flatMap(({ context }) => (isRow(context) ? listOf(context.fromObjectId) : []))
      .map(String),
  );
  if (errors.length > 0 && bad.size === 0) return { results: [], errors };
  return {
    results: items.filter(({ id }) => !bad.has(id)).map(({ trace }) => ({ objectWriteTraceId: trace })),
    errors,
  };
}
