import { budgetFacts, shareOf } from "../connections/budget.ts";
import { type Budget, noBudget, readBudgets, saveBudget } from "../store/budgets.ts";
import { openIncidents, updateIncident } from "../store/incidents.ts";
import type { Sql } from "../store/sql.ts";
import type { Worker } from "../worker.ts";

/** What people may change of a connection's calls while the program runs; a share of null = as the file says. */
export type BudgetWish =
  | { readonly what: "share"; readonly value: number | null }
  | { readonly what: "slowed" | "outboundPaused"; readonly value: boolean };

/** `budget` = as it stands now; not done: it stood so already, or somebody changed it since the button was drawn. */
export interface BudgetSet {
  readonly done: boolean;
  readonly budget: Budget;
}

/** A share that is less would stop the connection, and one above it is not ours. */
const LEAST = 0.01;

/**
 * Sets it for every process on these rows: they follow with their next tick. `since` = when this setting was last changed
 * as far as whoever asks knows, null = never; absent = whatever it is. The open incident of the limit says it at once.
 */
export async function setBudget(
  sql: Sql,
  worker: Worker,
  connection: string,
  wish: BudgetWish,
  { by, since }: { readonly by: string; readonly since?: number | null },
): Promise<BudgetSet> {
  const { settings: own } = worker.connections.get(connection);
  await sql.inTurn("incidents");
  const before = (await readBudgets(sql)).get(connection) ?? noBudget;
  const known = before[wish.what];
  if (wish.what === "share" && wish.value !== null && !(wish.value >= LEAST && wish.value <= 1))
    throw new RangeError(`a share is ${LEAST} to 1`);
  const stale = since !== undefined && since !== (known?.at ?? null);
  const isSo =
    wish.what === "share"
      ? (before.share?.value ?? null) === wish.value
      : (before[wish.what]?.value ?? false) === wish.value;
  if (stale || isSo) return { done: false, budget: before };

  // Two changes within one millisecond are still two.
  const at = Math.max(worker.ports.clock.wall(), (known?.at ?? 0) + 1);
  const chosen = { value: wish.value, by, at };
  await saveBudget(sql, connection, wish.what, chosen);
  const budget: Budget = { ...before, [wish.what]: chosen };
  const incident = (await openIncidents(sql)).find((one) => one.kind === "api_limit" && one.connection === connection);
  if (incident) {
    const facts = { ...incident.facts, ...budgetFacts(own, budget), share: shareOf(own, budget) };
    await updateIncident(sql, incident, { ...incident, facts }, at);
  }
  return { done: true, budget };
}
