import { NOT_STORED } from "../connections/unknown.ts";
import type { PushResult, Write } from "../provider.ts";
import type { Fields, ObjectName, Value } from "../record.ts";
import type { Lease } from "../rounds/lease.ts";
import { membersOf } from "../rules/sets.ts";
import type { Worker } from "../worker.ts";
import type { Writing } from "./plan.ts";

/**
 * What a person asked for counts as done only when the CRM, read again, holds what was sent: it may say yes and store
 * nothing. Writes that nobody waits for are taken at the CRM's word.
 */
export async function readBack(
  worker: Worker,
  lease: Lease,
  object: ObjectName,
  writing: readonly Writing[],
  results: readonly PushResult[],
): Promise<readonly PushResult[]> {
  const asked = new Map(
    writing.filter((each) => each.row.proof && each.write.op !== "delete").map((each) => [each.row.recordId, each]),
  );
  const claimed = results.filter((result) => result.ok && asked.has(result.key));
  if (claimed.length === 0) return results;
  const ids = claimed.map((result) => (result.ok ? result.externalId : ""));
  const called = await worker.connections.call(lease, "person", (crm) => crm.read(object, ids));
  const remotes = new Map(called.ok ? called.value.map((remote) => [remote.externalId, remote.fields]) : []);
  return results.map((result) => {
    const each = asked.get(result.key);
    if (!result.ok || !each) return result;
    const held = remotes.get(result.externalId) ?? null;
    const field = called.ok ? (differing(each.write.fields, held) ?? differingSet(each.write.sets, held)) : null;
    if (called.ok && field === null) return result;
    return {
      key: result.key,
      ok: false,
      reason: "ERR_UNKNOWN",
      detail: field
        ? `The CRM accepted it, but reading it back shows another ${field}.`
        : "The CRM accepted it, but it could not be read back.",
      field,
      code: NOT_STORED,
      status: null,
      retryAfterMs: null,
      existingId: null,
      unsure: false,
    };
  });
}

/** The first field that the CRM does not hold as it was sent; null = all agree. */
export function differing(sent: Fields, held: Fields | null): string | null {
  if (held === null) return Object.keys(sent)[0] ?? "record";
  for (const [field, value] of Object.entries(sent)) {
    // What was not read (a write-only field) cannot disagree.
    if (held[field] !== undefined && !agrees(value, held[field] ?? null)) return field;
  }
  return null;
}

/** The first set that lacks somebody who came or names somebody who went. */
function differingSet(sets: Write["sets"], held: Fields | null): string | null {
  for (const [field, { add, remove }] of Object.entries(sets ?? {})) {
    const value = held?.[field];
    if (value === undefined) continue;
    const there = membersOf(value);
    if (add.some((id) => !there.includes(id)) || remove.some((id) => there.includes(id))) return field;
  }
  return null;
}

/** CRMs trim, change the case of e-mails, and write numbers, yes and no, and times in their own way. */
function agrees(sent: Value, held: Value): boolean {
  const a = plain(sent);
  const b = plain(held);
  if (a === b || (a !== "" && b !== "" && Number(a) === Number(b))) return true;
  const times = [a, b].map((text) => (/^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN));
  return times[0] === times[1];
}

function plain(value: Value): string {
  return String(value ?? "")
    .trim()
    .toLowerCase();
}
