import type { Cause, RepairView, Value } from "../../engine/index.ts";
import { reason } from "../../engine/index.ts";
import { counted, foreign, type Names, number, plural, readAsker } from "../commands/words.ts";

/** "42 contacts". */
export function records({ object, records: many }: Pick<Cause, "object" | "records">, count = many): string {
  return counted(count, object, plural(object));
}

/** "contacts", "contact". */
export function noun({ object }: Pick<Cause, "object">, count: number): string {
  return count === 1 ? object : plural(object);
}

const STATES = {
  outbound: { failed: "refused", skipped: "left out", waiting: "waiting" },
  inbound: { failed: "not taken over", skipped: "left out", waiting: "waiting" },
} as const;

/** A headline of Slack's takes 150 characters, and some signs are written with several. */
const HEADLINE = 124;

/** "Salesforce: 42 contacts refused: Invalid picklist value in Industry". */
export function causeHeadline(cause: Cause, label: string | null, names: Names): string {
  const { connection, direction, outcome } = cause;
  const name = label ?? cause.field;
  const { title } = reason(cause.reason);
  const head = `${names(connection)}: ${records(cause)} ${cause.reason === "REC_CHANGED" ? "undecided" : STATES[direction][outcome]}: ${title}`;
  const room = Math.min(60, HEADLINE - head.length);
  return name === null || room < 12 || letters(title).includes(letters(name))
    ? head
    : `${head} in ${foreign(name, room)}`;
}

/** "Missing e-mail address" names the field "Email" already. */
function letters(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

/** What that means, in numbers. */
export function impact(cause: Cause, names: Names): string {
  const name = names(cause.connection);
  const [what, one] = [records(cause), cause.records === 1];
  if (cause.reason === "REC_CHANGED")
    return `${what} ${one ? "was" : "were"} changed here and in ${name}, so that a person decides. Nothing was overwritten, and everything else goes on.`;
  if (cause.outcome === "waiting")
    return `${what} ${one ? "waits and is tried again by itself" : "wait and are tried again by themselves"}.`;
  if (cause.direction === "outbound")
    return cause.outcome === "skipped"
      ? `${what} ${one ? "is" : "are"} not sent to ${name}, as a rule says.`
      : reason(cause.reason).scope === "field"
        ? `${name} does not take this field of ${what}: what it holds there is older. Nothing is lost, and everything else goes on.`
        : `${name} did not take ${what}. What it holds of ${one ? "it" : "them"} is older; nothing is lost, and everything else goes on.`;
  return cause.outcome === "skipped"
    ? `${what} of ${name} ${one ? "is" : "are"} not taken over here, as a rule says.`
    : `${what} of ${name} could not be taken over; everything else goes on.`;
}

/** What the CRM calls the field at fault, with our name where it is another; null = none is. */
export function fieldName({ ours, label, cause }: Pick<RepairView, "ours" | "label" | "cause">): string | null {
  const theirs = label ?? cause.field;
  if (theirs === null) return ours === null ? null : foreign(ours, 60);
  return ours === null || ours === theirs ? foreign(theirs, 60) : `${foreign(theirs, 60)} (our ${foreign(ours, 60)})`;
}

/** Characters of an option's label. */
const LABEL = 75;

/** A label for a list: a chat writes some signs with more characters than one, and they count as what they become. */
export function optionLabel(text: string): string {
  const label = foreign(text, LABEL);
  const longer = [...label].filter((sign) => "&<>".includes(sign)).length;
  return longer === 0 ? label : foreign(text, Math.max(LABEL - 4 * longer, 8));
}

/** A value as it stands on a card; null and "" are "(empty)". */
export function valueText(value: Value, max = 80): string {
  return value === null || value === "" ? "(empty)" : foreign(String(value), max);
}

export function personName(by: string | null): string {
  return by === null ? "somebody" : foreign(readAsker(by).name, 40);
}

/** "38 of 42". */
export function ofAll(part: number, whole: number): string {
  return `${number(part)} of ${number(whole)}`;
}

/**
 * A CRM's words without what could be a value of a record: quoted text, addresses and long numbers. The words of a rule
 * were written by the CRM's administrator, so that quoted names stay there.
 */
export function masked(text: string, quoted: "hide" | "show"): string {
  const bare = text
    .replace(/\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>)\]]+/gi, "…")
    .replace(/[^\s@"'<>]+@[^\s@"'<>]+/g, "…")
    .replace(/\b(?=[a-z0-9-]*\d)(?=[a-z0-9-]*[a-z])[a-z0-9-]{12,}\b/gi, "…")
    .replace(/\d{5,}/g, "…");
  return quoted === "show" ? bare : bare.replace(/"[^"]*"|“[^”]*”|'[^']*'|`[^`]*`/g, "“…”");
}
