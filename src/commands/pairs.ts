import { isWhen } from "./days.ts";
import type { Typed } from "./parse.ts";

/** Words that say what the next word is, for verbs that have such a place: "since yesterday", "run 812". */
const leads: Readonly<Record<string, "since" | "until" | "run">> = {
  since: "since",
  from: "since",
  until: "until",
  till: "until",
  to: "until",
  run: "run",
};

/** The same words, with what belongs together as pairs; a lead before anything else is a word that only reads well. */
export function paired({ words, pairs }: Pick<Typed, "words" | "pairs">, slots: readonly string[]) {
  if (!slots.includes("since")) return { words, pairs };
  const left: string[] = [];
  const found = [...pairs];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? "";
    const next = words[at + 1] ?? "";
    const lead = leads[word.toLowerCase()];
    const takes = lead === "run" ? isRunEnd(next) : lead !== undefined && isWhen(next.toLowerCase());
    if (lead !== undefined && takes) {
      found.push([lead, next]);
      at += 1;
    } else if (lead === undefined || words.length === 1) left.push(word);
  }
  return { words: left, pairs: found };
}

/** A run's id or the end of one. */
export function isRunEnd(text: string): boolean {
  return /^\w{3,60}$/.test(text);
}

/** "run 812" is what people say; the verb is "runs". */
export function spoken(typed: Typed): Typed {
  return typed.verb === "run" ? { ...typed, verb: "runs", words: ["run", ...typed.words] } : typed;
}
