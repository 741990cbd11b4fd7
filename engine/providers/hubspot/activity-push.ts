import { CrmError, type PushResult, type Trouble, type Write } from "../../provider.ts";
import { malformed, plain } from "../../trouble.ts";
import { toOwn } from "./activity-fields.ts";
import {
  type ActivityType,
  activityTypes,
  BODY,
  DUE,
  joinId,
  SUBJECT,
  splitId,
  TYPE,
  typeOfWord,
} from "./activity-types.ts";
import type { Client } from "./client.ts";
import { push } from "./push.ts";
import { isRow, textOf } from "./records.ts";

/** Where a write goes, or why it goes nowhere. */
type Way = { readonly of: ActivityType; readonly id: string | null } | { readonly trouble: Trouble };

/**
 * A create goes to the type that it names, a task where it names none; all else to the type that the id names. HubSpot
 * cannot make one type of another, and none is without a time. Pure.
 */
export function wayOf(write: Write): Way {
  const word = write.fields[TYPE];
  const named = word === undefined || word === null || word === "" ? null : String(word);
  const wanted = typeOfWord(named ?? "task");
  if (write.op === "create") return wanted === null ? refused(noSuchType(named ?? "")) : { of: wanted, id: null };
  const parts = splitId(write.externalId);
  if (parts === null)
    return refused(plain("REC_DELETED", `"${write.externalId}" is not an id of HubSpot's activities`));
  if (write.op === "delete") return parts;
  if (word !== undefined && wanted?.type !== parts.of.type) return refused(otherType(parts.of, named));
  if (DUE in write.fields && !write.fields[DUE]) return refused(timeless(parts.of));
  return parts;
}

/** Writes each type in batches of its own. Always one result per write, in the order given. */
export async function pushActivities(
  client: Client,
  writes: readonly Write[],
  now: number,
): Promise<readonly PushResult[]> {
  const results = new Map<string, PushResult>();
  const ways = writes.map((write) => ({ write, way: wayOf(write) }));
  for (const { write, way } of ways) {
    if ("trouble" in way) results.set(write.key, { key: write.key, ok: false, ...way.trouble });
  }
  for (const of of activityTypes) {
    const own = ways.flatMap(({ write, way }) =>
      "of" in way && way.of.type === of.type ? [{ write, id: way.id }] : [],
    );
    if (own.length === 0) continue;
    const texts = of.subject === null ? await presentTexts(client, of, own) : new Map<string, string>();
    if (texts instanceof CrmError) {
      for (const { write } of own) results.set(write.key, { key: write.key, ok: false, ...texts.trouble });
      continue;
    }
    const told = own.map(({ write, id }) => ownWrite(of, write, id, { now, text: texts.get(id ?? "") ?? "" }));
    for (const result of await push(client, of.type, told)) results.set(result.key, outside(of, result));
  }
  return writes.map(
    ({ key }) => results.get(key) ?? { key, ok: false, ...malformed("HubSpot's answer has no result", true) },
  );
}

function ownWrite(
  of: ActivityType,
  write: Write,
  id: string | null,
  { now, text }: { readonly now: number; readonly text: string },
): Write {
  if (write.op === "delete") return { ...write, externalId: id };
  return { ...write, externalId: id, fields: toOwn(of, write.fields, { op: write.op, now, text }) };
}

/** The result as ours: our id, and the field of ours that was refused. */
function outside(of: ActivityType, result: PushResult): PushResult {
  if (result.ok) return { ...result, externalId: joinId(of.type, result.externalId) };
  const field =
    of.subject !== null && result.field === of.subject ? SUBJECT : result.field === of.body ? BODY : result.field;
  const existingId = result.existingId === null ? null : joinId(of.type, result.existingId);
  return { ...result, field, existingId };
}

/** The texts of the notes of which only the subject or only the body is written. */
async function presentTexts(
  client: Client,
  of: ActivityType,
  own: readonly { readonly write: Write; readonly id: string | null }[],
): Promise<ReadonlyMap<string, string> | CrmError> {
  const half = own.filter(({ write: { op, fields } }) => op === "update" && SUBJECT in fields !== BODY in fields);
  const texts = new Map<string, string>();
  if (half.length === 0) return texts;
  try {
    const ids = half.flatMap(({ id }) => id ?? []);
    const { results } = await client.read(of.type, ids, [of.body]);
    for (const row of results.filter(isRow)) {
      if (isRow(row.properties)) texts.set(String(row.id), textOf(row.properties, of.body));
    }
    return texts;
  } catch (error) {
    if (error instanceof CrmError) return error;
    throw error;
  }
}

function refused(trouble: Trouble): Way {
  return { trouble };
}

function noSuchType(word: string): Trouble {
  const known = activityTypes.map((one) => one.word).join(", ");
  return {
    ...plain("DATA_PICKLIST_INVALID", `HubSpot has no activities of the type "${word}": ${known}`),
    field: TYPE,
  };
}

function otherType({ word }: ActivityType, named: string | null): Trouble {
  const wish = named === null ? "one without a type" : `one of the type "${named}"`;
  return {
    ...plain("PERM_FIELD", `HubSpot cannot make ${wish} of a ${word}: make a new activity instead`),
    field: TYPE,
  };
}

function timeless({ word }: ActivityType): Trouble {
  return { ...plain("DATA_REQUIRED_MISSING", `HubSpot has no ${word} without a time`), field: DUE };
}
