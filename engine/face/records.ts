import { type Located, locate } from "../asked/locate.ts";
import { type RoadAsked, walkRoad } from "../asked/road.ts";
import { awaitRun, roadEnd } from "../asked/road-end.ts";
import { whyOf } from "../asked/why.ts";
import { lastSynced } from "../store/sample.ts";
import type { Worker } from "../worker.ts";

/** Single records: which are meant, who wrote them, and how they go. */
export function recordFace(worker: Worker) {
  const { settings, store } = worker;
  return {
    /** Every writer of every field of a record, and the rule that decided; null = there is no such record. */
    why: (object: string, id: string) => store.read((sql) => whyOf(sql, worker, object, id)),
    /** For each name the records that it may mean, at most `limit`; none = it is not known. */
    locate: (names: readonly string[], limit: number): Promise<readonly (readonly Located[])[]> =>
      store.read(async (sql) => {
        const found: (readonly Located[])[] = [];
        for (const name of names) found.push(await locate(sql, settings, name, limit));
        return found;
      }),
    /** B35, D6: one record's road to a CRM, up to the write, which a resync does. */
    walkRoad: (asked: RoadAsked) => walkRoad(worker, asked),
    /** The write and its reading back, once the resync has told of them. */
    roadEnd: (asked: RoadAsked, runId: string) => roadEnd(worker, asked, runId),
    /** Waits for the end of a resync, at most so long. */
    awaitRun: (runId: string, mostMs: number) => awaitRun(worker, runId, mostMs),
    /** The record of an object that was synced last with a connection; null = none is linked. */
    lastSynced: (connection: string, object: string) => store.read((sql) => lastSynced(sql, { connection, object })),
  };
}
