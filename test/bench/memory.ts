import { measureAll, serve } from "./processes.ts";
import { type Benchmark, resultOf, sooner } from "./result.ts";

const FEW = 100_000;
const MANY = 1_000_000;

/** The most memory that the process ever held, for ten times as many records: first load and reading them all again. */
export const memory: Benchmark = {
  name: "memory",
  rounds: 1,
  // It is the same each time, and takes minutes.
  run: async (_count, tell) => {
    const [few, many] = [await megabytes(FEW), await megabytes(MANY)];
    tell(`memory: ${Math.round(few)} MB with 100,000 records, ${Math.round(many)} MB with 1,000,000`);
    const against = "the same with a tenth of the records (at most 1.6 times as much)";
    return [resultOf({ name: "memory", metric: "MB", against, goal: 0.625 }, [sooner(many, few)])];
  },
};

async function megabytes(records: number): Promise<number> {
  const crm = await serve("crm", [String(records), "cold"]);
  try {
    return (await measureAll("again", crm.line, ["megabytes"])).megabytes;
  } finally {
    crm.stop();
  }
}
