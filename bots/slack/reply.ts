import type { BotPorts, Reply } from "../bot.ts";
import type { Card } from "../card.ts";
import { dialogTooLate } from "../words.ts";
import type { SlackClient } from "./client.ts";
import { renderHome, renderView } from "./form.ts";
import type { Origin } from "./inbound.ts";
import { writePlace } from "./place.ts";
import { asNew, openDirect, rendered, withPlainForm } from "./posts.ts";
import { type Way, waysFor } from "./ways.ts";

/** What is needed to show something to somebody. */
export interface Stage {
  readonly client: SlackClient;
  readonly ports: BotPorts;
}

/** Shows a reply in the best way that works. Never throws: when no way works, the log says so. */
export async function showReply(
  stage: Stage,
  reply: Reply,
  origin: Origin,
  dialog: string | null,
  typed: Readonly<Record<string, string>> = {},
): Promise<void> {
  const used = await tryWays(stage, waysFor(reply.show, origin, dialog), reply.card, origin, typed);
  if (used === null && reply.show === "form") {
    await tryWays(stage, waysFor("caller", origin, null), dialogTooLate(), origin, {});
    return;
  }
  if (used === null) stage.ports.log("error", "reply could not be shown", { kind: reply.card.kind, user: origin.user });
  if (used !== null && used.way !== "view" && dialog !== null) await finishDialog(stage, dialog, reply.card, origin);
}

async function tryWays(
  stage: Stage,
  ways: readonly Way[],
  card: Card,
  origin: Origin,
  typed: Readonly<Record<string, string>>,
): Promise<Way | null> {
  for (const way of ways) {
    try {
      await showBy(stage, way, card, origin, typed);
      return way;
    } catch (error) {
      stage.ports.log("warn", "a way to reply failed", { way: way.way, error: String(error) });
    }
  }
  return null;
}

async function showBy(
  stage: Stage,
  way: Way,
  card: Card,
  origin: Origin,
  typed: Readonly<Record<string, string>>,
): Promise<void> {
  const { client, ports } = stage;
  const thread = origin.thread === null ? {} : { thread_ts: origin.thread };
  switch (way.way) {
    case "url":
      return withPlainForm(rendered(card, ports), ports, (message) =>
        client.respond(way.url, {
          ...asNew(message),
          response_type: way.to,
          replace_original: way.replace,
          parse: "none",
          ...(way.replace ? {} : thread),
        }),
      );
    case "ephemeral":
      return sendMessage(stage, card, { channel: way.channel, ...thread }, origin.user);
    case "post":
      return sendMessage(stage, card, { channel: way.channel, ...thread }, null);
    case "direct":
      return sendMessage(stage, card, { channel: await openDirect(client, origin.user) }, null);
    case "update":
      return withPlainForm(rendered(card, ports), ports, async (message) => {
        const place = { channel: way.message.channel, ts: way.message.id };
        await client.call((web) => web.chat.update({ ...place, ...message, parse: "none" }));
      });
    case "open": {
      const view = renderView(card, writePlace(origin), typed);
      await client.call((web) => web.views.open({ trigger_id: way.triggerId, view }));
      return;
    }
    case "view": {
      const view = renderView(card, writePlace(origin), typed);
      await client.call((web) => web.views.update({ view_id: way.viewId, view }));
      return;
    }
    case "home":
      await client.call((web) => web.views.publish({ user_id: origin.user, view: renderHome(card) }));
  }
}

interface Spot {
  readonly channel: string;
  readonly thread_ts?: string;
}

/** A new message, for one person alone when `only` names them. */
function sendMessage({ client, ports }: Stage, card: Card, spot: Spot, only: string | null): Promise<void> {
  const still = { unfurl_links: false, unfurl_media: false, parse: "none" } as const;
  return withPlainForm(rendered(card, ports), ports, async (message) => {
    await client.call(
      (web): Promise<unknown> =>
        only === null
          ? web.chat.postMessage({ ...spot, ...asNew(message), ...still, mrkdwn: false })
          : web.chat.postEphemeral({ ...spot, ...asNew(message), parse: "none", user: only }),
    );
  });
}

/** The dialog that was opened while waiting says the same as the reply beside it. */
async function finishDialog(stage: Stage, dialog: string, card: Card, origin: Origin): Promise<void> {
  await tryWays(stage, [{ way: "view", viewId: dialog }], card, origin, {});
}
