import { type BudgetWish, setBudget } from "../asked/budget.ts";
import { limitViews } from "../asked/limits.ts";
import { priceBacklog, priceWhole } from "../asked/price-bulk.ts";
import { readBudgets } from "../store/budgets.ts";
import type { Worker } from "../worker.ts";

/** What the CRMs allow, what of it people let us use, and what a bulk job would take of it (features.md, M6). */
export function budgetFace(worker: Worker) {
  const { store, settings, ports } = worker;
  const now = ports.clock.wall;
  return {
    limits: () => store.read((sql) => limitViews(sql, settings, now())),
    /** Connection -> what people set while the program ran; connections of which nobody did are absent. */
    budgets: () => store.read(readBudgets),
    /**
     * Sets it for every process on the same rows. `since` = when it was last changed as far as whoever asks knows, null =
     * never; absent = whatever it is. Not done = it stood so already, or was changed since. Throws RangeError for a share
     * that is none.
     */
    setBudget: (connection: string, wish: BudgetWish, by: string, since?: number | null) =>
      store.write((sql) => setBudget(sql, worker, connection, wish, { by, ...(since === undefined ? {} : { since }) })),
    /** What it costs to read objects of a connection from the beginning; absent = all of them. Nothing is called for it. */
    priceWhole: (connection: string, objects?: readonly string[]) =>
      store.read((sql) => priceWhole(sql, worker, connection, objects)),
    /** What it costs to send all that waits for a connection. Nothing is called for it. */
    priceBacklog: (connection: string) => store.read((sql) => priceBacklog(sql, worker, connection)),
  };
}
