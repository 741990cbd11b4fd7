import { createHash } from "node:crypto";
import { z } from "zod";
import type { BotPorts } from "../bot.ts";
import type { Delivery } from "./route.ts";

/** What the socket client hands over for each message that wants an acknowledgement. */
const envelope = z.object({
  envelope_id: z.string().min(1),
  body: z.record(z.string(), z.unknown()),
  accepts_response_payload: z.boolean().optional(),
  ack: z.custom<(response?: unknown) => Promise<void>>((value) => typeof value === "function"),
});

type Envelope = z.infer<typeof envelope>;

export interface EnvelopeParts {
  readonly ports: BotPorts;
  deliver(delivery: Delivery): Promise<void>;
}

/**
 * Takes one envelope of the socket: what came before is acknowledged and nothing else. Never throws. Without an
 * acknowledgement Slack sends it again, so that one which could not be noted is not lost.
 */
export async function takeEnvelope({ ports, deliver }: EnvelopeParts, received: unknown): Promise<void> {
  const read = envelope.safeParse(received);
  if (!read.success) {
    ports.log("warn", "slack envelope of an unknown shape", { error: z.prettifyError(read.error).slice(0, 500) });
    return;
  }
  const request = deliveryKey(read.data.envelope_id, read.data.body);
  const ack = ackOnce(read.data, ports);
  let first: boolean;
  try {
    first = await ports.first(request);
  } catch (error) {
    ports.log("error", "slack request could not be noted", { error: String(error) });
    return;
  }
  if (first) {
    try {
      await deliver({ body: read.data.body, request, noted: true, ack });
    } catch (error) {
      ports.log("warn", "slack request of an unknown shape", { error: String(error) });
    }
  }
  await ack();
}

/**
 * Names what was done, the same under every envelope in which it comes: an event by its id, a person's act by its
 * trigger, anything else by the envelope. Hashed, because a trigger opens dialogs while it lives.
 */
function deliveryKey(envelopeId: string, body: Readonly<Record<string, unknown>>): string {
  const { event_id: event, trigger_id: trigger } = body;
  const named =
    typeof event === "string" && event !== ""
      ? `event:${event}`
      : typeof trigger === "string" && trigger !== ""
        ? `trigger:${trigger}`
        : `envelope:${envelopeId}`;
  return `socket:${createHash("sha256").update(named).digest("hex").slice(0, 40)}`;
}

/** A socket that closed meanwhile must not keep the answer from being shown, so that a failure is only told. */
function ackOnce(one: Envelope, ports: BotPorts): Delivery["ack"] {
  let done = false;
  return async (response) => {
    if (done) return;
    done = true;
    const carries = response !== undefined && response !== "" && one.accepts_response_payload !== false;
    try {
      await (carries ? one.ack(response) : one.ack());
    } catch (error) {
      ports.log("warn", "slack did not get the acknowledgement", { error: String(error) });
    }
  };
}
