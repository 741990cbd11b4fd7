import { runTroubles } from "../asked/examine.ts";
import { orderOnce } from "../asked/once.ts";
import { priceOf } from "../asked/price.ts";
import { cancelResync, countSelection, orderResync, type Selection } from "../asked/resync.ts";
import { findConflicts, findRun, orderPull } from "../asked/run-log.ts";
import { orderWhole } from "../inbound/whole.ts";
import { type RunPlace, resultsAfter, runsAfter } from "../store/api-runs.ts";
import { releaseHalts } from "../store/halts.ts";
import { readHistory } from "../store/history.ts";
import { groupResults, type RunFilter, readResults, readRun, readRuns } from "../store/runs.ts";
import type { Worker } from "../worker.ts";

/** Runs, the orders that begin them, and what they did to each record. */
export function runFace(worker: Worker) {
  const { store, connections } = worker;
  const now = worker.ports.clock.wall;
  return {
    countResync: (selection: Selection) => store.read((sql) => countSelection(sql, worker, selection)),
    /** What it would cost; nothing is called for it. */
    priceResync: (selection: Selection) => store.read((sql) => priceOf(sql, worker, selection)),
    orderResync: (selection: Selection, askedBy: string) =>
      store.write((sql) => orderResync(sql, worker, selection, askedBy)),
    /** Joins the run of the same selection that somebody began a moment ago. */
    joinResync: (selection: Selection, askedBy: string) =>
      store.write((sql) => orderOnce(sql, worker, selection, askedBy)),
    /** False when it had ended already. */
    cancelResync: (id: string, by: string) => store.write((sql) => cancelResync(sql, id, by, now())),
    run: (id: string) => store.read((sql) => readRun(sql, id)),
    /** Has a connection looked at with the next tick; otherwise why not: the run that does it already. */
    orderPull: (name: string, object?: string) =>
      store.write(async (sql) => {
        const objects = object ? [object] : connections.get(name).settings.objects;
        // Both ways, and whatever else is going on there.
        await releaseHalts(sql, { connection: name, objects }, now());
        return orderPull(sql, name, objects);
      }),
    /** Has an object read from its beginning, after what changed there; false = that is done already, or its first sync is. */
    orderWhole: (name: string, object: string) => store.write((sql) => orderWhole(sql, name, object)),
    /** A run by its id or the end of it, as people type it. */
    findRun: (text: string) => store.read((sql) => findRun(sql, text)),
    /** Runs that were at work at the same time although they must not be. */
    runConflicts: (filter: Parameters<typeof findConflicts>[1]) => store.read((sql) => findConflicts(sql, filter)),
    runs: (filter: RunFilter) => store.read((sql) => readRuns(sql, filter)),
    /** The same from a place on, and what one of them did to each record. */
    runsAfter: (filter: RunFilter, after: RunPlace | null) => store.read((sql) => runsAfter(sql, filter, after)),
    resultsAfter: (id: string, page: Parameters<typeof resultsAfter>[2]) =>
      store.read((sql) => resultsAfter(sql, id, page)),
    runOutcomes: (id: string) => store.read((sql) => groupResults(sql, id)),
    /** Failed, waiting and skipped records of a run, in this order. */
    runTroubles: (id: string, limit: number) => store.read((sql) => runTroubles(sql, id, limit)),
    runResults: (id: string, limit: number) => store.read((sql) => readResults(sql, id, limit)),
    /** What every run did to a record; `subjects` are its id and the external ids of its links. Newest first. */
    history: (object: string, subjects: readonly string[], limit: number) =>
      store.read((sql) => readHistory(sql, object, subjects, limit)),
  };
}
