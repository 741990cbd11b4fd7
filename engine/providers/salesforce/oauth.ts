import type { OAuth2 } from "jsforce/lib/core.js";
import { CrmError, type OAuthApp, type Request, type Token } from "../../provider.ts";
import { malformed } from "../../trouble.ts";
import { trustedOrigin } from "./hosts.ts";
import { sdk } from "./sdk.ts";
import { transport } from "./transport.ts";

/** `id` lets the identity address answer, so that people can be told who signed in. */
const SCOPES = "api refresh_token id";

/** The sign-in page with PKCE (S256); the verifier stays with the caller. */
export function authorizeUrl(app: OAuthApp, state: string, challenge: string | null): string {
  const pkce: Record<string, string> =
    challenge === null ? {} : { code_challenge: challenge, code_challenge_method: "S256" };
  return endpoints(app, null).getAuthorizationUrl({ scope: SCOPES, state, ...pkce });
}

export async function exchange(app: OAuthApp, code: string, verifier: string | null, request: Request): Promise<Token> {
  const told: unknown = await endpoints(app, request).requestToken(
    code,
    verifier === null ? {} : { code_verifier: verifier },
  );
  return toToken(told, app, null);
}

/** With rotation switched on, the answer holds a new refresh token and the old one is dead from now on. */
export async function refresh(app: OAuthApp, token: Token, request: Request): Promise<Token> {
  const told: unknown = await endpoints(app, request).refreshToken(token.refreshToken ?? "");
  return toToken(told, app, token);
}

/** Ends the whole grant; a grant that is already gone is what was wanted. */
export async function revoke(app: OAuthApp, token: Token, request: Request): Promise<void> {
  try {
    await endpoints(app, request).revokeToken(token.refreshToken ?? token.accessToken);
  } catch (error) {
    const gone = error instanceof CrmError && error.trouble.reason === "AUTH_GRANT_REVOKED";
    if (!gone) throw error;
  }
}

function endpoints(app: OAuthApp, request: Request | null): OAuth2 {
  const { loginUrl, clientId, clientSecret, redirectUri } = app;
  const { OAuth2 } = sdk();
  const oauth2 = new OAuth2({ loginUrl, clientId, clientSecret, redirectUri });
  if (request !== null) oauth2._transport = transport(request) as unknown as typeof oauth2._transport;
  return oauth2;
}

/** Salesforce tells no life time: an access token is good until a 401. */
function toToken(told: unknown, app: OAuthApp, old: Token | null): Token {
  const answer: Readonly<Record<string, unknown>> = typeof told === "object" && told !== null ? { ...told } : {};
  const accessToken = answer.access_token;
  if (typeof accessToken !== "string" || accessToken === "")
    throw new CrmError(malformed("Salesforce's sign-in answer holds no access token", true));
  const refreshToken = answer.refresh_token;
  const instanceUrl = typeof answer.instance_url === "string" ? answer.instance_url : old?.instanceUrl;
  const scope = answer.scope;
  return {
    accessToken,
    refreshToken: typeof refreshToken === "string" && refreshToken !== "" ? refreshToken : (old?.refreshToken ?? null),
    expiresAt: null,
    instanceUrl: trustedOrigin(instanceUrl ?? "", app.loginUrl),
    scopes: typeof scope === "string" ? scope.split(" ").filter((one) => one !== "") : (old?.scopes ?? []),
  };
}
