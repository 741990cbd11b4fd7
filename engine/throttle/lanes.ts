/** In this order: what a person waits for, live writes, incremental pulls, backfills. */
export const lanes = ["person", "live", "incremental", "backfill"] as const;

export type Lane = (typeof lanes)[number];

export type Run = () => Promise<unknown>;

/** What p-queue carries with every task; `mayGo` is asked again whenever something may have changed. */
export interface TurnOptions {
  readonly id?: string;
  readonly priority?: number;
  readonly timeout?: number;
  readonly signal?: AbortSignal;
  readonly lane: Lane;
  readonly mayGo: () => boolean;
}

interface Waiting {
  readonly id: string;
  readonly run: Run;
  readonly mayGo: () => boolean;
}

/**
 * What waits, as p-queue's own queue: it shows p-queue only what may go now, the highest lane first and within a lane
 * the first come. So a request that came late in a higher lane goes before all that wait for the same slot, and one
 * that waits for a narrow window does not stand in the way of others.
 */
export class WaitingLanes {
  readonly #lanes: Readonly<Record<Lane, Waiting[]>> = { person: [], live: [], incremental: [], backfill: [] };

  /** Not the length: p-queue starts nothing while it is 0. */
  get size(): number {
    return this.#first() === null ? 0 : 1;
  }

  enqueue(run: Run, options: Partial<TurnOptions> = {}): void {
    const { id = "", lane = "backfill", mayGo = () => true } = options;
    this.#lanes[lane].push({ id, run, mayGo });
  }

  dequeue(): Run | undefined {
    const first = this.#first();
    if (first === null) return undefined;
    const [taken] = this.#lanes[first.lane].splice(first.at, 1);
    return taken?.run;
  }

  remove(id: string): void {
    for (const lane of lanes) {
      const at = this.#lanes[lane].findIndex((waiting) => waiting.id === id);
      if (at >= 0) this.#lanes[lane].splice(at, 1);
    }
  }

  filter(options: Readonly<Partial<TurnOptions>>): Run[] {
    return options.lane === undefined ? [] : this.#lanes[options.lane].map((waiting) => waiting.run);
  }

  /** A lane is chosen when asking and stays. */
  setPriority(): never {
    throw new TypeError("a request does not change its lane");
  }

  #first(): { readonly lane: Lane; readonly at: number } | null {
    for (const lane of lanes) {
      const at = this.#lanes[lane].findIndex((waiting) => waiting.mayGo());
      if (at >= 0) return { lane, at };
    }
    return null;
  }
}
