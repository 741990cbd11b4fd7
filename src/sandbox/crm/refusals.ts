import type { Account } from "./accounts.ts";
import type { Violation } from "./check.ts";
import type { Crm } from "./crm.ts";
import { activeFaults, type Fault, textOf } from "./faults.ts";
import type { Fields, Value } from "./schema.ts";
import type { Row } from "./table.ts";

/**
 * The administrators' words as one record gets them: `{id}` is its id (of a new one the id that it would have had),
 * `{now}` the time. So two refusals of one rule do not read alike.
 */
export function worded(
  crm: Crm,
  account: Account,
  of: { readonly type: string; readonly row: Row | null },
  violations: readonly Violation[],
): readonly Violation[] {
  return violations.map((one) => {
    if (one.message === undefined || !/\{(id|now)\}/.test(one.message)) return one;
    const id = one.message.includes("{id}") ? (of.row?.id ?? crm.dialect.newId(account, of.type)) : "";
    const message = one.message.replaceAll("{id}", id).replaceAll("{now}", new Date(crm.world.now()).toISOString());
    return { ...one, message };
  });
}

/** A write of one record, as faults look at it. */
interface Attempt {
  readonly type: string;
  readonly id: string | null;
  readonly row: Row | null;
  /** As they will be stored. */
  fields(): Fields;
}

/**
 * What the fault refuse-record makes of a write: a refusal of this record alone, with a code that no document knows. It
 * strikes the records of a type, or those with an id, or those whose `field` comes to be `value`. null = none strikes.
 */
export function oddRefusal(crm: Crm, account: Account, attempt: Attempt): Violation | null {
  const fault = activeFaults(crm.board).find((one) => strikes(crm, account, one, attempt));
  if (fault === undefined) return null;
  if (fault.timesLeft !== null) fault.timesLeft -= 1;
  return { kind: "odd", field: null, value: null, rule: textOf(fault, "code"), message: textOf(fault, "message") };
}

function strikes(crm: Crm, account: Account, fault: Fault, { type, id, row, fields }: Attempt): boolean {
  if (fault.service !== crm.name || fault.fault !== "refuse-record") return false;
  if (fault.account !== null && fault.account !== account.name) return false;
  const { id: only, field, value } = fault.parameters;
  if (textOf(fault, "type") !== type || (only !== undefined && only !== id)) return false;
  if (field === undefined) return true;
  const after: Value = { ...row?.fields, ...fields() }[String(field)] ?? null;
  return after !== null && (value === undefined || String(after).toLowerCase() === String(value).toLowerCase());
}

/** When a user left, by the fault deactivate-user; null = they are still there. */
export function leftAt(crm: Crm, account: Account, user: string): number | null {
  const fault = activeFaults(crm.board).find(
    (one) =>
      one.service === crm.name &&
      one.fault === "deactivate-user" &&
      (one.account === null || one.account === account.name) &&
      textOf(one, "user") === user,
  );
  return fault?.since ?? null;
}
