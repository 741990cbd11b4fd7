import type { Clock, Log } from "../ports.ts";

/** full = no room; read_only = the database takes no writes; broken = writing fails for another reason. */
export type StorageKind = "full" | "read_only" | "broken";

/** Why nothing can be saved now. It is known in memory only: it cannot be saved. */
export interface StorageState {
  readonly kind: StorageKind;
  /** ms since 1970. */
  readonly since: number;
  /** The database's own words. */
  readonly detail: string;
}

/** Thrown by a write that the database did not take: nothing of it was saved. */
export class StorageTrouble extends Error {
  readonly kind: StorageKind;
  constructor(kind: StorageKind, cause: unknown) {
    super(`the database takes no writes (${kind}): ${wordsOf(cause)}`, { cause });
    this.name = "StorageTrouble";
    this.kind = kind;
  }
}

/** What is known of the database's ability to take writes, and when to try again. */
export interface StorageWatch {
  state(): StorageState | null;
  /** A write failed so. */
  failed(kind: StorageKind, cause: unknown): void;
  /** Whether it is time to try again; answers true once for each time. */
  tryNow(): boolean;
  /** The trial succeeded. */
  healed(): void;
}

/** A trial comes after 5 s; where trouble keeps coming back right after a good trial, after up to 5 min. */
const TRIAL_MS = 5_000;
const LONGEST_TRIAL_MS = 300_000;
/** Trouble that comes back within this time is the same trouble for the pace of trials. */
const RELAPSE_MS = 600_000;

/** One line in the log when the trouble begins, and one when it ends. */
export function createStorageWatch(clock: Pick<Clock, "wall" | "mono">, log: Log): StorageWatch {
  let state: StorageState | null = null;
  let tryAt = 0;
  let healedAt = Number.NEGATIVE_INFINITY;
  let relapses = 0;

  const waitMs = () => Math.min(LONGEST_TRIAL_MS, TRIAL_MS * 2 ** Math.min(relapses, 10));

  return {
    state: () => state,
    failed: (kind, cause) => {
      const detail = wordsOf(cause);
      if (state !== null) {
        state = { kind, since: state.since, detail };
        return;
      }
      relapses = clock.mono() - healedAt < RELAPSE_MS ? relapses + 1 : 0;
      state = { kind, since: clock.wall(), detail };
      tryAt = clock.mono() + waitMs();
      log("error", "the database takes no writes; nothing is synced until it does", { kind, detail });
    },
    tryNow: () => {
      if (state === null || clock.mono() < tryAt) return false;
      tryAt = clock.mono() + waitMs();
      return true;
    },
    healed: () => {
      if (state === null) return;
      log("info", "the database takes writes again", { kind: state.kind, forMs: clock.wall() - state.since });
      state = null;
      healedAt = clock.mono();
    },
  };
}

/** What is needed of the rows to know whether they take writes. */
interface Rows {
  /** null = writes are taken, as far as is known. */
  trouble(): StorageState | null;
  tryAgain(): Promise<void>;
}

/** At the start everything waits until the database takes what must be there. */
export async function onceWritable(rows: Rows, clock: Pick<Clock, "sleep">, work: () => Promise<void>): Promise<void> {
  for (let done = false; !done; ) {
    await whileWritable(rows, async () => {
      await work();
      done = true;
    });
    if (done) return;
    await clock.sleep(1_000);
    await rows.tryAgain();
  }
}

/** Runs what writes unless nothing can be saved now. Trouble that begins meanwhile was noted and logged where it was met. */
export async function whileWritable(rows: Pick<Rows, "trouble">, work: () => Promise<void>): Promise<void> {
  if (rows.trouble() !== null) return;
  try {
    await work();
  } catch (cause) {
    if (!(cause instanceof StorageTrouble)) throw cause;
  }
}

function wordsOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
