import type { IncomingMessage, ServerResponse } from "node:http";
import type { Card } from "./card.ts";

/** The chat seam: what every platform's bot can do, and what it needs of us. */
export interface Bot {
  readonly id: Platform;
  /** What our HTTP shell hands over. */
  readonly routes: readonly Route[];
  start(answer: Answer): Promise<void>;
  stop(): Promise<void>;
  /** `key` names the post on our side; it travels in the message's metadata. Throws ChatError. */
  post(to: PostTo, card: Card, key: string): Promise<MessageRef>;
  update(ref: MessageRef, card: Card): Promise<void>;
  attach(ref: MessageRef, file: Attachment): Promise<void>;
  home(user: string, card: Card): Promise<void>;
  /** The platform's own ids of the groups somebody is in now, of those that the configuration names. Throws ChatError. */
  groupsOf(user: string): Promise<readonly string[]>;
  /** Looks at everything that posting and answering need, in the given channels too. Never throws. */
  examine(channels: readonly string[]): Promise<readonly Examined[]>;
}

/** One thing that was looked at, in words for an administrator. */
export interface Examined {
  /** e.g. "token", "rights", "clock", "transport", "channel C0123". */
  readonly what: string;
  readonly ok: boolean;
  readonly detail: string;
  /** What to do about it, or null when there is nothing to do. */
  readonly todo: string | null;
}

export type Platform = "slack" | "teams";

export type PostTo = { readonly channel: string; readonly thread?: MessageRef } | { readonly user: string };

/** Where a message stands; JSON-safe, stored as it is. */
export interface MessageRef {
  readonly channel: string;
  readonly id: string;
}

export interface Attachment {
  readonly name: string;
  readonly title: string;
  readonly content: Uint8Array;
}

/** The shell has read the body (1 MB at most) and calls for exactly this method and path. */
export interface Route {
  readonly method: "GET" | "POST";
  readonly path: string;
  handle(request: IncomingMessage, body: Buffer, response: ServerResponse): Promise<void>;
}

export type Answer = (action: Action, from: Caller) => Promise<Reply>;

/** What somebody did: typed a command, pressed a button or sent a form. */
export type Action =
  | { readonly type: "command"; readonly text: string }
  | { readonly type: "press"; readonly id: string; readonly value: string | null }
  | { readonly type: "submit"; readonly id: string; readonly values: Readonly<Record<string, string>> };

export interface Caller {
  readonly platform: Platform | "cli";
  /** The platform's own id of the person. */
  readonly user: string;
  readonly name: string;
  readonly channel: string | null;
  /** The message whose button was pressed, when it is one that can be edited. */
  readonly message: MessageRef | null;
  /** Names this very request, the same when it is delivered again. */
  readonly request: string;
}

/** caller = only they see it; channel = everybody; replace = in place of the message that was pressed; form = a dialog. */
export interface Reply {
  readonly show: "caller" | "channel" | "replace" | "form";
  readonly card: Card;
}

/** What a bot is given besides its own secrets. */
export interface BotPorts {
  /** True the first time a request's key is seen, false ever after; kept in the database. */
  first(key: string): Promise<boolean>;
  now(): number;
  log(level: "info" | "warn" | "error", message: string, fields: Readonly<Record<string, unknown>>): void;
}

/** What to do after a platform refused or did not answer. */
export class ChatError extends Error {
  readonly kind: "rate_limited" | "down" | "gone" | "refused" | "too_large" | "unauthorized";
  readonly retryAfterMs: number | null;
  /** The platform's own code, e.g. "channel_not_found". */
  readonly code: string;
  constructor(kind: ChatError["kind"], code: string, retryAfterMs: number | null = null, cause?: unknown) {
    super(`chat ${kind}: ${code}`, { cause });
    this.name = "ChatError";
    this.kind = kind;
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}
