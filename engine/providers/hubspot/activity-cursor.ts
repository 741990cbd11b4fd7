import type { Cursor } from "../../provider.ts";

/** How far each of the five types has come, and whose turn it is. */
export interface Turn {
  readonly phase: "backfill" | "incremental";
  /** The place of the type that is read next; the types before it are done for this time. */
  readonly at: number;
  /** Records in the whole backfill. */
  readonly total: number;
  /** Each type's own cursor; null = its backfill has not begun. */
  readonly cursors: Readonly<Record<string, Cursor | null>>;
  /** Types that may not be read, and when one of them was tried last, by our clock. */
  readonly out: readonly string[];
  readonly triedAt: number;
}

/** After this long a type that may not be read is tried again. */
const AGAIN_MS = 10 * 60_000;

export function firstTurn(total: number, cursors: Turn["cursors"], out: readonly string[], now: number): Turn {
  return { phase: "backfill", at: 0, total, cursors, out, triedAt: now };
}

/** Whether those that may not be read are tried in this round. */
export function triesAgain(turn: Turn, now: number): boolean {
  return now < turn.triedAt || now - turn.triedAt >= AGAIN_MS;
}

/** After one page of the type whose turn it is: the same one goes on while it has more. */
export function afterPage(turn: Turn, type: string, page: { readonly cursor: Cursor; readonly more: boolean }): Turn {
  const cursors = { ...turn.cursors, [type]: page.cursor };
  const out = turn.out.filter((one) => one !== type);
  return { ...turn, cursors, out, at: page.more ? turn.at : turn.at + 1 };
}

/** Past a type that may not be read; `tried` = it was asked just now. */
export function passed(turn: Turn, type: string, tried: number | null): Turn {
  const out = turn.out.includes(type) ? turn.out : [...turn.out, type];
  return { ...turn, out, triedAt: tried ?? turn.triedAt, at: turn.at + 1 };
}

/** All types had their turn: the next round begins with the first one, and is no backfill. */
export function roundDone(turn: Turn): Turn {
  return { ...turn, phase: "incremental", at: 0 };
}

/** The cursors of the types are texts inside ours, which holds plain values only. */
export function encodeTurn(turn: Turn): Cursor {
  const inner = Object.entries(turn.cursors).map(([type, own]) => [`of:${type}`, own && JSON.stringify(own)] as const);
  const { phase, at, total, triedAt } = turn;
  return { phase, at, total, triedAt, out: turn.out.join(","), ...Object.fromEntries(inner) };
}

/** null for a cursor that is not ours: then the backfill begins again, which is slow but never wrong. */
export function decodeTurn(cursor: Cursor | null, types: readonly string[]): Turn | null {
  if (cursor === null || (cursor.phase !== "backfill" && cursor.phase !== "incremental")) return null;
  const { phase, at, total, triedAt, out } = cursor;
  if (typeof at !== "number" || at < 0 || at >= types.length || typeof out !== "string") return null;
  return {
    phase,
    at,
    total: typeof total === "number" ? total : 0,
    cursors: Object.fromEntries(types.map((type) => [type, inner(cursor[`of:${type}`])])),
    out: types.filter((type) => out.split(",").includes(type)),
    triedAt: typeof triedAt === "number" ? triedAt : 0,
  };
}

function inner(text: unknown): Cursor | null {
  if (typeof text !== "string") return null;
  try {
    const told: unknown = JSON.parse(text);
    return isPlain(told) ? told : null;
  } catch {
    return null;
  }
}

function isPlain(told: unknown): told is Cursor {
  return (
    typeof told === "object" &&
    told !== null &&
    !Array.isArray(told) &&
    Object.values(told).every((value) => value === null || ["string", "number", "boolean"].includes(typeof value))
  );
}
