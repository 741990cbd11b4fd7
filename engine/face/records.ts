import { type Located, locate } from "../asked/locate.ts";
import { whyOf } from "../asked/why.ts";
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
  };
}
