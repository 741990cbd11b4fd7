import { z } from "zod";
import type { Reply } from "../../bots/bot.ts";
import type { RecordView, RunRow, Selection } from "../../engine/index.ts";
import { nearest } from "../config/nearest.ts";
import { reasonArg } from "./args.ts";
import { type Answered, type Ask, callerKey, replyWith, type Verb, verb } from "./desk.ts";
import { noSuchRun, wrongUse } from "./notes.ts";
import { notFoundCard, severalCard } from "./record-notes.ts";
import { confirmCard, estimate, heldLines, nothingToResync, startedCard, type Wanted } from "./resync-card.ts";
import { cancelledCard, joinedCard } from "./resync-notes.ts";
import { namesIn, type Slot } from "./slots.ts";
import { counted, writeAsker } from "./words.ts";

const OFFER_MS = 600_000;
const MOST = 5;
const slots: readonly Slot[] = ["all", "connection", "reason", "object", "text"];

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
  usage: "<record> | reason CODE | <connection> [object] | all failed",
  examples: [
    "resync ann@example.com",
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
  }),
  run: async ({ text, id, all, ...wanted }, ask) => {
    if (id !== undefined || text !== undefined) return one(id ?? text ?? "", wanted.object, ask);
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
  run: async (wanted, ask) => begin({ outcomes: given(wanted) }, null, wanted.connection, "replace", ask),
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

async function one(text: string, object: string | undefined, ask: Ask): Promise<Answered> {
  const found = (await ask.desk.engine.findRecords(text, MOST + 1)).filter(
    (view) => object === undefined || view.object === object,
  );
  const [view, second] = found;
  if (!view) return { show: "caller", card: notFoundCard(text, nearest(text, namesIn(slots, ask.known))) };
  if (second)
    return replyWith(ask, "caller", (buttons) =>
      severalCard(found.slice(0, MOST), text, found.length > MOST, "resync", buttons),
    );
  const selection = selectionOf(view);
  if (!selection) return { show: "caller", card: notFoundCard(text, null) };
  return begin(selection, `1 ${view.object}`, undefined, "caller", ask);
}

/** One that only a CRM has is known by what became of it on its way in. */
function selectionOf({ object, record, outcomes: stands }: RecordView): Selection | null {
  if (record !== null) return { record: { object, id: record.id } };
  const [first] = stands;
  return first ? { remote: { connection: first.connection, object, externalId: first.subject } } : null;
}

async function many(wanted: Wanted, ask: Ask): Promise<Answered> {
  const { engine, now } = ask.desk;
  const price = await engine.priceResync({ outcomes: given(wanted) });
  if (price.records === 0) return { show: "caller", card: nothingToResync(wanted, ask.names), data: price };
  if (price.records === 1) return begin({ outcomes: given(wanted) }, "1 record", wanted.connection, "caller", ask);
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

async function begin(
  selection: Selection,
  what: string | null,
  connection: string | undefined,
  show: Reply["show"],
  ask: Ask,
): Promise<Answered> {
  const { engine, onOrder } = ask.desk;
  const { runId, wanted, joined } = await engine.joinResync(selection, writeAsker(ask.caller));
  const told = toldWhere(runId, ask);
  const data = { runId, records: wanted, joined: joined !== null };
  if (joined) return { show, card: joinedCard(joined, told), data };
  onOrder();
  const held = heldLines(await engine.openIncidents(), connection, ask.names);
  const started = { runId, what: what ?? counted(wanted, "record"), estimate: estimate(wanted), told, held };
  return { show, card: startedCard(started), data };
}

/** Where the progress is shown: in the channels that want it, and where there are none, to whoever asked. */
function toldWhere(runId: string, { desk, caller }: Ask): string {
  const channels = (desk.channels ?? []).filter((each) => each.subscribe.includes("progress")).map((each) => each.name);
  if (channels.length > 0) return channels.length === 1 ? "in the channel" : `in ${channels.length} channels`;
  return caller.platform === "cli" ? `by: runs ${runId}` : "to you in a private message";
}

/** Without the keys that are not given, so that equal wishes read equal behind a button. */
function given(wanted: Wanted): Wanted {
  return Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
}
