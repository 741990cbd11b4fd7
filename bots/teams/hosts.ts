import { isIP } from "node:net";

/**
 * Where Teams' service stands: the public cloud and the three of the US government, as Microsoft's agents SDK lists them
 * (TeamsServiceEndpoints). Whole names: under trafficmanager.net anybody can have a name.
 */
const SERVICE_HOSTS: readonly string[] = [
  "smba.trafficmanager.net",
  "smba.infra.gcc.teams.microsoft.com",
  "smba.infra.gov.teams.microsoft.us",
  "smba.infra.dod.teams.microsoft.us",
];

/** May our token be sent there? `where` says whether the chat is Microsoft's, or stands on this machine (the sandbox). */
export function isTeamsService(address: string, where: ServicePlace): boolean {
  const url = addressOf(address);
  if (url === null || url.search !== "" || url.hash !== "") return false;
  if (isLoopback(url.hostname)) return where !== "microsoft" && /^https?:$/.test(url.protocol);
  if (where === "loopback" || url.protocol !== "https:" || url.port !== "") return false;
  return SERVICE_HOSTS.includes(url.hostname);
}

/** loopback = only there; either = Microsoft's too. */
export type ServicePlace = "microsoft" | "loopback" | "either";

/** For addresses of the configuration and those that they lead to: https, or http on this machine. */
export function isSafe(address: string): boolean {
  const url = addressOf(address);
  return url !== null && (url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname)));
}

/** May one safe address lead to another? What comes from elsewhere does not lead to this machine. */
export function mayLeadTo(from: string, to: string): boolean {
  const [source, target] = [addressOf(from), addressOf(to)];
  if (source === null || target === null || !isSafe(to)) return false;
  return isLoopback(source.hostname) || (target.protocol === "https:" && !isLoopback(target.hostname));
}

/** An address without a name and a password in it; null for anything else. */
function addressOf(address: string): URL | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  return url.username === "" && url.password === "" ? url : null;
}

/** A name or address of this machine, with or without the brackets of IPv6. */
export function isLoopback(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, "").toLowerCase();
  if (name === "localhost" || name === "::1") return true;
  const four = name.startsWith("::ffff:") ? name.slice("::ffff:".length) : name;
  return isIP(four) === 4 && four.startsWith("127.");
}
