import { nameOf, wordsOf } from "../inbound/stumble.ts";
import { NoAnswer } from "../provider.ts";
import { isResting } from "../rules/halt.ts";
import { forgetHalt, type Halt } from "../store/halts.ts";
import { isPassing } from "../store/trouble.ts";
import { countUnknown } from "../store/unknowns.ts";
import { noteHalt } from "../watch/halts.ts";
import { StorageTrouble } from "../watch/storage.ts";
import type { Worker } from "../worker.ts";
import { type Lease, LeaseLost } from "./lease.ts";

/** One object of a connection, one way, and what is known of its earlier tries. */
export interface Attempt extends Pick<Halt, "connection" | "object" | "direction"> {
  /** Of the connection, both ways. */
  readonly halts: readonly Halt[];
}

function haltOf({ connection, object, direction, halts }: Attempt): Halt | null {
  const same = (one: Halt) => one.connection === connection && one.object === object && one.direction === direction;
  return halts.find(same) ?? null;
}

/**
 * Does one object's part of a round, unless it rests after a surprise. A surprise ends this part only: it is noted and
 * tried again later, three times (E44). `work` answers whether it came to its end, which forgets what was before.
 * @throws what is no surprise: a lost lease, a database that takes no writes or is not reached.
 */
export async function attempt(
  worker: Worker,
  hold: () => Promise<Lease | null>,
  place: Attempt,
  work: () => Promise<boolean>,
): Promise<void> {
  const { leases, ports } = worker;
  const halt = haltOf(place);
  if (halt && isResting(halt, ports.clock.wall())) return;
  try {
    const ended = await work();
    const lease = ended && halt ? await hold() : null;
    if (lease) await leases.write(lease, (sql) => forgetHalt(sql, place));
  } catch (cause) {
    if (!isSurprise(cause)) throw cause;
    await noteSurprise(worker, hold, place, cause);
  }
}

function isSurprise(cause: unknown): boolean {
  const known = cause instanceof LeaseLost || cause instanceof StorageTrouble || cause instanceof NoAnswer;
  return !known && !isPassing(cause);
}

async function noteSurprise(
  worker: Worker,
  hold: () => Promise<Lease | null>,
  { connection, object, direction }: Attempt,
  cause: unknown,
): Promise<void> {
  const { connections, leases, ports } = worker;
  const place = { connection, object, direction };
  ports.log("error", "a flow failed", {
    flow: `${direction === "inbound" ? "pull" : "push"} ${connection}`,
    object,
    cause: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause),
  });
  const lease = await hold();
  if (!lease) return;
  const { id: provider } = connections.get(connection).provider;
  const words = wordsOf(cause, provider);
  await leases.write(lease, async (sql) => {
    const at = ports.clock.wall();
    const code = nameOf(cause);
    await countUnknown(sql, { provider, fingerprint: words, code, status: null, sample: words, at });
    await noteHalt(sql, worker, place, { words, detail: words });
  });
}
