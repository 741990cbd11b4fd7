import { z } from "zod";
import type { Card } from "../../bots/card.ts";
import { replyWith, type Verb, verb } from "./desk.ts";
import { foreign, type Names, writeAsker } from "./words.ts";

const SIDES = { ours: "here", theirs: "there" } as const;

/** Decides a field that was changed on both sides: the value of one side is written to the other, once. */
export const resolve: Verb = verb({
  name: "resolve",
  role: "operator",
  summary: "Decides a field that was changed on both sides.",
  usage: "<connection> <record> <field> ours|theirs",
  examples: ["resolve salesforce rec_0mw… title ours", "resolve hubspot 4711 phone theirs"],
  slots: ["connection", "why"],
  args: z.object({ connection: z.string().optional(), why: z.string().optional() }),
  run: async ({ connection, why = "" }, ask) => {
    const [record = "", field = "", word = ""] = why.split(/\s+/);
    const side = word === "ours" || word === "theirs" ? SIDES[word] : null;
    if (connection === undefined || side === null) return replyWith(ask, "caller", usageCard, { exit: 2 });
    const { engine, onOrder } = ask.desk;
    const [found] = (await engine.findRecords(record, 5)).filter((view) =>
      view.conflicts?.some((one) => one.connection === connection && one.field === field),
    );
    const choice = { connection, object: found?.object ?? "", recordId: found?.record?.id ?? "", field, side };
    const done = found !== undefined && (await engine.decideConflict(choice, writeAsker(ask.caller)));
    if (done) onOrder();
    const card = done ? doneCard(field, word, connection, ask.names) : noneCard(field, record);
    return replyWith(ask, "caller", () => card, { data: { done, ...choice }, ...(done ? {} : { exit: 1 }) });
  },
});

export function doneCard(field: string, word: string, connection: string, names: Names): Card {
  const name = names(connection);
  return {
    kind: "resolve",
    state: "done",
    tone: "good",
    headline: `Decided: ${foreign(field, 60)} is ${word === "ours" ? "as it is here" : `as ${name} has it`}`,
    lines: [
      word === "ours" ? `It is written to ${name} with the next push.` : "It stands here now, and goes to the others.",
    ],
  };
}

export function noneCard(field: string, record: string): Card {
  return {
    kind: "resolve",
    state: "none",
    tone: "info",
    headline: "There is no such conflict",
    lines: [
      ["Looked for ", { code: foreign(field, 60) }, " of ", { code: foreign(record, 60) }, "."],
      "It may have ended by itself, or somebody has decided it. Nothing was changed.",
    ],
  };
}

export function usageCard(): Card {
  return {
    kind: "resolve",
    state: "usage",
    tone: "warning",
    headline: "What is to be decided?",
    lines: [
      ["Say the connection, the record, the field and a side: ", { code: "resolve salesforce ID title ours" }, "."],
    ],
  };
}
