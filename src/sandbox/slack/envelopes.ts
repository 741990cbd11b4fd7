import { parsed, type Shape, shapeOf, textOf } from "../chat/shape.ts";
import type { Ack, Wire } from "../chat/wire.ts";
import { type Link, newId, type State } from "./state.ts";

/** Without an acknowledgement for this long it is sent again, in another envelope. */
const RESEND_MS = 3000;
const ATTEMPTS = 3;

export function hasLink(state: State): boolean {
  return newest(state) !== undefined;
}

/** Sends what would be the body of a signed request through one socket; `attempt` counts from 0. */
export async function sendEnvelope(
  state: State,
  clock: Pick<Wire, "realNow" | "sleep">,
  body: string,
  attempt: number,
): Promise<Ack> {
  const started = clock.realNow();
  const answered = Promise.withResolvers<Shape>();
  const sent: string[] = [];
  let payload: Shape | null = null;
  for (let more = attempt; more < attempt + ATTEMPTS && payload === null; more += 1) {
    const id = newId(state, "N");
    sent.push(id);
    state.waiting.set(id, answered.resolve);
    newest(state)?.send(JSON.stringify(envelope(id, body, more)));
    payload = await Promise.race([answered.promise, clock.sleep(RESEND_MS).then(() => null)]);
  }
  for (const id of sent) state.waiting.delete(id);
  const ms = clock.realNow() - started;
  if (payload === null) return { status: 0, ms, body: "" };
  return { status: 200, ms, body: Object.keys(payload).length === 0 ? "" : JSON.stringify(payload) };
}

/** Of several sockets the last that was opened; none that is about to be closed. */
function newest(state: State): Link | undefined {
  return [...state.links].findLast((link) => !link.leaving);
}

function envelope(id: string, body: string, attempt: number): Shape {
  const form = new URLSearchParams(body.startsWith("{") ? "" : body);
  const payload = form.get("payload");
  if (body.startsWith("{")) {
    const retry = { retry_attempt: attempt, retry_reason: attempt === 0 ? "" : "timeout" };
    const event = { type: "events_api", envelope_id: id, payload: shapeOf(parsed(body)) };
    return { ...event, ...retry, accepts_response_payload: false };
  }
  if (payload === null) {
    const command = Object.fromEntries(form);
    return { type: "slash_commands", envelope_id: id, payload: command, accepts_response_payload: true };
  }
  const interaction = shapeOf(parsed(payload));
  const accepts = textOf(interaction.type) === "view_submission";
  return { type: "interactive", envelope_id: id, payload: interaction, accepts_response_payload: accepts };
}
