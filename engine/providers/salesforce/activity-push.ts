import { CrmError, type PushResult, type Trouble, type Write } from "../../provider.ts";
import { plain } from "../../trouble.ts";
import { bodyOf, needsHours } from "./activity-body.ts";
import { type ActivityPart, partOfId, partOfWord } from "./activity-parts.ts";
import type { Client } from "./client.ts";
import { push } from "./push.ts";
import { isRow, type Row } from "./records.ts";

const HOURS = ["Id", "IsAllDayEvent", "StartDateTime", "DurationInMinutes"];

/**
 * Writes each activity to the type that it is kept in: a new one to that which its TaskSubtype means, any other to that
 * which its id tells. One result per write, in the order given.
 */
export async function pushActivities(
  client: Client,
  parts: readonly ActivityPart[],
  writes: readonly Write[],
): Promise<readonly PushResult[]> {
  const results = new Map<Write, PushResult>();
  for (const part of parts) {
    const own = writes.filter((write) => homeOf(parts, write) === part);
    const told = own.length === 0 ? [] : await pushPart(client, parts, part, own);
    for (const [at, write] of own.entries()) {
      const result = told[at];
      if (result !== undefined) results.set(write, result);
    }
  }
  return writes.map((write) => results.get(write) ?? failed(write, noActivity(write)));
}

/** The part that a write goes to; null = its id is none of an activity's. */
export function homeOf(parts: readonly ActivityPart[], { op, externalId, fields }: Write): ActivityPart | null {
  return op === "create" ? partOfWord(parts, fields.TaskSubtype) : partOfId(parts, externalId ?? "");
}

async function pushPart(
  client: Client,
  parts: readonly ActivityPart[],
  part: ActivityPart,
  writes: readonly Write[],
): Promise<readonly PushResult[]> {
  const hours = await hoursOf(client, part, writes);
  if ("reason" in hours) return writes.map((write) => failed(write, hours));
  const results = new Map<string, PushResult>();
  const sent: Write[] = [];
  for (const [at, write] of writes.entries()) {
    const key = String(at);
    const present = hours.get((write.externalId ?? "").slice(0, 15)) ?? null;
    const made = moves(parts, part, write) ? moved : bodyOf(part, write, present);
    if (!made.ok) results.set(key, failed(write, made.trouble));
    else if (write.op === "update" && Object.keys(made.fields).length === 0 && write.externalId !== null)
      // All that is to change is something that this type does not have.
      results.set(key, { key: write.key, ok: true, externalId: write.externalId, created: false });
    else sent.push({ ...write, key, fields: made.fields, unique: part.type === "Note" ? null : write.unique });
  }
  for (const result of sent.length === 0 ? [] : await push(client, part.type, sent)) results.set(result.key, result);
  return writes.map((write, at) => {
    const result = results.get(String(at));
    if (result === undefined) return failed(write, noActivity(write));
    if (result.ok || result.field === null) return { ...result, key: write.key };
    return { ...result, key: write.key, field: part.field(result.field) };
  });
}

/** Salesforce cannot make a meeting of a task. */
function moves(parts: readonly ActivityPart[], part: ActivityPart, { op, fields }: Write): boolean {
  return op === "update" && fields.TaskSubtype !== undefined && partOfWord(parts, fields.TaskSubtype) !== part;
}

const moved = {
  ok: false,
  trouble: {
    ...plain(
      "DATA_PICKLIST_INVALID",
      "Salesforce keeps tasks, meetings and notes apart: one cannot become another. Make a new one and delete this.",
    ),
    field: "TaskSubtype",
  },
} as const;

/** The hours of the meetings that are moved to another day, by the first 15 characters of their id; or why they cannot be had. */
async function hoursOf(
  client: Client,
  part: ActivityPart,
  writes: readonly Write[],
): Promise<ReadonlyMap<string, Row> | Trouble> {
  const ids = writes.filter((write) => needsHours(part, write)).flatMap(({ externalId }) => externalId ?? []);
  if (ids.length === 0) return new Map();
  try {
    const rows = (await client.retrieve(part.type, ids, HOURS)).filter(isRow);
    return new Map(rows.map((row) => [String(row.Id).slice(0, 15), row]));
  } catch (error) {
    if (!(error instanceof CrmError)) throw error;
    // Nothing was written yet.
    return { ...error.trouble, unsure: false };
  }
}

function noActivity({ externalId }: Write): Trouble {
  return plain("REC_DELETED", `"${externalId}" is no id of an activity in Salesforce`);
}

function failed(write: Write, trouble: Trouble): PushResult {
  return { key: write.key, ok: false, ...trouble };
}
