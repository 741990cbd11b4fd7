import { serve } from "./processes.ts";
import type { Benchmark } from "./result.ts";
import { speedBenchmark } from "./speed.ts";

const RECORDS = 100_000;

/**
 * A first pull of 100,000 contacts of 20 fields in pages of 2,000 from a simulated Salesforce in a process of its own, as
 * the daemon does it: into a SQLite file, with links, results per record and a cursor per page.
 */
export const inbound: Benchmark = speedBenchmark({
  name: "inbound",
  metric: "records/s",
  rounds: 5,
  amount: RECORDS,
  ours: "ours",
  goals: [
    { script: "fetch", against: "fetch + JSON.parse of the same pages", goal: 0.25 },
    { script: "script", against: "the usual script: jsforce pages, MikroORM upsertMany", goal: 2.5 },
  ],
  prepare: async () => {
    const crm = await serve("crm", [String(RECORDS)]);
    return { order: crm.line, stop: crm.stop };
  },
});
