import { z } from "zod";
import type { Card, Line } from "../../bots/card.ts";
import type { IncidentRow } from "../../engine/index.ts";
import { replyWith, type Verb, verb } from "./desk.ts";
import { foreign, listed } from "./words.ts";

/** Says to everybody that somebody looks after an incident; its message stays until the cause is gone. */
export const ack: Verb = verb({
  name: "ack",
  role: "operator",
  summary: "Says that you look after what is open, so that others need not.",
  usage: "[connection] [incident]",
  examples: ["ack", "ack salesforce", "ack incident_0mw…"],
  slots: ["connection", "text"],
  args: z.object({ connection: z.string().optional(), text: z.string().optional(), incident: z.string().optional() }),
  run: async ({ connection, text, incident = text }, ask) => {
    const { engine, onOrder } = ask.desk;
    const open = (await engine.openIncidents()).filter(
      (one) => (!connection || one.connection === connection) && (!incident || one.id === incident),
    );
    const by = foreign(ask.caller.name || ask.caller.user, 80);
    const taken: IncidentRow[] = [];
    for (const one of open) if (await engine.acknowledge(one.id, by)) taken.push(one);
    if (taken.length > 0) onOrder();
    const names = taken.map((one) => ask.names(one.connection));
    const ids = open.map((one) => one.id);
    const now = incident ? await engine.incidents([incident]) : ids.length > 0 ? await engine.incidents(ids) : [];
    const card = taken.length > 0 ? takenCard(names) : unchangedCard(now);
    return replyWith(ask, "caller", () => card, { data: { acknowledged: taken.map((one) => one.id) } });
  },
});

export function takenCard(names: readonly string[]): Card {
  const what = [...new Set(names)];
  return {
    kind: "ack",
    state: "done",
    tone: "good",
    headline: `You look after ${listed(what)}`,
    lines: ["The message in the channels says so. It turns green by itself when the cause is gone."],
  };
}

/** Nothing was left to take: somebody was first, or nothing is open. */
export function unchangedCard(found: readonly IncidentRow[]): Card {
  const first = found.find((one) => one.acknowledged !== null);
  const line: Line = first?.acknowledged
    ? [
        `${foreign(first.acknowledged.by, 80)} has looked after it since `,
        { at: first.acknowledged.at },
        ". Nothing was changed.",
      ]
    : "Nothing is open that somebody could look after. Nothing was changed.";
  return {
    kind: "ack",
    state: first ? "taken_already" : "nothing_open",
    tone: "info",
    headline: first ? "Somebody looks after it already" : "Nothing is open",
    lines: [line],
  };
}
