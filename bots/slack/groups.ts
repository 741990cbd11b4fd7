import { type BotPorts, ChatError } from "../bot.ts";
import type { SlackClient } from "./client.ts";

/** The members of a user group by its id. */
type Members = ReadonlyMap<string, ReadonlySet<string>>;

const FRESH_MS = 60_000;
/** Somebody who was in a group ten minutes ago keeps its role while Slack does not answer. */
const USABLE_MS = 10 * 60_000;

/** Who is in which of these user groups. Asks Slack at most once a minute, and once for all who wait for it. */
export function createGroups(
  client: SlackClient,
  ports: BotPorts,
  groups: readonly string[],
): (user: string) => Promise<readonly string[]> {
  const ids = [...new Set(groups)];
  let known: { readonly members: Members; readonly at: number } | null = null;
  let asking: Promise<Members> | null = null;

  async function ask(): Promise<Members> {
    const at = ports.now();
    try {
      const members = await readMembers(client, ports, ids);
      known = { members, at };
      return members;
    } catch (error) {
      if (!(error instanceof ChatError) || known === null || at - known.at >= USABLE_MS) throw error;
      ports.log("warn", "slack's user groups could not be read, the last ones hold", { error: String(error) });
      return known.members;
    } finally {
      asking = null;
    }
  }

  async function current(): Promise<Members> {
    if (known !== null && Math.abs(ports.now() - known.at) < FRESH_MS) return known.members;
    asking ??= ask();
    return asking;
  }

  return async (user) => {
    if (ids.length === 0) return [];
    const members = await current();
    return ids.filter((id) => members.get(id)?.has(user) === true);
  };
}

/** A group that is switched off still lists its members, and gives them nothing. One that is not there has none. */
async function readMembers(client: SlackClient, ports: BotPorts, ids: readonly string[]): Promise<Members> {
  const listed = await client.call((web) => web.usergroups.list({}));
  const active = new Set((listed.usergroups ?? []).map((group) => group.id));
  const missing = ids.filter((id) => !active.has(id));
  if (missing.length > 0) ports.log("warn", "slack knows no such active user group", { groups: missing });
  const members = new Map<string, ReadonlySet<string>>();
  for (const usergroup of ids.filter((id) => active.has(id))) {
    const answer = await client.call((web) => web.usergroups.users.list({ usergroup }));
    members.set(usergroup, new Set(answer.users));
  }
  return members;
}
