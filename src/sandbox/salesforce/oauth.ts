import { signedInUser } from "../crm/colleagues.ts";
import { consent } from "../crm/consent.ts";
import { type Answer, accountNamed } from "../crm/crm.ts";
import { activeFaults, strikeFault, textOf } from "../crm/faults.ts";
import {
  type Access,
  accessOf,
  bearer,
  exchange,
  type Issued,
  noise,
  type OAuthRefusal,
  refresh,
  revoke,
} from "../crm/oauth.ts";
import type { ServiceRequest } from "../service.ts";
import { answer, notFound } from "./errors.ts";
import type { Salesforce } from "./state.ts";

const words: Readonly<Record<OAuthRefusal, readonly [string, string]>> = {
  client: ["invalid_client_id", "client identifier invalid"],
  secret: ["invalid_client", "invalid client credentials"],
  code: ["invalid_grant", "expired authorization code"],
  redirect: ["redirect_uri_mismatch", "redirect_uri must match configuration"],
  verifier: ["invalid_grant", "invalid code verifier"],
  grant: ["invalid_grant", "expired access/refresh token"],
};

/** Everything below `/services/oauth2` and the identity URL `/id/ORG/USER`. */
export function oauthAnswer(crm: Salesforce, request: ServiceRequest): Answer {
  const { pathname } = new URL(request.path, request.origin);
  const form = new URLSearchParams(request.body);
  if (pathname === "/services/oauth2/authorize") {
    const denied = { error: "access_denied", error_description: "end-user denied authorization" };
    return consent(crm, request, { title: "Simulated Salesforce: allow access?", denied });
  }
  if (pathname.startsWith("/id/")) return identity(crm, request, pathname);
  if (pathname === "/services/oauth2/userinfo") return identity(crm, request, pathname);
  if (request.method !== "POST") return notFound();
  if (pathname === "/services/oauth2/token") return token(crm, request, form);
  if (pathname === "/services/oauth2/revoke") return revoked(crm, form);
  if (pathname === "/services/oauth2/introspect") return introspect(crm, form);
  return notFound();
}

function token(crm: Salesforce, request: ServiceRequest, form: URLSearchParams): Answer {
  const given = (name: string) => form.get(name) ?? "";
  const client = { clientId: given("client_id"), clientSecret: given("client_secret") };
  const account = crm.oauth.grants.get(given("refresh_token"))?.account ?? null;
  const fault = strikeFault(crm.board, "salesforce", "token-error", account);
  if (fault !== null)
    return answer(400, { error: textOf(fault, "error"), error_description: textOf(fault, "description") });
  if (given("grant_type") === "refresh_token") {
    const before = given("refresh_token");
    const issued = refresh(crm.oauth, { ...client, refreshToken: before });
    return tokens(crm, request, issued, before);
  }
  if (given("grant_type") === "authorization_code") {
    const code = { code: given("code"), redirectUri: given("redirect_uri"), verifier: form.get("code_verifier") };
    return tokens(crm, request, exchange(crm.oauth, { ...client, ...code }), null);
  }
  return answer(400, { error: "unsupported_grant_type", error_description: "grant type not supported" });
}

/** The refresh token is told only when it is new and the app asked for it. */
function tokens(crm: Salesforce, request: ServiceRequest, issued: Issued, before: string | null): Answer {
  if (!issued.ok) {
    const [error, error_description] = words[issued.why];
    return answer(400, { error, error_description });
  }
  const { grant, token: access_token, issuedAt } = issued.access;
  const lasting = grant.scopes.some((scope) => ["refresh_token", "offline_access", "full"].includes(scope));
  const tellsRefresh = lasting && grant.refreshToken !== before;
  return answer(200, {
    access_token,
    ...(tellsRefresh && { refresh_token: grant.refreshToken }),
    signature: `${noise(crm.world, 43)}=`,
    scope: grant.scopes.join(" "),
    instance_url: request.origin,
    id: `${request.origin}/id/${crm.accounts.get(grant.account)?.id}/${grant.userId}`,
    token_type: "Bearer",
    issued_at: String(issuedAt),
  });
}

/** Errors are form-encoded here, as jsforce expects. */
function revoked(crm: Salesforce, form: URLSearchParams): Answer {
  if (revoke(crm.oauth, form.get("token") ?? "")) return { status: 200, headers: {}, body: "" };
  const body = new URLSearchParams({
    error: "unsupported_token_type",
    error_description: "this token type is not supported",
  });
  return { status: 400, headers: { "content-type": "application/x-www-form-urlencoded" }, body: body.toString() };
}

function introspect(crm: Salesforce, form: URLSearchParams): Answer {
  const client = crm.oauth.clients.find((c) => c.id === form.get("client_id"));
  if (client === undefined || client.secret !== form.get("client_secret")) {
    const [error, error_description] = words[client === undefined ? "client" : "secret"];
    return answer(401, { error, error_description });
  }
  const text = form.get("token") ?? "";
  const access = accessOf(crm.oauth, text);
  const grant = access?.grant ?? crm.oauth.grants.get(text);
  const alive = grant !== undefined && (access === null || access.expiresAt > crm.world.now());
  if (!alive) return answer(200, { active: false });
  const account = accountNamed(crm, grant.account);
  return answer(200, {
    active: true,
    scope: grant.scopes.join(" "),
    client_id: grant.clientId,
    username: signedInUser(account, grant.userId).email,
    sub: `https://login.salesforce.com/id/${account.id}/${grant.userId}`,
    token_type: access === null ? "refresh_token" : "access_token",
    ...(access !== null && { exp: Math.floor(access.expiresAt / 1000), iat: Math.floor(access.issuedAt / 1000) }),
  });
}

function identity(crm: Salesforce, request: ServiceRequest, pathname: string): Answer {
  const { searchParams } = new URL(request.path, request.origin);
  const text = bearer(request.headers) ?? searchParams.get("oauth_token");
  if (text === null) return plain("Missing_OAuth_Token");
  const access = living(crm, text);
  const account = access === null ? undefined : crm.accounts.get(access.grant.account);
  if (access === null || account === undefined) return plain("Bad_OAuth_Token");
  const { userId } = access.grant;
  const own = `/id/${account.id}/${userId}`;
  if (pathname.startsWith("/id/") && pathname !== own) return plain("Bad_Id");
  const { name, email } = signedInUser(account, userId);
  const rest = `${request.origin}/services/data/v{version}/`;
  return answer(200, {
    id: `${request.origin}${own}`,
    asserted_user: true,
    user_id: userId,
    organization_id: account.id,
    username: email,
    nick_name: name,
    display_name: name,
    email,
    urls: {
      rest,
      sobjects: `${rest}sobjects/`,
      search: `${rest}search/`,
      query: `${rest}query/`,
      profile: `${request.origin}/${userId}`,
    },
    active: true,
    user_type: "STANDARD",
    language: "en_US",
    is_app_installed: true,
  });
}

/** The access that a token gives now; null when it is unknown, revoked or expired. */
export function living(crm: Salesforce, token: string): Access | null {
  const access = accessOf(crm.oauth, token);
  return access !== null && access.expiresAt > crm.world.now() ? access : null;
}

/** The account that a request speaks for, as far as it can be told. */
export function accountOf(crm: Salesforce, request: ServiceRequest): string | null {
  if (activeFaults(crm.board).length === 0) return null;
  const token = bearer(request.headers);
  if (token !== null) return accessOf(crm.oauth, token)?.grant.account ?? null;
  const form = new URLSearchParams(request.path.startsWith("/services/oauth2") ? request.body : "");
  return crm.oauth.grants.get(form.get("refresh_token") ?? "")?.account ?? null;
}

function plain(body: string): Answer {
  return { status: 403, headers: { "content-type": "text/plain;charset=UTF-8" }, body };
}
