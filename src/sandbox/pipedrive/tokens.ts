import { consent } from "../crm/consent.ts";
import type { Answer } from "../crm/crm.ts";
import { strikeFault, textOf } from "../crm/faults.ts";
import { exchange, type Issued, type OAuthRefusal, refresh, revoke } from "../crm/oauth.ts";
import type { ServiceRequest } from "../service.ts";
import { answer, type Pipedrive } from "./ask.ts";

type Words = readonly [error: string, message: string];

const words: Readonly<Record<OAuthRefusal, Words>> = {
  client: ["invalid_client", "Invalid client: client is invalid"],
  secret: ["invalid_client", "Invalid client: client is invalid"],
  code: ["invalid_grant", "Invalid grant: authorization_code is invalid"],
  redirect: ["invalid_request", "Invalid request: redirect_uri is invalid"],
  verifier: ["invalid_grant", "Invalid grant: authorization_code is invalid"],
  grant: ["invalid_grant", "Invalid grant: refresh_token is invalid"],
};

/** A grant that nobody refreshed for so long is dead. */
const idleLifeMs = 60 * 86_400_000;

/** Everything below `/oauth`; null = not one of its paths. */
export function oauthAnswer(crm: Pipedrive, request: ServiceRequest): Answer | null {
  const url = new URL(request.path, request.origin);
  if (!url.pathname.startsWith("/oauth/")) return null;
  if (url.pathname === "/oauth/authorize") {
    // The scopes stand in the app's record: what the link says of them does not matter.
    url.searchParams.set("scope", crm.scopes.join(" "));
    const asked = { ...request, path: `${url.pathname}${url.search}` };
    return consent(crm, asked, { title: "Simulated Pipedrive: connect this app?", denied: { error: "user_denied" } });
  }
  if (request.method !== "POST") return refusal(["invalid_request", "Invalid request: method must be POST"], 404);
  const form = new URLSearchParams(request.body);
  if (url.pathname === "/oauth/token") return token(crm, request, form);
  if (url.pathname === "/oauth/revoke") return withdrawn(crm, request, form);
  return refusal(["invalid_request", "Not found"], 404);
}

function token(crm: Pipedrive, request: ServiceRequest, form: URLSearchParams): Answer {
  const client = clientOf(request);
  if (client === null) return refusal(["invalid_client", "Invalid client: cannot retrieve client credentials"]);
  const refreshToken = form.get("refresh_token") ?? "";
  const known = crm.oauth.grants.get(refreshToken);
  const fault = strikeFault(crm.board, "pipedrive", "token-error", known?.account ?? null);
  if (fault !== null) {
    const error = fault.parameters.error === undefined ? "invalid_grant" : textOf(fault, "error");
    return refusal([error, textOf(fault, "message")]);
  }
  const kind = form.get("grant_type");
  if (kind === null) return refusal(["invalid_request", "Missing parameter: grant_type"]);
  if (kind === "authorization_code") {
    const given = { code: form.get("code") ?? "", redirectUri: form.get("redirect_uri") ?? "", verifier: null };
    if (given.redirectUri === "") return refusal(["invalid_request", "Invalid request: redirect_uri is missing"]);
    return tokens(crm, request, exchange(crm.oauth, { ...client, ...given }));
  }
  if (kind !== "refresh_token") return refusal(["unsupported_grant_type", "Unsupported grant type"]);
  const lastUse = crm.refreshed.get(refreshToken);
  if (lastUse !== undefined && crm.world.now() - lastUse > idleLifeMs) revoke(crm.oauth, refreshToken);
  return tokens(crm, request, refresh(crm.oauth, { ...client, refreshToken }));
}

/** The refresh token stays as it is, unless the service was told to rotate. */
function tokens(crm: Pipedrive, request: ServiceRequest, issued: Issued): Answer {
  if (!issued.ok) return refusal(words[issued.why]);
  const { grant, token: access_token, expiresAt, issuedAt } = issued.access;
  crm.refreshed.set(grant.refreshToken, issuedAt);
  return answer(200, {
    access_token,
    token_type: "Bearer",
    expires_in: Math.round((expiresAt - issuedAt) / 1000),
    refresh_token: grant.refreshToken,
    scope: grant.scopes.join(","),
    api_domain: request.origin,
  });
}

/** Giving back the refresh token uninstalls the app; an access token goes alone. Unknown tokens are no error. */
function withdrawn(crm: Pipedrive, request: ServiceRequest, form: URLSearchParams): Answer {
  const client = clientOf(request);
  const isKnown = crm.clients.some((one) => one.id === client?.clientId && one.secret === client.clientSecret);
  if (!isKnown) return refusal(words.client);
  const given = form.get("token") ?? "";
  if (!crm.oauth.access.delete(given)) revoke(crm.oauth, given);
  return answer(200, { success: true });
}

/** Name and secret of the app from the Basic header. */
function clientOf(request: ServiceRequest): { readonly clientId: string; readonly clientSecret: string } | null {
  const encoded = /^Basic\s+(\S+)$/i.exec(request.headers.authorization ?? "")?.[1];
  if (encoded === undefined) return null;
  const plain = Buffer.from(encoded, "base64").toString("utf8");
  const colon = plain.indexOf(":");
  return colon < 1 ? null : { clientId: plain.slice(0, colon), clientSecret: plain.slice(colon + 1) };
}

function refusal([error, message]: Words, status = 400): Answer {
  return answer(status, { success: false, message, error });
}
