import type { Ask } from "./ask.ts";
import { extraFields } from "./extra-fields.ts";
import { done, type Outcome, refused, unfit } from "./refusal.ts";
import type { Wanted } from "./shapes.ts";
import { secondsOf } from "./times.ts";

/** What a list of v2 was asked for. */
export interface ListQuery {
  readonly limit: number;
  readonly sortBy: SortBy;
  readonly down: boolean;
  /** First place of the page; null = from the beginning. */
  readonly from: Place | null;
  /** ms since 1970: not before. */
  readonly since: number | null;
  /** ms since 1970: earlier than. */
  readonly until: number | null;
  readonly ids: readonly string[] | null;
  /** Members that must have these values. */
  readonly equals: readonly (readonly [string, string])[];
  readonly statuses: readonly string[] | null;
}

export type SortBy = "id" | "update_time" | "add_time";

/** The first record of a page: the value that is sorted by, and its id. */
export interface Place {
  readonly at: number;
  readonly id: number;
}

const longestPage = 500;
const mostIds = 100;
const mostCustom = 15;
const statuses = ["open", "won", "lost", "deleted"];

/** The filters of each list that compare one member. */
const filters: Readonly<Record<string, readonly string[]>> = {
  persons: ["owner_id", "org_id", "deal_id"],
  organizations: ["owner_id"],
  deals: ["owner_id", "person_id", "org_id", "pipeline_id", "stage_id"],
  activities: ["owner_id", "deal_id", "lead_id", "person_id", "org_id", "done"],
};

/** Reads the query of a list strictly: a wrong value is 400, an unknown name is not looked at. */
export function listQuery(ask: Ask, type: string): Outcome<ListQuery> {
  const { query } = ask;
  const limit = limitOf(query);
  if (limit === null) return refused(unfit("limit", `must be a number between 1 and ${longestPage}`));
  const sortBy = query.get("sort_by") ?? "id";
  if (sortBy !== "id" && sortBy !== "update_time" && sortBy !== "add_time")
    return refused(unfit("sort_by", "must be one of [id, update_time, add_time]"));
  const direction = query.get("sort_direction") ?? "asc";
  if (direction !== "asc" && direction !== "desc")
    return refused(unfit("sort_direction", "must be one of [asc, desc]"));
  const times: Record<string, number | null> = {};
  for (const name of ["updated_since", "updated_until"]) {
    const given = query.get(name);
    times[name] = given === null ? null : secondsOf(given);
    if (given !== null && times[name] === null) return refused(unfit(name, `"${given}" is not a valid datetime`));
  }
  const ids = query.get("ids")?.split(",") ?? null;
  if (ids !== null && (ids.length > mostIds || ids.some((id) => !/^\d+$/.test(id))))
    return refused(unfit("ids", `must be at most ${mostIds} numbers, separated by commas`));
  const equals: (readonly [string, string])[] = [];
  for (const name of filters[type] ?? []) {
    const value = query.get(name);
    if (value === null) continue;
    const fits = name === "done" ? /^(true|false)$/ : name === "lead_id" ? /./ : /^\d+$/;
    if (!fits.test(value)) return refused(unfit(name, name === "done" ? "must be a boolean" : "must be a number"));
    equals.push([name, value]);
  }
  const wanted = type === "deals" ? (query.get("status")?.split(",") ?? null) : null;
  if (wanted?.some((one) => !statuses.includes(one)))
    return refused(unfit("status", `must be one of [${statuses.join(", ")}]`));
  const from = fromCursor(query.get("cursor"), sortBy, direction);
  if (from === "bad") return refused(unfit("cursor", "is not valid"));
  const { updated_since: since = null, updated_until: until = null } = times;
  return done({ limit, sortBy, down: direction === "desc", from, since, until, ids, equals, statuses: wanted });
}

/** What a read asked to see. */
export function wantedOf(ask: Ask, type: string): Outcome<Wanted> {
  const { query } = ask;
  const include = listed(query.get("include_fields"));
  const known = extraFields[type] ?? [];
  const unknown = include.find((name) => !known.includes(name));
  if (unknown !== undefined) return refused(unfit("include_fields", `must be one of [${known.join(", ")}]`));
  const custom = query.get("custom_fields") === null ? null : listed(query.get("custom_fields"));
  if (custom !== null && custom.length > mostCustom)
    return refused(unfit("custom_fields", `must contain at most ${mostCustom} keys`));
  for (const name of ["include_option_labels", "include_labels"]) {
    if (!["true", "false", null].includes(query.get(name))) return refused(unfit(name, "must be a boolean"));
  }
  const optionLabels = query.get("include_option_labels") === "true";
  return done({ custom, optionLabels, labels: query.get("include_labels") === "true", include });
}

/** A page length; null = not between 1 and 500. */
export function limitOf(query: URLSearchParams): number | null {
  const given = query.get("limit");
  if (given === null) return 100;
  const limit = /^\d+$/.test(given) ? Number(given) : 0;
  return limit >= 1 && limit <= longestPage ? limit : null;
}

/** An opaque text that names the first record of the next page. */
export function cursorOf(place: Place, sortBy: SortBy, down: boolean): string {
  const { at, id } = place;
  const parts = { field: sortBy, fieldValue: at, sortDirection: down ? "desc" : "asc", id };
  return Buffer.from(JSON.stringify(parts)).toString("base64url");
}

/** A cursor belongs to the order that it was made in. */
function fromCursor(text: string | null, sortBy: SortBy, direction: string): Place | null | "bad" {
  if (text === null || text === "") return null;
  try {
    const parts = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
    const isOurs = parts.field === sortBy && parts.sortDirection === direction;
    return isOurs && typeof parts.fieldValue === "number" ? { at: parts.fieldValue, id: Number(parts.id) } : "bad";
  } catch {
    return "bad";
  }
}

function listed(text: string | null): readonly string[] {
  return text === null || text === "" ? [] : text.split(",");
}
