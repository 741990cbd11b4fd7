import { CrmError, type OAuthApp, type Request, type Token } from "../../provider.ts";
import { malformed } from "../../trouble.ts";
import { trustedOrigin } from "./hosts.ts";
import { form, send } from "./transport.ts";
import { textOf } from "./values.ts";

/** The scopes stand in the app's record at Pipedrive; its web flow takes no PKCE. */
export function authorizeUrl(app: OAuthApp, state: string): string {
  const url = new URL("/oauth/authorize", app.loginUrl);
  url.search = new URLSearchParams({ client_id: app.clientId, redirect_uri: app.redirectUri, state }).toString();
  return url.href;
}

export function exchange(app: OAuthApp, code: string, _verifier: string | null, request: Request): Promise<Token> {
  const fields = { grant_type: "authorization_code", code, redirect_uri: app.redirectUri };
  return grant(app, fields, null, request);
}

export function refresh(app: OAuthApp, token: Token, request: Request): Promise<Token> {
  const fields = { grant_type: "refresh_token", refresh_token: token.refreshToken ?? "" };
  return grant(app, fields, token, request);
}

/** Revoking the refresh token is what Pipedrive calls to uninstall the app. */
export async function revoke(app: OAuthApp, token: Token, request: Request): Promise<void> {
  const hint = token.refreshToken === null ? "access_token" : "refresh_token";
  const fields = { token: token.refreshToken ?? token.accessToken, token_type_hint: hint };
  try {
    await send(request, form(new URL("/oauth/revoke", app.loginUrl).href, basic(app), fields));
  } catch (error) {
    // A grant that is already gone is what was wanted.
    if (!(error instanceof CrmError && error.trouble.reason === "AUTH_GRANT_REVOKED")) throw error;
  }
}

async function grant(
  app: OAuthApp,
  fields: Readonly<Record<string, string>>,
  old: Token | null,
  request: Request,
): Promise<Token> {
  const told = await send(request, form(new URL("/oauth/token", app.loginUrl).href, basic(app), fields));
  const accessToken = textOf(told, "access_token");
  if (accessToken === "") throw new CrmError(malformed("Pipedrive's sign-in answer holds no access token", true));
  const domain = textOf(told, "api_domain");
  const scopes = textOf(told, "scope")
    .split(/[\s,]+/)
    .filter((scope) => scope !== "");
  return {
    accessToken,
    // It may have been exchanged for another one: what comes back is the one that counts.
    refreshToken: textOf(told, "refresh_token") || (old?.refreshToken ?? null),
    expiresAt: null,
    lifeMs: typeof told.expires_in === "number" ? told.expires_in * 1000 : null,
    instanceUrl: domain === "" ? (old?.instanceUrl ?? null) : trustedOrigin(domain, app.loginUrl),
    scopes: scopes.length > 0 ? scopes : (old?.scopes ?? []),
  };
}

function basic(app: OAuthApp): string {
  return `Basic ${Buffer.from(`${app.clientId}:${app.clientSecret}`).toString("base64")}`;
}
