import { z } from "zod";
import type { Card, Line } from "../../bots/card.ts";
import { type IncidentRow, reason } from "../../engine/index.ts";
import type { Buttons } from "../commands/buttons.ts";
import { capital, foreign, listed, number, plural } from "../commands/words.ts";
import { numberIn, textIn, timeIn } from "./facts.ts";

const stopped = z.object({
  object: z.string(),
  direction: z.enum(["inbound", "outbound"]),
  words: z.string(),
});
type Stopped = z.infer<typeof stopped>;

/** Each has a fact of its own; the others are counted. */
const TOLD = 5;

/** E44: objects whose runs broke off, again and again, without a known cause. */
export function runStopped(
  { connection, facts, reason: code }: IncidentRow,
  name: string,
  buttons: Buttons,
): Omit<Card, "kind" | "state" | "footer"> {
  const all = stoppedIn(facts);
  const told = all.slice(0, TOLD);
  const count = Math.max(numberIn(facts, "count"), all.length);
  const since = timeIn(facts, "since");
  const objects = [...new Set(all.map((one) => one.object))];
  const what = count === 1 && objects[0] ? waysOf(all, name) : `${number(count)} kinds of work`;
  const [only] = objects;
  return {
    tone: "critical",
    headline: `${name}: ${count === 1 && only ? `${plural(only)} have` : "some objects have"} stopped`,
    lines: [
      `${reason(code).says} It was tried again three times; now ${what} ${count === 1 ? "stands" : "stand"} still. Everything else of ${name} goes on, and nothing is lost.`,
      "What to do: press Try again; it goes on where it stopped. If it stops once more, send the diagnosis to whoever runs crmsync.",
      ...(count > told.length ? [`${number(count - told.length)} more stand still.`] : []),
    ],
    facts: [
      { label: "Cause", value: [{ code }] },
      ...(since === null ? [] : [{ label: "First broke off", value: [{ at: since }] }]),
      ...told.map((one) => ({ label: capital(wayOf(one, name)), value: [{ code: foreign(one.words, 160) }] })),
    ],
    actions: [
      buttons.button({
        label: "Try again",
        style: "primary",
        verb: "sync",
        args: { connection, ...(objects.length === 1 && only ? { object: only } : {}) },
      }),
      buttons.button({ label: "Show runs", verb: "runs", args: { connection, reason: code } }),
      buttons.button({ label: "Diagnose", verb: "diagnose", args: { connection } }),
    ],
  };
}

export function runStoppedResolved(name: string): { headline: string; lines: readonly Line[] } {
  return { headline: `${name}: nothing stands still any more`, lines: ["What had stopped goes on where it stopped."] };
}

function wayOf({ object, direction }: Stopped, name: string): string {
  return `${plural(object)} ${direction === "inbound" ? "from" : "to"} ${name}`;
}

function waysOf(all: readonly Stopped[], name: string): string {
  return `the sync of ${listed(all.map((one) => wayOf(one, name)))}`;
}

/** Nothing when an incident was written by another version. */
function stoppedIn(facts: IncidentRow["facts"]): readonly Stopped[] {
  try {
    const read = z.array(stopped).safeParse(JSON.parse(textIn(facts, "stopped") ?? "[]"));
    return read.success ? read.data : [];
  } catch {
    return [];
  }
}
