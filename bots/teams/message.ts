import { type BotPorts, ChatError } from "../bot.ts";
import type { Card } from "../card.ts";
import { cardToSentences } from "../text.ts";
import type { OutgoingMessage } from "./client.ts";
import { isAboutCard } from "./errors.ts";
import { withPlace } from "./place.ts";
import { type Rendered, renderMessage } from "./render.ts";
import { inert } from "./safe.ts";

/** How one card becomes a message. */
export interface Dress {
  /** Only one person is to see it. */
  readonly private: boolean;
  /** Of a card's form: where it was opened. */
  readonly place?: string;
  /** Goes with the message, unseen. */
  readonly channelData?: Readonly<Record<string, unknown>>;
}

const CARD = "application/vnd.microsoft.card.adaptive";
const SIZES = ["full", "small", "plain"] as const;
const SUMMARY = 200;

/**
 * Sends a card; what Teams finds too large is sent again in a smaller form, and what it refuses as a card as text, so
 * that nothing is lost.
 */
export async function sendFitting<T>(
  card: Card,
  dress: Dress,
  ports: BotPorts,
  send: (message: OutgoingMessage) => Promise<T>,
): Promise<T> {
  for (const size of SIZES) {
    const drawn = renderMessage(card, { private: dress.private, size });
    tellLosses(card, drawn, ports);
    try {
      return await send(messageOf(card, drawn, dress));
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      // A refusal of what only one person sees is rather about that, and the card goes another way.
      const refused = isAboutCard(error) && !dress.private;
      if (!refused && error.kind !== "too_large") throw error;
      ports.log("warn", "teams did not take the card", { error: error.message, bytes: drawn.bytes, size });
      if (refused) break;
    }
  }
  return send(textOf(card, dress));
}

function tellLosses({ kind, state }: Card, { losses }: Rendered, ports: BotPorts): void {
  if (losses.length > 0) ports.log("warn", "card did not fit", { kind, state, losses });
}

function messageOf(card: Card, drawn: Rendered, dress: Dress): OutgoingMessage {
  const content = dress.place === undefined ? drawn.payload : withPlace(drawn.payload, dress.place);
  return {
    type: "message",
    summary: inert(cardToSentences(card, SUMMARY)),
    attachments: [{ contentType: CARD, content }],
    ...extraOf(dress),
  };
}

function textOf(card: Card, dress: Dress): OutgoingMessage {
  const { plain } = renderMessage(card, { private: dress.private, size: "plain" });
  return { type: "message", text: plain, textFormat: "plain", ...extraOf(dress) };
}

function extraOf({ channelData }: Dress) {
  return channelData === undefined ? {} : { channelData };
}
