import { createHmac } from "node:crypto";
import { type Ack, attempt, type Wire } from "../chat/wire.ts";
import { strikeFault } from "../crm/faults.ts";
import { hasLink, sendEnvelope } from "./envelopes.ts";
import type { SlackService } from "./slack.ts";

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
