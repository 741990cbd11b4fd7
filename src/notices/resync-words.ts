import type { Fact, Line } from "../../bots/card.ts";
import type { RunResult, RunRow } from "../../engine/index.ts";
import { type Names, number, plural, readAsker } from "../commands/words.ts";

/** A record that needed no write was read back and found right, which is what a resync is for. */
export function rightAlready(one: RunOutcome): RunOutcome {
  return one.reason === "SKIP_NO_CHANGE" ? { ...one, outcome: "synced", reason: null } : one;
}

export type Outcome = RunResult["outcome"];

/** How many pieces of a run's work ended in one way, for one reason. */
export interface RunOutcome {
  readonly outcome: Outcome;
  readonly reason: string | null;
  readonly records: number;
}

export function where({ connection, object }: RunRow, names: Names): string {
  return `${object === "*" ? "" : ` of ${plural(object)}`}${connection === "*" ? "" : ` at ${names(connection)}`}`;
}

export function sum(outcomes: readonly RunOutcome[]): number {
  return outcomes.reduce((total, one) => total + one.records, 0);
}

export function counter(outcomes: readonly RunOutcome[]): (outcome: Outcome) => number {
  return (outcome) => sum(outcomes.filter((one) => one.outcome === outcome));
}

const LABELS: readonly (readonly [Outcome, string])[] = [
  ["created", "Created"],
  ["updated", "Updated"],
  ["synced", "Right already"],
  ["deleted", "Deleted"],
  ["skipped", "Skipped on purpose"],
  ["failed", "Failed"],
  ["waiting", "Tried again later"],
];

export function facts(count: (outcome: Outcome) => number): readonly Fact[] {
  return LABELS.filter(([outcome]) => count(outcome) > 0).map(([outcome, label]) => ({
    label,
    value: number(count(outcome)),
  }));
}

export function footer({ id, connection, askedBy, startedAt }: RunRow): Line {
  const who = askedBy === null ? "" : `Asked for by ${readAsker(askedBy).name} at `;
  const each = connection === "*" ? ". A record counts once for each connection." : "";
  return [who === "" ? "Begun " : who, { at: startedAt }, ", run ", { code: id }, each];
}
