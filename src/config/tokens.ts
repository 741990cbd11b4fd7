import { envFault, type Fault, show } from "./faults.ts";
import type { Gathered } from "./gather.ts";
import { nearest } from "./nearest.ts";
import type { ApiToken } from "./types.ts";

const roles = ["viewer", "operator", "admin"] as const satisfies readonly ApiToken["role"][];

/** Shorter ones could be guessed. */
const SHORTEST = 32;
const TOKEN = /^[\w.~+/=-]+$/;
const NAME = /^[A-Za-z0-9][\w.-]{0,63}$/;

/** CRMSYNC_API_TOKENS: NAME:ROLE:TOKEN, several with spaces, commas or new lines between; what is wrong is left out. */
export function readApiTokens(text: (name: "CRMSYNC_API_TOKENS") => string): readonly ApiToken[] {
  return entries(text("CRMSYNC_API_TOKENS")).flatMap((entry) => {
    const read = readEntry(entry);
    return "token" in read ? [read] : [];
  });
}

/** Every entry must be right; nothing of a token is told. */
export function checkApiTokens({ values }: Gathered): readonly Fault[] {
  const read = entries(values.get("CRMSYNC_API_TOKENS") ?? "").map(readEntry);
  const good = read.filter((one): one is ApiToken => "token" in one);
  const faults = read.flatMap((one, at) => ("token" in one ? [] : [{ at, ...one }]));
  const twice = good.find((one, at) => good.some((other, before) => before < at && clash(one, other)));
  return [
    ...faults.map(({ at, message, found, mend }) =>
      envFault("CRMSYNC_API_TOKENS", { message: `entry ${at + 1} ${message}`, found, allowed: FORM, mend }),
    ),
    ...(twice
      ? [
          envFault("CRMSYNC_API_TOKENS", {
            message: "the same name or the same token stands there twice",
            found: show(twice.name),
            allowed: "one entry for each program, each with a token of its own",
            mend: `Give ${twice.name} a name and a token that nobody else has.`,
          }),
        ]
      : []),
  ];
}

const FORM = "NAME:ROLE:TOKEN, with viewer, operator or admin as the role; several with a space between";

function entries(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter((entry) => entry !== "");
}

function readEntry(entry: string): ApiToken | (Pick<Fault, "message" | "mend"> & { readonly found: string }) {
  const [name = "", word = "", ...rest] = entry.split(":");
  const token = rest.join(":");
  const role = roles.find((known) => known === word);
  const make = "Make a token with: openssl rand -hex 32";
  if (rest.length === 0)
    return {
      message: "is not NAME:ROLE:TOKEN",
      found: `${entry.length} characters`,
      mend: `Write shop:operator:TOKEN. ${make}`,
    };
  if (!NAME.test(name))
    return {
      message: "has no usable name",
      found: `${name.length} characters`,
      mend: "Name the program in letters, digits, - and _.",
    };
  if (role === undefined)
    return {
      message: "has an unknown role",
      found: `${word.length} characters`,
      mend: `Write ${nearest(word, roles) ?? "viewer"} in the middle.`,
    };
  if (token.length < SHORTEST || !TOKEN.test(token))
    return {
      message:
        token.length < SHORTEST
          ? "has a token that is too short"
          : "has a token with other characters than a bearer token may have",
      found: `${token.length} characters`,
      mend: make,
    };
  return { name, role, token };
}

function clash(a: ApiToken, b: ApiToken): boolean {
  return a.name === b.name || a.token === b.token;
}
