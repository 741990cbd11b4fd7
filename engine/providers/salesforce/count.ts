import type { Client } from "./client.ts";
import { identifier } from "./soql.ts";

/** Records that are not in the recycle bin, as far as the connected user may see them: no rows are sent for it. */
export async function count(
  client: Pick<Client, "query">,
  type: string,
  only: string | null = null,
): Promise<number | null> {
  const where = only === null ? "" : ` WHERE ${only}`;
  const { total } = await client.query(`SELECT COUNT() FROM ${identifier(type)}${where}`);
  return total;
}
