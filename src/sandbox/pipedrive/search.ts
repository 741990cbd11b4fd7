import type { Answer } from "../crm/crm.ts";
import { activeFault, numberOf } from "../crm/faults.ts";
import { inIdOrder, type Row } from "../crm/table.ts";
import { type Ask, page, refuse, tableFor } from "./ask.ts";
import { limitOf } from "./list-query.ts";
import { type Refusal, unfit } from "./refusal.ts";
import { foundItem, itemTypes, wordsIn } from "./search-items.ts";

interface Term {
  readonly text: string;
  readonly exact: boolean;
}

/** `GET /api/v2/{persons,organizations,deals,leads}/search`. */
export function searchRecords(ask: Ask, type: string): Answer {
  return search(ask, [type]);
}

/** `GET /api/v2/itemSearch` over the types that `item_types` names; all when it names none. */
export function searchItems(ask: Ask): Answer {
  const asked = ask.query.get("item_types")?.split(",") ?? Object.values(itemTypes).map((one) => one.item);
  const known = Object.entries(itemTypes).filter(([, one]) => asked.includes(one.item));
  const foreign = ["product", "file", "mail_attachment", "project"];
  const unknown = asked.find((one) => !foreign.includes(one) && !known.some(([, { item }]) => item === one));
  if (unknown !== undefined) return refuse(unfit("item_types", `${unknown} is not a known item type`));
  return search(
    ask,
    known.map(([type]) => type),
  );
}

/**
 * The index is filled asynchronously: it knows what was so a moment ago (`search-lag`, otherwise the service's own lag).
 * Without `exact_match` a term is found inside a value; letter case never counts.
 */
function search(ask: Ask, types: readonly string[]): Answer {
  const { query } = ask;
  const exact = query.get("exact_match") === "true";
  const term = { text: (query.get("term") ?? "").trim().toLowerCase(), exact };
  const limit = limitOf(query);
  const start = startOf(query.get("cursor"));
  const problem = problemOf(term, query, limit, start, types);
  if (problem !== null || limit === null || start === null) return refuse(problem ?? unfit("cursor", "is not valid"));
  const found = types.flatMap((type) => [...matches(ask, type, term)].map((row) => ({ type, row })));
  const items = found.slice(start, start + limit).map(({ type, row }, i) => ({
    result_score: Math.round(10_000 / (start + i + 2)) / 10_000,
    item: foundItem(ask, type, row),
  }));
  const more = start + items.length < found.length;
  const next = more ? Buffer.from(JSON.stringify({ start: start + items.length })).toString("base64url") : null;
  return page({ items, ...(types.length > 1 && { related_items: [] }) }, next, items.length);
}

function problemOf(
  term: Term,
  query: URLSearchParams,
  limit: number | null,
  start: number | null,
  types: readonly string[],
): Refusal | null {
  if (term.text === "") return unfit("term", "is required");
  if (term.text.length < (term.exact ? 1 : 2)) return unfit("term", "must be at least 2 characters long");
  if (!["true", "false", null].includes(query.get("exact_match"))) return unfit("exact_match", "must be a boolean");
  if (limit === null) return unfit("limit", "must be a number between 1 and 500");
  if (start === null) return unfit("cursor", "is not valid");
  const known = types.flatMap((type) => itemTypes[type]?.fields ?? []);
  const unknown = (query.get("fields")?.split(",") ?? []).find((name) => !known.includes(name));
  return unknown === undefined ? null : unfit("fields", `must be one of [${[...new Set(known)].join(", ")}]`);
}

function* matches(ask: Ask, type: string, term: Term): Generator<Row> {
  const { query } = ask;
  const fields = query.get("fields")?.split(",") ?? itemTypes[type]?.fields ?? [];
  const isHit = (text: string) =>
    term.exact ? text.toLowerCase() === term.text : text.toLowerCase().includes(term.text);
  for (const row of indexed(ask, type)) {
    if (!isNear(ask, type, row)) continue;
    if (wordsIn(ask, type, row, fields).some(isHit)) yield row;
  }
}

/** The live records as the index knows them. */
export function* indexed(ask: Ask, type: string): Generator<Row> {
  const { crm } = ask;
  const fault = activeFault(crm.board, crm.name, "search-lag", ask.account.name);
  const asOf = crm.world.now() - (fault === null ? crm.searchLagMs : numberOf(fault, "ms"));
  for (const row of inIdOrder(tableFor(ask, type), asOf)) if (!row.deleted) yield row;
}

/** Whether the record is linked to what the query names. */
function isNear(ask: Ask, type: string, row: Row): boolean {
  const { query } = ask;
  const organization = query.get("organization_id");
  const own = type === "leads" ? row.fields.organization_id : row.fields.org_id;
  if (organization !== null && String(own ?? "") !== organization) return false;
  const person = query.get("person_id");
  if (person !== null && String(row.fields.person_id ?? "") !== person) return false;
  const status = query.get("status");
  return status === null || type !== "deals" || (row.fields.status ?? "open") === status;
}

/** How many results came before the page of this cursor; null = it is none of ours. */
export function startOf(cursor: string | null): number | null {
  if (cursor === null || cursor === "") return 0;
  try {
    const { start } = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    return Number.isInteger(start) ? start : null;
  } catch {
    return null;
  }
}
