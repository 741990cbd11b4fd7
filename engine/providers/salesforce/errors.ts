import type { Trouble } from "../../provider.ts";
import type { ReasonCode } from "../../reasons.ts";
import { plain, type Refused } from "../../trouble.ts";
import { reasonOfCode, reasonOfGrant } from "./codes.ts";
import { existingIn, fieldIn, warnsOnly, wrappedCodes, wrappers } from "./words.ts";

/** One error of a request ("errorCode") or of a row in a collection ("statusCode"). */
export interface RowError {
  readonly statusCode?: string;
  readonly errorCode?: string;
  readonly message?: string;
  readonly fields?: readonly string[];
  readonly duplicateResult?: unknown;
  /** Salesforce really answers with this spelling. */
  readonly duplicateResut?: unknown;
}

const BACK_OFF_MS = 5_000;

/** What a refused request means: match on the code first, then on the fields, then on the message. Pure. */
export function troubleOf(answer: Refused): Trouble {
  const retryAfterMs = retryAfter(answer.headers);
  const told = parsed(answer.body);
  const found = apiError(told, answer.headers) ?? grantError(told);
  if (found === null) {
    const reason = reasonOfStatus(answer);
    return {
      ...plain(reason, wordsOf(answer)),
      code: `ERROR_HTTP_${answer.status}`,
      status: answer.status,
      retryAfterMs,
      unsure: answer.write && isUnsure(answer.status, reason),
    };
  }
  return {
    ...found,
    status: answer.status,
    retryAfterMs: retryAfterMs ?? found.retryAfterMs,
    unsure: answer.write && isUnsure(answer.status, found.reason),
  };
}

/** What an error of one row in a collection means. The request itself was answered, so nothing is unsure. */
export function troubleOfRow(error: RowError): Trouble {
  const trouble = fromCode(error);
  return trouble.code === "NOT_FOUND" ? { ...trouble, reason: "REC_DELETED" } : trouble;
}

/** Milliseconds of a Retry-After header in seconds; dates are not used by Salesforce. */
export function retryAfter(headers: Readonly<Record<string, string>>): number | null {
  const seconds = Number(headers["retry-after"] ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.round(seconds * 1_000) : null;
}

function fromCode(error: RowError, headers: Refused["headers"] = {}): Trouble {
  const code = error.statusCode ?? error.errorCode ?? "UNKNOWN_EXCEPTION";
  const message = error.message ?? code;
  const reason = reasonOf(code, { message, fields: error.fields ?? [], headers });
  const duplicates = error.duplicateResult ?? error.duplicateResut;
  return {
    ...plain(reason, message),
    code,
    field: error.fields?.[0] ?? fieldIn(code, message),
    existingId: existingIn(duplicates, message),
    ...(warnsOnly(duplicates) && { mayForce: true }),
    retryAfterMs: reason === "LIMIT_CONCURRENT" ? BACK_OFF_MS : null,
  };
}

interface Said {
  readonly message: string;
  readonly fields: readonly string[];
  readonly headers: Refused["headers"];
}

function reasonOf(code: string, said: Said): ReasonCode {
  const { message, fields } = said;
  switch (code) {
    case "REQUEST_LIMIT_EXCEEDED":
      return limitReason(said);
    case "DUPLICATE_EXTERNAL_ID":
      return /more than one|matches more/i.test(message) ? "DUP_AMBIGUOUS" : "DUP_UNIQUE";
    case "INVALID_SESSION_ID":
      if (/not valid for use with|required/i.test(message)) return "AUTH_SCOPE_MISSING";
      return /not attached/i.test(message) ? "AUTH_APP_NOT_INSTALLED" : "AUTH_TOKEN_EXPIRED";
    case "INVALID_CROSS_REFERENCE_KEY":
      return fields.includes("RecordTypeId") || /record type/i.test(message) ? "RULE_RECORD_TYPE" : "REF_INVALID";
    case "INVALID_TYPE":
      // The same words for a hidden and for an absent object; only a custom one can be absent.
      return /'(Account|Contact|Lead|Opportunity|Task|Event)'/.test(message)
        ? "PERM_OBJECT_READ"
        : "SCHEMA_OBJECT_MISSING";
    default:
      return (wrappers.has(code) ? innerReason(said) : null) ?? reasonOfCode[code] ?? "ERR_UNKNOWN";
  }
}

/** What failed inside a trigger or flow decides, where it is told. */
function innerReason(said: Said): ReasonCode | null {
  for (const code of wrappedCodes(said.message)) {
    const inner = reasonOf(code, said);
    if (inner !== "ERR_UNKNOWN") return inner;
  }
  return null;
}

/** One code for two limits: the words tell them apart, else the use of the day that every answer bears. */
function limitReason({ message, headers }: Said): ReasonCode {
  if (/concurrent/i.test(message)) return "LIMIT_CONCURRENT";
  if (/total ?requests/i.test(message)) return "LIMIT_DAILY";
  const day = dayUse(headers);
  return day !== null && day.used < day.limit ? "LIMIT_CONCURRENT" : "LIMIT_DAILY";
}

/** Calls of the last 24 hours, which every REST answer tells: "api-usage=18/5000". */
export function dayUse(headers: Refused["headers"]): { readonly used: number; readonly limit: number } | null {
  const told = /(?:^|[;\s])api-usage=(\d+)\/(\d+)/.exec(headers["sforce-limit-info"] ?? "");
  return told === null ? null : { used: Number(told[1]), limit: Number(told[2]) };
}

function reasonOfStatus({ status, body }: Refused): ReasonCode {
  if (status === 300) return "DUP_AMBIGUOUS";
  if (status === 304) return "SKIP_NO_CHANGE";
  if (/^(Bad|Missing)_?OAuth_?Token/i.test(body)) return "AUTH_TOKEN_EXPIRED";
  if (status === 401) return "AUTH_TOKEN_EXPIRED";
  if (status === 420 || status === 429) return "LIMIT_BURST";
  if (status === 408 || status === 504) return "PROVIDER_TIMEOUT";
  if (status === 406 || status >= 500) return "PROVIDER_DOWN";
  if (status === 404) return "SCHEMA_OBJECT_MISSING";
  if (status === 413 || status === 414 || status === 431) return "DATA_ENCODE";
  // Salesforce itself refuses in JSON and never redirects: something between us does.
  if (status === 403 || status === 407 || (status >= 300 && status < 400)) return "NET_BLOCKED";
  return "ERR_UNKNOWN";
}

/** A 5xx after a write tells nothing, unless the code says that it was refused as a whole. */
function isUnsure(status: number, reason: ReasonCode): boolean {
  return (
    status >= 500 &&
    (reason === "PROVIDER_DOWN" || reason === "PROVIDER_TIMEOUT" || reason === "ERR_UNKNOWN" || status === 504)
  );
}

function apiError(told: unknown, headers: Refused["headers"]): Trouble | null {
  const first: unknown = Array.isArray(told) ? told[0] : told;
  return isRowError(first) ? fromCode(first, headers) : null;
}

function grantError(told: unknown): Trouble | null {
  if (typeof told !== "object" || told === null || !("error" in told) || typeof told.error !== "string") return null;
  const words =
    "error_description" in told && typeof told.error_description === "string" ? told.error_description : told.error;
  return { ...plain(grantReason(told.error, words), words), code: told.error };
}

function grantReason(code: string, words: string): ReasonCode {
  if (code === "invalid_grant") {
    if (/inactive org/i.test(words)) return "AUTH_ORG_INACTIVE";
    if (/inactive user|authentication failure|ip restricted|login hours/i.test(words)) return "AUTH_USER_INACTIVE";
    if (/approved|installed/i.test(words)) return "AUTH_APP_NOT_INSTALLED";
  }
  return reasonOfGrant[code] ?? "ERR_UNKNOWN";
}

function isRowError(value: unknown): value is RowError {
  if (typeof value !== "object" || value === null) return false;
  return !!(
    ("errorCode" in value && typeof value.errorCode === "string") ||
    ("statusCode" in value && typeof value.statusCode === "string")
  );
}

/** JSON, or a form as the revoke endpoint answers; null for anything else. */
function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body.startsWith("error=") ? Object.fromEntries(new URLSearchParams(body)) : null;
  }
}

function wordsOf({ status, body }: Refused): string {
  const text = body.trim();
  if (text === "") return `Salesforce answered with status ${status} and no words`;
  if (text.startsWith("<")) return `Salesforce answered with a web page instead of a result (status ${status})`;
  return text;
}
