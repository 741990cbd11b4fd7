import type { Trouble } from "../../provider.ts";
import type { ReasonCode } from "../../reasons.ts";
import { plain, type Refused } from "../../trouble.ts";
import { reasonOfCode, reasonOfGrant, reasonOfRefusal, reasonOfWords } from "./codes.ts";
import { isRow, type Row, textOf } from "./values.ts";

/** `one`: whether the request spoke of one record, so that a missing right may be a right on that one. */
interface Asked extends Refused {
  readonly one?: boolean;
}

/** The short window, where its header does not tell. */
const BURST_WAIT_MS = 2_000;
/** Cloudflare stands before those who went on after many a 429; going on again would keep us out. */
const BLOCKED_WAIT_MS = 5 * 60_000;
const LOCK_WAIT_MS = 2_000;
/** No short window lasts so long: what is used up is the budget of the day. */
const DAY_LIKE_S = 60;

/** What a refused request means: match on the status, then on the code, then on the words. Pure. */
export function troubleOf(answer: Asked): Trouble {
  const told = parsed(answer.body);
  const words = told === null ? pageWords(answer) : wordsOf(told, answer.status);
  const reason = reasonOfStatus(answer, told, words);
  return {
    ...plain(reason, words),
    field: told === null ? null : fieldIn(words, reason),
    code: (told === null ? "" : codeOf(told)) || `ERROR_HTTP_${answer.status}`,
    status: answer.status,
    retryAfterMs: waitOf(answer),
    unsure: answer.write && answer.status >= 500,
  };
}

/** Milliseconds to wait after this answer; null = nothing to wait for, or the day's budget, whose end is not told. */
export function waitOf({ status, headers, body }: Pick<Refused, "status" | "headers" | "body">): number | null {
  if (status === 403 && isPage(body)) return BLOCKED_WAIT_MS;
  if (status === 409) return LOCK_WAIT_MS;
  const after = secondsOf(headers, "retry-after");
  if (after !== null) return after * 1_000;
  if (status !== 429 || isDaily(headers, body)) return null;
  const reset = secondsOf(headers, "x-ratelimit-reset");
  return reset === null ? BURST_WAIT_MS : Math.max(reset * 1_000, 100);
}

function reasonOfStatus(answer: Asked, told: Row | null, words: string): ReasonCode {
  const { status, headers, body } = answer;
  const grant = told === null ? null : grantOf(told);
  if (grant !== null && (status === 400 || status === 401)) return grant;
  switch (status) {
    case 400:
    case 422:
      return told === null ? "ERR_UNKNOWN" : ofValue(told, words, status);
    case 401:
      return "AUTH_TOKEN_EXPIRED";
    case 402:
      return "AUTH_ORG_INACTIVE";
    case 403:
      return told === null && isPage(body) ? "LIMIT_BURST" : ofRefusal(answer, told, words);
    case 404:
      return told === null || /method|endpoint|route/i.test(words) ? "SCHEMA_OBJECT_MISSING" : "REC_DELETED";
    case 408:
    case 504:
    case 524:
      return "PROVIDER_TIMEOUT";
    case 409:
      return "REC_LOCKED_ROW";
    // Not the record is gone but the call: only a newer version of this program knows the new one.
    case 410:
      return /endpoint|api|deprecated|version/i.test(words) ? "DATA_MALFORMED" : "REC_DELETED";
    case 413:
    case 414:
    case 431:
      return "DATA_ENCODE";
    case 415:
      return "AUTH_API_DISABLED";
    case 429:
      return isDaily(headers, body) ? "LIMIT_DAILY" : "LIMIT_BURST";
  }
  if (status >= 500) return "PROVIDER_DOWN";
  return status === 407 || status < 400 ? "NET_BLOCKED" : "ERR_UNKNOWN";
}

/** Sign-in answers bear `error: invalid_grant`, or say it in the words only. */
function grantOf(told: Row): ReasonCode | null {
  const said = `${textOf(told, "error")} ${textOf(told, "message")}`;
  if (/unauthorized access/i.test(said) || "code" in told) return null;
  return first(reasonOfGrant, said);
}

function ofValue(told: Row, words: string, status: number): ReasonCode {
  if (status === 422 && /limit/i.test(words)) return "LIMIT_STORAGE";
  return first(reasonOfWords, words) ?? reasonOfCode[codeOf(told)] ?? "ERR_UNKNOWN";
}

function ofRefusal(answer: Asked, told: Row | null, words: string): ReasonCode {
  const code = told === null ? "" : codeOf(told);
  const said = reasonOfCode[code] ?? first(reasonOfRefusal, `${words} ${code}`);
  if (said !== null) return said;
  if (!answer.write) return "PERM_OBJECT_READ";
  return answer.one === true ? "PERM_RECORD" : "PERM_OBJECT_WRITE";
}

function first(patterns: readonly (readonly [RegExp, ReasonCode])[], words: string): ReasonCode | null {
  return patterns.find(([pattern]) => pattern.test(words))?.[1] ?? null;
}

/** "Validation failed: stage_id: must be a number"; a field of the user's own is named by its 40 characters. */
function fieldIn(words: string, reason: ReasonCode): string | null {
  if (!/^(DATA|SCHEMA_(FIELD|TYPE)|REF|PERM_FIELD)/.test(reason)) return null;
  const own = /\b[0-9a-f]{40}\b/.exec(words)?.[0];
  const named =
    own ??
    /validation failed:\s*(?:custom_fields\.)?['"]?(\w+)/i.exec(words)?.[1] ??
    /(?:field|property|key|parameter) ['"`]?(\w+)['"`]?/i.exec(words)?.[1] ??
    /['"`](\w+)['"`]/.exec(words)?.[1] ??
    /\b(person_id|org_id|organization_id|stage_id|pipeline_id|owner_id|user_id)\b/.exec(words)?.[1] ??
    /^(name|title)\b/i.exec(words)?.[1]?.toLowerCase() ??
    null;
  return named;
}

/** The daily budget is used up: told by a header, by the words, or by a wait that no short window has. */
function isDaily(headers: Refused["headers"], body: string): boolean {
  if (secondsOf(headers, "x-daily-ratelimit-token-remaining") === 0) return true;
  if (secondsOf(headers, "x-daily-requests-left") === 0) return true;
  if ((secondsOf(headers, "x-ratelimit-reset") ?? 0) >= DAY_LIKE_S) return true;
  return /daily|budget/i.test(body.slice(0, 500));
}

function secondsOf(headers: Refused["headers"], name: string): number | null {
  const told = headers[name];
  const value = told === undefined || told.trim() === "" ? Number.NaN : Number(told);
  return Number.isFinite(value) && value >= 0 ? value : null;
}

function codeOf(told: Row): string {
  return textOf(told, "code") || (typeof told.error === "string" && /^[a-z_]+$/.test(told.error) ? told.error : "");
}

/** `error_info` is the same sentence about the documents everywhere, but for a few. */
function wordsOf(told: Row, status: number): string {
  const info = textOf(told, "error_info");
  const said = [textOf(told, "message"), textOf(told, "error"), /developers\.pipedrive\.com/.test(info) ? "" : info];
  const words = [...new Set(said.filter((each) => each !== ""))].join(": ");
  return words || `Pipedrive answered with status ${status} and no words`;
}

function pageWords({ status, body }: Refused): string {
  const text = body.trim();
  if (text === "") return `Pipedrive answered with status ${status} and no words`;
  if (isPage(text)) return `Pipedrive answered with a web page instead of a result (status ${status})`;
  return text;
}

function isPage(body: string): boolean {
  return body.trimStart().startsWith("<");
}

function parsed(body: string): Row | null {
  try {
    const told: unknown = JSON.parse(body);
    return isRow(told) ? told : null;
  } catch {
    return null;
  }
}
