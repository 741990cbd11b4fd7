import { z } from "zod";
import type { OneRecord, RecordView, RepairScope } from "../../engine/index.ts";
import { type Answered, type Ask, replyWith, type Verb, verb } from "../commands/desk.ts";
import { notFoundCard, severalCard } from "../commands/record-notes.ts";
import { standingCard } from "./ask.ts";
import { chooseCard } from "./choose-card.ts";
import { decide } from "./decide.ts";
import { goneCard, notUnderstoodCard } from "./told-cards.ts";
import { spoken, typedAnswer } from "./typed-words.ts";

const MOST = 5;
const EACH = 100;

const args = z.object({
  cause: z.string().optional(),
  connection: z.string().optional(),
  object: z.string().optional(),
  direction: z.enum(["inbound", "outbound"]).optional(),
  subject: z.string().optional(),
  /** A cause or a record, as it was typed, or one that was chosen among several. */
  text: z.string().optional(),
  id: z.string().optional(),
  /** Its records one by one. */
  each: z.literal(true).optional(),
  /** What follows it. */
  deed: z.array(z.string()).optional(),
  rest: z.array(z.tuple([z.string(), z.string()])).optional(),
});
type Asked = z.output<typeof args>;

/** M1, M2: what stands wrong for one cause or one record, with everything that can be done about it. */
export const repair: Verb = verb({
  name: "repair",
  role: "operator",
  summary: "Shows a cause of failures or a record with its repairs, or carries one out.",
  usage: "[connection] <cause or record> [value=… | FIELD=… | link | ours FIELD | again | …] [keep]",
  examples: [
    "repair cause_1a2b",
    'repair cause_1a2b value="Financial Services" keep',
    "repair ann@example.com email=ann@x.com",
    "repair cause_1a2b link",
  ],
  slots: ["connection", "text", "deed", "rest"],
  args,
  run: async (asked, ask) => {
    if (asked.each && asked.cause !== undefined) return oneByOne(asked.cause, ask);
    const found = await scopeOf(asked, ask);
    if ("card" in found) return found;
    const view = await ask.desk.engine.repairs(found.scope);
    if (!view) return { show: "caller", card: goneCard(), data: null };
    const { deed = [], rest = [] } = asked;
    if (deed.length + rest.length === 0)
      return replyWith(ask, "caller", (buttons) => standingCard(view, "own", ask, buttons), { data: view });
    const typed = typedAnswer(view, deed, rest);
    if (typed.ok) {
      const at = { scope: view.scope, mark: view.mark, place: "beside" as const };
      return decide({ at, answer: typed.answer, keeps: typed.keeps, sure: false }, ask);
    }
    const card = notUnderstoodCard(typed.problem, typed.nearest, spoken(view));
    return { show: "caller", card, exit: 2 };
  },
});

/** Records that each want an answer of their own. */
async function oneByOne(cause: string, ask: Ask): Promise<Answered> {
  const all = await ask.desk.engine.recordsOf(cause, EACH);
  if (all.length === 0) return { show: "caller", card: goneCard(), data: [] };
  return replyWith(ask, "caller", (buttons) => chooseCard(all, ask.names, buttons), { data: all });
}

/** What is to be repaired, or the card that says why that is not known. */
async function scopeOf(asked: Asked, ask: Ask): Promise<{ readonly scope: RepairScope } | Answered> {
  const { cause, connection, object, direction, subject, text, id } = asked;
  if (cause !== undefined) return { scope: { cause } };
  if (connection !== undefined && object !== undefined && direction !== undefined && subject !== undefined)
    return { scope: { connection, object, direction, subject } };
  const wanted = id ?? text ?? "";
  if (wanted === "") return allCauses(ask, connection);
  if ((await ask.desk.engine.cause(wanted)) !== null) return { scope: { cause: wanted } };
  const views = (await ask.desk.engine.findRecords(wanted, MOST + 1)).filter(
    (view) => object === undefined || view.object === object,
  );
  const [view, second] = views;
  if (!view) return { show: "caller", card: notFoundCard(wanted, null), exit: 1 };
  if (second)
    return replyWith(
      ask,
      "caller",
      (buttons) => severalCard(views.slice(0, MOST), wanted, views.length > MOST, "repair", buttons),
      { exit: 1 },
    );
  return ofRecord(view, connection, ask);
}

async function ofRecord(
  view: RecordView,
  connection: string | undefined,
  ask: Ask,
): Promise<{ readonly scope: RepairScope } | Answered> {
  const wrong = standingWrong(view).filter((one) => connection === undefined || one.connection === connection);
  const [one, another] = wrong;
  if (!one) return { show: "caller", card: goneCard() };
  if (!another) return { scope: one };
  return replyWith(ask, "caller", (buttons) => chooseCard(wrong, ask.names, buttons), { data: wrong, exit: 1 });
}

/** Everywhere where the record stands wrong, each place once. */
function standingWrong({ object, record, outcomes, conflicts = [] }: RecordView): readonly OneRecord[] {
  const places: readonly OneRecord[] = [
    ...outcomes.map(({ connection, direction, subject }) => ({ connection, object, direction, subject })),
    ...(record === null
      ? []
      : conflicts.map(({ connection }) => ({
          connection,
          object,
          direction: "outbound" as const,
          subject: record.id,
        }))),
  ];
  return [...new Map(places.map((one) => [JSON.stringify(one), one])).values()];
}

/** Nothing was named: the causes that there are, to choose from. */
async function allCauses(ask: Ask, connection: string | undefined): Promise<Answered> {
  const causes = await ask.desk.engine.causes({ connection });
  if (causes.length === 0) return { show: "caller", card: goneCard(), data: [] };
  return replyWith(ask, "caller", (buttons) => chooseCard(causes, ask.names, buttons), { data: causes, exit: 2 });
}
