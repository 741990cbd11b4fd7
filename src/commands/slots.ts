import { isReasonCode, type ReasonCode, reasons } from "../../engine/index.ts";
import { nearest } from "../config/nearest.ts";
import type { Typed } from "./parse.ts";
import { plural } from "./words.ts";

/** What an argument may be. `text` takes any word that nothing else knows; `all` is the word itself. */
export type Slot = "connection" | "object" | "reason" | "verb" | "text" | "all";

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
const FILLERS: readonly string[] = ["reason", "connection", "object", "record", "records", "of", "on", "failed", "for"];

/** Gives every word and pair its place: a word goes to the first free slot that knows it. */
export function fill(typed: Pick<Typed, "words" | "pairs">, slots: readonly Slot[], known: Known): Filled {
  const args: Record<string, unknown> = {};
  for (const [key, value] of typed.pairs) {
    const slot = slots.find((each) => each === key || (each === "text" && key === "record"));
    if (!slot) return { ok: false, problem: `There is no argument “${key}”.`, nearest: nearest(key, slots) };
    const read = readSlot(slot, value, known);
    if (read === null) return unknown(value, [slot], known);
    args[slot] = read;
  }
  for (const word of typed.words) {
    const free = slots.filter((slot) => args[slot] === undefined);
    const slot = free.find((each) => each !== "text" && readSlot(each, word, known) !== null);
    if (slot) args[slot] = readSlot(slot, word, known);
    else if (slots.length > 1 && typed.words.length > 1 && FILLERS.includes(word.toLowerCase())) continue;
    else if (free.includes("text")) args.text = word;
    else return unknown(word, free, known);
  }
  return { ok: true, args };
}

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
    case "all":
      return small === "all" ? true : null;
    case "text":
      return word === "" ? null : word;
  }
}

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
    all: ["all"],
  };
  return slots.flatMap((slot) => names[slot] ?? []);
}

function unknown(word: string, slots: readonly Slot[], known: Known): Filled {
  if (slots.length === 0) return { ok: false, problem: `“${word}” is one word too many.`, nearest: null };
  const what = slots
    .filter((slot) => slot !== "text" && slot !== "all")
    .map((slot) => (slot === "verb" ? "command" : slot));
  return {
    ok: false,
    problem: `No ${what.join(" or ")} is called “${word}”.`,
    nearest: nearest(word, namesIn(slots, known)),
  };
}
