import { type Lane, lanes } from "./lanes.ts";

/** Who waits in which lane, so that all of a lane can be given back at once. */
export interface Waiting {
  add(lane: Lane, leave: AbortController): void;
  delete(lane: Lane, leave: AbortController): void;
  any(lane?: Lane): boolean;
  all(lane: Lane): readonly AbortController[];
  counts(): Readonly<Record<Lane, number>>;
}

export function createWaiting(): Waiting {
  const sets: Readonly<Record<Lane, Set<AbortController>>> = {
    person: new Set(),
    live: new Set(),
    incremental: new Set(),
    backfill: new Set(),
  };
  return {
    add: (lane, leave) => void sets[lane].add(leave),
    delete: (lane, leave) => void sets[lane].delete(leave),
    any: (lane) => (lane ? sets[lane].size > 0 : lanes.some((each) => sets[each].size > 0)),
    all: (lane) => [...sets[lane]],
    counts: () => ({
      person: sets.person.size,
      live: sets.live.size,
      incremental: sets.incremental.size,
      backfill: sets.backfill.size,
    }),
  };
}
