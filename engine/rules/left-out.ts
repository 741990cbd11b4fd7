import type { ReasonCode } from "../reasons.ts";
import type { Fields } from "../record.ts";
import type { ObjectSettings } from "../settings.ts";
import { readyFilter } from "./filter.ts";

/** Why a record is left out of the sync, by the configuration's own words. */
export interface LeftOut {
  readonly reason: Extract<ReasonCode, "SKIP_EXCLUDED" | "SKIP_RECORD_TYPE">;
  readonly detail: string;
  /** The field that decided, where it was one. */
  readonly field: string | null;
}

/** Our names of the fields that hold a CRM's record type or pipeline (B21). */
const RECORD_TYPES: readonly string[] = ["record_type", "pipeline"];

/** A11, B21, B39: the rule of the object's filter that leaves a record out; null = it is synced. */
export function leftOut(fields: Fields, { filter }: Pick<ObjectSettings, "filter">): LeftOut | null {
  const miss = filter ? readyFilter(filter).miss(fields) : null;
  if (miss === null) return null;
  const isType = miss.fields.every((field) => RECORD_TYPES.includes(field));
  const [first = null, ...more] = miss.fields;
  return {
    reason: isType ? "SKIP_RECORD_TYPE" : "SKIP_EXCLUDED",
    detail: `Only records are synced where ${shortened(miss.says)}.`,
    field: more.length === 0 ? first : null,
  };
}

/** A19: whether a record counts as active; without a definition every one does. */
export function isActive(fields: Fields, { active }: Pick<ObjectSettings, "active">): boolean {
  return active ? readyFilter(active).miss(fields) === null : true;
}

const LONGEST = 300;

function shortened(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST).replace(/[\uD800-\uDBFF]$/, "")}…`;
}
