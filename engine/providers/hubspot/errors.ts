import type { Trouble } from "../../provider.ts";
import type { ReasonCode } from "../../reasons.ts";
import { plain, type Refused } from "../../trouble.ts";
import { reasonOfCategory, reasonOfGrant, reasonOfProperty, reasonOfWords } from "./codes.ts";
import { isRow, listOf, textOf } from "./records.ts";

/** How long each of HubSpot's short limits lasts; a day's limit has no wait that we could keep in a request. */
const POLICY_WAITS: Readonly<Record<string, number>> = { TEN_SECONDLY_ROLLING: 10_000, SECONDLY: 1_000 };
const LOCK_WAIT_MS = 2_000;

/** What a refused request means: match on the code first, then on the property, then on the words. Pure. */
export function troubleOf(answer: Refused): Trouble {
  const told = parsed(answer.body);
  const reason = reasonOfStatus(answer, told);
  const found = told === null ? plain(reason ?? "ERR_UNKNOWN", wordsOf(answer)) : fromEnvelope(told, answer.write);
  const settled = reason === null ? found : { ...found, reason };
  return {
    ...settled,
    code: settled.code ?? `ERROR_HTTP_${answer.status}`,
    status: answer.status,
    retryAfterMs: waitOf(answer),
    unsure: answer.write && answer.status >= 500 && settled.reason !== "AUTH_CLIENT_INVALID",
  };
}

/** What an error of a 207 (`errors[]` beside `results[]`) means. The request itself was answered. */
export function troubleOfRow(error: unknown): Trouble {
  return isRow(error) ? fromEnvelope(error, true) : plain("ERR_UNKNOWN", "HubSpot refused this record without words");
}

/** Milliseconds to wait after this answer: Retry-After in seconds, else what its limit is known to need. */
export function waitOf({ status, headers, body }: Pick<Refused, "status" | "headers" | "body">): number | null {
  const seconds = Number(headers["retry-after"] ?? Number.NaN);
  if (Number.isFinite(seconds) && seconds >= 0) return Math.round(seconds * 1_000);
  if (status === 423) return LOCK_WAIT_MS;
  const told = parsed(body);
  if (status !== 429 || isDaily(headers, told)) return null;
  const policy = policyOf(told);
  return policy === null ? (POLICY_WAITS.TEN_SECONDLY_ROLLING ?? null) : (POLICY_WAITS[policy] ?? null);
}

/** What the status alone decides; null = the body decides. */
function reasonOfStatus(answer: Refused, told: Envelope | null): ReasonCode | null {
  const { status, write, body } = answer;
  if (status === 401) return told !== null && "error" in told ? null : "AUTH_TOKEN_EXPIRED";
  if (status === 429) return isDaily(answer.headers, told) ? "LIMIT_DAILY" : "LIMIT_BURST";
  if (status === 423) return "REC_LOCKED_ROW";
  if (status === 477) return "PROVIDER_MAINTENANCE";
  if (status === 408 || status === 504 || status === 524) return "PROVIDER_TIMEOUT";
  // Cloudflare, in front of HubSpot, refuses a token that is none with the same status as an outage.
  if (status === 530 && /token/i.test(body)) return "AUTH_CLIENT_INVALID";
  if (status >= 500) return "PROVIDER_DOWN";
  if (told !== null) {
    if (status === 404 && /object type/i.test(textOf(told, "message"))) return "SCHEMA_OBJECT_MISSING";
    if (status === 404) return "REC_DELETED";
    // A conflict that names nobody is about the moment: somebody else is writing the record.
    if (status === 409 && !/already|exist|duplicate/i.test(body) && !("category" in told)) return "REC_LOCKED_ROW";
    if (status === 400 && !write && /10,?000/.test(textOf(told, "message"))) return "LIMIT_BULK";
    if (status !== 403 || textOf(told, "category") in reasonOfCategory) return null;
    return write ? "PERM_OBJECT_WRITE" : "PERM_OBJECT_READ";
  }
  if (status === 404) return "SCHEMA_OBJECT_MISSING";
  if (status === 413 || status === 414 || status === 431) return "DATA_ENCODE";
  // HubSpot itself refuses in JSON and never redirects: something between us does.
  if (status === 403 || status === 407 || (status >= 300 && status < 400)) return "NET_BLOCKED";
  return null;
}

type Envelope = Readonly<Record<string, unknown>>;

function fromEnvelope(told: Envelope, write: boolean): Trouble {
  const message = textOf(told, "error_description") || textOf(told, "message") || textOf(told, "error");
  const [fault] = faultsOf(told, message);
  const status = textOf(told, "status");
  const codes = [fault?.code ?? "", textOf(told, "category"), status === "error" ? "" : status, textOf(told, "error")];
  const words = fault?.message || message;
  const reason =
    (fault !== undefined && isOwner(fault) ? "REF_OWNER_INACTIVE" : null) ??
    reasonOfProperty[codes[0] ?? ""] ??
    reasonOfCategory[codes[1] ?? ""] ??
    reasonOfCategory[codes[2] ?? ""] ??
    reasonOfGrant[codes[3] ?? ""] ??
    reasonOfWords.find(([pattern]) => pattern.test(message) || pattern.test(words))?.[1] ??
    (codes[1] === "VALIDATION_ERROR" ? (write ? "RULE_VALIDATION" : "DATA_ENCODE") : "ERR_UNKNOWN");
  return {
    ...plain(reason, reason === "AUTH_SCOPE_MISSING" ? withScopes(told, words) : words),
    code: codes.find((code) => code !== "") ?? null,
    field: fault?.name ?? null,
    existingId: reason === "DUP_UNIQUE" ? existingIn(`${message} ${words}`) : null,
  };
}

interface Fault {
  readonly code: string;
  readonly message: string;
  readonly name: string | null;
}

/** Faults of single properties: in `errors[]`, or as JSON inside the message. */
function faultsOf(told: Envelope, message: string): readonly Fault[] {
  const inside = /not valid: (\[.*\])/s.exec(message)?.[1];
  const quoted = listOf(inside === undefined ? null : json(inside)).filter(isRow);
  const fromWords = quoted.map((one) => ({
    code: textOf(one, "error"),
    message: textOf(one, "message"),
    name: textOf(one, "name") || null,
  }));
  const listed = listOf(told.errors).filter(isRow);
  const fromList = listed.map((one) => {
    const context = isRow(one.context) ? one.context : {};
    const named = listOf(context.propertyName ?? context.properties)[0];
    return {
      code: textOf(one, "code"),
      message: textOf(one, "message"),
      name: named === undefined ? null : String(named),
    };
  });
  const context = isRow(told.context) ? told.context : {};
  const named = listOf(context.propertyName ?? context.properties)[0];
  const whole = named === undefined ? [] : [{ code: "", message: "", name: String(named) }];
  const faults = [...fromWords, ...fromList];
  return [...faults.filter((fault) => fault.code in reasonOfProperty), ...whole, ...faults];
}

/** An owner who left is no longer among the allowed options of the property. */
function isOwner({ name, code }: Fault): boolean {
  return name === "hubspot_owner_id" && /^INVALID_(OPTION|OWNER)/.test(code);
}

function withScopes(told: Envelope, words: string): string {
  const contexts = [told, ...listOf(told.errors).filter(isRow)].map((one) => one.context);
  const scopes = contexts
    .filter(isRow)
    .flatMap((one) => Object.values(one).flatMap((value) => listOf(value).map(String)));
  return scopes.length === 0 ? words : `missing scopes: ${scopes.join(", ")}`;
}

function existingIn(words: string): string | null {
  return /Existing ID: (\d+)/i.exec(words)?.[1] ?? /(\d+) already has that value/i.exec(words)?.[1] ?? null;
}

/** Where the words name no limit, the count of the day does. */
function isDaily(headers: Refused["headers"], told: Envelope | null): boolean {
  const policy = policyOf(told);
  return policy === null ? headers["x-hubspot-ratelimit-daily-remaining"] === "0" : policy === "DAILY";
}

function policyOf(told: Envelope | null): string | null {
  if (told === null) return null;
  const policy = textOf(told, "policyName");
  if (policy !== "") return policy;
  return /your (daily|secondly|ten_secondly_rolling) limit/i.exec(textOf(told, "message"))?.[1]?.toUpperCase() ?? null;
}

function parsed(body: string): Envelope | null {
  const told = json(body);
  return isRow(told) ? told : null;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function wordsOf({ status, body }: Refused): string {
  const text = body.trim();
  if (text === "") return `HubSpot answered with status ${status} and no words`;
  if (text.startsWith("<")) return `HubSpot answered with a web page instead of a result (status ${status})`;
  return text;
}
