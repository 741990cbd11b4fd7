import { saveSetting } from "./desk.ts";
import { fromJson, type Sql } from "./sql.ts";

/** What somebody chose while the program ran. */
export interface Chosen<T> {
  readonly value: T;
  /** As cards call them. */
  readonly by: string;
  readonly at: number;
}

/** How much of a CRM's calls a connection may spend, as people set it; it wins over the file. Null = nobody chose. */
export interface Budget {
  /** Share of the CRM's limits, 0 to 1; a value of null = as the file says, again. */
  readonly share: Chosen<number | null> | null;
  /** Backfills go at 40 % of their pace. */
  readonly slowed: Chosen<boolean> | null;
  /** Nothing unasked is written to the CRM. */
  readonly outboundPaused: Chosen<boolean> | null;
}

export const noBudget: Budget = { share: null, slowed: null, outboundPaused: null };

const PREFIX = "budget:";
const keyOf = (connection: string, what: keyof Budget) => `${PREFIX}${what}:${connection}`;

/** Connection -> what people chose for it, by one statement; connections of which nobody did are absent. */
export async function readBudgets(sql: Sql): Promise<ReadonlyMap<string, Budget>> {
  const rows = await sql.all(`select key, value, by, at from settings where key like '${PREFIX}%'`);
  const budgets = new Map<string, Budget>();
  for (const row of rows) {
    const [, what = "", ...name] = String(row.key).split(":");
    const connection = name.join(":");
    const budget = budgets.get(connection) ?? noBudget;
    const { value } = fromJson<{ value: unknown }>(row.value);
    const by = String(row.by);
    const at = Number(row.at);
    if (what === "share" && (value === null || typeof value === "number"))
      budgets.set(connection, { ...budget, share: { value, by, at } });
    if ((what === "slowed" || what === "outboundPaused") && typeof value === "boolean")
      budgets.set(connection, { ...budget, [what]: { value, by, at } });
  }
  return budgets;
}

export async function saveBudget(
  sql: Sql,
  connection: string,
  what: keyof Budget,
  { value, by, at }: Chosen<number | boolean | null>,
): Promise<void> {
  await saveSetting(sql, keyOf(connection, what), { value }, by, at);
}
