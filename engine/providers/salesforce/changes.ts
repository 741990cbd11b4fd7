import { CrmError, type Cursor, type Page, type Session } from "../../provider.ts";
import type { ObjectName } from "../../record.ts";
import { malformed } from "../../trouble.ts";
import { BULK, type BulkRules, startJob, stepOf } from "./bulk.ts";
import type { Job } from "./bulk-cursor.ts";
import type { Client, QueryAnswer } from "./client.ts";
import {
  advance,
  type Backfill,
  beginPoll,
  decode,
  encode,
  firstIncremental,
  type Incremental,
  type Place,
} from "./cursor.ts";
import { isRow, sorted, stampOf } from "./records.ts";
import { allOf, type Selected } from "./selected.ts";
import { identifier, instant, quoted, selection } from "./soql.ts";
import { MERGEABLE } from "./vanished.ts";

const PAGE = 2_000;
/** A poll ends after this many pages and goes on with the next one, however fast rows change. */
const PAGES_PER_POLL = 50;
/** Users are never deleted, only deactivated: they lack the column. */
const UNDELETED: ReadonlySet<string> = new Set(["User"]);
export const ORDER = `ORDER BY SystemModstamp ASC, Id ASC LIMIT ${PAGE}`;

/**
 * One page in the order (SystemModstamp, Id). Pages are cut by the last row read, not by a server-side locator, so that
 * the cursor alone is enough to go on after a crash, a week or a move to another machine. A large backfill is a Bulk job
 * instead, whose parts come in no order; both end at the same stamp, behind which the incremental begins.
 */
export async function changes(
  client: Client,
  session: Session,
  object: ObjectName,
  type: string,
  cursor: Cursor | null,
  bulk: BulkRules = BULK,
): Promise<Page> {
  return changesOf(client, session, allOf(type, session.fields[object] ?? []), cursor, bulk);
}

/** As above, of a part of a type's rows or with columns that are read another way. */
export async function changesOf(
  client: Client,
  session: Session,
  from: Selected,
  cursor: Cursor | null,
  bulk: BulkRules = BULK,
): Promise<Page> {
  const state = decode(cursor);
  if (state?.phase === "incremental") return incremental(client, from, beginPoll(state, session.now()));
  const started = state ?? (await begin(client, from));
  if (started === null) return emptyObject();
  const job =
    state === null && started.total >= bulk.from
      ? await newJob(client, from, { ...bulk, until: started.until, now: session.now() })
      : started.job;
  if (job === null) return backfill(client, from, started);
  return bulkBackfill(client, from, { ...started, job }, session.now());
}

async function begin(client: Client, { type, only }: Selected): Promise<Backfill | null> {
  const from = identifier(type);
  const order = "ORDER BY SystemModstamp DESC LIMIT 1";
  const newest = await client.query(`SELECT Id, SystemModstamp FROM ${from} ${where(only)}${order}`);
  const [row] = newest.rows;
  if (row === undefined) return null;
  const until = isRow(row) ? stampOf(row) : null;
  if (until === null) throw new CrmError(malformed("Salesforce's newest record has no SystemModstamp", false));
  const { total } = await client.query(`SELECT COUNT() FROM ${from} ${where(upTo(until), only)}`);
  return { phase: "backfill", until, total, place: null, job: null };
}

async function newJob(
  client: Client,
  { type, columns, only }: Selected,
  { until, most, now }: { readonly until: number; readonly most: number; readonly now: number },
): Promise<Job | null> {
  // Without an order, which would keep Salesforce from splitting the work.
  const soql = `SELECT ${selection(columns)} FROM ${identifier(type)} ${where(upTo(until), only)}`.trimEnd();
  const access = { jobs: client.jobs, describe: () => client.describe(identifier(type)) };
  return startJob(access, { soql, names: columns, most }, now);
}

async function bulkBackfill(
  client: Client,
  from: Selected,
  state: Backfill & { readonly job: Job },
  now: number,
): Promise<Page> {
  const step = await stepOf(client.jobs, state.job, from.columns, now);
  if (step.is === "over") {
    const page = await backfill(client, from, { ...state, job: null });
    return state.job.read === 0 ? page : { ...page, anew: true };
  }
  const next = step.job === null ? firstIncremental(state.until) : { ...state, job: step.job };
  return {
    phase: "backfill",
    ...sorted(step.is === "rows" ? step.rows : [], from.read),
    cursor: encode(next),
    more: step.job !== null,
    total: state.total,
    ...(step.is === "wait" && { waitMs: step.waitMs }),
  };
}

async function backfill(client: Client, { type, columns, only, read }: Selected, state: Backfill): Promise<Page> {
  const wanted = where(upTo(state.until), ...after(state.place), only);
  const soql = `SELECT ${selection(columns)} FROM ${identifier(type)} ${wanted}${ORDER}`;
  const { rows, full } = await collect(client, await client.query(soql));
  const place = lastPlace(rows, full);
  const next = full ? { ...state, place: place ?? state.place } : firstIncremental(state.until);
  return { phase: "backfill", ...sorted(rows, read), cursor: encode(next), more: full, total: state.total };
}

async function incremental(client: Client, { type, columns, only, read }: Selected, poll: Incremental): Promise<Page> {
  const extra = [...(UNDELETED.has(type) ? [] : ["IsDeleted"]), ...(MERGEABLE.has(type) ? ["MasterRecordId"] : [])];
  const from =
    poll.place === null && poll.from !== null ? [`SystemModstamp >= ${instant(poll.from)}`] : after(poll.place);
  const soql = `SELECT ${selection([...columns, ...extra])} FROM ${identifier(type)} ${where(...from, only)}${ORDER}`;
  const { rows, full } = await collect(client, await client.queryAll(soql));
  const next = advance(poll, lastPlace(rows, full), !full);
  const more = full && next.pages < PAGES_PER_POLL;
  const cursor = encode(full && !more ? { ...next, pages: 0 } : next);
  return { phase: "incremental", ...sorted(rows, read), cursor, more, total: null };
}

/** The conditions that are given, with a blank behind them; nothing when there is none. */
function where(...conditions: readonly (string | null)[]): string {
  const given = conditions.filter((each) => each !== null);
  return given.length === 0 ? "" : `WHERE ${given.join(" AND ")} `;
}

function upTo(until: number): string {
  return `SystemModstamp <= ${instant(until)}`;
}

/** Rows behind a place. The first condition alone is what the database can use its index for. */
export function after(place: Place | null): readonly string[] {
  if (place === null) return [];
  const stamp = instant(place.stamp);
  return [`SystemModstamp >= ${stamp}`, `(SystemModstamp > ${stamp} OR Id > ${quoted(place.id)})`];
}

/**
 * The service may cut a page in parts. A part whose locator has died is left out: the next page begins behind the
 * rows that did arrive.
 */
export async function collect(
  client: Client,
  first: QueryAnswer,
): Promise<{ rows: readonly unknown[]; full: boolean }> {
  const rows = [...first.rows];
  let next = first.next;
  while (next !== null) {
    try {
      const part = await client.more(next);
      rows.push(...part.rows);
      next = part.next;
    } catch (error) {
      if (error instanceof CrmError && error.trouble.code === "INVALID_QUERY_LOCATOR" && rows.length > 0)
        return { rows, full: true };
      throw error;
    }
  }
  return { rows, full: rows.length >= PAGE };
}

/** The place of the last readable row. A full page without one would be read for ever, so it is refused. */
export function lastPlace(rows: readonly unknown[], full: boolean): Place | null {
  for (const row of rows.toReversed()) {
    if (!isRow(row)) continue;
    const stamp = stampOf(row);
    const id = row.Id;
    if (stamp !== null && typeof id === "string") return { stamp, id };
  }
  if (full) throw new CrmError(malformed("no row of Salesforce's page has an Id and a SystemModstamp", false));
  return null;
}

function emptyObject(): Page {
  const cursor = encode(firstIncremental(null));
  return { phase: "backfill", records: [], gone: [], broken: [], cursor, more: false, total: 0 };
}
