import type { Account } from "./accounts.ts";
import { check, defaultsFor, type Storage, stored, type Violation, violation } from "./check.ts";
import { rightsRefusal } from "./colleagues.ts";
import type { Crm } from "./crm.ts";
import { activeFaults, numberOf, strikeFault, textOf } from "./faults.ts";
import { oddRefusal, worded } from "./refusals.ts";
import type { Fields, Value } from "./schema.ts";
import { type Hold, lookup, put, type Row, type Table } from "./table.ts";

export interface Change {
  readonly op: "create" | "update" | "delete";
  readonly type: string;
  /** null for a create. */
  readonly id: string | null;
  readonly fields: Readonly<Record<string, unknown>>;
  /** Fields that the CRM itself sets along with the write, whatever writers may do. */
  readonly derived?: Fields;
  /** The writer insists although a duplicate rule speaks against it. */
  readonly allowDuplicates?: boolean;
}

export type Written =
  | { readonly ok: true; readonly row: Row }
  | { readonly ok: false; readonly violations: readonly Violation[] };

/** A write through the API: all rules hold, and the faults lock-row and lose-write strike. */
export function apiWrite(crm: Crm, account: Account, userId: string, change: Change): Written {
  const closed = rightsRefusal(account, userId, change);
  if (closed.length > 0) return { ok: false, violations: closed };
  const locked = change.id !== null && isLocked(crm, account, change.type, change.id);
  if (locked) return { ok: false, violations: [violation("locked", null, change.id)] };
  const before = tableOf(account, change.type).latest.get(change.id ?? "");
  if (before?.hold === "approval" && !before.deleted)
    return { ok: false, violations: [violation("approval", null, change.id)] };
  const row = before ?? null;
  const fields = () => loose(tableOf(account, change.type), change, crm.dialect.storage);
  const odd = oddRefusal(crm, account, { type: change.type, id: change.id, row, fields });
  if (odd !== null) return { ok: false, violations: worded(crm, account, { type: change.type, row }, [odd]) };
  const lost = strikeFault(crm.board, crm.name, "lose-write", account.name) !== null;
  return write(crm, account, userId, change, { checked: true, stored: !lost });
}

interface How {
  readonly checked: boolean;
  readonly stored: boolean;
  /** The hold that is on the record afterwards; as before when not given. */
  readonly hold?: Hold | null;
}

/**
 * A write without the faults: what a person does inside the CRM. Unchecked writes keep any value, as a data load does.
 * Errors as violations: `missing` and `deleted` for the record, the rest from check.ts.
 */
export function write(
  crm: Crm,
  account: Account,
  userId: string,
  change: Change,
  how: How = { checked: true, stored: true },
): Written {
  const table = tableOf(account, change.type);
  const before = change.id === null ? null : (table.latest.get(change.id) ?? null);
  if (change.id !== null && before === null) return { ok: false, violations: [violation("missing", null, change.id)] };
  if (before?.deleted === true) return { ok: false, violations: [violation("deleted", null, change.id)] };
  if (change.op === "delete") {
    const forbidden = how.checked && !table.schema.write;
    if (forbidden) return { ok: false, violations: [violation("object_permission", null, null)] };
  }
  if (change.op === "update" && how.checked && before?.hold === "converted") {
    return { ok: false, violations: [violation("converted", null, change.id)] };
  }
  const draft = {
    op: change.op === "create" ? "create" : "update",
    row: before,
    fields: change.fields,
    derived: change.derived,
    allowDuplicates: change.allowDuplicates,
  } as const;
  const drafted =
    change.op === "delete" ? { values: {}, violations: [] } : check(account.tables, table, draft, crm.dialect.storage);
  if (how.checked && drafted.violations.length > 0)
    return { ok: false, violations: worded(crm, account, { type: change.type, row: before }, drafted.violations) };
  const values = how.checked ? drafted.values : loose(table, change, crm.dialect.storage);
  const fields = { ...before?.fields, ...values };
  const made = version(crm, account, table, userId, before, fields, change.op === "delete");
  const row = how.hold === undefined ? made : { ...made, hold: how.hold };
  if (how.stored) {
    put(table, row);
    crm.dialect.wrote?.(crm, account, { type: change.type, before, after: row, userId });
  }
  return { ok: true, row };
}

/** Joins `loser` into `winner`: the loser is gone, its references point to the winner, the winner is stamped anew. */
export function merge(
  crm: Crm,
  account: Account,
  userId: string,
  type: string,
  loserId: string,
  winnerId: string,
): Written {
  const table = tableOf(account, type);
  const loser = table.latest.get(loserId);
  const winner = table.latest.get(winnerId);
  if (loser === undefined || loser.deleted) return { ok: false, violations: [violation("missing", null, loserId)] };
  if (winner === undefined || winner.deleted || winner === loser) {
    return { ok: false, violations: [violation("missing", null, winnerId)] };
  }
  const gone = { ...version(crm, account, table, userId, loser, loser.fields, true), mergedInto: winnerId };
  put(table, gone);
  repoint(crm, account, userId, type, loserId, winnerId);
  const fields = { ...winner.fields, ...crm.dialect.merged(winner, loser) };
  const row = version(crm, account, table, userId, winner, fields, false);
  put(table, row);
  crm.dialect.wrote?.(crm, account, { type, before: loser, after: gone, userId, mergedTo: winnerId });
  crm.dialect.wrote?.(crm, account, { type, before: winner, after: row, userId, mergedFrom: loserId });
  return { ok: true, row };
}

/** Brings a deleted record back as it was, with a new stamp. */
export function restore(crm: Crm, account: Account, userId: string, type: string, id: string): Written {
  const table = tableOf(account, type);
  const before = table.latest.get(id);
  if (before?.deleted !== true || before.mergedInto !== null)
    return { ok: false, violations: [violation("missing", null, id)] };
  const row = version(crm, account, table, userId, before, before.fields, false);
  put(table, row);
  crm.dialect.wrote?.(crm, account, { type, before, after: row, userId });
  return { ok: true, row };
}

export function tableOf(account: Account, type: string): Table {
  const table = account.tables.get(type);
  if (table === undefined) throw new Error(`${account.label} has no type ${type}`);
  return table;
}

function repoint(crm: Crm, account: Account, userId: string, type: string, from: string, to: string): void {
  for (const table of account.tables.values()) {
    for (const field of table.schema.fields.values()) {
      if (field.references !== type) continue;
      for (const row of lookup(table, field.name, from)) {
        put(table, version(crm, account, table, userId, row, { ...row.fields, [field.name]: to }, false));
      }
    }
  }
}

function version(
  crm: Crm,
  account: Account,
  table: Table,
  userId: string,
  before: Row | null,
  fields: Fields,
  deleted: boolean,
): Row {
  const now = crm.world.now();
  const stamp = Math.floor(now / crm.dialect.stampMs) * crm.dialect.stampMs;
  const late = strikeFault(crm.board, crm.name, "late-commit", account.name);
  return {
    id: before?.id ?? crm.dialect.newId(account, table.schema.type),
    fields,
    createdAt: before?.createdAt ?? stamp,
    modifiedAt: stamp,
    visibleAt: late === null ? now : now + numberOf(late, "ms"),
    modifiedBy: userId,
    createdBy: before?.createdBy ?? userId,
    deleted,
    mergedInto: before?.mergedInto ?? null,
    hold: before?.hold ?? null,
    next: null,
    text: null,
  };
}

/** Any value as it can be kept, without asking whether it is allowed. */
function loose(table: Table, { op, fields, derived }: Change, storage: Storage): Fields {
  const kept: Record<string, Value> = op === "create" ? { ...defaultsFor(table, fields, storage) } : {};
  for (const [name, raw] of Object.entries(fields)) {
    const field = table.schema.fields.get(name);
    const value = field === undefined ? undefined : stored(field, raw, storage);
    kept[name] = value === undefined ? (typeof raw === "string" ? raw : JSON.stringify(raw)) : value;
  }
  return { ...kept, ...derived };
}

function isLocked(crm: Crm, account: Account, type: string, id: string): boolean {
  const fault = activeFaults(crm.board).find(
    (f) =>
      f.service === crm.name &&
      f.fault === "lock-row" &&
      (f.account === null || f.account === account.name) &&
      textOf(f, "type") === type &&
      textOf(f, "id") === id,
  );
  if (fault !== undefined && fault.timesLeft !== null) fault.timesLeft -= 1;
  return fault !== undefined;
}
