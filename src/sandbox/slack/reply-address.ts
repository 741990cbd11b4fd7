import { isShape, parsed, type Shape, textOf } from "../chat/shape.ts";
import { contentOf, isRefusal, type Outcome, refuse } from "./call.ts";
import { dmOwner } from "./people.ts";
import { addMessage, bump, editMessage, type Interaction, type Message, type State } from "./state.ts";
import { readable } from "./text.ts";

/** A reply address (response_url) works five times within thirty minutes. */
const USES = 5;
const LIFE_MS = 30 * 60_000;

export interface Reply {
  readonly status: number;
  readonly outcome: Outcome;
}

/** What the bot sends to the reply address of something that a person did. */
export function receiveReply(state: State, id: string, body: string): Reply {
  const interaction = state.interactions.get(id);
  if (interaction === undefined || interaction.channel === null) return { status: 404, outcome: refuse("invalid_url") };
  if (state.world.now() - interaction.at > LIFE_MS) return { status: 404, outcome: refuse("expired_url") };
  if (interaction.uses >= USES) return { status: 404, outcome: refuse("used_url") };
  const payload = parsed(body);
  if (!isShape(payload)) return { status: 400, outcome: refuse("invalid_payload") };
  const outcome = applyReply(state, interaction, payload);
  if (outcome.ok) interaction.uses += 1;
  return { status: outcome.ok ? 200 : 400, outcome };
}

/** The same for what stands in the answer to the command itself, which uses nothing up. */
export function applyReply(state: State, interaction: Interaction, payload: Shape): Outcome {
  const original = state.messages.get(interaction.pressed ?? interaction.first ?? "");
  if (payload.delete_original === true || payload.delete_original === "true") return remove(state, original);
  const content = contentOf(payload);
  if (isRefusal(content)) return content;
  const text = content.text || readable(content.blocks);
  if ((payload.replace_original === true || payload.replace_original === "true") && original !== undefined) {
    editMessage(state, original, text, content.blocks ?? []);
    return { ok: true };
  }
  const channel = interaction.channel ?? "";
  const everybody = payload.response_type === "in_channel" || dmOwner(channel) !== undefined;
  const message = addMessage(state, {
    channel,
    thread: textOf(payload.thread_ts) || null,
    onlyFor: everybody ? null : interaction.user,
    via: interaction.id,
    text,
    blocks: content.blocks ?? [],
  });
  interaction.first ??= message.id;
  return { ok: true };
}

function remove(state: State, original: Message | undefined): Outcome {
  if (original === undefined) return refuse("message_not_found");
  state.messages.delete(original.id);
  bump(state);
  return { ok: true };
}
