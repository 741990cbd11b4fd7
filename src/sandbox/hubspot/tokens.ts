import { consent } from "../crm/consent.ts";
import { type Answer, accountNamed } from "../crm/crm.ts";
import { strikeFault, textOf } from "../crm/faults.ts";
import {
  type Access,
  accessOf,
  exchange,
  type Grant,
  type Issued,
  type OAuthRefusal,
  refresh,
  revoke,
} from "../crm/oauth.ts";
import type { ServiceRequest } from "../service.ts";
import { answer, noContent, unknownPath } from "./ask.ts";
import type { Hubspot } from "./state.ts";
import { correlationId } from "./values.ts";

type Words = readonly [error: string, status: string, message: string];

const words: Readonly<Record<OAuthRefusal | "verifier", Words>> = {
  client: ["invalid_client", "BAD_CLIENT_ID", "missing or unknown client id"],
  secret: ["invalid_client", "BAD_CLIENT_SECRET", "missing or invalid client secret"],
  code: ["invalid_grant", "BAD_AUTH_CODE", "missing or unknown auth code"],
  redirect: ["invalid_grant", "BAD_REDIRECT_URI", "missing or invalid redirect uri"],
  verifier: ["invalid_grant", "BAD_AUTH_CODE", "code verifier does not match the code challenge"],
  grant: ["invalid_grant", "BAD_REFRESH_TOKEN", "refresh token is invalid, expired or revoked"],
};

const errorOf: Readonly<Record<string, string>> = { BAD_HUB: "access_denied", BAD_CLIENT_ID: "invalid_client" };

/** Everything below `/oauth`; null = not one of its paths. v1 and v3 differ in the token's shape only. */
export function oauthAnswer(crm: Hubspot, request: ServiceRequest): Answer | null {
  const { pathname } = new URL(request.path, request.origin);
  if (/^\/oauth(\/\d+)?\/authorize$/.test(pathname)) {
    const denied = { error: "access_denied", error_description: "The user denied access" };
    return consent(crm, request, { title: "Simulated HubSpot: connect this app?", denied });
  }
  const version = /^\/oauth\/(v1|v3|2026-03|2026-09)\/(.+)$/.exec(pathname);
  if (version === null) return pathname.startsWith("/oauth/") ? unknownPath() : null;
  const [, named, rest = ""] = version;
  const form = new URLSearchParams(request.body);
  if (request.method === "POST" && rest === "token") return token(crm, form, named === "v1");
  if (named === "v1") return aboutToken(crm, request.method, rest);
  if (request.method === "POST" && rest === "token/introspect")
    return withClient(crm, form, () => introspect(crm, form));
  if (request.method === "POST" && rest === "token/revoke")
    return withClient(crm, form, () => {
      revoke(crm.oauth, form.get("token") ?? "");
      return { status: 200, headers: {}, body: "" };
    });
  return unknownPath();
}

function token(crm: Hubspot, form: URLSearchParams, old: boolean): Answer {
  const given = (name: string) => form.get(name) ?? "";
  const client = { clientId: given("client_id"), clientSecret: given("client_secret") };
  const account = crm.oauth.grants.get(given("refresh_token"))?.account ?? null;
  const fault = strikeFault(crm.board, "hubspot", "token-error", account);
  if (fault !== null) {
    const status = textOf(fault, "status");
    const usual = status === "BAD_HUB" ? "missing or unknown hub id" : "the request was refused";
    return refusal([
      errorOf[status] ?? "invalid_grant",
      status,
      fault.parameters.message === undefined ? usual : textOf(fault, "message"),
    ]);
  }
  if (given("grant_type") === "refresh_token")
    return tokens(crm, refresh(crm.oauth, { ...client, refreshToken: given("refresh_token") }), old);
  if (given("grant_type") === "authorization_code") {
    const code = { code: given("code"), redirectUri: given("redirect_uri"), verifier: form.get("code_verifier") };
    return tokens(crm, exchange(crm.oauth, { ...client, ...code }), old);
  }
  return refusal(["unsupported_grant_type", "BAD_GRANT_TYPE", "missing or unknown grant type"]);
}

/** The same refresh token comes back: HubSpot's do not rotate. */
function tokens(crm: Hubspot, issued: Issued, old: boolean): Answer {
  if (!issued.ok) return refusal(words[issued.why]);
  const { grant, token: access_token, expiresAt } = issued.access;
  const common = {
    token_type: "bearer",
    refresh_token: grant.refreshToken,
    access_token,
    expires_in: Math.round((expiresAt - crm.world.now()) / 1000),
  };
  if (old) return answer(200, common);
  const { id } = accountNamed(crm, grant.account);
  const more = { token_use: "access_token", hub_id: Number(id), user_id: Number(grant.userId), scopes: grant.scopes };
  return answer(200, { ...common, ...more });
}

function refusal([error, status, message]: Words): Answer {
  return answer(400, { error, error_description: message, status, message });
}

function withClient(crm: Hubspot, form: URLSearchParams, then: () => Answer): Answer {
  const client = crm.oauth.clients.find((one) => one.id === form.get("client_id"));
  if (client === undefined) return refusal(words.client);
  return client.secret === form.get("client_secret") ? then() : refusal(words.secret);
}

function introspect(crm: Hubspot, form: URLSearchParams): Answer {
  const text = form.get("token") ?? "";
  const access = accessOf(crm.oauth, text);
  const grant = access?.grant ?? crm.oauth.grants.get(text);
  const alive = grant !== undefined && (access === null || access.expiresAt > crm.world.now());
  if (!alive || grant.clientId !== form.get("client_id")) return answer(200, { active: false });
  const use = access === null ? "refresh_token" : "access_token";
  return answer(200, {
    active: true,
    token_use: use,
    ...facts(crm, grant),
    client_id: grant.clientId,
    ...(access !== null && { expires_in: secondsLeft(crm, access) }),
    token_type: access === null ? "refresh" : "access",
    is_private_distribution: false,
  });
}

/** v1: the token stands in the path. */
function aboutToken(crm: Hubspot, method: string, rest: string): Answer {
  const [kind, text = ""] = rest.split("/").map(decodeURIComponent);
  if (kind === "access-tokens" && method === "GET") {
    const access = accessOf(crm.oauth, text);
    if (access === null || access.expiresAt <= crm.world.now()) return unknownToken(crm, "access");
    const { grant } = access;
    return answer(200, {
      token: text,
      ...facts(crm, grant),
      expires_in: secondsLeft(crm, access),
      token_type: "access",
    });
  }
  if (kind !== "refresh-tokens") return unknownPath();
  const grant = crm.oauth.grants.get(text);
  if (method === "DELETE") {
    revoke(crm.oauth, text);
    return noContent();
  }
  if (method !== "GET") return unknownPath();
  if (grant === undefined) return unknownToken(crm, "refresh");
  return answer(200, { token: text, client_id: grant.clientId, ...facts(crm, grant), token_type: "refresh" });
}

function unknownToken(crm: Hubspot, kind: "access" | "refresh"): Answer {
  const message = `${kind} token not found`;
  return answer(404, {
    status: "error",
    message,
    correlationId: correlationId(crm.world),
    category: "OBJECT_NOT_FOUND",
  });
}

function facts(crm: Hubspot, grant: Grant) {
  const account = accountNamed(crm, grant.account);
  return {
    user: account.appUser.email,
    user_id: Number(grant.userId),
    hub_domain: account.appUser.email.split("@")[1],
    hub_id: Number(account.id),
    app_id: 3_104_221,
    scopes: grant.scopes,
  };
}

function secondsLeft(crm: Hubspot, access: Access): number {
  return Math.max(0, Math.round((access.expiresAt - crm.world.now()) / 1000));
}
