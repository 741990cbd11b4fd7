import { isTrue } from "../inbound/screen.ts";
import type { Write } from "../provider.ts";
import type { ReasonCode } from "../reasons.ts";
import type { Fields, Schema, Value, WorkspaceRecord } from "../record.ts";
import { conflictDetail } from "../rules/contest.ts";
import type { Verdict } from "../rules/events.ts";
import type { FieldMap } from "../rules/field-map.ts";
import { type KeptOut, leftOutBy } from "../rules/kept.ts";
import { leftOut } from "../rules/left-out.ts";
import { changedFields } from "../rules/merge.ts";
import { compileOutward, type Outward } from "../rules/outward.ts";
import type { ConnectionSettings, ObjectSettings } from "../settings.ts";
import type { HeldLink } from "../store/links.ts";
import type { OutboxRow } from "../store/outbox.ts";
import { memberChanges } from "./members.ts";
import { apart, count, heldAlready, lackingIn, sendable, without } from "./sendable.ts";

/** What is to be done about one outbox row. */
export type Planned =
  | {
      readonly kind: "write";
      readonly row: OutboxRow;
      readonly write: Write;
      readonly sent: Fields;
      /** Once it has taken it, the CRM holds just what the record held when this was planned. */
      readonly isWhole: boolean;
      readonly left: Refused | null;
      /** A new record whose sets follow with a write of their own. */
      readonly isPart?: true;
      /** The version of the record that is sent. */
      readonly version: number;
      /** What it was planned by; a create has none. */
      readonly link: HeldLink | null;
    }
  | { readonly kind: "nothing"; readonly row: OutboxRow; readonly why: Idle | null }
  | { readonly kind: "refused"; readonly row: OutboxRow; readonly why: Refused };

/** A row with what is to be written for it. */
export type Writing = Extract<Planned, { kind: "write" }>;

/** Why nothing is sent although nothing is wrong: it is told in the run, and nothing stays to be done about it. */
export interface Idle {
  readonly reason: "SKIP_NO_CHANGE" | "SKIP_NOT_LINKED" | "SCHEMA_UNMAPPED";
  readonly detail: string;
}

export interface Refused {
  readonly reason: ReasonCode;
  readonly detail: string;
  readonly field: string | null;
  /** The parent record that is missing there. */
  readonly parent: string | null;
}

/** What is known here of one row's record. */
interface Held<R> {
  readonly record: R;
  readonly links: readonly HeldLink[];
}

/** The rows of one batch with everything that was decided about them. */
export interface Batch {
  /** How often the lease's holder had written when they were read. */
  readonly asOf: number;
  readonly planned: readonly Planned[];
  readonly held: ReadonlyMap<string, { readonly record: WorkspaceRecord }>;
  readonly rules: OutboundRules;
}

export interface OutboundRules {
  readonly connection: Pick<ConnectionSettings, "writeMode">;
  /** false = the export of this object is switched off there (E30). */
  readonly sends?: boolean;
  readonly settings: ObjectSettings;
  readonly map: readonly FieldMap[];
  readonly schema: Schema;
  /** Object -> our record id -> external id on this connection. */
  readonly parents: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Members of sets that went because they were deleted here. */
  readonly dead?: ReadonlySet<string> | undefined;
  /** External id -> fields that wait for a person to decide: they are not sent. */
  readonly held?: ReadonlyMap<string, ReadonlySet<string>> | undefined;
  /** Mapped newly, and not read of every record yet. */
  readonly untold?: ReadonlySet<string> | undefined;
  /** What people decided to leave out there; absent = nothing. */
  readonly out?: readonly KeptOut[] | undefined;
  /** Of events: whose each one is, or why nobody's. */
  readonly events?: ReadonlyMap<string, Verdict> | undefined;
}

/** Pure: the least write that brings the remote side up to our record, or why there is none. */
export function planWrite(
  row: OutboxRow,
  { record, links }: Held<WorkspaceRecord | null>,
  rules: OutboundRules,
): Planned {
  if (!record) return nothing(row, null);
  const link = links.find((each) => !each.deletedInCrm) ?? null;
  if (record.deleted) return planDelete(row, record, link, rules);
  const left = row.permit === "include" ? null : keptBack(record.fields, rules);
  if (left) return { kind: "refused", row, why: { ...left, parent: null } };
  const verdict = rules.events?.get(record.id);
  if (verdict !== undefined && "reason" in verdict) return { kind: "refused", row, why: { ...verdict, parent: null } };
  if (link) return planUpdate(row, record, link, rules);
  if (links.length > 0 && links.every((each) => each.state === "unlinked")) return nothing(row, notLinked);
  if (links.length > 0) return refused(row, "REC_DELETED", "Its record was deleted in the CRM.");
  return planCreate(row, record, rules);
}

/** E15, A11, B21, and what people decided since: why a record is not sent there. */
function keptBack(fields: Fields, { settings, out }: OutboundRules): Omit<Refused, "parent"> | null {
  if (isTrue(settings.doNotSync ? fields[settings.doNotSync] : false))
    return { reason: "SKIP_EXCLUDED", detail: "It is marked as not to be synced.", field: settings.doNotSync };
  const decided = out && leftOutBy(fields, out);
  if (decided)
    return {
      reason: "SKIP_EXCLUDED",
      detail: `A rule that was kept leaves out its ${decided.field}.`,
      field: decided.field,
    };
  return leftOut(fields, settings);
}

function planDelete(
  row: OutboxRow,
  { version }: WorkspaceRecord,
  link: HeldLink | null,
  { settings, sends }: OutboundRules,
): Planned {
  if (settings.delete !== "outbound" && settings.delete !== "both") return nothing(row, null);
  if (!link) return nothing(row, notLinked);
  if (sends === false) return switchedOff(row);
  const write: Write = { key: row.recordId, op: "delete", externalId: link.externalId, fields: {}, unique: null };
  return { kind: "write", row, write, sent: {}, isWhole: false, left: null, version, link };
}

function planUpdate(row: OutboxRow, record: WorkspaceRecord, link: HeldLink, rules: OutboundRules): Planned {
  const differing = changedFields(link.seen, record.fields);
  const mapped = sendable(differing, link.seen, rules.map, rules.untold);
  const { free: changes, held } = apart(mapped, rules.held?.get(link.externalId));
  const contested = held.length > 0 ? disputed(held) : null;
  if (Object.keys(changes).length === 0)
    return contested ? { kind: "refused", row, why: contested } : nothing(row, idle(row, differing, rules));
  if (rules.sends === false) return switchedOff(row);
  if (rules.connection.writeMode === "create" && row.permit !== "create")
    return refused(row, "SKIP_WRITE_MODE", "Updates are switched off here.");
  const { plain, sets, ...members } = memberChanges(changes, link.seen, rules);
  const { fields: ours, orphan } = withExternalIds(plain, rules);
  const { fields, problems, kept } = heldAlready(outwardOf(rules)(ours, "update", record.fields), link.seen, rules.map);
  const [problem] = problems;
  const left = contested ?? orphan ?? (problem ? { ...problem, parent: null } : members.left);
  if (Object.keys(fields).length === 0 && sets === null)
    return left ? { kind: "refused", row, why: left } : nothing(row, idle(row, {}, rules));
  const to = { key: row.recordId, op: "update", externalId: link.externalId, unique: null } as const;
  const write: Write = { ...to, fields, ...(sets ? { sets } : {}), ...anyway(row) };
  const sent = { ...without(plain, orphan, problems), ...kept, ...members.sent };
  // What was seen beside the record's own fields stays seen.
  const isWhole =
    count(sent) === count(differing) &&
    count(kept) === 0 &&
    members.isWhole &&
    Object.keys(link.seen).every((field) => field in record.fields);
  return { kind: "write", row, write, sent, isWhole, left, version: record.version, link };
}

function planCreate(row: OutboxRow, record: WorkspaceRecord, rules: OutboundRules): Planned {
  if (rules.sends === false) return switchedOff(row);
  if (rules.connection.writeMode === "update" && row.permit !== "create")
    return row.runId === null
      ? refused(row, "SKIP_WRITE_MODE", "New records are switched off here.")
      : refused(row, "SKIP_NOT_LINKED", "It has no counterpart in this CRM, and new records are switched off here.");
  const { plain: ours, sets, ...members } = memberChanges(sendable(record.fields, null, rules.map), {}, rules);
  const { fields: resolved, orphan } = withExternalIds(ours, rules);
  // Users are made by a CRM's administrators: waiting for one would be for ever.
  if (orphan?.reason === "REF_NOT_SYNCED_YET") return { kind: "refused", row, why: orphan };
  const { fields, problems, kept } = outwardOf(rules)({ ...resolved, id: record.id }, "create", record.fields);
  const lacking = lackingIn(record.fields, fields, problems, rules);
  if (lacking) return { kind: "refused", row, why: { ...lacking, parent: null } };
  const [problem] = problems;
  const write: Write = {
    key: row.recordId,
    op: "create",
    externalId: null,
    fields,
    unique: uniqueOf(record, rules),
    ...anyway(row),
  };
  const left = orphan ?? (problem ? { ...problem, parent: null } : null);
  const sent = { ...without(ours, orphan, problems), ...kept };
  const made = { kind: "write", row, write, sent, isWhole: false, left, version: record.version, link: null } as const;
  return sets || members.left ? { ...made, isPart: true } : made;
}

const anyway = ({ permit }: OutboxRow) => (permit === "anyway" ? ({ anyway: true } as const) : {});

/** Made once for all rows of a batch. */
const outwards = new WeakMap<OutboundRules, Outward>();

function outwardOf(rules: OutboundRules): Outward {
  const known = outwards.get(rules);
  if (known) return known;
  const made = compileOutward(rules.map, rules.schema);
  outwards.set(rules, made);
  return made;
}

/** Our own id in the CRM, when the configuration maps it to a field that the CRM holds unique. */
export function uniqueOf(record: Pick<WorkspaceRecord, "id">, { map, schema }: OutboundRules): Write["unique"] {
  const own = map.find((each) => each.field === "id");
  return own && schema.fields[own.remote]?.unique ? { field: own.remote, value: record.id } : null;
}

/** Puts external ids in the place of ours; the parent must have landed there first (E38). */
function withExternalIds(fields: Fields, { map, parents }: OutboundRules): { fields: Fields; orphan: Refused | null } {
  let orphan: Refused | null = null;
  const resolved: Record<string, Value> = { ...fields };
  for (const { field, references } of map) {
    const ours = fields[field];
    if (!references || ours === undefined || ours === null || ours === "") continue;
    const external = parents.get(references)?.get(String(ours));
    if (external) resolved[field] = external;
    else if (references === "owner") {
      delete resolved[field];
      orphan ??= {
        reason: "REF_INVALID",
        detail: `Its ${field} names somebody who is no user of this CRM; it was sent without it.`,
        field,
        parent: String(ours),
      };
    } else {
      delete resolved[field];
      orphan = {
        reason: "REF_NOT_SYNCED_YET",
        detail: `Its ${field} names a record that is not in this CRM yet.`,
        field,
        parent: String(ours),
      };
    }
  }
  return { fields: resolved, orphan };
}

/** Changed on both sides: neither value goes anywhere before somebody has chosen. */
function disputed(fields: readonly string[]): Refused {
  return { reason: "REC_CHANGED", detail: conflictDetail(fields), field: fields[0] ?? null, parent: null };
}

const notLinked: Idle = { reason: "SKIP_NOT_LINKED", detail: "It has no counterpart in this CRM to be deleted." };
const noChange: Idle = { reason: "SKIP_NO_CHANGE", detail: "The CRM holds it as it is here." };

/** E31, C8: who asked for a record learns that it is right; what was owed unasked may have changed where nothing is mapped. */
function idle(row: OutboxRow, differing: Fields, { map }: OutboundRules): Idle {
  if (row.runId !== null) return noChange;
  const known = new Set(map.map((each) => each.field));
  const unmapped = Object.keys(differing).filter((field) => !known.has(field) && differing[field] !== null);
  if (unmapped.length === 0) return noChange;
  return { reason: "SCHEMA_UNMAPPED", detail: `Of what differs (${unmapped.join(", ")}) nothing has a mapping here.` };
}

function nothing(row: OutboxRow, why: Idle | null): Planned {
  return { kind: "nothing", row, why };
}

/** E30: said here, and owed again when it is switched on. */
function switchedOff(row: OutboxRow): Planned {
  return refused(row, "SKIP_WRITE_OFF", "Writing this object to this CRM is switched off in the configuration.");
}

function refused(row: OutboxRow, reason: ReasonCode, detail: string): Planned {
  return { kind: "refused", row, why: { reason, detail, field: null, parent: null } };
}
