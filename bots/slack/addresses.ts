import { isLoopback } from "./safe.ts";

/**
 * May we send to this address, which came in a request or an answer? Only Slack's own host of that kind over https; when
 * the Web API itself stands on loopback (the sandbox), only the very same origin.
 */
export function isSlackAddress(address: string, kind: "reply" | "upload", apiUrl: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  if (url.username !== "" || url.password !== "") return false;
  const api = new URL(apiUrl);
  if (isLoopback(api.hostname)) return url.origin === api.origin;
  if (url.protocol !== "https:" || url.port !== "") return false;
  return url.hostname === (kind === "reply" ? "hooks.slack.com" : "files.slack.com");
}
