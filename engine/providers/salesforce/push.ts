import { CrmError, type PushResult, type Trouble, type Write } from "../../provider.ts";
import { malformed, plain } from "../../trouble.ts";
import type { Client } from "./client.ts";
import { type RowError, troubleOfRow } from "./errors.ts";
import { isId, isRow } from "./records.ts";
import { identifier } from "./soql.ts";

/** How many writes that a duplicate rule refused are sent again one by one, to learn which record is in the way. */
const ASK_AGAIN = 10;

/**
 * Writes in collections, one request for each kind of write; rows fail one by one (allOrNone is false). Always one
 * result per write, in the order given.
 */
export async function push(client: Client, type: string, writes: readonly Write[]): Promise<readonly PushResult[]> {
  const results = new Map<Write, PushResult>();
  for (const write of writes) {
    if (write.op !== "create" && !isId(write.externalId ?? ""))
      results.set(write, failed(write, plain("REC_DELETED", `"${write.externalId}" is not an id of Salesforce`)));
  }
  for (const group of grouped(writes.filter((write) => !results.has(write)))) {
    for (const [write, result] of await send(client, type, group)) results.set(write, result);
  }
  const doubles = writes.filter((write) => isNamelessDouble(results.get(write)));
  for (const write of doubles.slice(0, ASK_AGAIN)) results.set(write, await sendAlone(client, type, write));
  return writes.map((write) => results.get(write) ?? failed(write, unanswered()));
}

interface Group {
  readonly kind: "create" | "update" | "delete" | "upsert";
  /** The external id field of an upsert; empty otherwise. */
  readonly field: string;
  /** A header tells that duplicate rules which only warn are to be passed over: it holds for the whole request. */
  readonly anyway: boolean;
  readonly writes: Write[];
}

/** Writes that go in one request each. */
export function grouped(writes: readonly Write[]): readonly Group[] {
  const groups: Group[] = [];
  for (const write of writes) {
    const kind = write.op === "create" && write.unique !== null && write.unique.value !== "" ? "upsert" : write.op;
    const field = kind === "upsert" ? (write.unique?.field ?? "") : "";
    const anyway = write.anyway === true && kind !== "delete";
    const group = groups.find((each) => each.kind === kind && each.field === field && each.anyway === anyway);
    if (group) group.writes.push(write);
    else groups.push({ kind, field, anyway, writes: [write] });
  }
  return groups;
}

async function send(client: Client, type: string, group: Group): Promise<readonly (readonly [Write, PushResult])[]> {
  try {
    const rows = await request(client, type, group);
    return group.writes.map((write, at) => [write, settle(write, group.kind, rows[at])] as const);
  } catch (error) {
    if (!(error instanceof CrmError)) throw error;
    return group.writes.map((write) => [write, failed(write, error.trouble)] as const);
  }
}

function isNamelessDouble(result: PushResult | undefined): boolean {
  return result?.ok === false && result.reason === "DUP_RULE" && result.existingId === null && !result.mayForce;
}

/**
 * A collection does not say which record a duplicate rule found, nor whether it only warns; a single write does. It was
 * refused, so it is safe.
 */
async function sendAlone(client: Client, type: string, write: Write): Promise<PushResult> {
  const { unique } = write;
  const keyed = write.op === "create" && unique !== null && unique.value !== "";
  const key = keyed ? { ...unique, field: identifier(unique.field) } : null;
  const { [key?.field ?? ""]: _, ...others } = write.fields;
  const where = write.op === "update" ? { id: write.externalId ?? "" } : key;
  try {
    const told = await client.saveOne(type, others, where);
    // An update that is taken is answered with nothing.
    if (write.op === "update") return settle(write, "update", isRow(told) ? told : { success: true });
    return settle(write, key === null ? "create" : "upsert", told);
  } catch (error) {
    if (error instanceof CrmError) return failed(write, error.trouble);
    throw error;
  }
}

function request(client: Client, type: string, { kind, field, anyway, writes }: Group): Promise<readonly unknown[]> {
  switch (kind) {
    case "create":
      return client.create(
        type,
        writes.map((write) => ({ ...write.fields })),
        anyway,
      );
    case "upsert":
      return client.upsert(
        type,
        identifier(field),
        writes.map((write) => ({ ...write.fields, [field]: write.unique?.value ?? "" })),
        anyway,
      );
    case "update":
      return client.update(
        type,
        writes.map((write) => ({ id: write.externalId ?? "", fields: write.fields })),
        anyway,
      );
    case "delete":
      return client.destroy(
        type,
        writes.map((write) => write.externalId ?? ""),
      );
  }
}

function settle(write: Write, kind: Group["kind"], row: unknown): PushResult {
  if (!isRow(row)) return failed(write, unanswered());
  if (row.success === true) {
    const id = typeof row.id === "string" ? row.id : write.externalId;
    if (id === null) return failed(write, unanswered());
    return { key: write.key, ok: true, externalId: id, created: kind === "create" || row.created === true };
  }
  const errors: readonly unknown[] = Array.isArray(row.errors) ? row.errors : [];
  const first: RowError | undefined = errors.find(isRow);
  if (first === undefined) return failed(write, unanswered());
  const trouble = aimedAt(write, troubleOfRow(first));
  // Gone already is what a delete wants.
  if (write.op === "delete" && trouble.reason === "REC_DELETED" && write.externalId !== null)
    return { key: write.key, ok: true, externalId: write.externalId, created: false };
  return failed(write, trouble);
}

/** "invalid cross reference id" is said of a purged record, too: then no written value can be the wrong reference. */
function aimedAt(write: Write, trouble: Trouble): Trouble {
  // Whose activity is in question is said in words; a write names one user at most.
  if (trouble.reason === "REF_OWNER_INACTIVE" && trouble.field === null && write.fields.OwnerId !== undefined)
    return { ...trouble, field: "OwnerId" };
  if (trouble.code !== "INVALID_CROSS_REFERENCE_KEY" || write.op === "create" || trouble.field !== null) return trouble;
  const refers = Object.values(write.fields).some((value) => typeof value === "string" && isId(value));
  return refers ? trouble : { ...trouble, reason: "REC_DELETED" };
}

function unanswered(): Trouble {
  return malformed("Salesforce's answer has no result for this record", true);
}

function failed(write: Write, trouble: Trouble): PushResult {
  return { key: write.key, ok: false, ...trouble };
}
