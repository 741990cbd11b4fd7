import { CrmError, type Trouble } from "../../provider.ts";
import { malformed } from "../../trouble.ts";
import type { Batch } from "./client.ts";
import { troubleOfRow } from "./errors.ts";
import { isRow, listOf } from "./records.ts";

/** One write on its way: `trace` is its name inside one push. */
export interface Item {
  readonly trace: string;
  readonly id: string | null;
  readonly properties: Readonly<Record<string, string>>;
}

export type Outcome = { readonly ok: true; readonly row: unknown } | { readonly ok: false; readonly trouble: Trouble };

/** Requests that one push may spend on finding the bad rows of refused batches. */
export interface Budget {
  left: number;
}

/**
 * Sends a batch and tells the outcome of each item. HubSpot may refuse a whole batch for one row and name only the
 * first, so a refused batch is halved until the bad rows stand alone; when the budget is spent, the rest must be tried
 * again (BATCH_ROLLED_BACK).
 */
export async function sendBatch<T extends Item>(
  items: readonly T[],
  send: (items: readonly T[]) => Promise<Batch>,
  budget: Budget,
): Promise<ReadonlyMap<string, Outcome>> {
  if (items.length === 0) return new Map();
  try {
    return attribute(items, await send(items));
  } catch (error) {
    if (!(error instanceof CrmError)) throw error;
    return apart(items, error.trouble, send, budget);
  }
}

async function apart<T extends Item>(
  items: readonly T[],
  trouble: Trouble,
  send: (items: readonly T[]) => Promise<Batch>,
  budget: Budget,
): Promise<ReadonlyMap<string, Outcome>> {
  if (items.length === 1 || !concernsOneRow(trouble)) return allOf(items, trouble);
  const [bad, rest] = suspects(items, trouble);
  const parts = bad === null ? halves(items) : [rest];
  if (budget.left < parts.length)
    return allOf(items, { ...trouble, reason: "BATCH_ROLLED_BACK", field: null, existingId: null });
  budget.left -= parts.length;
  const outcomes = new Map(bad === null ? [] : allOf(bad, trouble));
  for (const part of parts) {
    for (const [trace, outcome] of await sendBatch(part, send, budget)) outcomes.set(trace, outcome);
  }
  return outcomes;
}

/** What the schema forbids is wrong in every row that has the field: no search is needed. */
function suspects<T extends Item>(
  items: readonly T[],
  { reason, field }: Trouble,
): readonly [readonly T[] | null, readonly T[]] {
  if (field === null || (reason !== "SCHEMA_FIELD_MISSING" && reason !== "PERM_FIELD")) return [null, []];
  const bad = items.filter((item) => field in item.properties);
  return bad.length === 0 ? [null, []] : [bad, items.filter((item) => !bad.includes(item))];
}

function concernsOneRow({ status, reason }: Trouble): boolean {
  const aboutRows = status === 400 || status === 404 || status === 409 || status === 423;
  return aboutRows && !/^(AUTH|LIMIT|PROVIDER|NET)_|^SCHEMA_OBJECT/.test(reason);
}

function halves<T>(items: readonly T[]): readonly (readonly T[])[] {
  const middle = Math.ceil(items.length / 2);
  return [items.slice(0, middle), items.slice(middle)];
}

function allOf(items: readonly Item[], trouble: Trouble): ReadonlyMap<string, Outcome> {
  return new Map(items.map((item) => [item.trace, { ok: false, trouble }] as const));
}

/** Which result belongs to which item: by the trace id, by the id, else by the values, if these leave one choice. */
function attribute(items: readonly Item[], batch: Batch): ReadonlyMap<string, Outcome> {
  const outcomes = new Map<string, Outcome>();
  const open = new Map(items.map((item) => [item.trace, item]));
  const settle = (item: Item, outcome: Outcome): void => {
    outcomes.set(item.trace, outcome);
    open.delete(item.trace);
  };
  for (const row of batch.results) {
    const item = ownerOf(row, open);
    if (item !== null) settle(item, { ok: true, row });
  }
  const nameless: unknown[] = [];
  for (const error of batch.errors) {
    const named = namedIn(error, [...open.values()]);
    for (const item of named) settle(item, { ok: false, trouble: troubleOfRow(error) });
    if (named.length === 0) nameless.push(error);
  }
  const [error] = nameless;
  for (const item of [...open.values()]) {
    const told = open.size === 1 && nameless.length === 1 && error !== undefined;
    const trouble = told ? troubleOfRow(error) : malformed("HubSpot's answer has no result for this record", true);
    settle(item, { ok: false, trouble });
  }
  return outcomes;
}

function ownerOf(row: unknown, open: ReadonlyMap<string, Item>): Item | null {
  if (!isRow(row)) return null;
  const trace = row.objectWriteTraceId;
  if (typeof trace === "string") return open.get(trace) ?? null;
  const items = [...open.values()];
  const byId = items.find((item) => item.id !== null && item.id === row.id);
  if (byId !== undefined) return byId;
  const properties = isRow(row.properties) ? row.properties : {};
  const alike = items.filter((item) =>
    Object.entries(item.properties).every(([name, value]) => same(properties[name], value)),
  );
  const [only] = alike;
  return alike.length === 1 && only !== undefined ? only : null;
}

function same(stored: unknown, sent: string): boolean {
  const text = stored === null || stored === undefined ? "" : String(stored);
  return text.trim().toLowerCase() === sent.trim().toLowerCase();
}

function namedIn(error: unknown, items: readonly Item[]): readonly Item[] {
  const context = isRow(error) && isRow(error.context) ? error.context : {};
  const traces = new Set(listOf(context.objectWriteTraceId).map(String));
  const ids = new Set(listOf(context.ids ?? context.fromObjectId).map(String));
  return items.filter((item) => traces.has(item.trace) || (item.id !== null && ids.has(item.id)));
}
