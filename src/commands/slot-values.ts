import { isReasonCode, type ReasonCode, reasons } from "../../engine/index.ts";
import { isWhen } from "./days.ts";
import { runStatusOf, statusNames } from "./run-status.ts";
import { plural } from "./words.ts";

/**
 * What an argument may be. `text` takes any word that nothing else knows; `all` is the word itself; `when` is a day or
 * a span; `run` is a run's id; `why` takes all words that follow the connection; `rest` takes every pair that has no place
 * of its own, in the order in which they stand; `words` takes all words that nothing else knows, also pasted with commas;
 * `deed` takes all words after the
 * text; `where` takes the conditions after that word, and every pair that is one.
 */
export type Slot =
  | "connection"
  | "object"
  | "reason"
  | "direction"
  | "when"
  | "since"
  | "until"
  | "status"
  | "run"
  | "verb"
  | "text"
  | "all"
  | "try"
  | "rules"
  | "way"
  | "behaviour"
  | "rest"
  | "words"
  | "where"
  | "deed"
  | "why";

/** The names that arguments may bear here. */
export interface Known {
  readonly connections: readonly string[];
  readonly objects: readonly string[];
  readonly verbs: readonly string[];
}

/** The value that a word means in a slot, or null when it means nothing there. */
export function readSlot(slot: Slot, word: string, known: Known): string | boolean | null {
  const small = word.toLowerCase();
  switch (slot) {
    case "connection":
      return known.connections.find((name) => name.toLowerCase() === small) ?? null;
    case "object":
      return known.objects.find((name) => name === small || plural(name) === small) ?? null;
    case "verb":
      return known.verbs.find((name) => name === small) ?? null;
    case "reason":
      return asReason(word);
    case "direction":
      return DIRECTIONS.find((each) => each === small) ?? null;
    case "when":
    case "since":
    case "until":
      return isWhen(small) ? small : null;
    case "status":
      return runStatusOf(small);
    case "run":
      return /^run_\w+$/.test(small) ? word : null;
    case "way":
      return WAYS.get(small) ?? null;
    case "behaviour":
      return BEHAVIOURS.find((each) => each === small) ?? null;
    case "try":
      return small === "try" ? true : null;
    case "rules":
      return small === "rules" ? true : null;
    case "rest":
    case "deed":
    case "words":
    case "where":
      return null;
    case "all":
      return small === "all" ? true : null;
    case "why":
    case "text":
      return word === "" ? null : word;
  }
}

const DIRECTIONS: readonly string[] = ["inbound", "outbound"];
const BEHAVIOURS: readonly string[] = ["fill", "overwrite", "ignore"];
/** Words for the way of a mapping. */
const WAYS = new Map([
  ["both", "both"],
  ["inbound", "inbound"],
  ["in", "inbound"],
  ["outbound", "outbound"],
  ["out", "outbound"],
]);

function asReason(word: string): ReasonCode | null {
  const code = word.toUpperCase().replaceAll("-", "_");
  return isReasonCode(code) ? code : null;
}

/** Every name that could stand in one of these slots. */
export function namesIn(slots: readonly Slot[], known: Known): readonly string[] {
  const names: Partial<Record<Slot, readonly string[]>> = {
    connection: known.connections,
    object: known.objects,
    reason: Object.keys(reasons),
    verb: known.verbs,
    direction: DIRECTIONS,
    when: ["today", "yesterday"],
    status: statusNames,
    all: ["all"],
    try: ["try"],
    rules: ["rules"],
    way: [...WAYS.keys()],
    behaviour: BEHAVIOURS,
  };
  return slots.flatMap((slot) => names[slot] ?? []);
}
