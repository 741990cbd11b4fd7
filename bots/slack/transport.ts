import type { Examined } from "../bot.ts";
import { utc } from "../numbers.ts";
import { APP_SCOPE } from "./manifest.ts";
import type { SocketState } from "./socket.ts";

type Told = Omit<Examined, "what">;

/** Requests over HTTP come when Slack likes, so that none yet is no fault by itself. Times by the ports' clock. */
export function httpTransport(lastSigned: number | null): Told {
  if (lastSigned !== null) {
    return { ok: true, detail: `HTTP, the last signed request at ${utc(lastSigned)}`, todo: null };
  }
  const todo = "Type /crmsync help in Slack. Without an answer, set the app's request URLs to PUBLIC_URL/slack/events.";
  return { ok: true, detail: "HTTP, no signed request since this process started", todo };
}

export function socketTransport({ connected, since, trouble }: SocketState): Told {
  if (since === null) return { ok: true, detail: "Socket Mode, not started in this process", todo: null };
  if (connected) return { ok: true, detail: `Socket Mode, connected since ${utc(since)}`, todo: null };
  const todo = `Switch Socket Mode on in the app's settings, and set SLACK_APP_TOKEN to a token with ${APP_SCOPE}.`;
  return { ok: false, detail: `Socket Mode, not connected since ${utc(since)}: ${trouble ?? "closed"}`, todo };
}
