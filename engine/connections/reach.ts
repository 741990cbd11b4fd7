import type { OAuthApp, Provider } from "../provider.ts";

const loopback = new Set(["127.0.0.1", "localhost", "[::1]"]);

/**
 * Whether a provider's tokens may go to an address: https to its own hosts or to those that the configuration names;
 * plain http on loopback only, and only where the configuration itself is on loopback. Checked for every request, so
 * that an instance_url or a next-page link that names a stranger leads nowhere.
 */
export function mayReach(url: string, provider: Pick<Provider, "hosts">, app: OAuthApp): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, host, username, password } = new URL(url);
  if (username !== "" || password !== "") return false;
  const configured = [app.loginUrl, app.apiUrl]
    .filter((each): each is string => each !== null)
    .map((each) => new URL(each));
  if (loopback.has(hostname)) return configured.some((each) => loopback.has(each.hostname));
  if (protocol !== "https:") return false;
  if (configured.some((each) => each.host === host)) return true;
  return provider.hosts.some((suffix) => hostname === suffix || hostname.endsWith(`.${suffix}`));
}
