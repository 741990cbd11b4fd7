import type { FieldSettings, MappingAsked, Value } from "../../engine/index.ts";
import { fieldTypes } from "../config/known.ts";
import { nearest } from "../config/nearest.ts";

/** What follows the mapping itself, written key=value. */
type Option = "direction" | "behaviour" | "type" | "default" | "cut" | "zone" | "currency" | "translate";

export const options: readonly Option[] = [
  "direction",
  "behaviour",
  "type",
  "default",
  "cut",
  "zone",
  "currency",
  "translate",
];

export type Options = Omit<MappingAsked, "connection" | "object" | "field" | "remote">;

/** What somebody typed after the mapping, as crmsync.yml would say it; a problem is one sentence. */
export function readOptions(pairs: readonly (readonly [string, string])[]): Options | { readonly problem: string } {
  let told: Options = {};
  for (const [key, value] of pairs) {
    const read = readOption(key, value);
    if ("problem" in read) return read;
    told = { ...told, ...read };
  }
  return told;
}

function readOption(key: string, value: string): Options | { readonly problem: string } {
  switch (key) {
    case "direction":
      return oneOf(key, value, ["both", "inbound", "outbound"], (direction) => ({ direction }));
    case "behaviour":
      return oneOf(key, value, ["fill", "overwrite", "ignore"], (behaviour) => ({ behaviour }));
    case "cut":
      return oneOf(key, value, ["true", "false"], (cut) => ({ cut: cut === "true" }));
    case "type":
      return readType(value);
    case "default":
      return { default: scalar(value) };
    case "zone":
      return { zone: value };
    case "currency":
      return { currency: value };
    case "translate":
      return readTable(value);
    default: {
      const near = nearest(key, options);
      return { problem: `“${key}” is none of ${options.join(", ")}.${near === null ? "" : ` Did you mean ${near}?`}` };
    }
  }
}

function oneOf<T extends string>(
  key: string,
  value: string,
  known: readonly T[],
  tell: (one: T) => Options,
): Options | { readonly problem: string } {
  const found = known.find((each) => each === value.toLowerCase());
  return found === undefined ? { problem: `The ${key} is one of ${known.join(", ")}.` } : tell(found);
}

function readType(value: string): Options | { readonly problem: string } {
  const [, target] = /^reference:([a-z][a-z0-9_]*)$/.exec(value) ?? [];
  if (target !== undefined) return { type: "reference", references: target };
  return oneOf("type", value, fieldTypes, (type) => ({ type, references: null }));
}

/** "New:Open,Lost:Closed" */
function readTable(value: string): Options | { readonly problem: string } {
  const rows = value.split(",").map((row) => row.split(":"));
  const table: (readonly [string, string])[] = [];
  for (const [ours = "", theirs = "", ...more] of rows) {
    if (ours.trim() === "" || theirs.trim() === "" || more.length > 0)
      return { problem: "Translations are written ours:theirs,ours:theirs." };
    table.push([ours.trim(), theirs.trim()]);
  }
  return { translate: Object.fromEntries(table) };
}

/** As YAML reads it. */
function scalar(value: string): Value {
  if (value === "true" || value === "false") return value === "true";
  if (value === "" || value === "null") return null;
  return /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
}

/** The line for crmsync.yml, below `objects`, the object, `fields`; what the configuration would say anyway is left out. */
export function yamlLine(field: string, settings: FieldSettings): string {
  const { remote, direction, behaviour, type, references, cut, zone, currency, translate = {}, conflict } = settings;
  const usual = field === "id" ? "" : "both";
  const kind = references === null || type !== "reference" ? type : `reference:${references}`;
  const parts: (readonly [string, unknown])[] = [
    ...Object.entries(remote).filter(([, name]) => name !== null && name !== undefined),
    ...(direction === usual ? [] : [["direction", direction] as const]),
    ...(behaviour === "overwrite" ? [] : [["behaviour", behaviour] as const]),
    ...(settings.default === null ? [] : [["default", settings.default] as const]),
    ...(kind === null ? [] : [["type", kind] as const]),
    ...(cut ? [["cut", true] as const] : []),
    ...(zone ? [["zone", zone] as const] : []),
    ...(currency ? [["currency", currency] as const] : []),
    ...(Object.keys(translate).length === 0 ? [] : [["translate", translate] as const]),
    ...(conflict === undefined || conflict === "newest" ? [] : [["conflict", conflict] as const]),
  ];
  return `${flow(field)}: ${flow(Object.fromEntries(parts))}`;
}

/** YAML in one line; a word that YAML would take for something else is quoted. */
function flow(value: unknown): string {
  if (typeof value === "object" && value !== null) {
    const rows = Object.entries(value).filter(([, each]) => each !== undefined);
    return `{ ${rows.map(([key, each]) => `${flow(key)}: ${flow(each)}`).join(", ")} }`;
  }
  if (typeof value !== "string") return String(value);
  const isPlain = /^[A-Za-z_][\w.:/-]*$/.test(value) && !/:$|^(true|false|null|yes|no|on|off|y|n)$/i.test(value);
  return isPlain ? value : JSON.stringify(value);
}
