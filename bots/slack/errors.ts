import { ChatError } from "../bot.ts";
import { sdk } from "./sdk.ts";

/** Slack's codes by what to do about them; whatever is not listed is `refused`. */
const KINDS: Readonly<Record<string, ChatError["kind"]>> = {
  invalid_auth: "unauthorized",
  not_authed: "unauthorized",
  token_revoked: "unauthorized",
  token_expired: "unauthorized",
  account_inactive: "unauthorized",
  missing_scope: "unauthorized",
  not_allowed_token_type: "unauthorized",
  no_permission: "unauthorized",
  message_not_found: "gone",
  cant_update_message: "gone",
  edit_window_closed: "gone",
  thread_not_found: "gone",
  not_found: "gone",
  used_url: "gone",
  expired_url: "gone",
  invalid_url: "gone",
  msg_too_long: "too_large",
  msg_blocks_too_long: "too_large",
  view_too_large: "too_large",
  ratelimited: "rate_limited",
  rate_limited: "rate_limited",
  internal_error: "down",
  fatal_error: "down",
  service_unavailable: "down",
  request_timeout: "down",
};

/** Refusals that the plain form of the same message does not meet. */
export function isAboutBlocks(error: unknown): boolean {
  return error instanceof ChatError && BLOCK_CODES.includes(error.code);
}

const BLOCK_CODES = ["invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"];

/** Slack's answers say `ok: false` and a word; a page of HTML in its place means that something else answered. */
export function fromCode(code: string, cause?: unknown, retryAfterMs: number | null = null): ChatError {
  if (!/^[a-z][a-z0-9_]{0,60}$/.test(code)) return new ChatError("down", "garbage", null, cause);
  return new ChatError((Object.hasOwn(KINDS, code) ? KINDS[code] : undefined) ?? "refused", code, retryAfterMs, cause);
}

/** Slack said yes, but not what it must say with it. */
export function garbage(): ChatError {
  return new ChatError("down", "garbage");
}

export function fromStatus(status: number, retryAfter: string | null, cause?: unknown): ChatError {
  if (status === 429) return new ChatError("rate_limited", "http_429", secondsToMs(retryAfter), cause);
  return new ChatError(status >= 500 ? "down" : "refused", `http_${status}`, null, cause);
}

/** Anything that the Web API client throws. */
export function fromSdk(error: unknown): ChatError {
  if (error instanceof ChatError) return error;
  const { webApi } = sdk();
  if (error instanceof webApi.WebAPIRateLimitedError) {
    return new ChatError("rate_limited", "http_429", error.retryAfter * 1000, error);
  }
  if (error instanceof webApi.WebAPIPlatformError) return fromCode(error.data.error, error);
  if (error instanceof webApi.WebAPIHTTPError) return fromStatus(error.statusCode, null, error);
  if (error instanceof webApi.WebAPIRequestError) return new ChatError("down", "no_answer", null, error);
  if (error instanceof Error && error.message.startsWith("Retry header")) {
    return new ChatError("rate_limited", "http_429", null, error);
  }
  return new ChatError("down", "garbage", null, error);
}

function secondsToMs(header: string | null): number | null {
  const seconds = header === null ? Number.NaN : Number.parseInt(header, 10);
  return Number.isNaN(seconds) ? null : seconds * 1000;
}
