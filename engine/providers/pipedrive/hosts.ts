import type { OAuthApp, Token } from "../../provider.ts";
import * as seam from "../../provider.ts";

/** Where Pipedrive's API and sign-in live; a token goes nowhere else. */
export const HOSTS = ["pipedrive.com"] as const;

const USUAL = "https://api.pipedrive.com";

/** Where API calls go: what the configuration says, else the company's own host as its token tells, else the common one. */
export function apiUrl(app: OAuthApp, token: Pick<Token, "instanceUrl">): string {
  if (app.apiUrl !== null) return app.apiUrl.replace(/\/+$/, "");
  return token.instanceUrl === null ? USUAL : trustedOrigin(token.instanceUrl, app.loginUrl);
}

/** The origin of an `api_domain`; throws for a stranger's. */
export function trustedOrigin(address: string, loginUrl: string): string {
  return seam.trustedOrigin(address, loginUrl, { label: "Pipedrive", hosts: HOSTS });
}
