import { z } from "zod";
import type { MessageRef } from "../bot.ts";
import type { AdaptiveCard } from "./render-types.ts";

/** Where a form was opened from. It travels in the form's own button, which Teams hands back as we wrote it. */
export interface Place {
  /** The pressed message when it can be edited: not one that only its reader sees. */
  readonly message: MessageRef | null;
  /** The id of a message that only the one who pressed it sees. */
  readonly pressedPrivate: string | null;
}

const NOWHERE: Place = { message: null, pressedPrivate: null };

const stored = z.object({
  message: z.object({ channel: z.string(), id: z.string() }).nullable(),
  pressedPrivate: z.string().nullable(),
});

export function writePlace({ message, pressedPrivate }: Place): string {
  return JSON.stringify({ message, pressedPrivate });
}

/** An unreadable place is nowhere: the answer then comes as a new message. */
export function readPlace(text: string): Place {
  try {
    return stored.parse(JSON.parse(text));
  } catch {
    return NOWHERE;
  }
}

/** Pure. The same card, whose form's button says where the form was opened; a message's form is drawn without it. */
export function withPlace(card: AdaptiveCard, place: string): AdaptiveCard {
  return stamped(card, place) as AdaptiveCard;
}

function stamped(value: unknown, place: string): unknown {
  if (Array.isArray(value)) return value.map((each) => stamped(each, place));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [
      name,
      name === "crmsync" && isForm(each) ? { ...each, place } : stamped(each, place),
    ]),
  );
}

function isForm(value: unknown): value is { readonly form: string } {
  return typeof value === "object" && value !== null && "form" in value;
}
