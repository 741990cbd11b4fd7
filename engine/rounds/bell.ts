/** Rings when there may be something new to send, so that nobody need wait for the next tick. */
export interface Bell {
  ring(): void;
  /** Answers how to stop hearing it. */
  hear(told: () => void): () => void;
}

export function createBell(): Bell {
  const hearers = new Set<() => void>();
  return {
    ring: () => {
      for (const told of hearers) told();
    },
    hear: (told) => {
      hearers.add(told);
      return () => void hearers.delete(told);
    },
  };
}
