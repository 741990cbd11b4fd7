import type { SchemaLine, SchemaView } from "../../engine/index.ts";
import { counted, listed, number, plural } from "./words.ts";

/** "string (40)", "picklist (12 values)", "reference to accounts". */
export function typeText({ type, length, options, references }: SchemaLine): string {
  if (references.length > 0) return `${type} to ${listed(references.map(plural))}`;
  if (options !== null && options.length > 0) return `${type} (${counted(options.length, "value")})`;
  return length === null ? type : `${type} (${number(length)})`;
}

/** What the connected user may do with a field beside reading it. */
export function rightsText({ creatable, updatable }: Pick<SchemaLine, "creatable" | "updatable">): string {
  if (creatable && updatable) return "set and changed";
  if (creatable) return "set in new ones only";
  return updatable ? "changed, not set in new ones" : "read only";
}

/** "may be made, changed and deleted". */
export function objectRights({ creatable, updatable, deletable }: NonNullable<SchemaView["rights"]>): string {
  const may = [...(creatable ? ["made"] : []), ...(updatable ? ["changed"] : []), ...(deletable ? ["deleted"] : [])];
  return may.length === 0 ? "may only be read" : `may be ${listed(may)}`;
}
