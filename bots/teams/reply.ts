import type { BotPorts, Reply } from "../bot.ts";
import type { Card } from "../card.ts";
import type { Chats } from "./chats.ts";
import type { Manner, TeamsClient } from "./client.ts";
import type { Origin } from "./inbound.ts";
import { type Dress, sendFitting } from "./message.ts";
import { writePlace } from "./place.ts";
import { PERSON_MS } from "./retry.ts";
import { formWays, type Way, waysFor } from "./ways.ts";

/** What is needed to show something to somebody. */
export interface Stage {
  readonly client: TeamsClient;
  readonly chats: Chats;
  readonly ports: BotPorts;
}

type Typed = Readonly<Record<string, string>>;

/** Shows a reply in the best way that works. Never throws: when no way works, the log says so. */
export async function showReply(stage: Stage, reply: Reply, origin: Origin, typed: Typed = {}): Promise<void> {
  const card = reply.show === "form" ? withTyped(reply.card, typed) : reply.card;
  const used = await tryWays(stage, waysFor(reply.show, origin), card, origin);
  if (used === null) stage.ports.log("error", "reply could not be shown", { kind: card.kind, user: origin.user });
  const inForm = used !== null && "id" in used && used.id === origin.form?.id;
  const done = used?.way === "update" && used.message.id === origin.form?.id;
  if (used !== null && !inForm && !done) await tryWays(stage, formWays(origin), card, origin);
}

async function tryWays(stage: Stage, ways: readonly Way[], card: Card, origin: Origin): Promise<Way | null> {
  for (const way of ways) {
    try {
      await showBy(stage, way, card, origin);
      return way;
    } catch (error) {
      stage.ports.log("warn", "a way to reply failed", { way: way.way, error: String(error) });
    }
  }
  return null;
}

async function showBy({ client, chats, ports }: Stage, way: Way, card: Card, origin: Origin): Promise<void> {
  const { serviceUrl, conversation, userId } = origin;
  const here = { serviceUrl, conversation };
  const open: Manner = { patience: PERSON_MS };
  const only: Manner = { patience: PERSON_MS, only: userId };
  const alone = way.way === "targeted" || way.way === "update-targeted";
  const dress: Dress = {
    private: alone,
    ...(card.form === undefined ? {} : { place: writePlace(origin) }),
  };
  await sendFitting(card, dress, ports, async (message): Promise<unknown> => {
    switch (way.way) {
      case "targeted":
        return client.send(here, message, only);
      case "post":
        return client.send(here, message, open);
      case "chat": {
        const { id, user, name, bot, tenant } = { ...origin, id: userId };
        const chat = await chats.of(user, { serviceUrl, id, name, bot, tenant, conversation: null }, PERSON_MS);
        return client.send({ serviceUrl, conversation: chat }, message, open);
      }
      case "update":
        return client.update({ serviceUrl, conversation: way.message.channel }, way.message.id, message, open);
      case "update-targeted":
        return client.update(here, way.id, message, only);
    }
  });
}

/** What was typed stays in the fields of a form that comes back. */
function withTyped(card: Card, typed: Typed): Card {
  if (card.form === undefined) return card;
  const fields = card.form.fields.map((field) => {
    const value = field.value ?? (Object.hasOwn(typed, field.name) ? typed[field.name] : undefined);
    return value === undefined ? field : { ...field, value };
  });
  return { ...card, form: { ...card.form, fields } };
}
