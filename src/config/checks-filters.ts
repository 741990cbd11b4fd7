import { unknownField } from "./checks-match.ts";
import { type Finding, type Path, show } from "./faults.ts";
import { listOf, mappingOf, textOf } from "./loose.ts";

/** Whether the fields of a filter exist; what else is wrong with it was told where it was read. */
export function checkFilter(path: Path, filter: unknown, fields: readonly string[], depth = 0): readonly Finding[] {
  if (depth > 10) return [];
  if (Array.isArray(filter)) return filter.flatMap((each, i) => checkFilter([...path, i], each, fields, depth + 1));
  const given = mappingOf(filter);
  if (Object.hasOwn(given, "field")) {
    const field = textOf(given.field);
    return field === null || field === "" || fields.includes(field)
      ? []
      : [unknownField([...path, "field"], field, fields)];
  }
  return ["and", "or", "not"].flatMap((group) =>
    given[group] === undefined ? [] : checkFilter([...path, group], given[group], fields, depth + 1),
  );
}

/** `required` as a list, or per direction. */
export function checkRequired(path: Path, required: unknown, fields: readonly string[]): readonly Finding[] {
  const among = (at: Path, listed: unknown) =>
    listOf(listed).flatMap((field, i) =>
      typeof field === "string" && !fields.includes(field) ? [unknownField([...at, i], field, fields)] : [],
    );
  if (Array.isArray(required)) return among(path, required);
  const { inbound, outbound } = mappingOf(required);
  return [...among([...path, "inbound"], inbound), ...among([...path, "outbound"], outbound)];
}

/**
 * Two of our values that are one in the CRM cannot be told apart when they come back; where nothing comes back, they may
 * be one. And the field of a currency must be there.
 */
export function checkTables(path: Path, settings: unknown, fields: readonly string[]): readonly Finding[] {
  const { translate, direction, currency, type } = mappingOf(settings);
  const named = textOf(currency);
  const unknown = named !== null && !fields.includes(named) ? [unknownField([...path, "currency"], named, fields)] : [];
  const misplaced =
    named !== null && type !== "currency"
      ? [finding([...path, "currency"], "a currency for a field that is no amount", named, "Set type: currency.")]
      : [];
  if (direction === "outbound") return [...unknown, ...misplaced];
  const twice = Object.entries(mappingOf(translate)).flatMap(([provider, table]) => {
    const words = Object.entries(mappingOf(table)).map(([ours, theirs]) => [ours, String(theirs)] as const);
    return words.flatMap(([ours, theirs], i): readonly Finding[] => {
      const first = words.slice(0, i).find(([, other]) => other === theirs);
      if (!first) return [];
      const message = `${first[0]} is the same there, so that it cannot be told which comes back`;
      return [finding([...path, "translate", provider, ours], message, theirs, MEND_TWICE)];
    });
  });
  return [...unknown, ...misplaced, ...twice];
}

const MEND_TWICE = "Translate only one of the two, or set direction: outbound.";

function finding(path: Path, message: string, found: string, mend: string): Finding {
  const allowed = message.startsWith("a currency") ? "type: currency" : "each of the CRM's values once";
  return { path, at: "value", message, found: show(found), allowed, nearest: null, mend };
}
