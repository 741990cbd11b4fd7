import { z } from "zod";
import type { Card } from "../../bots/card.ts";
import type { ObjectView, Overlap } from "../../engine/index.ts";
import { chooseConnection, the } from "./choose.ts";
import { verb } from "./desk.ts";
import { overlapLine } from "./run-words.ts";
import { offerWhole, readAgain } from "./sync-all.ts";
import type { Names } from "./words.ts";

/** B24: the manual trigger beside the schedule. */
export const sync = verb({
  name: "sync",
  role: "operator",
  summary: 'Looks for changes at a connection now; with "all" it reads every record there again.',
  usage: "<connection> [object] [all]",
  examples: ["sync salesforce", "sync salesforce contacts all"],
  slots: ["all", "connection", "object"],
  args: z.object({ connection: z.string().optional(), object: z.string().optional(), all: z.boolean().optional() }),
  run: async ({ connection, object, all }, ask) => {
    const { engine, onOrder } = ask.desk;
    const view = the(connection, await engine.overview());
    if (!view) return chooseConnection(ask, "sync", "Sync");
    // Where nothing is read from its beginning now, there is nothing to ask.
    if (all) return isOver(view.objects, object) ? offerWhole(view, object, ask) : readAgain(view, object, ask);
    const refused = await engine.orderPull(view.name, object);
    const data = { connection: view.name, refused };
    if (refused) return { show: "caller", card: overlapCard(refused, ask.names), data };
    onOrder();
    return { show: "caller", card: lookingCard(view, ask.names), data };
  },
});

/** The yes to reading everything. */
export const syncWhole = verb({
  name: "sync-whole",
  role: "operator",
  summary: "Reads every record of a connection again.",
  usage: "",
  examples: [],
  slots: null,
  args: z.object({ connection: z.string(), object: z.string().optional() }),
  run: async ({ connection, object }, ask) => {
    const view = the(connection, await ask.desk.engine.overview());
    return view ? readAgain(view, object, ask) : chooseConnection(ask, "sync", "Sync");
  },
});

function isOver(objects: readonly ObjectView[], object: string | undefined): boolean {
  return objects.some((one) => (object === undefined || one.object === object) && one.phase === "incremental");
}

/** D4: the same is done already. */
export function overlapCard(refused: Overlap, names: Names): Card {
  return {
    kind: "sync",
    state: "refused",
    tone: "info",
    headline: `${names(refused.connection)} is being synced already`,
    lines: [overlapLine(refused, names)],
  };
}

export function lookingCard(
  { name, health }: { readonly name: string; readonly health: { readonly state: string } },
  names: Names,
): Card {
  const waits = ["paused", "action_needed", "provider_outage", "throttled"].includes(health.state);
  return {
    kind: "sync",
    state: waits ? "waiting" : "ordered",
    tone: waits ? "warning" : "good",
    headline: `${names(name)} is looked at ${waits ? "as soon as it can be" : "now"}`,
    lines: [
      waits
        ? [{ code: `status ${name}` }, " says what it waits for."]
        : ["What it finds stands in ", { code: `runs ${name}` }, "."],
    ],
  };
}
