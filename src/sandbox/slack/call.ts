import { parsed, type Shape, textOf } from "../chat/shape.ts";
import { blockFaults } from "./blocks.ts";
import type { State } from "./state.ts";
import { weight } from "./text.ts";

/** One call of a Web API method whose token was good. */
export interface Call {
  readonly state: State;
  readonly args: Shape;
  readonly origin: string;
}

/** What a method answers: Slack's envelope, always with `ok`. */
export type Outcome = Shape & { readonly ok: boolean };

export type Method = (call: Call) => Outcome;

export function refuse(error: string, messages: readonly string[] = []): Outcome {
  if (messages.length === 0) return { ok: false, error };
  return {
    ok: false,
    error,
    errors: messages.map((one) => one.replace(/^\[ERROR\] /, "")),
    response_metadata: { messages },
  };
}

/** Structured arguments come as JSON text in forms and as themselves in JSON bodies. */
export function structured(value: unknown): unknown {
  return typeof value === "string" ? parsed(value) : value;
}

export interface Content {
  readonly text: string;
  /** null = not given. */
  readonly blocks: readonly unknown[] | null;
}

/** Text and blocks of a message, checked as Slack checks them, or the refusal. */
export function contentOf(args: Shape): Content | Outcome {
  const text = textOf(args.text);
  if (text.length > 40_000) return refuse("msg_too_long");
  if (args.blocks === undefined || args.blocks === null || args.blocks === "") {
    return text.trim() === "" && args.attachments === undefined ? refuse("no_text") : { text, blocks: null };
  }
  const blocks = structured(args.blocks);
  if (!Array.isArray(blocks)) return refuse("invalid_blocks_format");
  if (blocks.length === 0 && text.trim() === "") return refuse("no_text");
  const faults = blockFaults(blocks, "message");
  if (faults.length > 0) return refuse("invalid_blocks", faults);
  if (weight(blocks) > 13_200) return refuse("msg_blocks_too_long");
  return { text, blocks };
}

export function isRefusal(value: object): value is Outcome {
  return "ok" in value;
}
