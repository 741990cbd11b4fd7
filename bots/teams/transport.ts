import type { Examined } from "../bot.ts";
import { utc } from "../numbers.ts";

/** Teams calls when it likes, so that no request yet is no fault by itself. `lastAccepted` by the ports' clock. */
export function transportOf(lastAccepted: number | null): Examined {
  const what = "transport";
  if (lastAccepted !== null) {
    return { what, ok: true, detail: `HTTP, the last request of Teams at ${utc(lastAccepted)}`, todo: null };
  }
  const todo =
    "Type @crmsync help in Teams. Without an answer, set the bot's messaging endpoint to PUBLIC_URL/api/messages.";
  return { what, ok: true, detail: "HTTP, no request of Teams since this process started", todo };
}
