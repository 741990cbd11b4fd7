import { z } from "zod";
import type { RecordView, RunRow, Selection } from "../../engine/index.ts";
import { nearest } from "../config/nearest.ts";
import { reasonArg } from "./args.ts";
import { type Answered, type Ask, callerKey, replyWith, type Verb, verb } from "./desk.ts";
import { noSuchRun, wrongUse } from "./notes.ts";
import { notFoundCard, severalCard } from "./record-notes.ts";
import { begin, OFFER_MS } from "./resync-begin.ts";
import { confirmCard, heldLines, nothingToResync, type Wanted } from "./resync-card.ts";
import { type Narrowed, resyncSeveral, resyncWhere } from "./resync-many.ts";
import { cancelledCard } from "./resync-notes.ts";
import { namesIn, type Slot } from "./slots.ts";
import { writeAsker } from "./words.ts";

const MOST = 5;
const slots: readonly Slot[] = ["all", "connection", "reason", "object", "words", "where"];

const wantedArgs = {
  connection: z.string().optional(),
  object: z.string().optional(),
  reason: reasonArg.optional(),
  direction: z.enum(["inbound", "outbound"]).optional(),
  outcome: z.enum(["failed", "skipped", "waiting"]).optional(),
};
const outcomes = z.object(wantedArgs);

export const resync: Verb = verb({
  name: "resync",
  role: "operator",
  summary: "Syncs again what was not synced, after its cause is gone.",
  usage: "<record>… | reason CODE | <connection> [object] | <objects> where <field>=<value> | all failed",
  examples: [
    "resync ann@example.com",
    "resync 003xx000004TmiQAAS, 003xx000004TmiRAAS",
    "resync contacts where city=Berlin",
    "resync reason DATA_PICKLIST_INVALID",
    "resync hubspot contacts",
    "resync all failed",
  ],
  slots,
  args: z.object({
    ...wantedArgs,
    text: z.string().optional(),
    id: z.string().optional(),
    all: z.boolean().optional(),
    words: z.array(z.string()).optional(),
    where: z.array(z.string()).optional(),
  }),
  run: async ({ text, id, all, words = [], where, ...wanted }, ask) => {
    if (where) return resyncWhere(where, wanted, ask);
    if (words.length > 1) return resyncSeveral(words, wanted, ask);
    const name = id ?? text ?? words[0];
    if (name !== undefined) return one(name, wanted, ask);
    if (!all && Object.values(wanted).every((value) => value === undefined)) {
      return { show: "caller", card: wrongUse(resync, "It is not said what to resync.", null) };
    }
    // What was skipped was meant to be: it is only taken up again where somebody names its reason.
    const outcome = wanted.outcome ?? (wanted.reason === undefined ? "failed" : undefined);
    return many({ ...wanted, outcome }, ask);
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
  run: async (wanted, ask) =>
    begin({ selection: { outcomes: given(wanted) }, what: null, connection: wanted.connection, show: "replace" }, ask),
});

/** The Cancel button of a resync that is running. */
export const cancelResync = verb({
  name: "cancel-resync",
  role: "operator",
  summary: "Stops a resync; what was done stays done.",
  usage: "",
  examples: [],
  slots: null,
  args: z.object({ runId: z.string() }),
  run: async ({ runId }, ask) => {
    const { engine, onOrder } = ask.desk;
    const run: RunRow | null = await engine.run(runId);
    if (!run) return { show: "caller", card: noSuchRun(runId) };
    const cancelled = await engine.cancelResync(runId, writeAsker(ask.caller));
    onOrder();
    const now = cancelled ? run : ((await engine.run(runId)) ?? run);
    return { show: "caller", card: cancelledCard(now, cancelled), data: { runId, cancelled } };
  },
});

async function one(text: string, { object, connection }: Narrowed, ask: Ask): Promise<Answered> {
  const found = (await ask.desk.engine.findRecords(text, MOST + 1)).filter(
    (view) => object === undefined || view.object === object,
  );
  const [view, second] = found;
  if (!view) return { show: "caller", card: notFoundCard(text, nearest(text, namesIn(slots, ask.known))) };
  if (second)
    return replyWith(ask, "caller", (buttons) =>
      severalCard(found.slice(0, MOST), text, found.length > MOST, "resync", buttons, connection ? { connection } : {}),
    );
  const selection = selectionOf(view, connection);
  if (!selection) return { show: "caller", card: notFoundCard(text, null) };
  return begin({ selection, what: `1 ${view.object}`, connection, show: "caller" }, ask);
}

/** One that only a CRM has is known by what became of it on its way in. */
function selectionOf(
  { object, record, outcomes: stands }: RecordView,
  connection: string | undefined,
): Selection | null {
  if (record !== null)
    return { record: { object, id: record.id, ...(connection === undefined ? {} : { connection }) } };
  const [first] = stands;
  return first ? { remote: { connection: first.connection, object, externalId: first.subject } } : null;
}

async function many(wanted: Wanted, ask: Ask): Promise<Answered> {
  const { engine, now } = ask.desk;
  const price = await engine.priceResync({ outcomes: given(wanted) });
  if (price.records === 0) return { show: "caller", card: nothingToResync(wanted, ask.names), data: price };
  if (price.records === 1) {
    const selection = { outcomes: given(wanted) };
    return begin({ selection, what: "1 record", connection: wanted.connection, show: "caller" }, ask);
  }
  const held = heldLines(await engine.openIncidents(), wanted.connection, ask.names);
  const offer = {
    price,
    wanted: given(wanted),
    held,
    names: ask.names,
    owner: callerKey(ask.caller),
    until: now() + OFFER_MS,
  };
  return replyWith(ask, "caller", (buttons) => confirmCard(offer, buttons), { data: price });
}

/** Without the keys that are not given, so that equal wishes read equal behind a button. */
function given(wanted: Wanted): Wanted {
  return Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
}
