import { CrmError, type Cursor, type Page, type Session } from "../../provider.ts";
import type { ObjectName } from "../../record.ts";
import {
  afterPage,
  decodeTurn,
  encodeTurn,
  firstTurn,
  passed,
  roundDone,
  type Turn,
  triesAgain,
} from "./activity-cursor.ts";
import { ownFields, toActivity } from "./activity-fields.ts";
import { type ActivityType, activityTypes, joinId } from "./activity-types.ts";
import { begin, changes } from "./changes.ts";
import type { Client } from "./client.ts";
import { encode } from "./cursor.ts";

const TYPES = activityTypes.map((one) => one.type);
/** A page is handed on with so many rows, however many types are still to be asked. */
const FULL = 100;

type Rows = Pick<Page, "records" | "gone" | "broken">;

/**
 * One page over all five types: each has its own cursor inside ours, and the next one is asked as soon as one has come
 * to its end, so that a quiet round is a single page. A type that may not be read is told once and left out; the others
 * go on. @throws CrmError when none may be read.
 */
export async function activityChanges(
  client: Client,
  session: Session,
  object: ObjectName,
  cursor: Cursor | null,
): Promise<Page> {
  const now = session.now();
  const told = decodeTurn(cursor, TYPES);
  const first = told === null ? await beginAll(client, now) : null;
  let turn = told ?? first?.turn ?? firstTurn(0, {}, [], now);
  let rows: Rows = { records: [], gone: [], broken: first?.broken ?? [] };
  const { phase } = turn;
  const again = triesAgain(turn, now);
  let [answered, refusal]: [boolean, CrmError | null] = [false, null];
  for (let of = activityTypes[turn.at]; of !== undefined; of = activityTypes[turn.at]) {
    const isOut = turn.out.includes(of.type);
    if (isOut && !again && turn.out.length < TYPES.length) {
      turn = passed(turn, of.type, null);
      continue;
    }
    const page = await asked(pageOf(client, session, object, of, turn.cursors[of.type] ?? null));
    if (page instanceof CrmError) {
      // What was read before the trouble is handed on; the next call meets it again.
      if (!isForbidden(page)) {
        if (!answered) throw page;
        return { phase, ...rows, cursor: encodeTurn(turn), more: true, total: totalOf(turn) };
      }
      refusal = page;
      if (!isOut) rows = joined(rows, leftOut(of, page));
      turn = passed(turn, of.type, now);
      continue;
    }
    answered = true;
    if (isOut) rows = joined(rows, readable(of, now));
    rows = joined(rows, page);
    turn = afterPage(turn, of.type, page);
    const full = rows.records.length + rows.gone.length >= FULL && turn.at < TYPES.length;
    if (page.more || full) return { phase, ...rows, cursor: encodeTurn(turn), more: true, total: totalOf(turn) };
  }
  if (refusal !== null && turn.out.length === TYPES.length) throw refusal;
  return { phase, ...rows, cursor: encodeTurn(roundDone(turn)), more: false, total: totalOf(turn) };
}

/** Every type's mark and number of records, before the first of them is read. */
async function beginAll(
  client: Client,
  now: number,
): Promise<{ readonly turn: Turn; readonly broken: Page["broken"] }> {
  const cursors: Record<string, Cursor> = {};
  const broken: Page["broken"][number][] = [];
  let [total, refusal]: [number, CrmError | null] = [0, null];
  for (const of of activityTypes) {
    const state = await asked(begin(client, of.type));
    if (state instanceof CrmError) {
      if (!isForbidden(state)) throw state;
      refusal = state;
      broken.push(...leftOut(of, state).broken);
      continue;
    }
    cursors[of.type] = encode(state);
    total += state.total;
  }
  const out = TYPES.filter((type) => cursors[type] === undefined);
  if (refusal !== null && out.length === TYPES.length) throw refusal;
  return { turn: firstTurn(total, cursors, out, now), broken };
}

async function pageOf(
  client: Client,
  session: Session,
  object: ObjectName,
  of: ActivityType,
  cursor: Cursor | null,
): Promise<Page> {
  const fields = session.fields[object] ?? [];
  const own = { ...session, fields: { [object]: ownFields(of, fields) } };
  const page = await changes(client, own, object, of.type, cursor);
  const named = (id: string): string => (id === "" ? "" : joinId(of.type, id));
  return {
    ...page,
    records: page.records.map((record) => toActivity(of, record, fields)),
    gone: page.gone.map((one) => ({
      ...one,
      externalId: named(one.externalId),
      mergedInto: one.mergedInto === null ? null : named(one.mergedInto),
    })),
    broken: page.broken.map((one) => ({ ...one, externalId: named(one.externalId) })),
  };
}

async function asked<T>(promise: Promise<T>): Promise<T | CrmError> {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof CrmError) return error;
    throw error;
  }
}

/** HubSpot says 403 for a scope that the app lacks and for a right that the user lacks. */
export function isForbidden({ trouble }: CrmError): boolean {
  return trouble.status === 403 && /^PERM_|^AUTH_SCOPE/.test(trouble.reason);
}

function joined(rows: Rows, more: Rows): Rows {
  return {
    records: [...rows.records, ...more.records],
    gone: [...rows.gone, ...more.gone],
    broken: [...rows.broken, ...more.broken],
  };
}

/** Stands among the failures under the type's name until it may be read. */
function leftOut({ type }: ActivityType, { trouble }: CrmError): Rows {
  const detail = `HubSpot's ${type} are left out: ${trouble.detail}`;
  return { records: [], gone: [], broken: [{ externalId: type, reason: trouble.reason, detail }] };
}

function readable({ type }: ActivityType, at: number): Rows {
  return { records: [], gone: [{ externalId: type, at, mergedInto: null }], broken: [] };
}

function totalOf({ phase, total }: Turn): number | null {
  return phase === "backfill" ? total : null;
}
