import type { IncomingMessage } from "node:http";
import { decodeProtectedHeader, errors, jwtVerify } from "jose";
import { type Activity, activity, tenantOf } from "./activity.ts";
import { isLoopback, isTeamsService, type ServicePlace } from "./hosts.ts";
import type { Key, Keys } from "./keys.ts";

export interface IdentityParts {
  /** Null = requests carry no token, and come from this machine alone. */
  readonly appId: string | null;
  readonly tenantId: string | null;
  readonly services: ServicePlace;
  readonly keys: Keys;
  /** The machine's clock in ms: tokens carry real time. */
  machineNow(): number;
}

/** `body` is the activity as it came, `activity` what we read of it. */
export type Verdict =
  | { readonly ok: true; readonly activity: Activity; readonly body: Record<string, unknown> }
  | { readonly ok: false; readonly status: 400 | 401 | 503; readonly why: string };

const ISSUER = "https://api.botframework.com";
const SKEW_S = 5 * 60;
const CHANNEL = "msteams";

/** What is wrong with a token, in fixed words: nothing of it, and nothing of the request, goes into the log. */
class Refused extends Error {
  readonly status: 400 | 401 | 503;
  constructor(why: string, status: 400 | 401 | 503 = 401) {
    super(why);
    this.status = status;
  }
}

/**
 * Is this request from Teams, for this bot, and fresh? The rules are the Bot Connector's "Authenticate requests from the
 * Bot Connector service to your bot": issuer, audience, time, a signature by a published key, and the serviceurl claim.
 * The body is not looked at before all of that was found right. Never throws.
 */
export async function identify(parts: IdentityParts, request: IncomingMessage, raw: Buffer): Promise<Verdict> {
  try {
    const token = parts.appId === null ? null : await verified(parts, parts.appId, request);
    if (token === null && !isFromHere(request)) throw new Refused("not from this machine");
    return { ok: true, ...readBody(parts, raw, token) };
  } catch (error) {
    if (error instanceof Refused) return { ok: false, status: error.status, why: error.message };
    return { ok: false, status: 401, why: "not a token" };
  }
}

/** A token whose signature, issuer, audience and time are right. */
interface Token {
  readonly serviceUrl: unknown;
  readonly endorsements: readonly string[] | null;
}

async function verified(parts: IdentityParts, audience: string, { headers }: IncomingMessage): Promise<Token> {
  const { authorization } = headers;
  if (authorization === undefined || authorization === "") throw new Refused("no token");
  const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization)?.[1];
  if (token === undefined) throw new Refused("not a token");
  const { alg, kid } = decodeProtectedHeader(token);
  if (alg !== "RS256") throw new Refused("wrong algorithm");
  if (typeof kid !== "string" || kid === "") throw new Refused("unknown key");
  const key = await keyOf(parts.keys, kid);
  try {
    const { payload } = await jwtVerify(token, key.key, {
      algorithms: ["RS256"],
      issuer: ISSUER,
      audience,
      clockTolerance: SKEW_S,
      currentDate: new Date(parts.machineNow()),
      requiredClaims: ["exp"],
    });
    return { serviceUrl: payload.serviceurl, endorsements: key.endorsements };
  } catch (error) {
    throw new Refused(whyOf(error));
  }
}

async function keyOf(keys: Keys, id: string): Promise<Key> {
  const found = await keys.find(id);
  if (found === "unavailable") throw new Refused("the keys cannot be read", 503);
  if (found === "unknown") throw new Refused("unknown key");
  return found;
}

function whyOf(error: unknown): string {
  if (error instanceof errors.JWTExpired) return "expired";
  if (error instanceof errors.JWSSignatureVerificationFailed) return "wrong signature";
  if (!(error instanceof errors.JWTClaimValidationFailed)) return "not a token";
  const { claim } = error;
  return claim === "iss" ? "wrong issuer" : claim === "aud" ? "wrong audience" : "wrong time";
}

/** Without an app there is no token to check: no proxy may stand in between, and no page in a browser of this machine. */
function isFromHere({ socket, headers }: IncomingMessage): boolean {
  const told = headers["x-forwarded-for"] ?? headers.forwarded ?? headers.origin ?? headers["sec-fetch-site"];
  return told === undefined && socket.remoteAddress !== undefined && isLoopback(socket.remoteAddress);
}

function readBody(parts: IdentityParts, raw: Buffer, token: Token | null) {
  const body = parseObject(raw.toString("utf8"));
  const read = body === null ? null : activity.safeParse(body);
  if (body === null || read === null || !read.success) throw new Refused("not an activity", 400);
  const { serviceUrl, channelId } = read.data;
  if (token !== null) {
    if (channelId !== CHANNEL) throw new Refused("another channel");
    if (token.endorsements !== null && !token.endorsements.includes(CHANNEL))
      throw new Refused("another channel's key");
    if (token.serviceUrl !== serviceUrl) throw new Refused("another service address");
    const tenant = tenantOf(read.data);
    if (parts.tenantId !== null && tenant !== null && tenant !== parts.tenantId) throw new Refused("another tenant");
  }
  if (!isTeamsService(serviceUrl, parts.services)) throw new Refused("a foreign service address");
  return { activity: read.data, body };
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}
