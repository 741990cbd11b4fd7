import { connectionReasons } from "./reasons/connection.ts";
import type { Entry } from "./reasons/entry.ts";
import { limitReasons } from "./reasons/limits.ts";
import { ourReasons } from "./reasons/ours.ts";
import { recordReasons } from "./reasons/records.ts";
import { skipReasons } from "./reasons/skips.ts";
import { valueReasons } from "./reasons/values.ts";

export type { Family, Fixer, ReasonAction, Repair, Scope } from "./reasons/entry.ts";

const entries = {
  ...connectionReasons,
  ...limitReasons,
  ...valueReasons,
  ...recordReasons,
  ...skipReasons,
  ...ourReasons,
};

/** Stable: stored in tables and shown on cards, never renamed. */
export type ReasonCode = keyof typeof entries;

/** Why something was skipped, failed, retried or paused. Holds no value of any record. */
export interface Reason extends Entry {
  readonly code: ReasonCode;
}

const listed: readonly (readonly [string, Entry])[] = Object.entries(entries);

/** The catalogue: the one source for the engine's decision, cards, digest and docs. */
export const reasons = Object.fromEntries(
  listed.map(([code, entry]) => [code, Object.freeze({ code, ...entry })]),
) as Readonly<Record<ReasonCode, Reason>>;

export function reason(code: ReasonCode): Reason {
  return reasons[code];
}

/** For codes that come from a table or from a person. */
export function isReasonCode(text: string): text is ReasonCode {
  return Object.hasOwn(reasons, text);
}
