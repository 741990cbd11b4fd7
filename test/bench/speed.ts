import { measure } from "./processes.ts";
import { type Benchmark, type Claim, faster, resultOf } from "./result.ts";

/** How much of something we do in a second, against other programs that do the same. */
export interface SpeedBenchmark {
  readonly name: string;
  readonly metric: string;
  readonly rounds: number;
  /** What one measurement does, in units of the metric. */
  readonly amount: number;
  /** The script of this folder that measures us. */
  readonly ours: string;
  /** The least ratio of our speed to that of each of these scripts. */
  readonly goals: readonly (Pick<Claim, "against" | "goal"> & { readonly script: string })[];
  /** Starts what the measurements share; `order` is the argument of each, and `tidy` comes before each. */
  prepare(): Promise<{ readonly order: string; tidy?(): Promise<void>; stop(): void }>;
}

/**
 * Measures us and every baseline in turn, each in a fresh process, so many rounds over: what else the machine does
 * meanwhile then falls on all of them alike, and only speeds of the same round are compared.
 */
export function speedBenchmark({ name, metric, rounds, ...own }: SpeedBenchmark): Benchmark {
  const scripts = [own.ours, ...own.goals.map((goal) => goal.script)];

  async function run(count: number, tell: (line: string) => void) {
    const { order, tidy, stop } = await own.prepare();
    const speeds: Readonly<Record<string, number>>[] = [];
    try {
      for (let round = 1; round <= count; round += 1) {
        const measured: Record<string, number> = {};
        for (const script of scripts) {
          await tidy?.();
          measured[script] = (own.amount * 1000) / (await measure(script, order, "ms"));
        }
        speeds.push(measured);
        const told = scripts.map((script) => `${script} ${Math.round(measured[script] ?? 0)}`);
        tell(`${name} ${round}/${count}: ${told.join(", ")}`);
      }
    } finally {
      stop();
    }
    return own.goals.map(({ script, against, goal }) =>
      resultOf(
        { name, metric, against, goal },
        speeds.map((each) => faster(each[own.ours] ?? 0, each[script] ?? 0)),
      ),
    );
  }

  return { name, rounds, run };
}
