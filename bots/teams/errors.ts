import { ChatError } from "../bot.ts";

/** Teams answered with something else than yes. */
export class TeamsHttpError extends Error {
  readonly status: number;
  /** As the header says it: seconds, or a date. */
  readonly retryAfter: string | null;
  readonly body: string;
  constructor(status: number, retryAfter: string | null, body: string) {
    super(`Teams answered ${status}`);
    this.name = "TeamsHttpError";
    this.status = status;
    this.retryAfter = retryAfter;
    this.body = body;
  }
}

/** Codes that say that the message itself is not there any more; a conversation that is not there is refused. */
const GONE: readonly string[] = ["ActivityNotFoundInConversation", "ActivityNotFound", "MessageNotFound"];

const TOO_LARGE: readonly string[] = ["MessageSizeTooBig", "MessageSizeTooLarge", "RequestTooLarge"];

/** Anything that a call of the connector throws. */
export function fromSdk(error: unknown): ChatError {
  if (error instanceof ChatError) return error;
  if (error instanceof TeamsHttpError) return fromStatus(error.status, error.retryAfter, error.body, error);
  // The library could not read what came with a yes.
  return new ChatError("down", "garbage", null, error);
}

/** What to do about an answer; the statuses are those of the Bot Connector's reference, the codes those of Teams. */
export function fromStatus(status: number, retryAfter: string | null, body: string, cause?: unknown): ChatError {
  const bare = `http_${status}`;
  if (status === 429) return new ChatError("rate_limited", bare, retryAfterMs(retryAfter), cause);
  if (status === 412 || status >= 500) return new ChatError("down", bare, null, cause);
  const code = codeOf(body) ?? bare;
  if (status === 401) return new ChatError("unauthorized", code, null, cause);
  if (status === 413 || TOO_LARGE.includes(code)) return new ChatError("too_large", code, null, cause);
  if (GONE.includes(code)) return new ChatError("gone", code, null, cause);
  return new ChatError("refused", code, null, cause);
}

/** Refusals of the content, which plain words do not meet. */
export function isAboutCard(error: unknown): boolean {
  return error instanceof ChatError && error.cause instanceof TeamsHttpError && error.cause.status === 400;
}

/** Of Teams' `{error: {code}}`, or null where the body says nothing of the kind. */
function codeOf(body: string): string | null {
  try {
    const read: unknown = JSON.parse(body);
    const error = typeof read === "object" && read !== null && "error" in read ? read.error : null;
    const code = typeof error === "object" && error !== null && "code" in error ? error.code : null;
    return typeof code === "string" && /^[A-Za-z][A-Za-z0-9_]{0,60}$/.test(code) ? code : null;
  } catch {
    return null;
  }
}

/** Of the header's seconds; a date, which Teams does not send, is as good as nothing. */
export function retryAfterMs(header: string | null): number | null {
  if (header === null || !/^\s*\d+(\.\d+)?\s*$/.test(header)) return null;
  return Math.ceil(Number(header) * 1_000);
}
