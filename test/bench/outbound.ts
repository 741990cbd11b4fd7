import { tidyCrm } from "./contacts.ts";
import { removeFolder } from "./daemon.ts";
import type { EditOrder } from "./edits.ts";
import { firstLine, measure, serve, start } from "./processes.ts";
import type { Benchmark } from "./result.ts";
import { speedBenchmark } from "./speed.ts";

const RECORDS = 100_000;

/**
 * 100,000 contacts that are linked to Salesforce and were edited here (three fields of each), until nothing is owed any
 * more: planned, sent in collections of 200, one call at a time, and settled row by row, in a SQLite file. The throttle
 * is in place but stops nothing: the whole share, and a CRM without a limit in reach.
 */
export const outbound: Benchmark = speedBenchmark({
  name: "outbound",
  metric: "records/s",
  rounds: 3,
  amount: RECORDS,
  ours: "push",
  goals: [
    { script: "send", against: "the same bodies over HTTP alone", goal: 0.35 },
    { script: "push-script", against: "the usual script: MikroORM dirty rows, jsforce collections", goal: 2.5 },
  ],
  prepare: async () => {
    const crm = await serve("crm", [String(RECORDS)]);
    const edited = await firstLine(start("edited", [crm.line]), "edited");
    const { folder, url } = JSON.parse(edited) as EditOrder;
    // The server's way to take updates is run in before anything is measured, or the first measurement would pay for it.
    await measure("send", edited, "ms");
    return {
      order: edited,
      tidy: () => tidyCrm(url),
      stop: () => {
        crm.stop();
        removeFolder(folder);
      },
    };
  },
});
