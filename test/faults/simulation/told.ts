import type { Engine } from "../../../engine/index.ts";
import type { Chat } from "./chat.ts";
import { type Away, digestsDue } from "./digests.ts";
import type { World } from "./people.ts";

/** All that keeps the chats from being in order: what is open is shown, what is over is said to be, digests stand once. */
export async function untold(world: World, engine: Engine, chat: Chat, away: Away | null): Promise<readonly string[]> {
  const open = await engine.openIncidents();
  const problems: string[] = [];
  for (const { id, kind } of open) {
    for (const { name, subscribe } of world.channels) {
      if (!subscribe.includes(kind === "failures_rising" || kind === "repair" ? "failures" : "incidents")) continue;
      const shown = standing(chat, `incident:${id}:${name}`);
      // It is posted anew when there is something to edit.
      if (chat.messages.some((message) => message.key === `incident:${id}:${name}` && message.gone)) continue;
      if (!shown.some((message) => message.states.at(-1) !== "resolved"))
        problems.push(`the incident ${id} (${kind}) is not shown in ${name}`);
    }
  }
  const ids = new Set(open.map((one) => one.id));
  const keys = new Set(chat.messages.map((message) => message.key).filter((key) => key.startsWith("incident:")));
  for (const key of keys) {
    if (ids.has(key.split(":")[1] ?? "")) continue;
    const shown = standing(chat, key);
    // Of several that stand there after lost answers one is known; when somebody deletes that, nothing can be said there.
    if (chat.messages.some((message) => message.key === key && message.gone)) continue;
    if (shown.length > 0 && !shown.some((message) => message.states.at(-1) === "resolved"))
      problems.push(`${key} is over, and nothing says so`);
  }
  return [...problems, ...(await digestsMissing(world, engine, chat, away))];
}

function standing(chat: Chat, key: string) {
  return chat.messages.filter((message) => message.key === key && !message.gone);
}

/** From the moment on at which the channel was first looked at. */
async function digestsMissing(
  { agenda, drawn }: World,
  engine: Engine,
  chat: Chat,
  away: Away | null,
): Promise<readonly string[]> {
  const since = await engine.setting<number>("digest-since:ops");
  if (since === null) return drawn.digest === null ? [] : ["nobody looked for digests"];
  return digestsDue(drawn, since, agenda.now(), away)
    .filter(({ from, to }) => !chat.messages.some(({ key, at }) => key.startsWith("digest:") && at >= from && at < to))
    .map(({ date }) => `the digest of ${date} is missing`);
}

/** After a time in which nothing ran: one "back" in each channel, and no alert for what was only our own sleep. */
export async function badReturn(
  { channels }: World,
  engine: Engine,
  chat: Chat,
  seenBefore: number,
): Promise<readonly string[]> {
  const news = chat.messages.slice(seenBefore);
  const backs = channels.flatMap(({ name }) => {
    const told = news.filter((message) => message.key.startsWith("back:") && message.key.endsWith(`:${name}`));
    return told.length === 1 ? [] : [`${told.length} messages in ${name} say that we are back`];
  });
  const ids = news.filter(({ key }) => key.startsWith("incident:")).map(({ key }) => key.split(":")[1] ?? "");
  // Records that fail are news whenever they are.
  const alarms = (await engine.incidents(ids)).filter(
    (incident) => incident.kind !== "failures_rising" && incident.kind !== "repair",
  );
  return [...backs, ...alarms.map(({ id, kind }) => `${id} (${kind}) is news after our own sleep`)];
}
