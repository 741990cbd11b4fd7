import { CrmError, type Cursor, type Page, type Session } from "../../provider.ts";
import type { ObjectName, RemoteRecord } from "../../record.ts";
import { malformed } from "../../trouble.ts";
import { endsIn } from "./activity-ends.ts";
import { activityType } from "./activity-types.ts";
import type { Client, Condition } from "./client.ts";
import {
  advance,
  type Backfill,
  beginPoll,
  decode,
  encode,
  firstIncremental,
  type Incremental,
  step,
  type Walk,
} from "./cursor.ts";
import { withLinks } from "./links-read.ts";
import {
  type Broken,
  type Gone,
  idOf,
  isBroken,
  isRow,
  mergedInto,
  modifiedProperty,
  propertiesOf,
  readRow,
  stampOf,
} from "./records.ts";

const SEARCH_PAGE = 200;
const READ_PAGE = 100;
/** A poll ends after this many pages and goes on with the next one, however fast records change. */
const PAGES_PER_POLL = 50;
/** Pages of archived records that one poll walks. */
const WALK_PAGES = 5;

/**
 * One page: of the list (backfill, in the order of ids), or of what the search index says has changed, with the values
 * read afresh, because the index may be behind. The last page of a poll also walks the archived records.
 */
export async function changes(
  client: Client,
  session: Session,
  object: ObjectName,
  type: string,
  cursor: Cursor | null,
): Promise<Page> {
  const fields = session.fields[object] ?? [];
  const state = decode(cursor) ?? (await begin(client, type));
  return state.phase === "backfill"
    ? backfill(client, type, fields, state)
    : incremental(client, type, fields, state, session.now());
}

/** The index may lag behind the list: then the increments begin a little too early, which is harmless. */
export async function begin(client: Client, type: string): Promise<Backfill> {
  const modified = modifiedProperty(type);
  const newest = await client.search(type, {
    where: [],
    sort: modified,
    descending: true,
    properties: [modified],
    limit: 1,
  });
  const [row] = newest.results;
  const place = row === undefined ? null : placeOf(row, type);
  if (row !== undefined && place === null) throw unplaced();
  return { phase: "backfill", mark: place?.stamp ?? null, total: newest.total, after: null };
}

async function backfill(client: Client, type: string, fields: readonly string[], state: Backfill): Promise<Page> {
  const to = activityType(type) === null ? [] : endsIn(fields).map((end) => end.to);
  const page = await client.list(type, state.after, propertiesOf(type, fields), false, to);
  const next = page.after === null ? firstIncremental(state.mark) : { ...state, after: page.after };
  return {
    phase: "backfill",
    ...sorted(await withLinks(client, type, fields, page.results), type, fields),
    cursor: encode(next),
    more: page.after !== null,
    total: state.total,
  };
}

async function incremental(
  client: Client,
  type: string,
  fields: readonly string[],
  state: Incremental,
  now: number,
): Promise<Page> {
  const modified = modifiedProperty(type);
  const poll = beginPoll(state, now);
  const moment = String(poll.from);
  const where: readonly Condition[] =
    poll.tie === null
      ? [{ property: modified, operator: "GTE", value: moment }]
      : [
          { property: modified, operator: "EQ", value: moment },
          { property: "hs_object_id", operator: "GT", value: poll.tie },
        ];
  const sort = poll.tie === null ? modified : "hs_object_id";
  const { results } = await client.search(type, { where, sort, properties: [modified], limit: SEARCH_PAGE });
  const places = results.flatMap((row) => placeOf(row, type) ?? []);
  const full = results.length >= SEARCH_PAGE;
  if (full && places.length === 0) throw unplaced();
  const next = advance(poll, places.at(-1) ?? null, full);
  const fresh = await readAfresh(
    client,
    type,
    fields,
    places.map(({ id }) => id),
  );
  const unreadable = results.filter((row) => placeOf(row, type) === null);
  const page = sorted([...fresh, ...unreadable], type, fields);
  const more = next.from !== null && next.pages < PAGES_PER_POLL;
  if (more) return { phase: "incremental", ...page, cursor: encode(next), more, total: null };
  const walked = await walkArchived(client, type, next.walk);
  const cursor = encode({ ...next, pages: 0, walk: walked.walk });
  return { phase: "incremental", ...page, gone: [...page.gone, ...walked.gone], cursor, more, total: null };
}

async function readAfresh(
  client: Client,
  type: string,
  fields: readonly string[],
  ids: readonly string[],
): Promise<readonly unknown[]> {
  const rows: unknown[] = [];
  for (let at = 0; at < ids.length; at += READ_PAGE) {
    const { results } = await client.read(type, ids.slice(at, at + READ_PAGE), propertiesOf(type, fields));
    rows.push(...results);
  }
  return withLinks(client, type, fields, rows);
}

async function walkArchived(client: Client, type: string, from: Walk): Promise<{ walk: Walk; gone: readonly Gone[] }> {
  const gone: Gone[] = [];
  let walk = from;
  for (let pages = 0; pages < WALK_PAGES; pages += 1) {
    const { results, after } = await client.list(type, walk.after, propertiesOf(type, []), true);
    const archived = results.filter(isRow).flatMap((row) => {
      const externalId = idOf(row);
      const at = stampOf(row.archivedAt) ?? stampOf(row.updatedAt);
      if (externalId === null || at === null) return [];
      // Those that it had swallowed went with it, and may never have been seen in it.
      const swallowed = mergedInto(row, { externalId, modifiedAt: at, fields: {} });
      return [...swallowed, { externalId, at, mergedInto: null }];
    });
    const { mark } = walk;
    gone.push(...archived.filter(({ at }) => mark === null || at >= mark));
    walk = step(
      walk,
      archived.reduce<number | null>((top, { at }) => Math.max(top ?? at, at), null),
      after,
    );
    if (after === null) break;
  }
  return { walk, gone };
}

/** Where a search result stands. It must be the index's own word: the record itself may be newer by now. */
function placeOf(row: unknown, type: string): { readonly stamp: number; readonly id: string } | null {
  const properties = isRow(row) && isRow(row.properties) ? row.properties : {};
  const id = isRow(row) ? idOf(row) : null;
  const stamp = stampOf(properties[modifiedProperty(type)]) ?? (isRow(row) ? stampOf(row.updatedAt) : null);
  return id === null || stamp === null ? null : { stamp, id };
}

function unplaced(): CrmError {
  return new CrmError(malformed("HubSpot's search results have no id or no time of change", false));
}

function sorted(
  rows: readonly unknown[],
  type: string,
  fields: readonly string[],
): Pick<Page, "records" | "gone" | "broken"> {
  const records = new Map<string, RemoteRecord>();
  const gone: Gone[] = [];
  const broken: Broken[] = [];
  for (const row of rows) {
    const read = readRow(row, type, fields);
    if (isBroken(read)) broken.push(read);
    // A merged id is answered with its survivor, so one record may come twice.
    else if (!records.has(read.externalId)) {
      records.set(read.externalId, read);
      gone.push(...mergedInto(row, read));
    }
  }
  return { records: [...records.values()], gone, broken };
}
