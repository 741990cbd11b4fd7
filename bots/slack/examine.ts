import { type Bot, ChatError, type Examined } from "../bot.ts";
import type { SlackClient } from "./client.ts";
import { BOT_SCOPES } from "./manifest.ts";
import type { Skew } from "./skew.ts";

export interface ExamineParts {
  readonly client: SlackClient;
  readonly skew: Skew;
  /** How requests of people come in, e.g. "socket connected since …". */
  transport(): Omit<Examined, "what">;
}

/** Slack refuses and we refuse what is signed more than five minutes off. */
const SKEW_BAD_MS = 60_000;

export function createExamine({ client, skew, transport }: ExamineParts): Bot["examine"] {
  return async (channels) => {
    const account = await examineToken(client);
    const places = [];
    for (const channel of new Set(channels)) places.push(await examineChannel(client, channel));
    return [...account, clockOf(skew), { what: "transport", ...transport() }, ...places];
  };
}

async function examineToken(client: SlackClient): Promise<readonly Examined[]> {
  try {
    const answer = await client.call((web) => web.auth.test());
    const detail = `${answer.user ?? "a bot without a name"} in ${answer.team ?? "a team without a name"}`;
    return [{ what: "token", ok: true, detail, todo: null }, rightsOf(answer.response_metadata?.scopes)];
  } catch (error) {
    const refused = error instanceof ChatError && error.kind === "unauthorized";
    const todo = refused
      ? "Install the app again and set SLACK_BOT_TOKEN to its bot token."
      : "See whether Slack can be reached from this machine.";
    return [{ what: "token", ok: false, detail: told(error), todo }];
  }
}

function rightsOf(scopes: readonly string[] | undefined): Examined {
  const what = "rights";
  if (scopes === undefined) return { what, ok: true, detail: "not checked: Slack did not name them", todo: null };
  const asked: readonly string[] = BOT_SCOPES;
  const missing = asked.filter((scope) => !scopes.includes(scope));
  const more = scopes.filter((scope) => !asked.includes(scope));
  const beyond = more.length === 0 ? "" : `; more than manifest.yml asks for: ${more.join(", ")}`;
  if (missing.length === 0) {
    const todo = more.length === 0 ? null : "Take the rights away that manifest.yml does not name.";
    return { what, ok: true, detail: `all ${asked.length} of manifest.yml${beyond}`, todo };
  }
  const todo = "Put manifest.yml into the app's settings and install it again.";
  return { what, ok: false, detail: `missing: ${missing.join(", ")}${beyond}`, todo };
}

function clockOf(skew: Skew): Examined {
  const what = "clock";
  const ahead = skew.aheadMs();
  if (ahead === null) return { what, ok: true, detail: "not checked: Slack told no time", todo: null };
  const seconds = Math.round(Math.abs(ahead) / 1000);
  const detail = seconds <= 1 ? "as Slack's" : `${seconds} s ${ahead > 0 ? "ahead of" : "behind"} Slack's`;
  const ok = Math.abs(ahead) < SKEW_BAD_MS;
  return { what, ok, detail, todo: ok ? null : "Set the clock of this machine: Slack's signatures hold five minutes." };
}

async function examineChannel(client: SlackClient, channel: string): Promise<Examined> {
  const what = `channel ${channel}`;
  try {
    const { channel: found } = await client.call((web) => web.conversations.info({ channel }));
    const name = found?.name === undefined ? channel : `#${found.name}`;
    if (found?.is_archived === true) return sick(what, `${name} is archived`, "Unarchive it or name another channel.");
    if (found?.is_member === false) return sick(what, `the bot is not in ${name}`, `Type /invite @crmsync in ${name}.`);
    return { what, ok: true, detail: `the bot is in ${name}`, todo: null };
  } catch (error) {
    const code = error instanceof ChatError ? error.code : "";
    if (code === "missing_scope") {
      return { what, ok: true, detail: "not checked: the app may not look into private channels", todo: null };
    }
    if (code === "channel_not_found") {
      const todo = "Name a channel by its id (C…); into a private one invite the bot: /invite @crmsync.";
      return sick(what, "not found, or private and without the bot", todo);
    }
    return sick(what, told(error), "Look again when Slack answers.");
  }
}

function sick(what: string, detail: string, todo: string): Examined {
  return { what, ok: false, detail, todo };
}

function told(error: unknown): string {
  return error instanceof ChatError ? error.message : `chat down: ${String(error)}`;
}
