import { z } from "zod";
import { show } from "./faults.ts";
import { nearest } from "./nearest.ts";

/** What a fault says besides its place; travels in the issue's `params`. */
export interface Refusal {
  readonly message: string;
  readonly allowed: string;
  readonly nearest?: string | null;
  readonly mend?: string;
}

type Read<T> = { readonly value: T } | Refusal;

/** A zod type whose every refusal is in our own words. */
export function leaf<T>(read: (found: unknown) => Read<T>) {
  return z.unknown().transform((found, context): T => {
    const told = read(found);
    if ("value" in told) return told.value;
    context.issues.push({ code: "custom", input: found, params: { ...told } });
    return z.NEVER;
  });
}

export function text(
  what: string,
  allowed: string,
  takes: (word: string) => boolean = (word) => word.trim() !== "",
  mend: (found: unknown) => { mend?: string } = commented,
) {
  return leaf<string>((found) =>
    typeof found === "string" && takes(found) ? { value: found } : { message: `not ${what}`, allowed, ...mend(found) },
  );
}

/** YAML reads everything after " #" as a comment, which hits channel names. */
function commented(found: unknown): { mend?: string } {
  return found === null ? { mend: "Write a value; one that begins with # needs quotes." } : {};
}

/** `notYet` are names that a later version will know. */
export function oneOf<const T extends string>(what: string, known: readonly T[], notYet: readonly string[] = []) {
  return leaf<T>((found) => {
    const value = known.find((name) => name === found);
    if (value !== undefined) return { value };
    const allowed = known.join(", ");
    if (typeof found !== "string") return { message: `not a ${what}`, allowed };
    if (notYet.includes(found)) {
      return {
        message: `${found} is not part of this version yet`,
        allowed,
        mend: "Remove it until a version has it.",
      };
    }
    return { message: `unknown ${what}`, allowed, nearest: nearest(found, known) };
  });
}

export function flag() {
  return leaf<boolean>((found) =>
    typeof found === "boolean"
      ? { value: found }
      : { message: "not true or false", allowed: "true, false", mend: "Write true or false." },
  );
}

const unitMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };

/** "5s", "15m", "1h" -> milliseconds, from one second to a day. */
export function duration() {
  return leaf<number>((found) => {
    const allowed = "a number with s, m or h, from 1s to 24h";
    const [, count = "", unit = ""] = (typeof found === "string" && /^(\d{1,6})([smh])$/.exec(found)) || [];
    const value = Number(count) * (unitMs[unit] ?? 0);
    if (value >= 1_000 && value <= 86_400_000) return { value };
    const bare = typeof found === "number" && found > 0 ? { mend: `Say the unit, e.g. ${found}s.` } : {};
    return { message: value === 0 ? "not a duration" : "out of range", allowed, ...bare };
  });
}

/** Percent, 1 to 100 -> a share, 0.01 to 1. */
export function percent() {
  return leaf((found) => {
    if (typeof found === "number" && found >= 1 && found <= 100) return { value: found / 100 };
    const mend =
      typeof found === "number" && found > 0 && found < 1
        ? `It is in percent: write ${Math.round(found * 100)}.`
        : "Write a number from 1 to 100, without a sign behind it.";
    return { message: "not a percentage", allowed: "a number from 1 to 100", mend };
  });
}

export function timeOfDay() {
  return text(
    "a time of day",
    '"00:00" to "23:59"',
    (word) => /^([01]\d|2[0-3]):[0-5]\d$/.test(word),
    () => ({ mend: 'Write hours and minutes, e.g. "08:30".' }),
  );
}

/** An IANA name; which ones are known is the runtime's own list. */
export function zone() {
  return leaf<string>((found) => {
    if (typeof found === "string" && isZone(found)) return { value: found };
    const near = typeof found === "string" ? nearest(found, ["UTC", ...Intl.supportedValuesOf("timeZone")]) : null;
    return { message: "unknown time zone", allowed: "a name of the IANA list, e.g. Europe/Berlin", nearest: near };
  });
}

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return /^[A-Za-z]/.test(name);
  } catch {
    return false;
  }
}

/** A BCP 47 tag of a language that the runtime can write numbers and dates in, as its standard spells it. */
export function locale() {
  const allowed = "a language tag, e.g. en-US, de-DE or pt-BR";
  return leaf<string>((found) => {
    const [value] = typeof found === "string" ? localesOf(found) : [];
    if (value !== undefined) return { value };
    // With an underscore it is the name that operating systems give it: "de_DE.UTF-8".
    const [meant] = typeof found === "string" ? localesOf(found.replace(/\..*$/, "").replaceAll("_", "-")) : [];
    return { message: "unknown locale", allowed, ...(meant === undefined ? {} : { mend: `Write ${meant}.` }) };
  });
}

function localesOf(tag: string): readonly string[] {
  try {
    return Intl.NumberFormat.supportedLocalesOf(tag);
  } catch {
    return [];
  }
}

/** A list of what `item` takes; a single value in place of the list is told how to become one. */
export function list<T extends z.ZodType>(item: T) {
  return leaf<unknown[]>((found) =>
    Array.isArray(found)
      ? { value: found }
      : {
          message: "not a list",
          allowed: "a list in brackets or one dash a line",
          mend: typeof found === "string" ? `Write [${show(found)}].` : "Write [ … ].",
        },
  ).pipe(z.array(item));
}

/** Names with values; nothing after the name means "all defaults". */
export function section<T extends z.ZodType>(inner: T) {
  return z.preprocess((found) => found ?? {}, inner);
}
