import { CrmError, type Vanished } from "../../provider.ts";
import type { RemoteRecord } from "../../record.ts";
import { isForbidden } from "./activity-changes.ts";
import { ownFields, toActivity } from "./activity-fields.ts";
import { type ActivityType, activityTypes, BODY, joinId, SUBJECT, splitId } from "./activity-types.ts";
import type { Client } from "./client.ts";
import { count } from "./count.ts";
import { find, read } from "./find.ts";
import { modifiedProperty } from "./records.ts";
import { vanished } from "./vanished.ts";

/** Reads by our ids, each of its type; missing ones are left out. What may not be read is not missing: that is thrown. */
export async function readActivities(
  client: Client,
  fields: readonly string[],
  ids: readonly string[],
): Promise<readonly RemoteRecord[]> {
  const parts = ids.flatMap((id) => splitId(id) ?? []);
  const found: RemoteRecord[] = [];
  for (const of of activityTypes) {
    const own = parts.filter((part) => part.of.type === of.type).map(({ id }) => id);
    if (own.length > 0) found.push(...toAll(of, fields, await read(client, of.type, ownFields(of, fields), own)));
  }
  return found;
}

/**
 * All with one of the values, of whatever type. A note has no title to search by: those that were changed in the last
 * day are read and compared, which finds again what we have just made.
 */
export async function findActivities(
  client: Client,
  fields: readonly string[],
  by: string,
  values: readonly string[],
  now: number,
): Promise<readonly RemoteRecord[]> {
  if (by === "hs_object_id") return readActivities(client, fields, values);
  return ofEach(activityTypes, async (of) => {
    const own = ownFields(of, fields);
    if ((by === SUBJECT || by === BODY) && of.subject === null) {
      const asked = [...new Set([...fields, by])];
      const recent = await recentOnes(client, of, ownFields(of, asked), now);
      const wanted = new Set(values.map((value) => value.toLowerCase()));
      const equal = (record: RemoteRecord) => wanted.has(String(record.fields[by] ?? "").toLowerCase());
      return toAll(of, asked, recent).filter(equal);
    }
    const [property] = ownFields(of, [by]);
    return property === undefined ? [] : toAll(of, fields, await find(client, of.type, own, property, values));
  });
}

/** What became of activities, each of its type; what is no id of one is nowhere. */
export async function vanishedActivities(client: Client, ids: readonly string[]): Promise<readonly Vanished[]> {
  const told: Vanished[] = ids
    .filter((id) => splitId(id) === null)
    .map((externalId) => ({ externalId, state: "nowhere", mergedInto: null, at: null }));
  for (const { type } of activityTypes) {
    const own = ids.flatMap((id) => splitId(id) ?? []).filter((part) => part.of.type === type);
    if (own.length === 0) continue;
    const found = await vanished(
      client,
      type,
      own.map(({ id }) => id),
    );
    told.push(...found.map((each) => ({ ...each, externalId: joinId(type, each.externalId) })));
  }
  return told;
}

/** Living ones of all types that may be read. */
export async function countActivities(client: Client): Promise<number | null> {
  const counts = await ofEach(activityTypes, async (of) => [(await count(client, of.type)) ?? 0]);
  return counts.reduce((sum, one) => sum + one, 0);
}

const DAY_MS = 86_400_000;
const SEARCH_PAGE = 200;
const READ_PAGE = 100;

async function recentOnes(
  client: Client,
  { type }: ActivityType,
  fields: readonly string[],
  now: number,
): Promise<readonly RemoteRecord[]> {
  const modified = modifiedProperty(type);
  const where = [{ property: modified, operator: "GTE" as const, value: String(now - DAY_MS) }];
  const found = await client.search(type, {
    where,
    sort: modified,
    descending: true,
    properties: [],
    limit: SEARCH_PAGE,
  });
  const ids = found.results.flatMap((row) => idIn(row));
  const records: RemoteRecord[] = [];
  for (let at = 0; at < ids.length; at += READ_PAGE)
    records.push(...(await read(client, type, fields, ids.slice(at, at + READ_PAGE))));
  return records;
}

function idIn(row: unknown): readonly string[] {
  return typeof row === "object" && row !== null && "id" in row && typeof row.id === "string" ? [row.id] : [];
}

function toAll(of: ActivityType, fields: readonly string[], records: readonly RemoteRecord[]): readonly RemoteRecord[] {
  return records.map((record) => toActivity(of, record, fields));
}

/** The results of all types; those that may not be read have none. @throws CrmError when none may be read. */
async function ofEach<T>(
  types: readonly ActivityType[],
  ask: (of: ActivityType) => Promise<readonly T[]>,
): Promise<readonly T[]> {
  const all: T[] = [];
  let [answered, refusal]: [number, CrmError | null] = [0, null];
  for (const of of types) {
    try {
      all.push(...(await ask(of)));
      answered += 1;
    } catch (error) {
      if (!(error instanceof CrmError) || !isForbidden(error)) throw error;
      refusal = error;
    }
  }
  if (answered === 0 && refusal !== null) throw refusal;
  return all;
}
