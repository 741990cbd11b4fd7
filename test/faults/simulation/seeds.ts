import { type Report, simulate } from "./simulate.ts";

/** What a reader needs of a seed that failed: the rule, the way to see it again, and what happened last. */
function told({ seed, violations, last }: Report): string {
  return [...violations, `node test/faults/replay.ts ${seed}`, ...last].join("\n");
}

/** What went wrong in these worlds; empty = nothing was lost, doubled or told wrongly, and all came in order. */
export async function failuresOf(seeds: readonly number[]): Promise<readonly string[]> {
  const failures: string[] = [];
  for (const seed of seeds) {
    const report = await simulate(seed);
    if (report.violations.length > 0) failures.push(told(report));
  }
  return failures;
}

/** Both ends included. */
export function seedsFrom(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}

export function ranges(from: number, to: number, size: number): readonly (readonly [number, number])[] {
  return Array.from({ length: Math.ceil((to - from + 1) / size) }, (_, at) => [
    from + at * size,
    Math.min(to, from + (at + 1) * size - 1),
  ]);
}
