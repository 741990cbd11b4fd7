import { z } from "zod";
import type { Card } from "../../bots/card.ts";
import { type Verb, verb } from "./desk.ts";

/** The only thing that strangers may read; it names no connection. */
export const help = verb({
  name: "help",
  role: "stranger",
  summary: "Says what can be asked, and how.",
  usage: "[command]",
  examples: ["help", "help resync"],
  slots: ["verb"],
  args: z.object({ verb: z.string().optional() }),
  run: async (args, ask) => ({ show: "caller", ...helpOn(args.verb, ask.verbs) }),
});

/** The help on one verb, or on all of them; with the same as data. */
export function helpOn(
  name: string | undefined,
  verbs: readonly Verb[],
): { readonly card: Card; readonly data: unknown } {
  const one = verbs.find((each) => each.name === name);
  const data = (one ? [one] : verbs).map(({ name, role, summary, usage, examples }) => ({
    name,
    role,
    summary,
    usage,
    examples,
  }));
  return { card: one ? helpOf(one) : helpCard(verbs), data };
}

export function helpCard(verbs: readonly Verb[]): Card {
  return {
    kind: "help",
    state: "all",
    tone: "info",
    headline: "What you can ask",
    lines: verbs.map((one) => [{ code: `${one.name} ${one.usage}`.trim() }, ` – ${one.summary}`]),
    footer: ["More about one: ", { code: "help resync" }, ". Words with blanks go in quotes."],
  };
}

export function helpOf(one: Verb): Card {
  return {
    kind: "help",
    state: "verb",
    tone: "info",
    headline: `How to use “${one.name}”`,
    lines: [one.summary],
    facts: [
      { label: "Use", value: [{ code: `${one.name} ${one.usage}`.trim() }] },
      { label: "Needs", value: one.role === "stranger" ? "nothing: everybody may" : `the role ${one.role}` },
      { label: "Examples", value: one.examples.flatMap((example, at) => [at === 0 ? "" : ", ", { code: example }]) },
    ],
  };
}
