import { type Answer, accountNamed } from "../crm/crm.ts";
import { activeFaults, strikeFault, textOf } from "../crm/faults.ts";
import { gated } from "../crm/gate.ts";
import { accessOf, bearer } from "../crm/oauth.ts";
import type { Service, ServiceRequest } from "../service.ts";
import { isActivity } from "./activity-types.ts";
import { type Ask, answer, type Portal, refuse, tooLong, unknownPath } from "./ask.ts";
import { isCustom, objectType } from "./object-types.ts";
import { outage } from "./outage.ts";
import { overLimit, rateHeaders } from "./rates.ts";
import { invalid, missingScopes, type Refusal } from "./refusal.ts";
import { type Match, match } from "./routes.ts";
import type { Hubspot } from "./state.ts";
import { oauthAnswer } from "./tokens.ts";
import { isoOf } from "./values.ts";

/** Longer paths, mostly lists of properties, are refused before anybody reads them; in characters. */
const longestPath = 16_384;

/** The simulated HubSpot as a service: CRM objects, properties, associations and OAuth of api.hubapi.com. */
export function hubspotService(crm: Hubspot): Service {
  const gate = {
    name: crm.name,
    board: crm.board,
    logs: crm.logs,
    accountOf: (request: ServiceRequest) => accountOf(crm, request),
    changes,
    outage: (status: number) => outage(crm, status),
    free: (request: ServiceRequest) => /^\/oauth(\/\d+)?\/authorize\b/.test(request.path),
  };
  return gated(gate, (request) => respond(crm, request));
}

function respond(crm: Hubspot, request: ServiceRequest): Answer {
  const { pathname, searchParams } = new URL(request.path, request.origin);
  const ofTokens = oauthAnswer(crm, request);
  if (ofTokens !== null) return ofTokens;
  if (request.path.length > longestPath) return tooLong();
  const found = match(request.method, pathname);
  if (found === null) return unknownPath();
  const caller = admit(crm, request);
  if ("status" in caller) return caller;
  const refused = overLimit(crm, caller.portal, found.rate);
  const ask: Ask = {
    crm,
    request,
    params: found.params,
    query: searchParams,
    account: caller.portal.account,
    ...caller,
  };
  const answered = refused ?? allowed(crm, found, ask) ?? found.answer(ask, crm.searchLagMs);
  return { ...answered, headers: { ...answered.headers, ...rateHeaders(crm, caller.portal, found.rate) } };
}

/** Who asks, or the 401 or 403 that tells why nobody is let in. */
function admit(crm: Hubspot, request: ServiceRequest): Answer | Pick<Ask, "portal" | "scopes" | "userId"> {
  const token = bearer(request.headers);
  const access = token === null ? null : accessOf(crm.oauth, token);
  if (access === null) return refuse(crm, noCredentials);
  const late = crm.world.now() - access.expiresAt;
  if (late >= 0) return refuse(crm, expired(late, access.expiresAt));
  const { account, scopes, userId } = access.grant;
  if (strikeFault(crm.board, crm.name, "banned", account) !== null) return refuse(crm, banned);
  return { portal: portalOf(crm, accountNamed(crm, account).name), scopes, userId };
}

function allowed(crm: Hubspot, found: Match, ask: Ask): Answer | null {
  const badType = found.badType ?? unmade(ask);
  if (badType !== null) return refuse(crm, invalid(`Unable to infer object type from: ${badType}`));
  const missing = found.scopes.filter((scope) => !(ask.scopes.includes(scope) && permitted(ask, scope)));
  if (missing.length > 0) return refuse(crm, missingScopes(missing));
  return changes(ask.request) && lacksRight(ask) ? answer(403, noRight) : null;
}

/** The user who connected may not write records of this type (missing-right), though the app has the scope. */
function lacksRight({ crm, account, params }: Ask): boolean {
  const asked = objectType(params.type ?? "")?.name;
  return activeFaults(crm.board).some(
    (one) =>
      one.service === crm.name &&
      one.fault === "missing-right" &&
      (one.account === null || one.account === account.name) &&
      textOf(one, "type") === asked,
  );
}

const noRight = { status: "error", message: "You do not have permissions to edit this object." };

/** An object of one's own that this portal does not have; null = there is none in the path. */
function unmade(ask: Ask): string | null {
  const words = [ask.params.type, ask.params.to].filter((word) => word !== undefined);
  return words.find((word) => isCustom(word) && !ask.account.tables.has(word)) ?? null;
}

/** A scope does not help where the user's own rights end. */
function permitted(ask: Ask, scope: string): boolean {
  const [, kind, family = "", right] = scope.split(".");
  const asked = objectType(ask.params.type ?? "")?.name ?? "";
  const name = family === "custom" || isActivity(asked) ? asked : family;
  const schema = ask.account.tables.get(name)?.schema;
  return kind !== "objects" || schema === undefined || (right === "read" ? schema.read : schema.write);
}

function portalOf(crm: Hubspot, name: "main" | "other"): Portal {
  const portal = crm.portals.get(name);
  if (portal === undefined) throw new Error(`HubSpot has no portal ${name}`);
  return portal;
}

const noCredentials: Refusal = {
  status: 401,
  message:
    "Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview",
  category: "INVALID_AUTHENTICATION",
};

const banned: Refusal = { status: 403, message: "The app is not allowed to access this portal.", category: "BANNED" };

function expired(lateMs: number, at: number): Refusal {
  return {
    status: 401,
    message: `The OAuth token used to make this call expired ${Math.floor(lateMs / 1000)} second(s) ago.`,
    category: "EXPIRED_AUTHENTICATION",
    context: { "expire time": [isoOf(at)] },
  };
}

/** Whether records, associations or properties change: searches and batch reads are POSTs too. */
function changes(request: ServiceRequest): boolean {
  const path = request.path.split("?")[0] ?? "";
  if (request.method === "GET" || path.startsWith("/oauth/")) return false;
  return !(path.endsWith("/search") || path.endsWith("/batch/read"));
}

/** The portal that a request speaks for, as far as it can be told. */
function accountOf(crm: Hubspot, request: ServiceRequest): string | null {
  if (activeFaults(crm.board).length === 0) return null;
  const token = bearer(request.headers);
  if (token !== null) return accessOf(crm.oauth, token)?.grant.account ?? null;
  const form = new URLSearchParams(request.path.startsWith("/oauth/") ? request.body : "");
  return crm.oauth.grants.get(form.get("refresh_token") ?? "")?.account ?? null;
}
