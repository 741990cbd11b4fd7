import { type Bot, type BotPorts, ChatError, type MessageRef } from "../bot.ts";
import type { Card } from "../card.ts";
import { inThread } from "./activity.ts";
import type { Chats } from "./chats.ts";
import type { Spot, TeamsClient } from "./client.ts";
import { attachFile } from "./file.ts";
import { sendFitting } from "./message.ts";
import type { KnownPlaces } from "./places.ts";

type Posts = Pick<Bot, "post" | "update" | "attach" | "home">;

export interface PostParts {
  readonly client: TeamsClient;
  readonly places: KnownPlaces;
  readonly chats: Chats;
  readonly ports: BotPorts;
}

/** Nobody waits for it: the program itself sends again what was not taken. */
const UNASKED = { patience: 0 };

/** What the program says unasked. Teams has no idempotency key, so ours travels in the message's channelData. */
export function createPosts({ client, places, chats, ports }: PostParts): Posts {
  /** The service that a conversation was last spoken to at; a chat with a person stands where the newest one does. */
  async function spotOf(conversation: string): Promise<Spot> {
    return { serviceUrl: (await places.channel(conversation)).serviceUrl, conversation };
  }

  async function chatOf(user: string): Promise<Spot> {
    const place = await places.person(user);
    return { serviceUrl: place.serviceUrl, conversation: await chats.of(user, place, UNASKED.patience) };
  }

  const send = (spot: Spot, card: Card, channelData: Readonly<Record<string, unknown>>) =>
    sendFitting(card, { private: false, channelData }, ports, (message) => client.send(spot, message, UNASKED));

  const edit = (spot: Spot, id: string, card: Card) =>
    sendFitting(card, { private: false }, ports, (message) => client.update(spot, id, message, UNASKED));

  return {
    async post(to, card, key): Promise<MessageRef> {
      const spot = "user" in to ? await chatOf(to.user) : await spotOf(to.channel);
      const root = "thread" in to && to.thread ? to.thread.id : null;
      const there = { ...spot, conversation: inThread(spot.conversation, root) };
      return { channel: spot.conversation, id: await send(there, card, { crmsync: { key } }) };
    },
    async update(ref, card) {
      await edit(await spotOf(ref.channel), ref.id, card);
    },
    async attach(ref, file) {
      const spot = await spotOf(ref.channel);
      await attachFile(client, { ...spot, conversation: inThread(ref.channel, ref.id) }, file);
    },
    /** Teams has no page for it without a web page of ours: one message in the person's chat, edited ever after. */
    async home(user, card) {
      const spot = await chatOf(user);
      const before = await places.home(user);
      if (before !== null && before.conversation === spot.conversation) {
        try {
          return await edit(spot, before.id, card);
        } catch (error) {
          if (!(error instanceof ChatError) || error.kind !== "gone") throw error;
        }
      }
      const id = await send(spot, card, { crmsync: { home: true } });
      await places.keepHome(user, { conversation: spot.conversation, id });
    },
  };
}
