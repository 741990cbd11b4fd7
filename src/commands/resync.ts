import { z } from "zod";
import type { Reply } from "../../bots/bot.ts";
import type { RecordView, Selection } from "../../engine/index.ts";
import { nearest } from "../config/nearest.ts";
import { reasonArg } from "./args.ts";
import { type Ask, callerKey, replyWith, verb } from "./desk.ts";
import { wrongUse } from "./notes.ts";
import { notFoundCard, severalCard } from "./record-card.ts";
import { confirmCard, estimate, heldLines, nothingToResync, startedCard, type Wanted } from "./resync-card.ts";
import { namesIn, type Slot } from "./slots.ts";
import { counted, writeAsker } from "./words.ts";

const OFFER_MS = 600_000;
const MOST = 5;
const slots: readonly Slot[] = ["all", "connection", "reason", "object", "text"];

const wantedArgs = { connection: z.string().optional(), object: z.string().optional(), reason: reasonArg.optional() };
const outcomes = z.object(wantedArgs);

export const resync = verb({
  name: "resync",
  role: "operator",
  summary: "Syncs again what was not synced, after its cause is gone.",
  usage: "<record> | reason CODE | <connection> [object] | all failed",
  examples: ["resync ann@example.com", "resync reason DATA_PICKLIST_INVALID", "resync hubspot contacts", "resync all failed"],
  slots,
  args: z.object({ ...wantedArgs, text: z.string().optional(), id: z.string().optional(), all: z.boolean().optional() }),
  run: async ({ text, id, all, ...wanted }, ask) => {
    if (id !== undefined || text !== undefined) return one(id ?? text ?? "", wanted.object, ask);
    if (!all && Object.values(wanted).every((value) => value === undefined)) {
      return { show: "caller", card: wrongUse(resync, "It is not said what to resync.", null) };
    }
    return many(wanted, ask);
  },
});

/** The yes to a resync of many. */
export const resyncNow = verb({
  name: "resync-now",
  role: "operator",
  summary: "Begins a resync that was confirmed.",
  usage: "",
  examples: [],
  slots: null,
  args: outcomes,
  run: async (wanted, ask) => begin({ outcomes: given(wanted) }, null, wanted.connection, "replace", ask),
});

async function one(text: string, object: string | undefined, ask: Ask): Promise<Reply> {
  const found = (await ask.desk.engine.findRecords(text, MOST + 1)).filter((view) => object === undefined || view.object === object);
  const [view, second] = found;
  if (!view) return { show: "caller", card: notFoundCard(text, nearest(text, namesIn(slots, ask.known))) };
  if (second) return replyWith(ask, "caller", (buttons) => severalCard(found.slice(0, MOST), text, found.length > MOST, "resync", buttons));
  if (view.record === null) return stranger(view, ask);
  return begin({ record: { object: view.object, id: view.record.id } }, `1 ${view.object}`, undefined, "caller", ask);
}

/** Only a CRM knows it: it is taken up again with the others of its reason. */
async function stranger({ object, outcomes: stands }: RecordView, ask: Ask): Promise<Reply> {
  const [first] = stands;
  return many({ connection: first?.connection, object, reason: first?.reason }, ask);
}

async function many(wanted: Wanted, ask: Ask): Promise<Reply> {
  const { engine, now } = ask.desk;
  const count = await engine.countResync({ outcomes: given(wanted) });
  if (count === 0) return { show: "caller", card: nothingToResync(wanted, ask.names) };
  if (count === 1) return begin({ outcomes: given(wanted) }, "1 record", wanted.connection, "caller", ask);
  const held = heldLines(await engine.openIncidents(), wanted.connection, ask.names);
  const offer = { count, wanted, held, names: ask.names, owner: callerKey(ask.caller), until: now() + OFFER_MS };
  return replyWith(ask, "caller", (buttons) => confirmCard(offer, buttons));
}

async function begin(selection: Selection, what: string | null, connection: string | undefined, show: Reply["show"], ask: Ask): Promise<Reply> {
  const { engine, onOrder } = ask.desk;
  const { runId, wanted } = await engine.orderResync(selection, writeAsker(ask.caller));
  onOrder();
  const held = heldLines(await engine.openIncidents(), connection, ask.names);
  const card = startedCard({ runId, what: what ?? counted(wanted, "record"), estimate: estimate(wanted), held });
  return { show, card };
}

/** Without the keys that are not given, so that equal wishes read equal behind a button. */
function given({ connection, object, reason }: Wanted): Extract<Selection, { outcomes: unknown }>["outcomes"] {
  return { ...(connection ? { connection } : {}), ...(object ? { object } : {}), ...(reason ? { reason } : {}) };
}
