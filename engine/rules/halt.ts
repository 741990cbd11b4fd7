import type { Halt } from "../store/halts.ts";

const SECOND = 1_000;
/** E44: tried again three times; the connection's other objects have their turn in between. */
const PAUSES_MS = [10 * SECOND, 60 * SECOND, 300 * SECOND];

/** What is known of an object, one way, after it broke off once more. Pure. */
export function halted(
  before: Halt | null,
  { now, ...place }: Pick<Halt, "connection" | "object" | "direction" | "words"> & { readonly now: number },
): Halt {
  const tries = (before?.tries ?? 0) + 1;
  const pauseMs = PAUSES_MS[tries - 1];
  return { ...place, tries, since: before?.since ?? now, due: pauseMs === undefined ? null : now + pauseMs };
}

/** It is not looked at now. */
export function isResting({ due }: Pick<Halt, "due">, now: number): boolean {
  return due === null || due > now;
}

/** All its tries have failed: people are told until it works again. */
export function hasStopped({ tries }: Pick<Halt, "tries">): boolean {
  return tries > PAUSES_MS.length;
}
