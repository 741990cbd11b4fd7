/** A measurement with its goals. Rounds are told one by one while they are run. */
export interface Benchmark {
  readonly name: string;
  /** So many rounds unless the command line says otherwise. */
  readonly rounds: number;
  run(rounds: number, tell: (line: string) => void): Promise<readonly Result[]>;
}

export interface Round {
  readonly ours: number;
  readonly baseline: number;
  readonly ratio: number;
}

/** What is told of a benchmark, but for its rounds. A greater ratio is a better one, whatever is measured. */
export interface Claim {
  readonly name: string;
  /** The unit of `ours` and `baseline`. */
  readonly metric: string;
  readonly against: string;
  /** The least ratio that holds. */
  readonly goal: number;
}

/** `ours` and `baseline` are medians too, each by itself; `ratio` is the median of the rounds'. */
export interface Result extends Claim {
  readonly ours: number;
  readonly baseline: number;
  readonly ratio: number;
  readonly holds: boolean;
  readonly rounds: readonly Round[];
}

export function resultOf(claim: Claim, rounds: readonly Round[]): Result {
  const middle = (name: keyof Round) => median(rounds.map((round) => round[name]));
  const ratio = middle("ratio");
  return { ...claim, ours: middle("ours"), baseline: middle("baseline"), ratio, holds: ratio >= claim.goal, rounds };
}

/** More is better: the ratio is ours to theirs. */
export function faster(ours: number, baseline: number): Round {
  return { ours: rounded(ours), baseline: rounded(baseline), ratio: rounded(ours / baseline) };
}

/** Less is better: the ratio is theirs to ours. */
export function sooner(ours: number, baseline: number): Round {
  return { ours: rounded(ours), baseline: rounded(baseline), ratio: rounded(baseline / ours) };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = Number.NaN, high = Number.NaN] = [sorted[middle - 1], sorted[middle]];
  return sorted.length % 2 === 1 ? high : rounded((low + high) / 2);
}

/** The least value that this share of all values does not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN;
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
