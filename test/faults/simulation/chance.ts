import { seeded } from "../../fakes/bed.ts";

/** Everything accidental of one world, from its seed. */
export interface Chance {
  /** Uniform in [0, 1). */
  next(): number;
  /** A whole number, both ends included. */
  between(least: number, most: number): number;
  /** True in this share of cases. */
  hits(share: number): boolean;
  pick<T>(from: readonly T[]): T;
}

/** `purpose` keeps streams apart: another draw of one kind then does not shift all others. */
export function chanceOf(seed: number, purpose: string): Chance {
  let mixed = seed * 0x9e3779b1;
  for (const letter of purpose) mixed = Math.imul(mixed ^ letter.charCodeAt(0), 0x01000193);
  const next = seeded(mixed >>> 0);
  return {
    next,
    between: (least, most) => least + Math.floor(next() * (most - least + 1)),
    hits: (share) => next() < share,
    pick: (from) => {
      const one = from[Math.floor(next() * from.length)];
      if (one === undefined) throw new Error("nothing to pick from");
      return one;
    },
  };
}

/** In this share of worlds something happens again and again, around every `ms`; null = never. */
export function every(chance: Chance, share: number, ms: number): number | null {
  const often = chance.hits(share);
  const mean = Math.round(ms * (0.5 + chance.next()));
  return often ? mean : null;
}
