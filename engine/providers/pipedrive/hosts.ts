import { CrmError, type OAuthApp, type Token } from "../../provider.ts";
import { plain } from "./errors.ts";

/** Where Pipedrive's API and sign-in live; a token goes nowhere else. */
export const HOSTS = ["pipedrive.com"] as const;

const USUAL = "https://api.pipedrive.com";

/** Where API calls go: what the configuration says, else the company's own host as its token tells, else the common one. */
export function apiUrl(app: OAuthApp, token: Pick<Token, "instanceUrl">): string {
  if (app.apiUrl !== null) return app.apiUrl.replace(/\/+$/, "");
  return token.instanceUrl === null ? USUAL : trustedOrigin(token.instanceUrl, app.loginUrl);
}

/**
 * The origin of an `api_domain`, if a token may go there: https below Pipedrive's own name, or loopback when sign-in
 * itself is on loopback (the sandbox).
 * @throws CrmError DATA_MALFORMED for every other address.
 */
export function trustedOrigin(address: string, loginUrl: string): string {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || url.username !== "" || url.password !== "") throw foreign(address);
  if (isLoopback(loginUrl) && isLoopback(address) && /^https?:$/.test(url.protocol)) return url.origin;
  const known = HOSTS.some((host) => url.hostname === host || url.hostname.endsWith(`.${host}`));
  if (url.protocol !== "https:" || url.port !== "" || !known) throw foreign(address);
  return url.origin;
}

function isLoopback(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const host = new URL(address).hostname;
  return host === "localhost" || host === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(host);
}

function foreign(address: string): CrmError {
  const host = URL.canParse(address) ? new URL(address).hostname : "no address";
  return new CrmError(
    plain("DATA_MALFORMED", `Pipedrive named a host that is not its own (${host}); nothing was sent there`),
  );
}
