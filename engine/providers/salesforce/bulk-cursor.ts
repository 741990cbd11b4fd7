import type { Cursor } from "../../provider.ts";

/** Columns whose text in CSV has to be turned back; all others are text in JSON too. */
export type Kind = "number" | "boolean" | "datetime";
export type Kinds = Readonly<Record<string, Kind>>;

/** A Bulk query job under way: all that has to be known to go on with it after a crash or on another machine. */
export interface Job {
  readonly id: string;
  /** By our clock. */
  readonly madeAt: number;
  /** Not to be asked for its state before that; null = it is complete. */
  readonly askAt: number | null;
  /** Rows that it found, once it is complete; null = not told. */
  readonly found: number | null;
  /** Where the next part of its rows begins; null = at the first. */
  readonly locator: string | null;
  /** Rows that were read of it. */
  readonly read: number;
  /** Rows of a part. */
  readonly chunk: number;
  /** Parts in a row that could not be read. */
  readonly spoilt: number;
  readonly kinds: Kinds;
}

export function encodeJob({ id, kinds, ...rest }: Job): Cursor {
  const named = Object.entries(kinds).map(([name, kind]) => `${name}:${kind}`);
  return { ...rest, job: id, kinds: named.join(",") };
}

/** null = the cursor names no job. */
export function decodeJob(cursor: Cursor): Job | null {
  const { job: id, madeAt, askAt, found, locator, read, chunk, spoilt, kinds } = cursor;
  if (typeof id !== "string" || typeof madeAt !== "number" || typeof read !== "number") return null;
  if (typeof chunk !== "number" || typeof kinds !== "string") return null;
  return {
    id,
    madeAt,
    askAt: typeof askAt === "number" ? askAt : null,
    found: typeof found === "number" ? found : null,
    locator: typeof locator === "string" ? locator : null,
    read,
    chunk,
    spoilt: typeof spoilt === "number" ? spoilt : 0,
    kinds: Object.fromEntries(kinds.split(",").flatMap(kindOf)),
  };
}

function kindOf(text: string): readonly (readonly [string, Kind])[] {
  const [name = "", kind] = text.split(":");
  return kind === "number" || kind === "boolean" || kind === "datetime" ? [[name, kind]] : [];
}
