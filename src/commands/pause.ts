import { z } from "zod";
import { DISCONNECTED } from "../../engine/index.ts";
import { chooseConnection, the } from "./choose.ts";
import { type Ask, callerKey, replyWith, type Verb, verb } from "./desk.ts";
import { confirmPause, pausedCard, resumedCard, signedOutCard, unchangedCard } from "./pause-card.ts";
import { foreign } from "./words.ts";

const OFFER_MS = 600_000;
const WHY = 200;

const args = z.object({ connection: z.string().optional(), why: z.string().optional() });

export const pause: Verb = verb({
  name: "pause",
  role: "operator",
  summary: "Stops a connection until somebody resumes it; changes are collected meanwhile.",
  usage: "<connection> [why]",
  examples: ["pause salesforce", "pause hubspot until the import is done"],
  slots: ["connection", "why"],
  args,
  run: async ({ connection, why = "" }, ask) => {
    const { engine, now } = ask.desk;
    const view = the(connection, await engine.overview());
    if (!view) return chooseConnection(ask, "pause", "Pause");
    const paused = await engine.pausedBy(view.name);
    const name = ask.names(view.name);
    if (paused) return { show: "caller", card: unchangedCard(name, paused), data: { connection: view.name, paused } };
    const reason = foreign(why, WHY);
    const press = {
      verb: "pause-now",
      args: { connection: view.name, why: reason },
      once: true,
      owner: callerKey(ask.caller),
      expiresAt: now() + OFFER_MS,
    };
    return replyWith(ask, "caller", (buttons) => confirmPause({ name, view, why: reason }, press, buttons));
  },
});

/** The yes to a pause, and the button on other cards that ask in their own way. */
export const pauseNow = verb({
  name: "pause-now",
  role: "operator",
  summary: "Pauses a connection.",
  usage: "",
  examples: [],
  slots: null,
  args: z.object({ connection: z.string(), why: z.string().optional() }),
  run: async ({ connection, why = "" }, ask) => {
    const { engine, onOrder } = ask.desk;
    const name = ask.names(connection);
    const view = (await engine.overview()).find((each) => each.name === connection);
    const by = nameOf(ask);
    const before = view ? await engine.pause(connection, by, foreign(why, WHY)) : null;
    if (!view || before) return { show: "caller", card: unchangedCard(name, before) };
    onOrder();
    const resume = { label: "Resume", verb: "resume", args: { connection } };
    const data = { connection, paused: await engine.pausedBy(connection) };
    return replyWith(ask, "caller", (buttons) => pausedCard({ name, view, why }, by, resume, buttons), { data });
  },
});

export const resume: Verb = verb({
  name: "resume",
  role: "operator",
  summary: "Lets a paused connection go on from where it stopped.",
  usage: "<connection>",
  examples: ["resume salesforce"],
  slots: ["connection"],
  args,
  run: async ({ connection }, ask) => {
    const { engine, onOrder } = ask.desk;
    const views = await engine.overview();
    const paused = views.filter((each) => each.health.state === "paused");
    const view = the(connection, paused.length === 1 ? paused : views);
    if (!view) return chooseConnection(ask, "resume", "Resume");
    const name = ask.names(view.name);
    const reconnect = {
      label: "Reconnect",
      verb: "reconnect",
      args: { connection: view.name },
      style: "primary",
    } as const;
    const stopped = await engine.pausedBy(view.name);
    if (stopped?.why === DISCONNECTED)
      return replyWith(ask, "caller", (buttons) => signedOutCard(name, reconnect, buttons));
    const data = { connection: view.name, paused: null };
    const resumed = await engine.resume(view.name, nameOf(ask));
    if (!resumed.done) return { show: "caller", card: unchangedCard(name, null, resumed.before), data };
    onOrder();
    return { show: "caller", card: resumedCard(name, view), data };
  },
});

/** As cards call whoever asks. */
function nameOf({ caller }: Ask): string {
  return foreign(caller.name || caller.user, 80);
}
