import type { Caller } from "../crm/crm.ts";
import { lookup, type Row, type Table } from "../crm/table.ts";
import { apiWrite, type Change, tableOf } from "../crm/writes.ts";
import { type Refusal, refusal, refusals } from "./errors.ts";
import { eventTimes } from "./event-times.ts";
import { id18, isId, prefixOf } from "./ids.ts";
import { ownerRefusal } from "./users.ts";
import { relationship } from "./values.ts";

export type Outcome =
  | { readonly ok: true; readonly id: string; readonly created: boolean }
  | { readonly ok: false; readonly refusals: readonly Refusal[] };

export type RawFields = Readonly<Record<string, unknown>>;

/** Writes one record in Salesforce's terms: 15-character ids, parents named by an external id, duplicate rules. */
export function writeOne(caller: Caller, op: Change["op"], type: string, id: string | null, raw: RawFields): Outcome {
  const table = tableOf(caller.account, type);
  if (id !== null && (!isId(id) || !id.startsWith(prefixOf(type)))) {
    return { ok: false, refusals: [refusal("MALFORMED_ID", `${type} ID: id value of incorrect type: ${id}`, ["Id"])] };
  }
  const prepared = prepare(caller, table, raw);
  if (!prepared.ok) return prepared;
  const times = type === "Event" && op !== "delete" ? eventTimes(rowOf(table, id), prepared.fields) : prepared.fields;
  if (isRefusal(times)) return { ok: false, refusals: [times] };
  const { crm, account, userId } = caller;
  const allowDuplicates = /allowSave\s*=\s*true/i.test(caller.request.headers["sforce-duplicate-rule-header"] ?? "");
  const change = { op, type, id: id === null ? null : id18(id), fields: times, allowDuplicates };
  const done = apiWrite(crm, account, userId, change);
  if (done.ok) return { ok: true, id: done.row.id, created: op === "create" };
  return { ok: false, refusals: refusals(done.violations, table.schema) };
}

function rowOf(table: Table, id: string | null): Row | null {
  return id === null ? null : (table.latest.get(id18(id)) ?? null);
}

function isRefusal(told: RawFields | Refusal): told is Refusal {
  return "code" in told && "message" in told;
}

/** Updates the record that holds `value` in the external id field, or creates it. */
export function upsertOne(
  caller: Caller,
  type: string,
  by: string,
  value: string,
  raw: RawFields,
): Outcome & { many?: readonly string[] } {
  const table = tableOf(caller.account, type);
  if (by === "Id") return writeOne(caller, "update", type, value, raw);
  const { [by]: _, ...rest } = raw;
  const matches = lookup(table, by, value);
  const [match, second] = matches;
  if (second !== undefined) {
    const ids = matches.map((row) => row.id);
    const words = `${by}: more than one record found for external id field: [${ids.join(", ")}]`;
    return { ok: false, refusals: [refusal("DUPLICATE_EXTERNAL_ID", words, [by], 300)], many: ids };
  }
  if (match !== undefined) return writeOne(caller, "update", type, match.id, rest);
  return writeOne(caller, "create", type, null, { ...rest, [by]: value });
}

/** Whether records can be upserted by this field. */
export function isExternalId(table: Table, name: string): boolean {
  const field = table.schema.fields.get(name);
  return name === "Id" || (field?.read === true && field.externalId);
}

type Prepared =
  | { readonly ok: true; readonly fields: RawFields }
  | { readonly ok: false; readonly refusals: readonly Refusal[] };

function prepare(caller: Caller, table: Table, raw: RawFields): Prepared {
  const fields: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(raw)) {
    if (name === "attributes") continue;
    const stranger = name === "OwnerId" && typeof value === "string" && value !== "";
    const unfit = stranger ? ownerRefusal(caller.crm, caller.account, table.schema.type, value) : null;
    if (unfit !== null) return { ok: false, refusals: [unfit] };
    const own =
      table.schema.fields.get(name) ??
      [...table.schema.fields.values()].find((f) => f.name.toLowerCase() === name.toLowerCase());
    const through =
      own === undefined ? [...table.schema.fields.values()].find((f) => relationship(f) === name) : undefined;
    if (through !== undefined && typeof value === "object" && value !== null) {
      const parent = parentOf(caller, through.references ?? "", value as RawFields);
      if (typeof parent !== "string") return { ok: false, refusals: [parent] };
      fields[through.name] = parent;
      continue;
    }
    if (own?.type === "reference" && typeof value === "string" && value !== "" && !isId(value)) {
      const words = `${own.label}: id value of incorrect type: ${value}`;
      return { ok: false, refusals: [refusal("MALFORMED_ID", words, [own.name])] };
    }
    const types = own?.name === "RecordTypeId" ? (table.schema.recordTypes ?? []) : null;
    if (types !== null && typeof value === "string" && !types.some((one) => one.available && one.id === id18(value))) {
      const words = `Record Type ID: this ID value isn't valid for the user: ${value}`;
      return { ok: false, refusals: [refusal("INVALID_CROSS_REFERENCE_KEY", words, ["RecordTypeId"])] };
    }
    fields[own?.name ?? name] = own?.type === "reference" && typeof value === "string" ? id18(value) : value;
  }
  return { ok: true, fields };
}

function parentOf(caller: Caller, type: string, named: RawFields): string | Refusal {
  const [by, value] = Object.entries(named).find(([name]) => name !== "attributes") ?? ["", ""];
  const table = caller.account.tables.get(type);
  const found = table !== undefined && isExternalId(table, by) ? lookup(table, by, String(value))[0] : undefined;
  const words = `Foreign key external ID: ${value} not found for field ${by} in entity ${type}`;
  return found?.id ?? refusal("INVALID_FIELD", words);
}
