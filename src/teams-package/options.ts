import { parseArgs } from "node:util";
import { checkAddress } from "../config/address.ts";
import type { Env } from "../config/gather.ts";
import { isUuid, whereIs } from "../config/teams.ts";

export interface Options {
  /** The Microsoft app id of the bot: a UUID in lower case. */
  readonly appId: string;
  /** Where Teams reaches the daemon: https, without a slash at the end; null = not known. */
  readonly address: string | null;
  /** What Teams shows beside the app; the schema wants all three. */
  readonly pages: { readonly website: string; readonly privacy: string; readonly terms: string };
  readonly out: string;
}

export type Wish = { readonly ok: true; readonly options: Options } | { readonly ok: false; readonly problem: string };

export const usage = `npm run teams-package -- --app-id ID [--host HOST] [--out FILE] [--website URL] [--privacy URL] [--terms URL]
Writes the app package for Microsoft Teams.
  --app-id ID    the bot's Microsoft app id (default: TEAMS_APP_ID)
  --host HOST    where Teams reaches crmsync, e.g. crmsync.your-company.com (default: the host of PUBLIC_URL)
  --out FILE     default crmsync-teams.zip
  --website, --privacy, --terms URL    pages that Teams shows beside the app (default: crmsync's own address)`;

/** Shown as the app's pages while no address is known: nobody owns it (RFC 2606). */
const NOWHERE = "https://crmsync.example.com";
const FIND_ID = `It is ${whereIs.TEAMS_APP_ID}.`;

/** Options from the words of the command line, then from the environment; the problem is one for people to read. */
export function optionsOf(words: readonly string[], env: Env): Wish {
  const read = readWords(words);
  if (read.problem !== undefined) return wrong(read.problem);
  const given = (name: string) => env[name]?.trim() ?? "";

  const appId = (read.values["app-id"] ?? given("TEAMS_APP_ID")).trim().toLowerCase();
  if (appId === "") return wrong(`The app id is missing: give --app-id ID, or set TEAMS_APP_ID. ${FIND_ID}`);
  if (!isUuid(appId)) return wrong(`“${appId}” is no app id. ${FIND_ID}`);

  const address = read.values.host === undefined ? addressOf(given("PUBLIC_URL")) : hostOf(read.values.host);
  if (typeof address === "object" && address !== null) return wrong(address.problem);

  const { website = address ?? NOWHERE, privacy = website, terms = website, out = "crmsync-teams.zip" } = read.values;
  const page = Object.entries({ website, privacy, terms }).find(([, url]) => !isHttps(url));
  if (page !== undefined) return wrong(`--${page[0]} is “${page[1]}”: an address that begins with https:// is wanted.`);
  if (out.trim() === "") return wrong("--out names no file.");
  return { ok: true, options: { appId, address, pages: { website, privacy, terms }, out } };
}

function readWords(words: readonly string[]) {
  const text = { type: "string" } as const;
  const options = { "app-id": text, host: text, out: text, website: text, privacy: text, terms: text };
  try {
    return { values: parseArgs({ args: [...words], options }).values };
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    return { problem: cause.message };
  }
}

function wrong(problem: string): Wish {
  return { ok: false, problem };
}

/** PUBLIC_URL may name this machine, which Teams does not reach: then no address is known. */
function addressOf(publicUrl: string): string | null | { readonly problem: string } {
  if (publicUrl === "") return null;
  const checked = checkAddress("PUBLIC_URL", publicUrl);
  if (typeof checked !== "string") return { problem: `PUBLIC_URL: ${checked.message}. ${checked.mend}` };
  return isHttps(checked) && isPublic(new URL(checked).hostname) ? checked : null;
}

/** A host name, or an address whose host is taken. */
function hostOf(host: string): string | { readonly problem: string } {
  const url = host.includes("://") ? host : `https://${host}`;
  if (isHttps(url) && isPublic(new URL(url).hostname)) return new URL(url).origin;
  return { problem: `--host is “${host}”: a host name that Teams reaches is wanted, e.g. crmsync.your-company.com.` };
}

function isHttps(url: string): boolean {
  return URL.canParse(url) && new URL(url).protocol === "https:";
}

/** A name with a dot in it, no IP address: it needs a certificate that Microsoft trusts. */
function isPublic(hostname: string): boolean {
  return /^([a-z0-9_-]+\.)+[a-z][a-z0-9-]*$/i.test(hostname);
}
