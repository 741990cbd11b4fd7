import { type Bot, ChatError, type Examined } from "../bot.ts";
import type { TeamsClient } from "./client.ts";
import type { KnownPlaces } from "./places.ts";
import type { Skew } from "./skew.ts";
import type { Tokens } from "./token.ts";

export interface ExamineParts {
  readonly client: TeamsClient;
  readonly tokens: Tokens;
  readonly places: KnownPlaces;
  readonly skew: Skew;
  readonly appId: string | null;
  readonly tenantId: string | null;
  /** How requests of people come in. */
  transport(): Examined;
}

/** Tokens of requests hold five minutes more or less. */
const SKEW_BAD_MS = 60_000;

export function createExamine(parts: ExamineParts): Bot["examine"] {
  return async (channels) => {
    const token = await examineToken(parts);
    const spots = [];
    for (const channel of new Set(channels)) spots.push(await examineChannel(parts, channel));
    return [token, clockOf(parts.skew), parts.transport(), ...spots];
  };
}

async function examineToken({ tokens, appId, tenantId }: ExamineParts): Promise<Examined> {
  const what = "token";
  if (appId === null) {
    const todo = "Set TEAMS_APP_ID, TEAMS_APP_PASSWORD and TEAMS_TENANT_ID before anybody but you can reach the bot.";
    return { what, ok: true, detail: "none: requests of this machine are taken without one", todo };
  }
  try {
    await tokens.get();
    return { what, ok: true, detail: `app ${appId}${tenantId === null ? "" : ` in tenant ${tenantId}`}`, todo: null };
  } catch (error) {
    const refused = error instanceof ChatError && error.kind === "unauthorized";
    const todo = refused
      ? "Set TEAMS_APP_PASSWORD to a secret of the app that holds, and check TEAMS_APP_ID and TEAMS_TENANT_ID."
      : "See whether Microsoft's login service can be reached from this machine.";
    return { what, ok: false, detail: told(error), todo };
  }
}

function clockOf(skew: Skew): Examined {
  const what = "clock";
  const ahead = skew.aheadMs();
  if (ahead === null) return { what, ok: true, detail: "not checked: Microsoft told no time", todo: null };
  const seconds = Math.round(Math.abs(ahead) / 1000);
  const detail = seconds <= 1 ? "as Microsoft's" : `${seconds} s ${ahead > 0 ? "ahead of" : "behind"} Microsoft's`;
  const ok = Math.abs(ahead) < SKEW_BAD_MS;
  return { what, ok, detail, todo: ok ? null : "Set the clock of this machine: the tokens of Teams hold for a time." };
}

async function examineChannel({ client, places }: ExamineParts, channel: string): Promise<Examined> {
  const what = `channel ${channel}`;
  const todoAdd = "Add the app to the team of this channel: in Teams, the team's menu, Manage team, Apps.";
  try {
    const { serviceUrl } = await places.channel(channel);
    const seen = await places.seen(channel);
    const name = seen?.name ?? channel;
    await client.countMembers({ serviceUrl, conversation: channel });
    const detail = seen === null ? `the bot is in ${name}, and was not spoken to there yet` : `the bot is in ${name}`;
    return { what, ok: true, detail, todo: null };
  } catch (error) {
    const code = error instanceof ChatError ? error.code : "";
    if (code === "no_place") return sick(what, "no team is known yet: the app was not installed", todoAdd);
    if (code === "BotNotInConversationRoster") return sick(what, "the bot is not in this channel's team", todoAdd);
    if (code === "ConversationNotFound") {
      return sick(what, "not found", "Name a channel by its id (19:…@thread.tacv2), as its link shows it.");
    }
    return sick(what, told(error), "Look again when Teams answers.");
  }
}

function sick(what: string, detail: string, todo: string): Examined {
  return { what, ok: false, detail, todo };
}

function told(error: unknown): string {
  return error instanceof ChatError ? error.message : `chat down: ${String(error)}`;
}
