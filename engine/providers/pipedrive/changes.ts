import { CrmError, type Cursor, type Page, type Session } from "../../provider.ts";
import type { RemoteRecord } from "../../record.ts";
import { malformed } from "../../trouble.ts";
import type { Client, Listed } from "./client.ts";
import {
  advance,
  advanceGone,
  type Backfill,
  beginPoll,
  decode,
  encode,
  firstIncremental,
  goneSince,
  type Incremental,
} from "./cursor.ts";
import { withPeople } from "./lead-people.ts";
import { type Broken, isBroken, isDeleted, modifiedOf, readRow } from "./records.ts";
import type { Shape } from "./shapes.ts";
import { idOf, isRow, stampOf } from "./values.ts";

const PAGE = 500;
/** A poll gives others their turn after this many pages, however fast records change. */
const PAGES_PER_POLL = 50;
/** Pages of deleted records that one call walks. */
const GONE_PAGES = 5;

type Gone = Page["gone"][number];

/**
 * One page: of the lists in the order of ids (backfill), or of what changed since the last poll. The last page of a poll
 * also tells what was deleted. A merge looks like a delete: only webhooks name the survivor.
 */
export async function changes(client: Client, session: Session, shape: Shape, cursor: Cursor | null): Promise<Page> {
  const fields = session.fields[shape.object] ?? [];
  const state = decode(cursor) ?? (await begin(client, shape));
  if (state.phase === "backfill") return backfill(client, shape, fields, state);
  const poll = beginPoll(state, session.now());
  if (poll.stage !== "gone") return incremental(client, shape, fields, poll);
  const left = await tellLeft(client, shape, poll);
  return pageOf({ records: [], gone: [], broken: [] }, left);
}

async function begin(client: Client, shape: Shape): Promise<Backfill> {
  const stamps: number[] = [];
  for (const path of shape.lists) {
    const newest = await list(client, path, { sort: "update_time", descending: true, limit: 1, next: null });
    const [row] = newest.rows;
    const stamp = isRow(row) ? modifiedOf(row) : null;
    if (row !== undefined && stamp === null) throw unplaced();
    if (stamp !== null) stamps.push(stamp);
  }
  return { phase: "backfill", mark: stamps.length === 0 ? null : Math.max(...stamps), list: 0, next: null };
}

async function backfill(client: Client, shape: Shape, fields: readonly string[], state: Backfill): Promise<Page> {
  const path = shape.lists[state.list] ?? shape.path;
  const page = await list(client, path, { sort: "id", limit: PAGE, next: state.next });
  const onward = state.list + 1 < shape.lists.length ? { ...state, list: state.list + 1, next: null } : null;
  const next = page.next !== null ? { ...state, next: page.next } : onward;
  return {
    phase: "backfill",
    ...(await sorted(client, shape, fields, page.rows)),
    cursor: encode(next ?? firstIncremental(state.mark)),
    more: next !== null,
    // Pipedrive counts nothing for us.
    total: null,
  };
}

async function incremental(client: Client, shape: Shape, fields: readonly string[], poll: Incremental): Promise<Page> {
  const path = shape.lists[poll.list] ?? shape.path;
  const wanted = { since: poll.from, sort: "update_time", limit: PAGE, next: poll.next } as const;
  const { rows, next } = await list(client, path, wanted);
  const stamps = rows.flatMap((row) => (isRow(row) ? (modifiedOf(row) ?? []) : []));
  const last = stamps.at(-1) ?? null;
  if (next !== null && last === null) throw unplaced();
  const after = advance(poll, last, next, shape.lists.length);
  const page = await sorted(client, shape, fields, rows);
  if (after.stage === "lists") {
    const pause = after.pages >= PAGES_PER_POLL;
    const cursor = encode(pause ? { ...after, pages: 0 } : after);
    return { phase: "incremental", ...page, cursor, more: !pause, total: null };
  }
  return pageOf(page, await tellLeft(client, shape, after));
}

function pageOf(page: Pick<Page, "records" | "gone" | "broken">, { poll, gone, converted }: Left): Page {
  return {
    phase: "incremental",
    records: [...page.records, ...converted],
    gone: [...page.gone, ...gone],
    broken: page.broken,
    cursor: encode(poll),
    more: poll.stage === "gone",
    total: null,
  };
}

/** What left its list: deleted records, and leads that became deals. */
interface Left {
  readonly poll: Incremental;
  readonly gone: readonly Gone[];
  readonly converted: readonly RemoteRecord[];
}

async function tellLeft(client: Client, shape: Shape, from: Incremental): Promise<Left> {
  const since = goneSince(from);
  let poll = from;
  const gone: Gone[] = [];
  const converted: RemoteRecord[] = [];
  for (let pages = 0; poll.stage === "gone" && pages < GONE_PAGES; pages += 1) {
    const page = since === null ? { rows: [], next: null } : await leftPage(client, shape, since, poll.next);
    const left = shape.type === "leads" ? [] : page.rows.flatMap((row) => goneIn(isRow(row) ? row.data : null));
    const out = shape.type === "leads" ? page.rows.flatMap(convertedIn) : [];
    gone.push(...left);
    converted.push(...out);
    const last = left.reduce<number | null>((top, { at }) => Math.max(top ?? at, at), null);
    poll = advanceGone(poll, last, page.next);
  }
  return { poll, gone, converted };
}

/**
 * Lists hide what is deleted; that of recent changes names it. Leads are not in it: a converted one is named by its
 * deal, and a deleted one shows when it is written to or compared.
 */
function leftPage(client: Client, shape: Shape, since: number, next: string | null): Promise<Listed> {
  if (shape.type !== "leads") return client.recents(shape.single, since, next);
  return client.list("/api/v2/deals", { since, sort: "update_time", limit: PAGE, next });
}

function goneIn(row: unknown): readonly Gone[] {
  if (!isDeleted(row)) return [];
  const [externalId, at] = [idOf(row.id), modifiedOf(row)];
  return externalId === null || at === null ? [] : [{ externalId, at, mergedInto: null }];
}

function convertedIn(deal: unknown): readonly RemoteRecord[] {
  if (!isRow(deal)) return [];
  const [externalId, modifiedAt] = [idOf(deal.source_lead_id), stampOf(deal.add_time)];
  return externalId === null || modifiedAt === null
    ? []
    : [{ externalId, modifiedAt, fields: {}, out: "SKIP_CONVERTED" }];
}

/** A company without archived deals or leads may have no list of them; a place that has died is left out once. */
async function list(client: Client, path: string, wanted: Parameters<Client["list"]>[1]): Promise<Listed> {
  try {
    return await client.list(path, wanted);
  } catch (error) {
    if (!(error instanceof CrmError)) throw error;
    const { status, detail } = error.trouble;
    if (status === 404 && path.endsWith("/archived")) return { rows: [], next: null };
    if (status === 400 && wanted.next !== null && /cursor/i.test(detail))
      return client.list(path, { ...wanted, next: null });
    throw error;
  }
}

function unplaced(): CrmError {
  return new CrmError(malformed("no row of Pipedrive's page has a time of change", false));
}

async function sorted(
  client: Client,
  shape: Shape,
  fields: readonly string[],
  rows: readonly unknown[],
): Promise<Pick<Page, "records" | "gone" | "broken">> {
  const records: RemoteRecord[] = [];
  const gone: Gone[] = [];
  const broken: Broken[] = [];
  for (const row of shape.type === "leads" ? await withPeople(client, rows, fields) : rows) {
    if (isDeleted(row)) {
      gone.push(...goneIn(row));
      continue;
    }
    const read = readRow(row, shape, fields);
    if (isBroken(read)) broken.push(read);
    else records.push(read);
  }
  return { records, gone, broken };
}
