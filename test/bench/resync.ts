import { measureAll, serve } from "./processes.ts";
import { type Benchmark, faster, type Round, resultOf } from "./result.ts";

const RECORDS = 100_000;

/** Everything read from the beginning again, where nothing has changed, against the first load in the same process. */
export const resync: Benchmark = {
  name: "resync",
  rounds: 5,
  run: async (count, tell) => {
    const crm = await serve("crm", [String(RECORDS)]);
    const rounds: Round[] = [];
    try {
      for (let round = 1; round <= count; round += 1) {
        const { ms, first } = await measureAll("again", crm.line, ["ms", "first"]);
        rounds.push(faster((RECORDS * 1_000) / ms, (RECORDS * 1_000) / first));
        tell(`resync ${round}/${count}: ${Math.round(ms)} ms after ${Math.round(first)} ms`);
      }
    } finally {
      crm.stop();
    }
    const claim = { name: "resync", metric: "records/s", against: "the first load of the same records", goal: 2 };
    return [resultOf(claim, rounds)];
  },
};
