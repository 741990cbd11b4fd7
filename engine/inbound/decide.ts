import type { ReasonCode } from "../reasons.ts";
import type { Fields, WorkspaceRecord } from "../record.ts";
import { conflictDetail } from "../rules/contest.ts";
import { matchKeys } from "../rules/match.ts";
import { changedFields, firstClashes, pullSides } from "../rules/merge.ts";
import { membersOf } from "../rules/sets.ts";
import type { Incoming, Known, KnownLink, Refusal, Rules } from "./known.ts";
import { firstTellingWinner, type Meeting, meet, unclear } from "./meet.ts";
import { excluded, misread, nameless, onlyFlag, outOfUse, unwanted } from "./screen.ts";
import { placeIn, type Surprise, stumbled } from "./stumble.ts";
import { echoed, isPassed, threeWay, withoutStale } from "./versions.ts";

/** What a page does to the workspace; nothing here has happened yet. */
export interface Plan {
  readonly created: { id: string; fields: Fields; keys: readonly string[] }[];
  readonly changed: { id: string; fields: Fields; keys: readonly string[]; deleted: boolean }[];
  /** `seen` = null: a record that is made of these very fields. */
  readonly seen: { externalId: string; recordId: string; modifiedAt: number; seen: Fields | null }[];
  readonly stamps: { externalId: string; modifiedAt: number }[];
  readonly troubles: Trouble[];
  /** External ids with which all is well now. */
  readonly well: string[];
  readonly results: {
    subject: string;
    outcome: "created" | "updated" | "skipped" | "failed" | "waiting";
    reason: ReasonCode | null;
    detail: string | null;
  }[];
  /** Records whose remote side changed: what was refused for them before may be accepted now. */
  readonly moved: string[];
  /** Fields that both sides changed and that a person is to decide. */
  readonly contested: { externalId: string; recordId: string; field: string; newer: "here" | "there" }[];
  /** Records of which this CRM does not hold all: it told a field for the first time, and ours stands, or has more members. */
  readonly owing: string[];
  /** External id -> which fields of our record it wrote. */
  readonly wrote: Map<string, readonly string[]>;
  /** Records whose decision threw. */
  readonly surprises: Surprise[];
}

interface Trouble extends Refusal {
  readonly externalId: string;
  readonly modifiedAt: number;
}

/** Pure: what one page of remote records changes here. A record that comes twice is taken as it came last. */
export function decidePage(page: readonly Incoming[], known: Known, rules: Rules): Plan {
  const plan: Plan = {
    created: [],
    changed: [],
    seen: [],
    stamps: [],
    troubles: [],
    well: [],
    results: [],
    moved: [],
    contested: [],
    owing: [],
    wrote: new Map(),
    surprises: [],
  };
  const meeting: Meeting = {
    known,
    rules,
    records: new Map(known.records),
    fresh: [new Map(), new Map()],
    taken: new Set(),
  };
  const latest = new Map(page.map((incoming) => [incoming.remote.externalId, incoming]));
  const { created, changed, seen, stamps, troubles, well, results, moved, contested, owing } = plan;
  const place = placeIn([created, changed, seen, stamps, troubles, well, results, moved, contested, owing]);
  for (const incoming of latest.values()) decideSafely(incoming, meeting, plan, place);
  return plan;
}

/** One record must not keep its neighbours out: what our own code throws over it is its own trouble (E29). */
function decideSafely(incoming: Incoming, meeting: Meeting, plan: Plan, place: ReturnType<typeof placeIn>): void {
  place.mark();
  try {
    if (incoming.surprise) throw incoming.surprise.cause;
    decideOne(incoming, meeting, plan);
  } catch (cause) {
    place.back();
    const { externalId, modifiedAt } = incoming.remote;
    plan.wrote.delete(externalId);
    plan.surprises.push({ externalId, cause });
    const why = stumbled(cause, meeting.known.troubled.get(externalId), meeting.rules.now);
    refuse(plan, { ...why, externalId, modifiedAt }, meeting);
  }
}

function decideOne(incoming: Incoming, meeting: Meeting, plan: Plan): void {
  const { known, rules } = meeting;
  const { externalId } = incoming.remote;
  const { fields, orphan } = incoming;
  const link = known.links.get(externalId);
  const refusal =
    outOfUse(incoming.remote) ??
    nameless(incoming.remote) ??
    (link ? null : unwanted(fields, rules, orphan)) ??
    (rules.permitted?.has(externalId) ? null : excluded(fields, rules, () => fieldsHere(incoming, link, meeting)));
  const trouble = refusal ?? orphan ?? misread(incoming);

  if (link) pullLinked({ incoming, fields: refusal ? onlyFlag(fields, rules) : fields, link }, meeting, plan);
  // A record takes what can be read of it, a new one too: only while its parent may still come does it wait.
  const taken =
    link !== undefined || (refusal === null && trouble?.outcome !== "waiting" && pullNew(incoming, meeting, plan));
  if (trouble && (taken || refusal !== null || trouble.outcome === "waiting"))
    refuse(
      plan,
      { ...trouble, externalId, modifiedAt: incoming.remote.modifiedAt },
      meeting,
      link === undefined && taken,
    );
  else if (taken && incoming.missing)
    refuse(plan, { ...incoming.missing, externalId, modifiedAt: incoming.remote.modifiedAt }, meeting, true);
  else if (taken) plan.well.push(externalId);
}

/** What we hold of a record that is linked, or about to be: a rule may ask for what its CRM does not tell. */
function fieldsHere(incoming: Incoming, link: KnownLink | undefined, meeting: Meeting): Fields | null {
  if (link) return meeting.records.get(link.recordId)?.fields ?? null;
  const found = meet(incoming, meeting);
  return found.kind === "one" ? found.record.fields : null;
}

function pullLinked(
  { incoming, fields: told, link }: { incoming: Incoming; fields: Fields; link: KnownLink },
  meeting: Meeting,
  plan: Plan,
): void {
  const { known, rules } = meeting;
  const { externalId, modifiedAt } = incoming.remote;
  if (isPassed(modifiedAt, link, rules)) return;
  if (known.asSeen?.has(externalId) && told === incoming.fields) {
    if (modifiedAt !== link.modifiedAt) plan.stamps.push({ externalId, modifiedAt });
    return;
  }
  const all = incoming.filled && told === incoming.fields ? { ...told, ...incoming.filled } : told;
  const fields = withoutStale(all, modifiedAt, link);
  const isStale = rules.retell === true && fields !== all;
  const record = meeting.records.get(link.recordId);
  const echo = echoed(known.owed.get(link.recordId)?.sent ?? null, fields);
  const seen = { ...link.seen, ...echo };
  const moved = changedFields(seen, fields);
  const isNews = Object.keys(moved).length > 0 || Object.keys(echo).length > 0;
  if (!record || record.deleted || !isNews) {
    if (modifiedAt !== link.modifiedAt) plan.stamps.push({ externalId, modifiedAt });
    if (isStale) plan.results.push(outdated(externalId, "It is a version from before our last write."));
    return;
  }
  const sides = { record, seen, incoming: fields, modifiedAt };
  const { behaviours, policies, sets } = rules;
  const byAge = known.owed.has(record.id) && !known.isRemapped;
  const first = byAge ? undefined : firstTellingWinner(known.linkedOn.get(record.id) ?? [], rules);
  const input = { ...threeWay(sides, known), behaviours, policies, sets, ...(first && { first }) };
  const { changes, contested, lost } = pullSides({ ...input, held: known.held?.get(externalId) });
  plan.seen.push({ externalId, recordId: record.id, modifiedAt, seen: { ...link.seen, ...fields } });
  plan.moved.push(record.id);
  const after = { ...record.fields, ...changes };
  const kept = firstClashes(after, seen, fields).some((field) => behaviours[field] === "overwrite");
  if (hasMore(sides, after, rules) || kept) plan.owing.push(record.id);
  for (const field of contested) plan.contested.push({ externalId, recordId: record.id, field, newer: input.newer });
  if (Object.keys(changes).length > 0) {
    change(plan, record, changes, meeting);
    plan.wrote.set(externalId, Object.keys(changes));
    plan.results.push({ subject: externalId, outcome: "updated", reason: null, detail: null });
  } else if (contested.length > 0) plan.results.push(disputed(externalId, contested));
  else if (lost.length > 0) plan.results.push(outdated(externalId, lostDetail(lost)));
}

/** Whether a set that this CRM tells for the first time has members here that it does not name. */
function hasMore(
  { seen, incoming }: { readonly seen: Fields | null; readonly incoming: Fields },
  after: Fields,
  { sets }: Rules,
): boolean {
  if (!sets) return false;
  return [...sets].some(
    (field) =>
      incoming[field] !== undefined &&
      seen?.[field] === undefined &&
      membersOf(after[field]).length > membersOf(incoming[field]).length,
  );
}

/** E17: nothing of it is taken, because a newer state is known; an echo, which tells nothing new, is not told. */
function outdated(subject: string, detail: string): Plan["results"][number] {
  return { subject, outcome: "skipped", reason: "SKIP_OUTDATED", detail };
}

function disputed(subject: string, fields: readonly string[]): Plan["results"][number] {
  return { subject, outcome: "failed", reason: "REC_CHANGED", detail: conflictDetail(fields) };
}

function lostDetail(fields: readonly string[]): string {
  return `Its ${fields.join(", ")} stayed as here: what was changed here wins.`;
}

/** False = it could not be matched, and that is noted. */
function pullNew(incoming: Incoming, meeting: Meeting, plan: Plan): boolean {
  const { known, rules } = meeting;
  const { fields, keys } = incoming;
  const { externalId, modifiedAt } = incoming.remote;
  const found = meet(incoming, meeting);
  if (found.kind === "ambiguous") {
    const why = unclear(found, rules);
    refuse(plan, { ...why, externalId, modifiedAt }, meeting);
    return false;
  }
  const recordId = found.kind === "one" ? found.record.id : rules.newId();
  const { filled } = incoming;
  const isKnown =
    found.kind === "one" || (filled !== undefined && Object.values(filled).some((value) => value !== null));
  plan.seen.push({ externalId, recordId, modifiedAt, seen: isKnown ? { ...fields, ...filled } : null });
  if (found.kind === "one") {
    const { record, newer } = found;
    // What we are creating ourselves is no news: an edit made here meanwhile is newer than what was sent.
    const sent = known.owed.get(recordId)?.sent;
    const input = sent
      ? threeWay({ record, seen: sent, incoming: fields, modifiedAt }, known)
      : { here: record.fields, seen: null, incoming: fields, owed: new Set<string>(), newer };
    const { behaviours, policies, sets } = rules;
    const { changes, contested } = pullSides({ ...input, behaviours, policies, sets });
    if (hasMore({ seen: input.seen, incoming: fields }, { ...record.fields, ...changes }, rules))
      plan.owing.push(recordId);
    for (const field of contested) plan.contested.push({ externalId, recordId, field, newer: input.newer });
    meeting.taken.add(recordId);
    plan.moved.push(recordId);
    if (Object.keys(changes).length > 0 && !record.deleted) {
      change(plan, record, changes, meeting);
      plan.wrote.set(externalId, Object.keys(changes));
    }
    plan.results.push({ subject: externalId, outcome: "updated", reason: null, detail: null });
    return true;
  }
  plan.created.push({ id: recordId, fields, keys });
  plan.results.push({ subject: externalId, outcome: "created", reason: null, detail: null });
  meeting.taken.add(recordId);
  keys.forEach((key, level) => {
    if (key) meeting.fresh[level]?.set(key, [...(meeting.fresh[level]?.get(key) ?? []), recordId]);
  });
  return true;
}

function change(plan: Plan, record: WorkspaceRecord, changes: Fields, { records, rules }: Meeting): void {
  const fields = { ...record.fields, ...changes };
  records.set(record.id, { ...record, fields });
  plan.changed.push({ id: record.id, fields, keys: matchKeys(fields, rules.settings.match), deleted: false });
}

/** `told` = the record has its result already. The same trouble with the same version, read again, is no news. */
function refuse(plan: Plan, trouble: Trouble, { known, rules }: Meeting, told = false): void {
  const { externalId: subject, outcome, reason, detail } = trouble;
  const before = known.troubled.get(subject);
  const again = !rules.retell && before?.reason === reason && before.modifiedAt === trouble.modifiedAt;
  if (again && outcome !== "waiting") return;
  plan.troubles.push(trouble);
  if (told || again) return;
  plan.results.push({ subject, outcome, reason, detail });
}
