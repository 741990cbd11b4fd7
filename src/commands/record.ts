import { z } from "zod";
import type { Engine, RecordView, RepairView } from "../../engine/index.ts";
import { replyWith, verb } from "./desk.ts";
import { recordCard } from "./record-card.ts";
import { subjectsOf } from "./record-find.ts";
import { notFoundCard, severalCard } from "./record-notes.ts";
import { urlKey } from "./record-sections.ts";

const MOST = 5;
const HISTORY = 100;
/** Outcomes that have their repairs beside them. */
const MENDABLE = 3;

export const record = verb({
  name: "record",
  role: "viewer",
  summary: "Shows how one record stands on every connection.",
  usage: "<id, e-mail, CRM id or CRM address>",
  examples: ["record ann@example.com", "record 003xx000004TmiQAAS"],
  slots: ["text"],
  args: z.object({ text: z.string().optional(), id: z.string().optional(), object: z.string().optional() }),
  run: async ({ text, id, object }, ask) => {
    const { engine, now } = ask.desk;
    const wanted = id ?? text ?? "";
    const found = (wanted === "" ? [] : await engine.findRecords(wanted, MOST + 1)).filter(
      (view) => object === undefined || view.object === object,
    );
    const [view, second] = found;
    if (!view) return { show: "caller", card: notFoundCard(wanted, null) };
    if (second)
      return replyWith(
        ask,
        "caller",
        (buttons) => severalCard(found.slice(0, MOST), wanted, found.length > MOST, "record", buttons),
        { data: found.slice(0, MOST), exit: 1 },
      );
    const urls = await urlsOf(engine, view);
    // Only a program asks for everything at once: people press History.
    const history = ask.caller.platform === "cli" ? await engine.history(view.object, subjectsOf(view), HISTORY) : [];
    const writers = view.record ? await engine.writers(view.object, view.record.id) : [];
    const repairs = await repairsOf(engine, view);
    const input = { view, urls, names: ask.names, now: now(), writers, repairs };
    return replyWith(ask, "caller", (buttons) => recordCard(input, buttons), { data: { ...view, history, writers } });
  },
});

/** By the CRM's description that is known already: a panel waits for no CRM. */
async function repairsOf(engine: Engine, { object, outcomes }: RecordView): Promise<readonly RepairView[]> {
  const found: RepairView[] = [];
  for (const { connection, direction, subject } of outcomes.slice(0, MENDABLE)) {
    const view = await engine.repairs({ connection, object, direction, subject }, false);
    if (view) found.push(view);
  }
  return found;
}

async function urlsOf(engine: Engine, view: RecordView): Promise<ReadonlyMap<string, string | null>> {
  const urls = new Map<string, string | null>();
  for (const { connection, externalId } of view.links) {
    urls.set(urlKey(connection, externalId), await engine.recordUrl(connection, view.object, externalId));
  }
  for (const { connection, subject } of view.outcomes.filter((one) => one.direction === "inbound")) {
    urls.set(urlKey(connection, subject), await engine.recordUrl(connection, view.object, subject));
  }
  return urls;
}
