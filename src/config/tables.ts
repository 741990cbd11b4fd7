import { z } from "zod";
import { leaf, list, section, text } from "./leaves.ts";
import { nearest } from "./nearest.ts";

/** A word of a picklist; YAML takes a bare 1 or true for a number or a boolean. */
const word = leaf<string>((found) =>
  (typeof found === "string" && found !== "") || typeof found === "number" || typeof found === "boolean"
    ? { value: String(found) }
    : { message: "not a value of a picklist", allowed: "the value as the CRM's API names it" },
);

const table = section(z.record(z.string(), word));

/** Per CRM: our value -> the CRM's. Whether it can be read backwards is seen in checks-tables.ts. */
export const translations = z.strictObject({
  salesforce: table.optional(),
  hubspot: table.optional(),
  pipedrive: table.optional(),
});

const names = list(text("a field's name", "the name of a field of this object"));
const perDirection = z.object({ inbound: names.default([]), outbound: names.default([]) });
const directions = Object.keys(perDirection.shape);

/** A list is for what comes in; a block names both ways. */
export const requiredFields = z.unknown().transform((found, context) => {
  const isBlock = typeof found === "object" && found !== null && !Array.isArray(found);
  const refuse = (path: readonly PropertyKey[], params: Record<string, unknown>) =>
    context.issues.push({ code: "custom", input: found, path: [...path], params });
  const unknown = isBlock ? Object.keys(found).filter((name) => !directions.includes(name)) : [];
  for (const name of unknown) {
    const told = { message: "unknown setting", allowed: directions.join(", "), nearest: nearest(name, directions) };
    refuse([name], told);
  }
  const read = isBlock ? perDirection.safeParse(found) : names.safeParse(found);
  if (read.success) return Array.isArray(read.data) ? { inbound: read.data, outbound: [] } : read.data;
  for (const issue of read.error.issues) refuse(issue.path, issue.code === "custom" ? (issue.params ?? {}) : {});
  return z.NEVER;
});

export const translationKeys = Object.keys(translations.shape);
