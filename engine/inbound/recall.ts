import type { Fields, RemoteRecord, WorkspaceRecord } from "../record.ts";
import { asksAny } from "../rules/contest.ts";
import type { FieldMap, Mapped } from "../rules/mapping.ts";
import { matchKeys } from "../rules/match.ts";
import { firstClashes, isChanged } from "../rules/merge.ts";
import { heldFields } from "../store/conflicts.ts";
import { linkedRecords, linksByRecord, metLinks } from "../store/links.ts";
import { anyOutcome, readOutcomes } from "../store/outcomes.ts";
import { owedRows, sentUnsettled } from "../store/owed.ts";
import { readRecords, recordsByKey } from "../store/records.ts";
import { untoldFields } from "../store/remap.ts";
import { fromJson, type Sql } from "../store/sql.ts";
import type { Incoming, Known, Parent, Rules } from "./known.ts";
import type { MemberOf } from "./leavers.ts";
import { knownMembers, withMembers } from "./members.ts";
import { withParents } from "./screen.ts";
import type { Surprise } from "./stumble.ts";

export interface InboundRules extends Rules {
  readonly map: readonly FieldMap[];
  /** The sets of any object that name this one's records; absent = none. */
  readonly memberOf?: readonly MemberOf[] | undefined;
  inward(remote: Fields): Mapped;
  /** What the remote record holds of fields that go out only where it holds nothing; absent = there are none. */
  readonly filled?: ((remote: Fields) => Fields) | undefined;
  /** Told of records that our own code could not take in; absent = nobody counts them. */
  surprised?(sql: Sql, surprises: readonly Surprise[]): Promise<void>;
}

export interface Recalled {
  readonly incoming: readonly Incoming[];
  readonly known: Known;
}

/** The records of one page in our words, and all that the workspace knows of them. */
export async function recall(sql: Sql, page: readonly RemoteRecord[], rules: InboundRules): Promise<Recalled> {
  const { connection, object } = rules;
  const ids = page.map((remote) => remote.externalId);
  const links = new Map((await metLinks(sql, connection, object, ids)).map((link) => [link.externalId, link]));
  const asked = { connection, object, direction: "inbound", subjects: ids, limit: ids.length } as const;
  const wrong = (await anyOutcome(sql, asked)) ? await readOutcomes(sql, asked) : [];
  const troubled = new Map(wrong.map((one) => [one.subject, one]));
  const mapped = page.map((remote) => readIn(remote, rules));
  const parents = await parentsOf(sql, mapped, rules);
  const members = await knownMembers(sql, mapped, rules);
  const incoming = mapped.map((one): Incoming => {
    const { remote, problems } = one;
    if (one.surprise) return { ...nothingRead, ...one };
    try {
      const { fields: single, orphan } = withParents(remote.externalId, one.fields, { parents, troubled }, rules);
      const before = troubled.get(remote.externalId);
      const { fields, missing } = withMembers(single, members, { before, now: rules.now });
      // What has its link is not matched any more.
      const keys = links.has(remote.externalId) ? [] : matchKeys(fields, rules.settings.match);
      return { remote, fields, filled: rules.filled?.(remote.fields), problems, orphan, missing, keys };
    } catch (cause) {
      return { ...nothingRead, remote, surprise: { cause } };
    }
  });

  const strangers = incoming.filter((one) => !links.has(one.remote.externalId));
  const found = [await candidatesOn(sql, object, 0, strangers), await candidatesOn(sql, object, 1, strangers)];
  const unsettled = strangers.length > 0 ? await sentUnsettled(sql, connection, object) : [];
  const candidates = [...found.flatMap((level) => [...level.values()].flat()), ...unsettled.map((one) => one.id)];
  const byOwnId = new Map(strangers.flatMap((one) => ownIdIn(one, rules)));
  const linked = [...links.values()].map((link) => link.recordId);
  const owed = await owedRows(sql, connection, object, [...linked, ...unsettled.map((one) => one.id)]);
  const asSeen = new Set<string>();
  const forgotten = new Set(rules.forgotten);
  for (const { remote, fields: own, filled, surprise } of incoming) {
    const link = links.get(remote.externalId);
    if (!link) continue;
    const fields = filled ? { ...own, ...filled } : own;
    const isEqual = forgotten.size === 0 && link.written === JSON.stringify(fields);
    link.seen = isEqual ? fields : without(fromJson<Fields | null>(link.written) ?? {}, forgotten);
    if (!surprise && (isEqual || !isChanged(link.seen, fields)) && !owed.get(link.recordId)?.sent)
      asSeen.add(remote.externalId);
  }
  // What is as it was last seen changes nothing here, unless a rule asks what we hold of it.
  const news = [...links.values()].filter((link) => rules.settings.filter || !asSeen.has(link.externalId));
  const linkedOn = new Map<string, string[]>();
  for (const link of await linksByRecord(sql, object, [...new Set([...candidates, ...byOwnId.values()])])) {
    // A record whose remote one has died there is free: what is made in its place, or took it in, may be its own.
    if (!link.deletedInCrm) linkedOn.set(link.recordId, [...(linkedOn.get(link.recordId) ?? []), link.connection]);
  }
  const wanted = new Set([...news.map((link) => link.recordId), ...candidates, ...byOwnId.values()]);
  const records = await readRecords(sql, object, [...wanted]);
  const clashing = incoming.flatMap(({ remote, fields }) => {
    const link = asSeen.has(remote.externalId) ? undefined : links.get(remote.externalId);
    const here = link && records.get(link.recordId)?.fields;
    return here && firstClashes(here, link.seen, fields).length > 0 ? [link.recordId] : [];
  });
  for (const link of await linksByRecord(sql, object, clashing)) {
    if (!link.deletedInCrm) linkedOn.set(link.recordId, [...(linkedOn.get(link.recordId) ?? []), link.connection]);
  }
  const byKey = found.map((level, at) => onlyTrue(level, at, records, rules));
  // What was created a moment ago may be changed here since: it is known by what it was created with, too.
  for (const { id, fields } of unsettled) {
    matchKeys(fields, rules.settings.match).forEach((key, level) => {
      const same = byKey[level]?.get(key) ?? [];
      if (key !== "" && !same.includes(id)) byKey[level]?.set(key, [...same, id]);
    });
  }
  const held = asksAny(rules.policies) ? await heldFields(sql, rules, [...links.keys()]) : undefined;
  const known = {
    links,
    asSeen,
    records,
    linkedOn,
    byOwnId,
    byKey,
    owed,
    parents,
    troubled,
    isRemapped: forgotten.size > 0 || (await untoldFields(sql, rules)).length > 0,
    ...(held ? { held } : {}),
  };
  return { incoming, known };
}

function without(fields: Fields, names: ReadonlySet<string>): Fields {
  if (names.size === 0) return fields;
  return Object.fromEntries(Object.entries(fields).filter(([field]) => !names.has(field)));
}

const nothingRead = { fields: {}, problems: [], orphan: null, keys: [] } as const;

/** A row that our own code throws over is kept with what it threw, so that the others of its page go on. */
function readIn(
  remote: RemoteRecord,
  rules: InboundRules,
): Pick<Incoming, "remote" | "fields" | "problems" | "surprise"> {
  try {
    return { remote, ...rules.inward(remote.fields) };
  } catch (cause) {
    return { remote, fields: {}, problems: [], surprise: { cause } };
  }
}

/** Our own id, where the configuration maps it to a field of the CRM. */
function ownIdIn({ remote }: Incoming, { map }: InboundRules): readonly (readonly [string, string])[] {
  const own = map.find((each) => each.field === "id");
  const value = own ? remote.fields[own.remote] : null;
  return typeof value === "string" && value !== "" ? [[remote.externalId, value]] : [];
}

async function candidatesOn(
  sql: Sql,
  object: string,
  level: 0 | 1,
  incoming: readonly Incoming[],
): Promise<Map<string, string[]>> {
  const wanted = incoming.map(({ keys }) => keys[level] ?? "").filter((key) => key !== "");
  const found = new Map<string, string[]>();
  for (const { id, key } of await recordsByKey(sql, object, level, wanted)) {
    found.set(key, [...(found.get(key) ?? []), id]);
  }
  return found;
}

/** The tables hold short keys; only a record whose whole key is the same is a candidate. */
function onlyTrue(
  level: ReadonlyMap<string, readonly string[]>,
  at: number,
  records: ReadonlyMap<string, WorkspaceRecord>,
  { settings }: Rules,
): Map<string, readonly string[]> {
  const holds = (id: string, key: string) => matchKeys(records.get(id)?.fields ?? {}, settings.match)[at] === key;
  return new Map([...level].map(([key, ids]) => [key, ids.filter((id) => holds(id, key))]));
}

/** For every reference field of the page: which of its external ids are ours, refused, or not known. */
async function parentsOf(
  sql: Sql,
  page: readonly { readonly fields: Fields }[],
  { connection, map }: InboundRules,
): Promise<Map<string, Map<string, Parent>>> {
  const all = new Map<string, Map<string, Parent>>();
  for (const { field, references, direction, type } of map) {
    if (!references || direction === "outbound" || type === "references") continue;
    const ids = new Set<string>();
    for (const { fields } of page) if (fields[field]) ids.add(String(fields[field]));
    const parents = new Map<string, Parent>();
    for (const [id, recordId] of await linkedRecords(sql, connection, references, [...ids])) {
      parents.set(id, { recordId });
    }
    const subjects = [...ids].filter((id) => !parents.has(id));
    const asked = { connection, object: references, direction: "inbound", subjects, limit: subjects.length } as const;
    const refused = subjects.length === 0 ? [] : await readOutcomes(sql, asked);
    for (const outcome of refused) parents.set(outcome.subject, "refused");
    all.set(field, parents);
  }
  return all;
}
