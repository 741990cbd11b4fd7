import type { Clock } from "../ports.ts";
import { leaseOwners, releaseAllOf, releaseLease, stillHolds, takeLease } from "../store/leases.ts";
import type { Store } from "../store/open.ts";
import type { Sql } from "../store/sql.ts";

/** The right to speak for a connection. Its fence grows with every new owner. */
export interface Lease {
  readonly connection: string;
  readonly fence: number;
}

/** Thrown inside a fenced write when the lease has gone to another worker: nothing was written. */
export class LeaseLost extends Error {
  constructor(connection: string) {
    super(`the lease of ${connection} was lost`);
    this.name = "LeaseLost";
  }
}

interface Manner {
  /** It touches only rows that nobody else works with now. */
  readonly apart: boolean;
  /** As the store says. */
  readonly lasting?: "repeatable" | undefined;
}

export interface Leases {
  /** Takes the lease, or renews it when it is ours; null while another worker holds it. */
  take(connection: string): Promise<Lease | null>;
  /** Whether, by our own clock, nobody else can have taken it yet: after that nothing may leave for the CRM. */
  isOurs(lease: Lease): boolean;
  /** A transaction that begins by checking the fence. */
  write<T>(lease: Lease, work: (sql: Sql) => Promise<T>, manner?: Manner): Promise<T>;
  /**
   * Grows when a `write` that is not apart begins and when it ends: while it stays the same and the lease is held, what
   * only its holder writes (links, what was seen, what a pull makes of records) is as it was.
   */
  writes(connection: string): number;
  release(lease: Lease): Promise<void>;
  /** Frees what owners that died on this machine still hold, so that a restart need not wait for their leases to end. */
  freeDead(isDead: (owner: string) => boolean): Promise<void>;
}

/** A holder renews at every round, so a lease outlives the longest page. */
const leaseMs = 30_000;
/** The machines' clocks differ. */
const marginMs = 5_000;

export function createLeases(store: Store, clock: Clock, owner: string): Leases {
  const taken = new Map<string, { readonly fence: number; readonly untilMono: number }>();
  const counts = new Map<string, number>();
  const countOf = (connection: string) => counts.get(connection) ?? 0;

  return {
    take: async (connection) => {
      const now = clock.wall();
      const untilMono = clock.mono() + leaseMs - marginMs;
      const fence = await store.write((sql) => takeLease(sql, { connection, owner, now, until: now + leaseMs }));
      if (fence === null) return null;
      taken.set(connection, { fence, untilMono });
      return { connection, fence };
    },
    isOurs: ({ connection, fence }) => {
      const last = taken.get(connection);
      return last?.fence === fence && clock.mono() < last.untilMono;
    },
    write: async (lease, work, { apart, lasting } = { apart: false }) => {
      const { connection, fence } = lease;
      const count = () => apart || counts.set(connection, countOf(connection) + 1);
      count();
      try {
        return await store.write(async (sql) => {
          if (!(await stillHolds(sql, connection, owner, fence))) throw new LeaseLost(lease.connection);
          return work(sql);
        }, lasting);
      } finally {
        count();
      }
    },
    writes: countOf,
    release: (lease) => store.write((sql) => releaseLease(sql, lease.connection, owner, lease.fence)),
    freeDead: async (isDead) => {
      const owners = await store.read(leaseOwners);
      const dead = owners.filter((other) => other !== owner && isDead(other));
      for (const other of dead) await store.write((sql) => releaseAllOf(sql, other));
    },
  };
}
