import { AsyncLocalStorage } from "node:async_hooks";

/** Where nobody said otherwise. */
export const LOCALE = "en-US";

const locales = new AsyncLocalStorage<string>();

/**
 * Runs `work`, and all that it begins, with numbers and dates written as `locale` (a BCP 47 tag that Intl knows) writes
 * them. The words around them stay English. What a CRM wrote is text, and is never written anew.
 */
export function inLocale<T>(locale: string, work: () => T): T {
  return locales.run(locale, work);
}

// Nothing is made before it is needed: the first number that is written in a language loads all that Node knows of them.

/** "1,284", "0.5"; at most three decimals. */
export function writeNumber(value: number): string {
  return value.toLocaleString(current());
}

/** A day "2026-11-21" in a sentence: "21 November 2026", or in figures where the language around it is another one. */
export function writeDay(day: string): string {
  const at = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(at)) return day;
  return inFigures() ? formatOf(current(), "day").format(at) : formatOf("en-GB", "words").format(at);
}

/** "2026-11-21 09:52 UTC", or with the day as the locale writes it; a time outside the calendar is "unknown time". */
export function utc(at: number): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return "unknown time";
  if (!inFigures()) return `${date.toISOString().slice(0, 16).replace("T", " ")} UTC`;
  return `${formatOf(current(), "minute").format(at)} UTC`;
}

const DAY = { day: "2-digit", month: "2-digit", year: "numeric" } as const;
const SHAPES = {
  words: { day: "numeric", month: "long", year: "numeric" },
  day: DAY,
  minute: { ...DAY, hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

/** Building one costs as much as a thousand uses of it. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(locale: string, shape: keyof typeof SHAPES): Intl.DateTimeFormat {
  const key = `${locale} ${shape}`;
  const known = formats.get(key);
  if (known) return known;
  const format = new Intl.DateTimeFormat(locale, { timeZone: "UTC", ...SHAPES[shape] });
  formats.set(key, format);
  return format;
}

function current(): string {
  return locales.getStore() ?? LOCALE;
}

/** Between English words a month's name in English reads well; another language's does not, and gives way to figures. */
function inFigures(): boolean {
  return !/^en\b/i.test(current());
}
