import { z } from "zod";
import type { Card } from "../../bots/card.ts";
import type { RecordView } from "../../engine/index.ts";
import type { Buttons } from "./buttons.ts";
import { replyWith, type Verb, verb } from "./desk.ts";
import { labelled } from "./record-notes.ts";
import { foreign, type Names, number, writeAsker } from "./words.ts";

/** Records that one name may mean and that can be chosen from. */
const MOST = 5;

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
    const [found, second, ...others] = (await engine.findRecords(record, MOST)).filter((view) =>
      view.conflicts?.some((one) => one.connection === connection && one.field === field),
    );
    if (found && second) {
      const choice = { connection, field, word, text: record };
      return replyWith(ask, "caller", (buttons) => chooseCard([found, second, ...others], choice, buttons), {
        exit: 1,
      });
    }
    const choice = { connection, object: found?.object ?? "", recordId: found?.record?.id ?? "", field, side };
    const done = found !== undefined && (await engine.decideConflict(choice, writeAsker(ask.caller)));
    if (done) onOrder();
    const card = done ? doneCard(field, word, connection, ask.names) : noneCard(field, record);
    return replyWith(ask, "caller", () => card, { data: { done, ...choice }, ...(done ? {} : { exit: 1 }) });
  },
});

/** Several records are called so, and each has this conflict. */
export function chooseCard(
  views: readonly RecordView[],
  choice: { readonly connection: string; readonly field: string; readonly word: string; readonly text: string },
  buttons: Buttons,
): Card {
  const { connection, field, word, text } = choice;
  return {
    kind: "resolve",
    state: "choose",
    tone: "info",
    headline: `${number(views.length)} records match`,
    lines: [["Looked for ", { code: foreign(text, 60) }, ". Whose field is to be decided?"]],
    actions: labelled(views).map(({ id, label }) =>
      buttons.button({ label, verb: "resolve", args: { connection, why: `${id} ${field} ${word}` } }),
    ),
    footer: "Only you see this.",
  };
}

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
