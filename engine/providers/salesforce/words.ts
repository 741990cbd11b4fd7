import { id18 } from "./records.ts";

/** Codes that only say that something of the customer's own failed; its message may name what did. */
export const wrappers: ReadonlySet<string> = new Set([
  "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY",
  "CANNOT_EXECUTE_FLOW_TRIGGER",
  "APEX_ERROR",
]);

/** Apex and flows put the code of what failed inside them into the message, sometimes one inside another. */
export function wrappedCodes(message: string): readonly string[] {
  return [...message.matchAll(/\b[A-Z]+(?:_[A-Z]+)+\b/g)].map(([code]) => code).filter((code) => !wrappers.has(code));
}

/**
 * The field that only the message names. Patterns are narrow, because a message also holds values: "bad value for
 * restricted picklist field: NURSE" names none.
 */
export function fieldIn(code: string, message: string): string | null {
  const named =
    /No such column '(\w+)'/.exec(message) ??
    /Required fields are missing: \[(\w+)/i.exec(message) ??
    /create\/update fields: (\w+)/i.exec(message) ??
    /duplicate value found: (\w+) duplicates/i.exec(message) ??
    // "first error: FIELD_CUSTOM_VALIDATION_EXCEPTION, Words of the rule.: [Amount]"
    (wrappers.has(code) ? /: \[([A-Za-z]\w*)(?:, \w+)*\]/.exec(message) : null);
  return named?.[1] ?? null;
}

/** The record that is in the way: only when exactly one is named, with several a person has to choose. */
export function existingIn(duplicates: unknown, message: string): string | null {
  const ids = new Set(idsIn(duplicates));
  const inWords = /record with id: (\w{15,18})/.exec(message)?.[1];
  if (inWords !== undefined) ids.add(id18(inWords));
  const [only] = ids;
  return ids.size === 1 && only !== undefined ? only : null;
}

function idsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(idsIn);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name === "Id" && typeof inner === "string" ? [id18(inner)] : idsIn(inner),
  );
}

/** A duplicate rule whose action is to alert lets the record be saved all the same; one that blocks does not. */
export function warnsOnly(duplicates: unknown): boolean {
  return (
    typeof duplicates === "object" && duplicates !== null && "allowSave" in duplicates && duplicates.allowSave === true
  );
}
