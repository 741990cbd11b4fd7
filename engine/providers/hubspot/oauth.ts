import { CrmError, type OAuthApp, type Request, type Token } from "../../provider.ts";
import { malformed } from "../../trouble.ts";
import { isRow } from "./records.ts";
import { scopesFor } from "./scopes.ts";
import { apiUrl, form, jsonOf, send } from "./transport.ts";

/** HubSpot's web flow takes no PKCE; the challenge is left out. */
export function authorizeUrl(app: OAuthApp, state: string, _: string | null, types: readonly string[] = []): string {
  const url = new URL("/oauth/authorize", app.loginUrl);
  url.search = new URLSearchParams({
    client_id: app.clientId,
    redirect_uri: app.redirectUri,
    scope: scopesFor(types).join(" "),
    state,
  }).toString();
  return url.href;
}

export function exchange(app: OAuthApp, code: string, verifier: string | null, request: Request): Promise<Token> {
  const proof: Record<string, string> = verifier === null ? {} : { code_verifier: verifier };
  return grant(app, { grant_type: "authorization_code", code, redirect_uri: app.redirectUri, ...proof }, null, request);
}

export function refresh(app: OAuthApp, token: Token, request: Request): Promise<Token> {
  return grant(app, { grant_type: "refresh_token", refresh_token: token.refreshToken ?? "" }, token, request);
}

export async function revoke(app: OAuthApp, token: Token, request: Request): Promise<void> {
  const hint = token.refreshToken === null ? "access_token" : "refresh_token";
  const fields = { token: token.refreshToken ?? token.accessToken, token_type_hint: hint };
  try {
    await send(request, form(`${apiUrl(app)}/oauth/v3/token/revoke`, { ...client(app), ...fields }));
  } catch (error) {
    // A grant that is already gone is what was wanted.
    if (!(error instanceof CrmError && error.trouble.reason === "AUTH_GRANT_REVOKED")) throw error;
  }
}

/** The token endpoint of the v3 OAuth API: the SDK still posts to v1, which ends in February 2027. */
async function grant(
  app: OAuthApp,
  fields: Record<string, string>,
  old: Token | null,
  request: Request,
): Promise<Token> {
  const answer = await send(request, form(`${apiUrl(app)}/oauth/v3/token`, { ...client(app), ...fields }));
  const told = jsonOf(answer);
  const accessToken = isRow(told) ? told.access_token : null;
  if (!isRow(told) || typeof accessToken !== "string" || accessToken === "")
    throw new CrmError(malformed("HubSpot's sign-in answer holds no access token", true));
  const refreshToken = told.refresh_token;
  const scopes = told.scopes;
  return {
    accessToken,
    refreshToken: typeof refreshToken === "string" && refreshToken !== "" ? refreshToken : (old?.refreshToken ?? null),
    // HubSpot asks to refresh by this, not by a 401; the engine, which has the clock, makes a time of it.
    expiresAt: null,
    lifeMs: typeof told.expires_in === "number" ? told.expires_in * 1000 : null,
    instanceUrl: null,
    scopes: Array.isArray(scopes) ? scopes.map(String) : (old?.scopes ?? []),
  };
}

function client(app: OAuthApp): { client_id: string; client_secret: string } {
  return { client_id: app.clientId, client_secret: app.clientSecret };
}
