import { type Finding, type Path, show } from "./faults.ts";
import { standardFields, standardMatch } from "./known.ts";
import { listOf, mappingOf } from "./loose.ts";
import { nearest } from "./nearest.ts";

type Given = Readonly<Record<string, unknown>>;

/** Two levels at most, and only by fields that exist and lead to a CRM that is used. */
export function checkMatch(path: Path, object: string, levels: unknown, given: Given, providers: readonly string[]) {
  if (levels === undefined) return checkStandard(path, object, given, providers);
  if (!Array.isArray(levels)) return [];
  return [...checkLevels(path, levels), ...levels.flatMap((level, i) => checkLevel([...path, "match", i], level))];

  function checkLevel(at: Path, level: unknown): readonly Finding[] {
    return listOf(level).flatMap((field, j) => {
      if (typeof field !== "string") return [];
      if (!fieldsOf(object, given).includes(field)) return [unknownField([...at, j], field, fieldsOf(object, given))];
      if (!isUnmapped(object, field, given, providers)) return [];
      const mend = `Map ${field} below fields.`;
      return [finding([...at, j], "a match field that is not mapped", show(field), "fields that lead to a CRM", mend)];
    });
  }
}

/** The standard match is not written in the file, so a fault of it is told at the object. */
function checkStandard(path: Path, object: string, given: Given, providers: readonly string[]): readonly Finding[] {
  const lost = (standardMatch[object] ?? []).flat().filter((field) => isUnmapped(object, field, given, providers));
  return lost.map((field) => {
    const allowed = "match by fields that are mapped";
    const mend = `Map ${field}, or set match.`;
    return finding(path, `records are matched by ${field}, which is not mapped`, "no match", allowed, mend);
  });
}

function checkLevels(path: Path, levels: readonly unknown[]): readonly Finding[] {
  const allowed = "one or two levels";
  const remove = "Remove it for the standard.";
  if (levels.length === 0) return [finding([...path, "match"], "no level is given", show(levels), allowed, remove)];
  const many = levels.length > 2;
  const empty = levels.flatMap((level, i) => (Array.isArray(level) && level.length === 0 ? [i] : []));
  return [
    ...(many
      ? [finding([...path, "match", 2], "more than two levels", `${levels.length}`, allowed, "Keep the two surest.")]
      : []),
    ...empty.map((i) =>
      finding([...path, "match", i], "a level that fits every record", "an empty list", "fields", "Name a field."),
    ),
  ];
}

function isUnmapped(object: string, field: string, given: Given, providers: readonly string[]): boolean {
  const remote = mappingOf(given[field]);
  const standard = standardFields[object]?.includes(field) ?? false;
  return providers.every((provider) => remote[provider] === null || (!standard && remote[provider] === undefined));
}

export function unknownField(path: Path, field: string, fields: readonly string[]): Finding {
  const near = nearest(field, fields);
  const mend = near === null ? "Name a field of this object, or add it below fields." : `Write ${near}.`;
  return { ...finding(path, "unknown field", show(field), fields.join(", "), mend), nearest: near };
}

/** The standard fields of an object and those that the file adds. */
export function fieldsOf(object: string, given: Given): readonly string[] {
  return [...new Set([...(standardFields[object] ?? []), ...Object.keys(given)])];
}

function finding(path: Path, message: string, found: string, allowed: string, mend: string): Finding {
  return { path, at: "value", message, found, allowed, nearest: null, mend };
}
