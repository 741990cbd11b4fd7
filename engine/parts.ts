import type { Cursor, Page } from "./provider.ts";

/** One of several record types of a CRM that together are one object of ours: its tasks and its meetings, say. */
export interface Part {
  /** Names its place in the cursor, so it never changes. */
  readonly name: string;
  /** As of an object that has one type alone; its cursor says in `phase` what the next page will be. */
  changes(cursor: Cursor | null): Promise<Page>;
  /** null = the CRM does not tell. */
  count(): Promise<number | null>;
}

/** How far each part is, which one is read next, and how many records the whole backfill has. */
export interface Turn {
  readonly places: Readonly<Record<string, Cursor>>;
  readonly at: number;
  readonly total: number | null;
}

/** A page that is smaller takes in the next part's, too: what is quiet costs no transactions. */
const SMALL = 200;

/**
 * One page of parts that are read in turn. Each part has a cursor of its own inside the one that is stored, so nothing
 * is missed or doubled that the part alone would not miss or double. First each part's backfill, one after the other;
 * then a poll goes through all of them. A part that is new to a cursor is backfilled before the next poll.
 */
export async function changesInTurn(parts: readonly Part[], cursor: Cursor | null): Promise<Page> {
  const turn = decode(cursor, parts) ?? { places: {}, at: 0, total: await countAll(parts) };
  const fresh = parts.find(({ name }) => isUnfilled(turn.places[name]));
  return fresh === undefined ? poll(parts, turn) : backfill(parts, fresh, turn);
}

/** Of all parts together; null = of one of them it is not told. */
export async function countAll(parts: readonly Part[]): Promise<number | null> {
  let sum = 0;
  for (const part of parts) {
    const count = await part.count();
    if (count === null) return null;
    sum += count;
  }
  return sum;
}

async function backfill(parts: readonly Part[], part: Part, turn: Turn): Promise<Page> {
  const page = await part.changes(turn.places[part.name] ?? null);
  const next = placed(turn, part, page.cursor);
  const more = page.more || parts.some(({ name }) => isUnfilled(next.places[name]));
  return { ...page, phase: "backfill", more, total: turn.total, cursor: encode(next) };
}

/** Pages are joined only when the next one is at hand: what was read is not thrown away because another part fails. */
async function poll(parts: readonly Part[], from: Turn): Promise<Page> {
  let turn: Turn = { ...from, at: from.at < parts.length ? from.at : 0, total: null };
  const pages: Page[] = [];
  for (;;) {
    const part = parts[turn.at];
    if (part === undefined) break;
    const page = await readNext(part, turn, pages);
    if (page === null) return joined(pages, turn, true);
    pages.push(page);
    turn = { ...placed(turn, part, page.cursor), at: page.more ? turn.at : turn.at + 1 };
    if (page.more || pages.reduce((sum, each) => sum + sizeOf(each), 0) > SMALL) break;
  }
  const isOver = turn.at >= parts.length;
  return joined(pages, isOver ? { ...turn, at: 0 } : turn, !isOver);
}

/** null = it cannot be read now, but pages before it were: it is asked again, and its trouble told, in the next call. */
async function readNext(part: Part, turn: Turn, before: readonly Page[]): Promise<Page | null> {
  try {
    return await part.changes(turn.places[part.name] ?? null);
  } catch (error) {
    if (before.some((page) => sizeOf(page) > 0)) return null;
    throw error;
  }
}

function joined(pages: readonly Page[], turn: Turn, more: boolean): Page {
  return {
    phase: "incremental",
    records: pages.flatMap((page) => page.records),
    gone: pages.flatMap((page) => page.gone),
    broken: pages.flatMap((page) => page.broken),
    cursor: encode(turn),
    more,
    total: null,
  };
}

function sizeOf({ records, gone, broken }: Page): number {
  return records.length + gone.length + broken.length;
}

function placed(turn: Turn, { name }: Part, cursor: Cursor): Turn {
  return { ...turn, places: { ...turn.places, [name]: cursor } };
}

function isUnfilled(place: Cursor | undefined): boolean {
  return place?.phase !== "incremental";
}

/** A cursor is flat: the parts' own stand in it as text. */
function encode({ places, at, total }: Turn): Cursor {
  return { parts: JSON.stringify(places), at, total };
}

/**
 * null = nothing was read yet. A cursor that is not one of parts is the first part's: it was stored when the object had
 * no other.
 */
function decode(cursor: Cursor | null, [first]: readonly Part[]): Turn | null {
  if (cursor === null) return null;
  const { parts, at, total } = cursor;
  if (typeof parts !== "string")
    return first === undefined ? null : { places: { [first.name]: cursor }, at: 0, total: null };
  return {
    places: placesIn(parts),
    at: typeof at === "number" ? at : 0,
    total: typeof total === "number" ? total : null,
  };
}

function placesIn(text: string): Turn["places"] {
  try {
    const told: unknown = JSON.parse(text);
    if (typeof told !== "object" || told === null) return {};
    const places = Object.entries(told).filter((entry): entry is [string, Cursor] => isPlace(entry[1]));
    return Object.fromEntries(places);
  } catch {
    return {};
  }
}

function isPlace(value: unknown): value is Cursor {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
