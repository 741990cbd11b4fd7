import { z } from "zod";
import type { RecordFilter } from "../../engine/index.ts";
import { nearest } from "../config/nearest.ts";
import { readFilter } from "./filters.ts";
import { Refusal } from "./refusal.ts";
import type { FieldTypes } from "./shapes.ts";

/** Checks a body against its schema; the first thing that is wrong is told with its place, never with its value. */
export function readBody<T extends z.ZodType>(schema: T, body: unknown): z.output<T> {
  if (body === undefined) throw new Refusal("BODY_WRONG", "Send a JSON object; /v1/openapi.json shows its form.");
  const read = schema.safeParse(body);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const place = issue?.path.map(String) ?? [];
  if (issue?.code === "unrecognized_keys") {
    const [key = ""] = issue.keys;
    const code = place[0] === "fields" ? "FIELD_UNKNOWN" : "BODY_WRONG";
    throw new Refusal(code, `${[...place, key].join(".")}: not known here. Leave it out, or see /v1/openapi.json.`, {
      field: key,
    });
  }
  const field = place[0] === "fields" && place.length > 1 ? (place.at(-1) ?? null) : place.join(".") || null;
  const told = `${place.length > 0 ? `${place.join(".")}: ` : ""}${issue?.message ?? "wrong"}.`;
  throw new Refusal(place[0] === "fields" && place.length > 1 ? "VALUE_WRONG" : "BODY_WRONG", told, { field });
}

/** Reads the parameters that a route knows; others are conditions on fields where it takes some, else refused. */
export function readQuery<T extends z.ZodObject>(
  schema: T,
  query: URLSearchParams,
  types: FieldTypes | null = null,
): { readonly params: z.output<T>; readonly filters: readonly RecordFilter[] } {
  const names = Object.keys(schema.shape);
  const told: Record<string, string> = {};
  const filters: RecordFilter[] = [];
  for (const [key, value] of query) {
    if (names.includes(key)) {
      if (key in told) throw wrongQuery(key, "given twice.");
      told[key] = value;
    } else if (types === null) {
      const near = nearest(key, names);
      throw wrongQuery(key, `not known here. ${near ? `Did you mean ${near}?` : `Known: ${names.join(", ")}.`}`);
    } else {
      const read = readFilter(key, value, types);
      if (!read.ok) throw wrongQuery(read.field, read.problem);
      filters.push(read.filter);
    }
  }
  const read = schema.safeParse(told);
  if (read.success) return { params: read.data, filters };
  const [issue] = read.error.issues;
  throw wrongQuery(String(issue?.path[0] ?? "query"), `${issue?.message ?? "wrong"}.`);
}

function wrongQuery(name: string, problem: string): Refusal {
  return new Refusal("QUERY_WRONG", `${name.slice(0, 60)}: ${problem}`, { field: name.slice(0, 60) });
}

/** How many of a list are wanted. */
export const limit = z
  .string()
  .regex(/^\d{1,3}$/, "a number from 1 to 500")
  .transform(Number)
  .refine((count) => count >= 1 && count <= 500, "a number from 1 to 500")
  .default(100);

/** A day or a time, as milliseconds since 1970 UTC; a day begins at midnight UTC. */
export const moment = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })], "a day (2026-03-31) or a time (2026-03-31T09:00:00Z)")
  .transform((text) => Date.parse(text));

/** The version that the client believes the record has; undefined = it does not say. */
export function ifMatch(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const version = /^(?:W\/)?"?(\d{1,15})"?$/.exec(header.trim())?.[1];
  if (version === undefined)
    throw new Refusal("HEADER_WRONG", "If-Match: takes one version, as ETag told it.", { field: "If-Match" });
  return Number(version);
}

export const iso = (at: number) => new Date(at).toISOString();
export const isoOrNull = (at: number | null) => (at === null ? null : iso(at));
