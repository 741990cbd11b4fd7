import { createHmac } from "node:crypto";
import { strikeFault } from "../crm/faults.ts";
import { type Ack, hasLink, sendEnvelope } from "./envelopes.ts";
import type { SlackService } from "./slack.ts";

/** What sending to the bot needs of the outside. The clock is the machine's, because Bolt checks signatures against it. */
export interface Wire {
  /** Throws when nobody answers. */
  post(url: string, headers: Readonly<Record<string, string>>, body: string): Promise<{ status: number; body: string }>;
  /** The bot's request URL. */
  requestUrl(): string;
  /** Where the simulated Slack is reached, for the reply addresses. */
  origin(): string;
  /** ms since 1970, real. */
  realNow(): number;
  sleep(ms: number): Promise<void>;
}

/**
 * Sends through the bot's socket when it has one, else signed over HTTP. With the fault `repeat` the very same request
 * arrives a second time; through a socket in another envelope.
 */
export async function deliver(slack: SlackService, wire: Wire, body: string): Promise<Ack> {
  if (hasLink(slack.state)) {
    const ack = await sendEnvelope(slack.state, wire, body, 0);
    if (strikeFault(slack.options.board, "slack", "repeat", null) !== null)
      await sendEnvelope(slack.state, wire, body, 1);
    return ack;
  }
  const headers = signedHeaders(slack.options.signingSecret, Math.floor(wire.realNow() / 1000), body);
  const ack = await attempt(wire, headers, body);
  if (strikeFault(slack.options.board, "slack", "repeat", null) !== null)
    await attempt(wire, { ...headers, "x-slack-retry-num": "1", "x-slack-retry-reason": "http_timeout" }, body);
  return ack;
}

async function attempt(wire: Wire, headers: Readonly<Record<string, string>>, body: string): Promise<Ack> {
  const started = wire.realNow();
  try {
    const answer = await wire.post(wire.requestUrl(), headers, body);
    return { status: answer.status, ms: wire.realNow() - started, body: answer.body };
  } catch {
    return { status: 0, ms: wire.realNow() - started, body: "" };
  }
}

/** Slack's v0 signature: HMAC-SHA256 over "v0:<seconds>:<raw body>". */
export function signedHeaders(secret: string, seconds: number, body: string): Record<string, string> {
  const signature = createHmac("sha256", secret).update(`v0:${seconds}:${body}`).digest("hex");
  const json = body.startsWith("{");
  return {
    "content-type": json ? "application/json" : "application/x-www-form-urlencoded",
    "user-agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
    "x-slack-request-timestamp": String(seconds),
    "x-slack-signature": `v0=${signature}`,
  };
}
