import { hidden, writtenForms } from "../engine/index.ts";
import type { Config } from "./config.ts";

const HIDDEN = "(secret)";

/** Field names whose value is never shown, however they are written. */
const secretKey =
  /^(access_?|refresh_?|bot_?|app_?|id_?)?token$|secret|password|authorization|cookie|signature|verifier|api_?key/i;

/** What secrets look like in running text, whoever wrote it. */
const shapes: readonly (readonly [RegExp, string])[] = [
  [/\bxox[a-z]?-[\w-]{6,}|\bxapp-[\w-]{6,}/g, HIDDEN],
  [/\b(Bearer|Basic)\s+[\w.~+/=!-]{8,}/gi, `$1 ${HIDDEN}`],
  // Salesforce: session ids ("00D…!…") and refresh tokens; HubSpot: private app tokens; anybody's JSON web tokens.
  [/\b00D\w{12,15}![\w.!-]+/g, HIDDEN],
  [/\b5Aep[\w.!-]{10,}/g, HIDDEN],
  [/\bpat-[a-z]+\d*-[\w-]{8,}/g, HIDDEN],
  [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, HIDDEN],
  [/([?&](?:code|state|oauth_token|token|ticket)=)[^&\s"']+/g, `$1${HIDDEN}`],
  [
    /((?:access|refresh|oauth|id)_?token|client_?secret|code_verifier|password)(["']?\s*[=:]\s*["']?)[^\s"'&,;}]{4,}/gi,
    `$1$2${HIDDEN}`,
  ],
  [/(:\/\/[^\s/:@]+:)[^\s/@]+@/g, `$1${HIDDEN}@`],
];

/** What is told of a text, and what of it is looked through for that: what begins before the cut is still seen whole. */
const LONGEST = 8_000;
const READ = 5 * LONGEST;

export interface Scrub {
  text(value: string): string;
  /** The same for everything inside a value; keys that name a secret hide whatever they hold. */
  deep(value: unknown): unknown;
}

/** Takes secrets out of what is written to logs: those that are known, and whatever looks like one. */
export function createScrub(known: readonly string[]): Scrub {
  const forms = writtenForms(known);

  function text(value: string): string {
    let told = hidden(value, forms).slice(0, READ);
    for (const [shape, instead] of shapes) told = told.replace(shape, instead);
    // Cut last: what is cut in two is not found any more.
    return value.length > LONGEST ? `${told.slice(0, LONGEST)}… (${value.length} characters)` : told;
  }

  function deep(value: unknown, depth = 0): unknown {
    if (typeof value === "string") return text(value);
    if (value instanceof Error) return text(value.stack ?? value.message);
    if (typeof value !== "object" || value === null) return value;
    if (depth >= 6) return "(deeper)";
    if (Array.isArray(value)) return value.map((each) => deep(each, depth + 1));
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => [text(key), secretKey.test(key) ? HIDDEN : deep(each, depth + 1)]),
    );
  }

  return { text, deep: (value) => deep(value) };
}

/** What is configured and must stand in no log, by its own letters. */
export function secretsOf({
  secret,
  slack,
  teams,
  apps,
  pipedriveWebhook,
  apiTokens,
  databaseUrl,
}: Config["env"]): readonly string[] {
  // As it stands in the address, and as the database gets it.
  const written = /^\w+:\/\/[^/@:]*:([^@/]*)@/.exec(databaseUrl)?.[1] ?? "";
  const password = URL.canParse(databaseUrl) ? decoded(new URL(databaseUrl).password) : "";
  const chat = slack ? [slack.botToken, slack.signingSecret, slack.appToken] : [];
  const own = [
    secret,
    written,
    password,
    ...chat,
    ...apiTokens.map((one) => one.token),
    teams?.appPassword,
    pipedriveWebhook?.secret,
    pipedriveWebhook?.password,
    ...Object.values(apps).map((app) => app.clientSecret),
  ];
  return own.filter((each): each is string => typeof each === "string" && each !== "");
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
