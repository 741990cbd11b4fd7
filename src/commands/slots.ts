import { nearest } from "../config/nearest.ts";
import { isRunEnd, paired } from "./pairs.ts";
import type { Typed } from "./parse.ts";
import { type Known, namesIn, readSlot, type Slot } from "./slot-values.ts";
import { partWhere } from "./where.ts";

export { type Known, namesIn, type Slot } from "./slot-values.ts";

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
