import type { Attachment, Bot, BotPorts, MessageRef, PostTo } from "../bot.ts";
import type { Card } from "../card.ts";
import type { SlackClient } from "./client.ts";
import { garbage, isAboutBlocks } from "./errors.ts";
import { renderHome } from "./form.ts";
import { type Message, type Rendered, renderMessage } from "./render.ts";

type Posts = Pick<Bot, "post" | "update" | "attach" | "home">;

/** What the program says unasked. Slack has no idempotency key, so ours travels in the message's metadata. */
export function createPosts(client: SlackClient, ports: BotPorts): Posts {
  return {
    async post(to, card, key) {
      const channel = await channelOf(client, to);
      const thread = "channel" in to && to.thread ? { thread_ts: to.thread.id, reply_broadcast: false } : {};
      const metadata = { event_type: "crmsync_post", event_payload: { key } };
      return withPlainForm(rendered(card, ports), ports, async (message) => {
        const place = { channel, ...thread, metadata };
        const answer = await client.call((web) =>
          web.chat.postMessage({ ...place, ...asNew(message), ...STILL, mrkdwn: false }),
        );
        return refOf(answer.channel ?? channel, answer.ts);
      });
    },
    async update(ref, card) {
      await withPlainForm(rendered(card, ports), ports, (message) =>
        client.call((web) => web.chat.update({ channel: ref.channel, ts: ref.id, ...message, parse: "none" })),
      );
    },
    attach: (ref, file) => attach(client, ref, file),
    async home(user, card) {
      await client.call((web) => web.views.publish({ user_id: user, view: renderHome(card) }));
    },
  };
}

/** No previews of links, no guessing at mentions. */
const STILL = { unfurl_links: false, unfurl_media: false, parse: "none" } as const;

/** For a message that did not stand before: an empty list of blocks means something only to an update. */
export function asNew(message: Message): Pick<Message, "text"> & Partial<Message> {
  return message.blocks.length === 0 ? { text: message.text } : message;
}

/** Sends the blocks; when Slack refuses just them, the same message as plain text, so that nothing is lost. */
export async function withPlainForm<T>(
  card: Rendered,
  ports: BotPorts,
  send: (message: Message) => Promise<T>,
): Promise<T> {
  try {
    return await send(card.payload);
  } catch (error) {
    if (!isAboutBlocks(error)) throw error;
    ports.log("error", "slack refused the blocks, sent as text", { error: String(error), bytes: card.bytes });
    return send({ text: card.plain, blocks: [] });
  }
}

export function rendered(card: Card, ports: BotPorts): Rendered {
  const result = renderMessage(card);
  if (result.losses.length > 0) {
    ports.log("warn", "card did not fit", { kind: card.kind, state: card.state, losses: result.losses });
  }
  return result;
}

async function channelOf(client: SlackClient, to: PostTo): Promise<string> {
  return "user" in to ? openDirect(client, to.user) : to.channel;
}

/** The direct-message channel of a person; opening it twice gives the same one. */
export async function openDirect(client: SlackClient, user: string): Promise<string> {
  const answer = await client.call((web) => web.conversations.open({ users: user }));
  if (answer.channel?.id === undefined) throw garbage();
  return answer.channel.id;
}

function refOf(channel: string, id: string | undefined): MessageRef {
  if (id === undefined) throw garbage();
  return { channel, id };
}

/** The three steps of an upload; the file stands in the message's thread. */
async function attach(client: SlackClient, ref: MessageRef, file: Attachment): Promise<void> {
  const place = await client.call((web) =>
    web.files.getUploadURLExternal({ filename: file.name, length: file.content.byteLength }),
  );
  const { upload_url: url, file_id: id } = place;
  if (url === undefined || id === undefined) throw garbage();
  await client.upload(url, file.content);
  await client.call((web) =>
    web.files.completeUploadExternal({
      files: [{ id, title: file.title }],
      channel_id: ref.channel,
      thread_ts: ref.id,
    }),
  );
}
