import type { Reply } from "../../bots/bot.ts";
import type { Selection } from "../../engine/index.ts";
import type { Answered, Ask } from "./desk.ts";
import { estimate, heldLines, startedCard } from "./resync-card.ts";
import { joinedCard } from "./resync-notes.ts";
import { counted, writeAsker } from "./words.ts";

/** For how long somebody may say yes to a resync of many. */
export const OFFER_MS = 600_000;

export interface Beginning {
  readonly selection: Selection;
  /** "1 contact"; null = as many records as the run says. */
  readonly what: string | null;
  /** The only connection that is concerned; absent = any may be. */
  readonly connection?: string | undefined;
  readonly show: Reply["show"];
}

/** Orders a resync, or joins the one that somebody began a moment ago, and says where it is told how it goes. */
export async function begin({ selection, what, connection, show }: Beginning, ask: Ask): Promise<Answered> {
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
