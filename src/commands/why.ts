import { z } from "zod";
import type { RecordView, WhyField } from "../../engine/index.ts";
import { nearest } from "../config/nearest.ts";
import { type Answered, type Ask, replyWith, type Verb, verb } from "./desk.ts";
import { wrongUse } from "./notes.ts";
import { notFoundCard, severalCard } from "./record-notes.ts";
import { whyFieldCard, whyNoField, whyRecordCard } from "./why-card.ts";

const MOST = 5;

/** M8: who wrote a field, when, by which run, and the rule that decided. */
export const why: Verb = verb({
  name: "why",
  role: "viewer",
  summary: "Tells who wrote a record's fields, and which rule decided.",
  usage: "<record> [field]",
  examples: ["why ann@example.com", "why 003xx000004TmiQAAS phone", "why 003xx000004TmiQAAS Email"],
  slots: ["object", "words"],
  args: z.object({
    object: z.string().optional(),
    words: z.array(z.string()).optional(),
    id: z.string().optional(),
    field: z.string().optional(),
  }),
  run: async ({ object, words = [], id, field }, ask) => {
    const named = id === undefined ? words : [id, ...(field === undefined ? [] : [field])];
    const [first, second] = named;
    if (first === undefined || named.length > 2) {
      const problem = first === undefined ? "It is not said which record." : `“${named[2]}” is one word too many.`;
      return { show: "caller", card: wrongUse(why, problem, null), exit: 2 };
    }
    const found = await find(first, object, ask);
    // "why phone of 003…" is asked as well.
    if (found.length === 0 && second !== undefined) {
      const turned = await find(second, object, ask);
      if (turned.length > 0) return told(turned, second, first, ask);
    }
    return told(found, first, second, ask);
  },
});

async function find(name: string, object: string | undefined, ask: Ask): Promise<readonly RecordView[]> {
  const found = await ask.desk.engine.findRecords(name, MOST + 1);
  return found.filter((view) => object === undefined || view.object === object);
}

async function told(
  found: readonly RecordView[],
  name: string,
  field: string | undefined,
  ask: Ask,
): Promise<Answered> {
  const [view, second] = found;
  if (!view) return { show: "caller", card: notFoundCard(name, null), exit: 1 };
  if (second) {
    const more = found.length > MOST;
    return replyWith(
      ask,
      "caller",
      (buttons) => severalCard(found.slice(0, MOST), name, more, "why", buttons, field === undefined ? {} : { field }),
      { data: found.slice(0, MOST), exit: 1 },
    );
  }
  const { engine, now } = ask.desk;
  const known = view.record ? await engine.why(view.object, view.record.id) : null;
  if (known === null) return { show: "caller", card: notFoundCard(name, null), exit: 1 };
  const input = { view, why: known, names: ask.names, now: now() };
  if (field === undefined) return replyWith(ask, "caller", (buttons) => whyRecordCard(input, buttons), { data: known });
  const own = fieldNamed(field, known.fields);
  if (own === null) {
    const all = known.fields.flatMap((one) => [one.field, ...one.remotes.map(({ remote }) => remote)]);
    return replyWith(ask, "caller", () => whyNoField(field, view, nearest(field, all)), { exit: 1, data: null });
  }
  return replyWith(ask, "caller", (buttons) => whyFieldCard(input, own, buttons), {
    data: { ...known, fields: [own] },
  });
}

/** By our name, or by what a CRM calls it. */
function fieldNamed(name: string, fields: readonly WhyField[]): WhyField | null {
  const small = name.toLowerCase();
  const ours = fields.find((one) => one.field.toLowerCase() === small);
  return ours ?? fields.find((one) => one.remotes.some(({ remote }) => remote.toLowerCase() === small)) ?? null;
}
