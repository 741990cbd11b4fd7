import { isReasonCode, type ReasonCode, reasons } from "../../engine/index.ts";
import { nearest } from "../config/nearest.ts";
import { isWhen } from "./days.ts";
import { isRunEnd, paired } from "./pairs.ts";
import type { Typed } from "./parse.ts";
import { runStatusOf, statusNames } from "./run-status.ts";
import { partWhere } from "./where.ts";
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

export type Filled =
  | { readonly ok: true; readonly args: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly problem: string; readonly nearest: string | null };

/** Words that make a command read well and say nothing: "resync reason X", "resync all failed". */
const FILLERS: readonly string[] = [
  "reason",
  "connection",
  "object",
  "record",
  "records",
  "of",
  "on",
  "failed",
  "for",
  "and",
];

/** These take anything, so a word goes there only when nothing else knows it. */
const FREE: readonly Slot[] = ["text", "deed", "why", "words", "where"];

/** These are said by two words, of which the first names them. */
const LED: readonly Slot[] = ["since", "until"];

/** Gives every word and pair its place: a word goes to the first free slot that knows it. */
export function fill(typed: Pick<Typed, "words" | "pairs">, slots: readonly Slot[], known: Known): Filled {
  const args: Record<string, unknown> = {};
  const { words: all, pairs } = paired(typed, slots);
  const [words, conditions] = slots.includes("where") ? partWhere(all) : [all, []];
  const asked = [...conditions];
  const rest: (readonly [string, string])[] = [];
  for (const [key, value] of pairs) {
    const slot = slots.find((each) => each === key || (isNamed(each) && key === "record"));
    if (!slot && slots.includes("where")) {
      asked.push(`${key}=${value}`);
      continue;
    }
    if (slot === "words") {
      args.words = [value];
      continue;
    }
    if (!slot && slots.includes("rest")) {
      rest.push([key, value]);
      continue;
    }
    if (!slot) return { ok: false, problem: `There is no argument “${key}”.`, nearest: nearest(key, slots) };
    const read = slot === "run" && isRunEnd(value) ? value : readSlot(slot, value, known);
    if (read === null) return unknown(value, [slot], known);
    args[slot] = read;
  }
  for (const word of words) {
    const free = slots.filter((slot) => args[slot] === undefined);
    if (slots.includes("why") && args.connection !== undefined) {
      args.why = args.why === undefined ? word : `${args.why} ${word}`;
      continue;
    }
    if (slots.includes("deed") && args.text !== undefined && !isConnection(word, free, known)) {
      args.deed = [...wordsIn(args.deed), word];
      continue;
    }
    const numbered = slots.includes("rest") ? NUMBERED.exec(word) : null;
    if (numbered) {
      // What more is said stands in plain pairs: a name with digits is always what it is said of.
      rest.unshift([(numbered[1] ?? "").toLowerCase(), numbered[2] ?? ""]);
      continue;
    }
    const slot = free.find(
      (each) => !FREE.includes(each) && !LED.includes(each) && readSlot(each, word, known) !== null,
    );
    if (slot) args[slot] = readSlot(slot, word, known);
    else if (slots.length > 1 && words.length > 1 && FILLERS.includes(word.toLowerCase())) continue;
    else if (free.includes("text")) args.text = word;
    else if (slots.includes("words")) args.words = [...wordsIn(args.words), ...word.split(/[,;]+/).filter(Boolean)];
    else return unknown(word, free, known);
  }
  if (asked.length > 0) args.where = asked;
  return { ok: true, args: rest.length === 0 ? args : { ...args, rest } };
}

function isConnection(word: string, free: readonly Slot[], known: Known): boolean {
  return free.includes("connection") && readSlot("connection", word, known) !== null;
}

/** These name a record. */
function isNamed(slot: Slot): boolean {
  return slot === "text" || slot === "words";
}

function wordsIn(told: unknown): readonly string[] {
  return Array.isArray(told) ? told.filter((word) => typeof word === "string") : [];
}

/** A name with digits is no key to the parser, and still one of ours. */
const NUMBERED = /^([a-z][a-z0-9_]*)=(.+)$/i;

/** The value that a word means in a slot, or null when it means nothing there. */
function readSlot(slot: Slot, word: string, known: Known): string | boolean | null {
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

/** Nobody would say of a word that it is none of these. */
const SILENT: readonly Slot[] = ["all", "try", "rules", "rest"];

const SLOT_WORDS: Partial<Record<Slot, string>> = { verb: "command", when: "day", way: "direction" };

function unknown(word: string, slots: readonly Slot[], known: Known): Filled {
  if (slots.length === 0) return { ok: false, problem: `“${word}” is one word too many.`, nearest: null };
  const what = slots
    .filter((slot) => !FREE.includes(slot) && !LED.includes(slot) && !SILENT.includes(slot))
    .map((slot) => SLOT_WORDS[slot] ?? slot);
  return {
    ok: false,
    problem: `No ${what.join(" or ")} is called “${word}”.`,
    nearest: nearest(word, namesIn(slots, known)),
  };
}
