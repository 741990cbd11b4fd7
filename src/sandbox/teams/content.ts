import { isShape, listOf, type Shape, shapeOf, textOf } from "../chat/shape.ts";
import type { Answer } from "../crm/crm.ts";
import { cardFaults } from "./card.ts";
import { badSyntax, refuse } from "./refusal.ts";
import type { Content } from "./state.ts";

export const ADAPTIVE = "application/vnd.microsoft.card.adaptive";
/** A card as JSON in UTF-8, and a whole activity. */
const CARD_BYTES = 28 * 1024;
const ACTIVITY_BYTES = 100 * 1024;

/** What a message activity would show, checked as Teams checks it, or the refusal. */
export function contentOf(activity: Shape): Content | Answer {
  const tooBig = () => refuse(413, "MessageSizeTooBig", "Message size too large.");
  if (bytes(activity) > ACTIVITY_BYTES) return tooBig();
  const attached = listOf(activity.attachments);
  if (!attached.every((one) => isShape(one) && textOf(one.contentType) !== ""))
    return badSyntax("Each attachment needs a contentType.");
  const attachments = attached.map(shapeOf);
  const cards = attachments.filter(isAdaptive).map((one) => one.content);
  if (cards.some((card) => bytes(card) > CARD_BYTES)) return tooBig();
  const faults = cards.flatMap(cardFaults);
  if (faults.length > 0) return badSyntax(`Failed to parse the Adaptive Card: ${faults.join("; ")}`);
  const text = textOf(activity.text);
  if (text.trim() === "" && attachments.length === 0)
    return badSyntax("Activity resulted into multiple skype activities");
  return { text, cards: cards.map(shapeOf), attachments: attachments.filter((one) => !isAdaptive(one)) };
}

export function isRefusal(value: Content | Answer): value is Answer {
  return "status" in value;
}

export function hasCard(activity: Shape): boolean {
  return listOf(activity.attachments).map(shapeOf).some(isAdaptive);
}

function isAdaptive(attachment: Shape): boolean {
  return textOf(attachment.contentType) === ADAPTIVE;
}

function bytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value ?? null), "utf8");
}
