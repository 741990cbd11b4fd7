import type { ReasonCode } from "../reasons.ts";
import type { Fields, RemoteRecord, Value } from "../record.ts";
import { readyFilter } from "../rules/filter.ts";
import { leftOut } from "../rules/left-out.ts";
import { isEmail } from "../rules/normalise.ts";
import type { Incoming, Known, KnownTrouble, Parent, Refusal, Rules } from "./known.ts";

const plainly = (outcome: "skipped" | "failed", reason: ReasonCode, detail: string, field: string | null): Refusal => ({
  outcome,
  reason,
  detail,
  field,
  parent: null,
  due: null,
});

/** E18, E20, E22: what is missing when a required field names nobody of ours. */
const ABSENT_PARENTS: Readonly<Record<string, readonly [ReasonCode, string]>> = {
  account: ["SKIP_NO_ACCOUNT", "It belongs to no account that is synced."],
  deal: ["SKIP_NO_OPPORTUNITY", "The deal that it belongs to is not synced."],
  contact: ["SKIP_NO_CONTACT", "The contact that it belongs to is not synced."],
};

const PARENT_REASONS = Object.values(ABSENT_PARENTS).map(([reason]) => reason);

/** E12, E13, E18, E20–E22: a new record without the fields that identify it is not taken. */
export function unwanted(fields: Fields, { settings }: Rules, orphan: Refusal | null = null): Refusal | null {
  for (const field of settings.required) {
    const value = fields[field];
    const empty = value === null || value === undefined || value === "";
    if (field === "email") {
      if (empty) return plainly("skipped", "SKIP_NO_EMAIL", "It has no e-mail address.", field);
      if (!isEmail(String(value)))
        return plainly("skipped", "SKIP_BAD_EMAIL", "Its e-mail address is not valid.", field);
    } else if (empty) {
      const lost = orphan?.field === field ? orphan : null;
      // Its parent may still come: then it waits as any other does.
      if (lost?.outcome === "waiting") continue;
      const [reason, detail] = ABSENT_PARENTS[referenceOf(field, settings) ?? ""] ?? [
        "SKIP_NO_IDENTIFIER",
        `It has no ${field}.`,
      ];
      return { ...plainly("skipped", reason, detail, field), parent: lost?.parent ?? null };
    }
  }
  return null;
}

function referenceOf(field: string, { fields }: Rules["settings"]): string | null {
  const own = fields[field];
  return own ? own.references : (/^(account|deal|contact)_id$/.exec(field)?.[1] ?? null);
}

/** E16: what came without the CRM's id cannot be told apart from anything. */
export function nameless({ externalId }: RemoteRecord): Refusal | null {
  if (externalId.trim() !== "") return null;
  return plainly("skipped", "SKIP_NO_EXTERNAL_ID", "It came without the CRM's id.", null);
}

/** E14: what its CRM took out of use is left alone, known or not: nothing of it is read and nothing is lost. */
export function outOfUse({ out }: RemoteRecord): Refusal | null {
  return out ? plainly("skipped", out, "It was converted in the CRM.", null) : null;
}

/**
 * E15, A11, B21: people marked it as not to be synced, or a rule of the configuration leaves it out. `here` tells our
 * own fields of the record, for what this CRM does not tell of it; it is asked only where there is a rule.
 */
export function excluded(fields: Fields, { settings }: Rules, here: () => Fields | null = () => null): Refusal | null {
  const flag = settings.doNotSync;
  if (flag && isTrue(fields[flag])) return plainly("skipped", "SKIP_EXCLUDED", `It is marked ${flag}.`, flag);
  if (!settings.filter) return null;
  const left = leftOut({ ...here(), ...fields }, settings);
  return left && plainly("skipped", left.reason, left.detail, left.field);
}

/** Of a record that is left alone only that is taken by which it is so, so that the other CRMs leave it alone too. */
export function onlyFlag(fields: Fields, { settings }: Rules): Fields {
  const names = settings.filter ? [...readyFilter(settings.filter).fields] : [];
  if (settings.doNotSync) names.push(settings.doNotSync);
  const kept: Record<string, Value> = {};
  for (const name of names) {
    const value = fields[name];
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}

/** However a CRM or plain SQL writes yes. */
export function isTrue(value: Value | undefined): boolean {
  return value === true || value === 1 || value === "1" || value === "true";
}

/** B33: a value that cannot be read fails its record, which takes the others all the same. */
export function misread({ problems }: Incoming): Refusal | null {
  const [first] = problems;
  return first ? plainly("failed", first.reason, first.detail, first.field) : null;
}

/** How often a child asks for a parent that nobody knows before the reference counts as bad. */
const patience = 3;
const parentDelayMs = 5_000;

/** Puts our ids in the place of external ids; a parent that is not here makes the record an orphan for now (E18, E38). */
export function withParents(
  externalId: string,
  told: Fields,
  known: Pick<Known, "parents" | "troubled">,
  rules: Pick<Rules, "now">,
): { fields: Fields; orphan: Refusal | null } {
  let fields: Record<string, Value> | null = null;
  let orphan: Refusal | null = null;
  for (const [field, parents] of known.parents) {
    const external = told[field];
    if (external === null || external === undefined) continue;
    fields ??= { ...told };
    const parent = parents.get(String(external)) ?? "unknown";
    if (typeof parent === "object") {
      fields[field] = parent.recordId;
      continue;
    }
    delete fields[field];
    const tries = triesOf(known.troubled.get(externalId));
    const lost = parent === "refused" || tries + 1 >= patience;
    orphan = {
      outcome: lost ? "failed" : "waiting",
      reason: lost ? "REF_INVALID" : "REF_NOT_SYNCED_YET",
      detail: lostOrLate(field, parent, lost),
      field,
      parent: String(external),
      due: lost ? null : rules.now + parentDelayMs * (tries + 1),
    };
  }
  return { fields: fields ?? told, orphan };
}

/** A reference that was given up stays so until its parent lands. */
function triesOf(before: KnownTrouble | undefined): number {
  if (before && (before.reason === "REF_INVALID" || PARENT_REASONS.includes(before.reason)))
    return Number.POSITIVE_INFINITY;
  return before?.reason === "REF_NOT_SYNCED_YET" ? before.attempts : 0;
}

function lostOrLate(field: string, parent: Parent, lost: boolean): string {
  if (!lost) return `Its ${field} names a record that is not synced yet.`;
  return parent === "refused"
    ? `Its ${field} names a record that was itself not taken; it was synced without it.`
    : `Its ${field} names a record that the CRM does not show; it was synced without it.`;
}
