import { decidePage, type Plan } from "../inbound/decide.ts";
import type { Recalled } from "../inbound/recall.ts";
import { type OutboundRules, type Planned, planWrite } from "../outbound/plan.ts";
import type { ReasonCode } from "../reasons.ts";
import type { Fields, RemoteRecord, Value, WorkspaceRecord } from "../record.ts";
import { converterFor, isMisfit } from "../rules/convert.ts";
import type { FieldMap } from "../rules/field-map.ts";
import { fitFor } from "../rules/fit.ts";
import { lint } from "../rules/lint.ts";
import { inwardConverter } from "../rules/mapping.ts";
import { changedFields } from "../rules/merge.ts";
import type { HeldRecord } from "../store/held.ts";
import type { HeldLink } from "../store/links.ts";
import { rowsOf } from "./preflight-judge.ts";

/** What a mapping would do to one side of a record. */
export interface Tried {
  readonly before: Value;
  readonly after: Value;
  readonly changes: boolean;
  /** What would be lost on the way there; null = nothing. Never a value. */
  readonly loss: string | null;
  readonly refused: { readonly reason: ReasonCode; readonly detail: string } | null;
}

export interface TriedRecord {
  readonly record: WorkspaceRecord;
  /** null = it is not in this CRM yet: then it would be made there. */
  readonly externalId: string | null;
  readonly here: Tried;
  readonly there: Tried;
}

export interface TrialSum {
  readonly records: number;
  readonly changeHere: number;
  readonly changeThere: number;
  readonly lossy: number;
  /** The most frequent first. */
  readonly refused: readonly {
    readonly side: "here" | "there";
    readonly reason: ReasonCode;
    readonly records: number;
  }[];
}

export interface TrialInput {
  readonly line: FieldMap;
  /** In the order in which they are told. */
  readonly held: readonly HeldRecord[];
  /** As the CRM holds them now: only the tried field. */
  readonly remotes: readonly RemoteRecord[];
  /** By the tried mapping alone; null = nothing comes in. */
  readonly inbound: (Recalled & { readonly rules: Parameters<typeof decidePage>[2] }) | null;
  /** By all mappings, the tried one among them; null = nothing goes out. `schema` is the CRM's description. */
  readonly outbound: OutboundRules | null;
  readonly schema: OutboundRules["schema"];
}

/**
 * B34: what a mapping would do to records when they are synced next: first what comes in, then what goes out of what
 * they are by then, decided by the code that syncs. Pure: nothing is written and nothing is called.
 */
export function decideTrial(input: TrialInput): { readonly rows: readonly TriedRecord[]; readonly sum: TrialSum } {
  const { inbound } = input;
  const plan = inbound ? decidePage(inbound.incoming, inbound.known, inbound.rules) : null;
  const rows = input.held.map((held) => tryRecord(held, plan, input));
  return { rows, sum: sumOf(rows) };
}

function tryRecord({ record, links }: HeldRecord, plan: Plan | null, input: TrialInput): TriedRecord {
  const { line, outbound } = input;
  const link = links.find((each) => !each.deletedInCrm) ?? null;
  const remote = link && input.remotes.find((each) => each.externalId === link.externalId);
  if (link && !remote) {
    const gone = { reason: "REC_DELETED", detail: "The CRM does not show it (any more)." } as const;
    const ours = record.fields[line.field] ?? null;
    const still = { changes: false, loss: null, refused: gone };
    return {
      record,
      externalId: link.externalId,
      here: { ...still, before: ours, after: ours },
      there: { ...still, before: null, after: null },
    };
  }
  const raw = plain(remote?.fields[line.remote]);
  const here = link && plan ? inward(record, link, raw, plan, input) : untouched(record.fields[line.field] ?? null);
  const pulled = link && plan ? after(record, link, plan) : { fields: record.fields, seen: link?.seen ?? {} };
  const held = { record: { ...record, fields: pulled.fields }, links: link ? [{ ...link, seen: pulled.seen }] : links };
  const there = outbound ? outward(held, raw, outbound, input) : untouched(raw);
  return { record, externalId: link?.externalId ?? null, here, there };
}

function untouched(value: Value): Tried {
  return { before: value, after: value, changes: false, loss: null, refused: null };
}

/** A list is told as it would come in. */
function plain(value: unknown): Value {
  if (Array.isArray(value)) return value.join(";");
  if (value === undefined || value === null) return null;
  return typeof value === "object" ? JSON.stringify(value) : (value as Value);
}

/** The record, and what was seen of the CRM's, once the page has been taken. */
function after(record: WorkspaceRecord, link: HeldLink, plan: Plan): { fields: Fields; seen: Fields } {
  const fields = plan.changed.findLast((each) => each.id === record.id)?.fields ?? record.fields;
  const seen = plan.seen.findLast((each) => each.externalId === link.externalId)?.seen ?? link.seen;
  return { fields, seen };
}

function inward(record: WorkspaceRecord, link: HeldLink, raw: Value, plan: Plan, { line, schema }: TrialInput): Tried {
  const before = record.fields[line.field] ?? null;
  const value = after(record, link, plan).fields[line.field] ?? null;
  const trouble = plan.troubles.find((each) => each.externalId === link.externalId);
  const contested = plan.contested.some((each) => each.externalId === link.externalId);
  const refused = contested
    ? { reason: "REC_CHANGED" as const, detail: "It was changed on both sides, and a person is to decide." }
    : trouble
      ? { reason: trouble.reason, detail: trouble.detail }
      : null;
  const changes = !isSame(before, value);
  return { before, after: value, changes, loss: changes ? lossInward(value, raw, line, schema) : null, refused };
}

/** Whether the CRM's value could be made again from ours; where it points to another record, it can. */
function lossInward(value: Value, raw: Value, line: FieldMap, schema: OutboundRules["schema"]): string | null {
  if (line.references !== null) return null;
  const field = schema.fields[line.remote];
  const again = fitFor({ ...line, default: null }, field)(value, {});
  const told = converterFor(field?.type ?? line.type, line.zone ?? null)(raw);
  if (!isMisfit(again) && !isMisfit(told) && isSame(again, told)) return null;
  return "The CRM's value is kept here in a form from which it could not be made again.";
}

function outward(held: HeldRecord, raw: Value, rules: OutboundRules, { line, schema }: TrialInput): Tried {
  const [row] = rowsOf([held.record.id], held.record.object);
  if (!row) throw new Error("no row of a record");
  const isLinked = held.links.length > 0;
  // Of a record that is there already this field alone is asked; a new one is made whole or not at all.
  const planned = planWrite(row, held, isLinked ? { ...rules, map: [line] } : rules);
  const refused = refusalOf(planned, line, schema);
  const value = planned.kind === "write" ? planned.write.fields[line.remote] : undefined;
  if (value === undefined || refused !== null) return { ...untouched(raw), refused };
  const known = inwardConverter(line, schema)(raw);
  const sent = inwardConverter(line, schema)(value);
  const changes = isMisfit(known) || isMisfit(sent) ? known !== sent : !isSame(known, sent);
  return { before: raw, after: value, changes, loss: changes ? lossOutward(held, planned, line) : null, refused: null };
}

function lossOutward({ record }: HeldRecord, planned: Planned, { field, references }: FieldMap): string | null {
  const kept = planned.kind === "write" ? planned.sent[field] : undefined;
  const ours = record.fields[field];
  // What stands for a record has another form there, and an empty field takes the default.
  if (references !== null || kept === undefined || ours === undefined || isSame(ours, kept)) return null;
  return "It would be cut or rounded to fit the CRM's field.";
}

function refusalOf(planned: Planned, line: FieldMap, schema: OutboundRules["schema"]): Tried["refused"] {
  if (planned.kind === "nothing") return null;
  if (planned.kind === "refused") return pick(planned.why, line.field);
  const { write, left } = planned;
  if (left && left.field === line.field) return pick(left, line.field);
  const fault = lint(write, schema).find((each) => each.field === null || each.field === line.remote);
  return fault ? { reason: fault.reason, detail: fault.detail } : null;
}

/** Parts of a sentence become one: "contact: 52 characters, …". */
function pick(why: { readonly reason: ReasonCode; readonly detail: string }, field: string): Tried["refused"] {
  const { reason, detail } = why;
  return { reason, detail: /^[a-z0-9]/.test(detail) ? `${field}: ${detail}.` : detail };
}

function isSame(a: Value, b: Value): boolean {
  return Object.keys(changedFields({ a }, { a: b })).length === 0;
}

function sumOf(rows: readonly TriedRecord[]): TrialSum {
  const count = (is: (row: TriedRecord) => boolean) => rows.filter(is).length;
  const refusals = (["here", "there"] as const).flatMap((side) => {
    const codes = rows.flatMap((row) => row[side].refused?.reason ?? []);
    return [...new Set(codes)].map((reason) => ({
      side,
      reason,
      records: codes.filter((code) => code === reason).length,
    }));
  });
  return {
    records: rows.length,
    changeHere: count((row) => row.here.changes),
    changeThere: count((row) => row.there.changes),
    lossy: count((row) => row.here.loss !== null || row.there.loss !== null),
    refused: refusals.toSorted((a, b) => b.records - a.records || a.reason.localeCompare(b.reason)),
  };
}
