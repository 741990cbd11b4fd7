import { z } from "zod";
import type { MessageRef } from "../bot.ts";
import { LIMITS } from "./limits.ts";

/** Where a dialog was opened from. It travels in the view's private_metadata, which only Slack hands back, signed. */
export interface Place {
  readonly channel: string | null;
  readonly thread: string | null;
  readonly responseUrl: string | null;
  readonly message: MessageRef | null;
  readonly pressedPrivate: boolean;
}

const NOWHERE: Place = { channel: null, thread: null, responseUrl: null, message: null, pressedPrivate: false };

const stored = z.object({
  channel: z.string().nullable(),
  thread: z.string().nullable(),
  responseUrl: z.string().nullable(),
  message: z.object({ channel: z.string(), id: z.string() }).nullable(),
  pressedPrivate: z.boolean(),
});

export function writePlace(place: Place): string {
  const { channel, thread, responseUrl, message, pressedPrivate } = place;
  const written = JSON.stringify({ channel, thread, responseUrl, message, pressedPrivate });
  return written.length <= LIMITS.viewMetadata
    ? written
    : JSON.stringify({ channel, thread, responseUrl: null, message, pressedPrivate });
}

/** An unreadable place is nowhere: the answer then comes as a direct message. */
export function readPlace(metadata: string): Place {
  try {
    return stored.parse(JSON.parse(metadata));
  } catch {
    return NOWHERE;
  }
}
