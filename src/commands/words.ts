import type { Caller } from "../../bots/bot.ts";
import type { Line } from "../../bots/card.ts";
import { writeNumber } from "../../bots/numbers.ts";
import { clean, cut } from "../../bots/text.ts";
import type { Engine, ObjectName } from "../../engine/index.ts";

/** How a connection is called on cards, e.g. "Salesforce" or "Salesforce (emea)". */
export type Names = (connection: string) => string;

/** The provider's label, with the connection's own name where that says more. */
export function namesOf(engine: Pick<Engine, "settings" | "label">): Names {
  return (connection) => {
    if (!engine.settings.connections.some((own) => own.name === connection)) return connection;
    const label = engine.label(connection);
    return label.toLowerCase() === connection.toLowerCase() ? label : `${label} (${connection})`;
  };
}

/** The provider's label alone, of such a name: "Salesforce (emea)" is Salesforce. */
export function providerOf(name: string): string {
  return name.replace(/ \([^()]*\)$/, "");
}

/** Text that a CRM or a person wrote, as it may stand on a card: one line, harmless, at most `max` characters. */
export function foreign(text: string, max = 200): string {
  // What is cut off anyway need not be cleaned: names of 100 kB were seen.
  return cut(clean(text.slice(0, 4 * max)), max);
}

/** With thousands separators, as the reader's locale writes them. */
export function number(count: number): string {
  return writeNumber(Math.round(count));
}

/** "1 record", "1,284 records". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${number(count)} ${count === 1 ? one : many}`;
}

export function plural(object: ObjectName): string {
  return object === "activity" ? "activities" : `${object}s`;
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** "a, b and c". */
export function listed(words: readonly string[]): string {
  if (words.length < 2) return words[0] ?? "";
  return `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** Two units at most: "less than a second", "42 s", "4 min 10 s", "3 h 5 min", "2 days". */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 1) return "less than a second";
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return two(Math.floor(seconds / 60), "min", seconds % 60, "s");
  if (seconds < 172_800) return two(Math.floor(seconds / 3_600), "h", Math.floor((seconds % 3_600) / 60), "min");
  return `${number(Math.floor(seconds / 86_400))} days`;
}

function two(first: number, unit: string, second: number, smaller: string): string {
  return second === 0 ? `${first} ${unit}` : `${first} ${unit} ${second} ${smaller}`;
}

/** Rounded so that it does not change with every look: "about 20 s", "about 4 min". */
export function about(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1_000));
  if (seconds <= 10) return "a few seconds";
  if (seconds < 90) return `about ${Math.ceil(seconds / 10) * 10} s`;
  if (seconds < 5_400) return `about ${Math.round(seconds / 60)} min`;
  return `about ${number(Math.round(seconds / 3_600))} h`;
}

/** "8 %"; never 100 before everything is there. */
export function share(part: number, whole: number): string {
  if (whole <= 0) return "0 %";
  return `${Math.min(part >= whole ? 100 : 99, Math.round((part / whole) * 100))} %`;
}

/** What is waiting to be sent: "1,284 changes are waiting, the oldest since …, and nothing is lost". */
export function waiting(pending: number, oldestAt: number | null): Line {
  if (pending === 0) return "No change is waiting to be sent.";
  const many = `${counted(pending, "change")} ${pending === 1 ? "is" : "are"} waiting to be sent`;
  if (oldestAt === null) return `${many}. Nothing is lost.`;
  return pending === 1
    ? [`${many} since `, { at: oldestAt }, ". Nothing is lost."]
    : [`${many}, the oldest since `, { at: oldestAt }, ". Nothing is lost."];
}

/** Who ordered something, in one text that is stored: platform, id, name. */
export function writeAsker({ platform, user, name }: Pick<Caller, "platform" | "user" | "name">): string {
  return [platform, user, (name || user).replaceAll("|", " ")].join("|");
}

/** The parts of what `writeAsker` wrote; any other text is taken as a name. */
export function readAsker(text: string): { readonly platform: string; readonly user: string; readonly name: string } {
  const [platform = "", user = "", name] = text.split("|");
  return name === undefined ? { platform: "", user: "", name: text } : { platform, user, name };
}
