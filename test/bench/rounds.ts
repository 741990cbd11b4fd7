import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export interface Benchmark {
  readonly name: string;
  readonly metric: string;
  /** What one measurement does, in units of the metric. */
  readonly amount: number;
  /** The script of this folder that measures us. */
  readonly ours: string;
  readonly goals: readonly Goal[];
  /** Starts what the measurements share; `order` is the argument of each. */
  prepare(): Promise<{ readonly order: string; stop(): void }>;
}

/** The least ratio of our speed to that of another script of this folder. */
export interface Goal {
  readonly script: string;
  readonly against: string;
  readonly goal: number;
}

/** Speeds in the metric. `ours` and `baseline` are medians too, each by itself; `ratio` is the median of the rounds'. */
export interface Result {
  readonly name: string;
  readonly metric: string;
  readonly ours: number;
  readonly baseline: number;
  readonly against: string;
  readonly ratio: number;
  readonly goal: number;
  readonly holds: boolean;
  readonly rounds: readonly { readonly ours: number; readonly baseline: number; readonly ratio: number }[];
}

/**
 * Measures us and every baseline in turn, each in a fresh process, so many rounds over: what else the machine does
 * meanwhile then falls on all of them alike, and only speeds of the same round are compared.
 */
export async function runBenchmark(
  benchmark: Benchmark,
  count: number,
  tell: (line: string) => void,
): Promise<readonly Result[]> {
  const { order, stop } = await benchmark.prepare();
  const scripts = [benchmark.ours, ...benchmark.goals.map((goal) => goal.script)];
  const rounds: Readonly<Record<string, number>>[] = [];
  try {
    for (let round = 1; round <= count; round += 1) {
      const speeds: Record<string, number> = {};
      for (const script of scripts) {
        speeds[script] = (benchmark.amount * 1000) / (await measure(script, order));
      }
      rounds.push(speeds);
      tell(
        `${benchmark.name} ${round}/${count}: ${scripts.map((each) => `${each} ${Math.round(speeds[each] ?? 0)}`).join(", ")}`,
      );
    }
  } finally {
    stop();
  }
  return benchmark.goals.map((goal) => compare(benchmark, goal, rounds));
}

function compare(
  { name, metric, ours: own }: Benchmark,
  { script, against, goal }: Goal,
  speeds: readonly Readonly<Record<string, number>>[],
): Result {
  const rounds = speeds.map((each) => {
    const [ours = 0, baseline = 0] = [each[own], each[script]];
    return { ours: rounded(ours), baseline: rounded(baseline), ratio: rounded(ours / baseline) };
  });
  const ratio = median(rounds.map((each) => each.ratio));
  const ours = median(rounds.map((each) => each.ours));
  const baseline = median(rounds.map((each) => each.baseline));
  return { name, metric, ours, baseline, against, ratio, goal, holds: ratio >= goal, rounds };
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = Number.NaN, high = Number.NaN] = [sorted[middle - 1], sorted[middle]];
  return sorted.length % 2 === 1 ? high : rounded((low + high) / 2);
}

/** Milliseconds of one measurement in a process of its own; its start does not count. */
async function measure(script: string, order: string): Promise<number> {
  const child = start(script, [order]);
  const line = await firstLine(child, script);
  const measured: unknown = JSON.parse(line);
  if (typeof measured === "object" && measured !== null && "ms" in measured && typeof measured.ms === "number")
    return measured.ms;
  throw new Error(`${script} measured ${line}`);
}

/** A script of this folder in a process of its own, which shares our error output. */
export function start(script: string, args: readonly string[]): ChildProcess {
  const path = fileURLToPath(new URL(`${script}.ts`, import.meta.url));
  return spawn(process.execPath, [path, ...args], { stdio: ["pipe", "pipe", "inherit"] });
}

/** The first line that a process writes; throws when it ends without one, or badly. */
export function firstLine(child: ChildProcess, script: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let line: string | null = null;
    const lines = createInterface({ input: child.stdout ?? process.stdin });
    lines.once("line", (text) => {
      line = text;
      resolve(text);
    });
    child.once("error", reject);
    child.once("close", (code) => {
      if (line === null || code !== 0) reject(new Error(`${script} ended with ${code}`));
    });
  });
}
