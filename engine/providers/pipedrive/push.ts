import { CrmError, type PushResult, type Trouble, type Write } from "../../provider.ts";
import { malformed, plain } from "../../trouble.ts";
import { needsCurrency, needsPresent, type OwnKinds, toBody } from "./body.ts";
import type { Client } from "./client.ts";
import { rowsOf } from "./find.ts";
import { ownKinds } from "./schema.ts";
import { isId, isOwnField, type Shape } from "./shapes.ts";
import { chunks, idOf, isRow, type Row, textOf } from "./values.ts";

/** Writes that are on their way at once: Pipedrive has no batches, each is a request of its own. */
const AT_ONCE = 4;

/**
 * One request for each write, and one result, in the order given. What is written beside other addresses, a half of a
 * name or a currency is read before, all of it at once. Where the answer is about the connection (no rights, a limit,
 * no service), what was not sent yet is not sent.
 */
export async function push(client: Client, shape: Shape, told: readonly Write[]): Promise<readonly PushResult[]> {
  const writes = told.map(withSets);
  if (writes.length === 0) return [];
  let ready: Ready;
  try {
    ready = await prepare(client, shape, writes);
  } catch (error) {
    if (!(error instanceof CrmError)) throw error;
    // Nothing was written yet.
    const trouble = { ...error.trouble, unsure: false };
    return writes.map((write) => failed(write, trouble));
  }
  const results: PushResult[] = [];
  let stop: Trouble | null = null;
  for (const group of chunks(writes, AT_ONCE)) {
    const unsent = stop;
    const told: readonly PushResult[] =
      unsent === null
        ? await Promise.all(group.map((write) => one(client, shape, write, ready)))
        : group.map((write) => failed(write, { ...unsent, unsure: false }));
    results.push(...told);
    for (const result of told) if (!result.ok && concernsAll(result.reason)) stop ??= troubleIn(result);
  }
  return results;
}

/** A set of one at most is the field that holds that one. */
function withSets({ sets, ...write }: Write): Write {
  const singles = Object.entries(sets ?? {}).map(([field, { add }]) => [field, add[0] ?? null] as const);
  return { ...write, fields: { ...write.fields, ...Object.fromEntries(singles) } };
}

interface Ready {
  readonly own: OwnKinds;
  /** What stands in Pipedrive now, by id; only of those for which it is needed. */
  readonly present: ReadonlyMap<string, Row>;
  /** The company's currency, where an amount needs one; null = not needed or not told. */
  readonly currency: string | null;
}

async function prepare(client: Client, shape: Shape, writes: readonly Write[]): Promise<Ready> {
  const own = hasOwnField(writes) ? ownKinds(await client.fields(shape.fieldsPath)) : new Map();
  const ids = writes.flatMap((write) =>
    isId(shape, write.externalId) && needsPresent(shape, write, own) ? [write.externalId] : [],
  );
  const present = new Map<string, Row>();
  for (const row of await rowsOf(client, shape, [...new Set(ids)]))
    if (isRow(row)) present.set(idOf(row.id) ?? "", row);
  const bare = writes.some((write) => needsCurrency(shape, write, present.get(write.externalId ?? "") ?? null, own));
  const me = bare ? await client.me() : null;
  return { own, present, currency: isRow(me) ? textOf(me, "default_currency") || null : null };
}

/** The user's own fields have types that only the company's list of fields tells. */
export function hasOwnField(writes: readonly Write[]): boolean {
  return writes.some(({ fields }) => Object.keys(fields).some(isOwnField));
}

async function one(client: Client, shape: Shape, write: Write, ready: Ready): Promise<PushResult> {
  const { own, present, currency } = ready;
  if (write.op !== "create" && !isId(shape, write.externalId))
    return failed(write, plain("REC_DELETED", `"${write.externalId}" is not an id of Pipedrive`));
  const id = write.externalId ?? "";
  const there = present.get(id) ?? null;
  if (there === null && needsPresent(shape, write, own))
    return failed(write, plain("REC_DELETED", `Pipedrive has no ${shape.single} ${id}, or hides it`));
  const made = toBody(shape, write, { present: there, own, currency });
  if (!made.ok) return failed(write, made.trouble);
  try {
    const told = await send(client, shape, write, made.body);
    const named = isRow(told.data) ? idOf(told.data.id) : null;
    const externalId = write.op === "create" ? named : id;
    if (externalId === null) return failed(write, malformed("Pipedrive's answer has no id", true));
    return { key: write.key, ok: true, externalId, created: write.op === "create" };
  } catch (error) {
    if (!(error instanceof CrmError)) throw error;
    // Gone already is what a delete wants.
    if (write.op === "delete" && error.trouble.reason === "REC_DELETED")
      return { key: write.key, ok: true, externalId: id, created: false };
    return failed(write, aimed(shape, error.trouble));
  }
}

function send(client: Client, shape: Shape, write: Write, body: Row): Promise<Row> {
  if (write.op === "delete") return client.remove(shape, write.externalId ?? "");
  return write.op === "create" ? client.create(shape, body) : client.update(shape, write.externalId ?? "", body);
}

/** Fields as we call them: a name is made of two, an address stands in a list. */
function aimed(shape: Shape, trouble: Trouble): Trouble {
  if (shape.type !== "persons" || trouble.field === null) return trouble;
  const ours: Readonly<Record<string, string>> = { name: "last_name", emails: "email", phones: "phone" };
  return { ...trouble, field: ours[trouble.field] ?? trouble.field };
}

function concernsAll(reason: Trouble["reason"]): boolean {
  return /^(AUTH|PROVIDER|NET)_|^LIMIT_(BURST|DAILY)$/.test(reason);
}

function troubleIn(result: Extract<PushResult, { ok: false }>): Trouble {
  const { key: _key, ok: _ok, ...trouble } = result;
  return trouble;
}

function failed(write: Write, trouble: Trouble): PushResult {
  return { key: write.key, ok: false, ...trouble };
}
