import type { Client } from "./client.ts";
import { modifiedProperty } from "./records.ts";

/**
 * The number of hits of a search for everything: it is told in full, although a search hands out no more than its first
 * 10,000. Archived records are not in it; the index learns of a change only after a while.
 */
export async function count(client: Pick<Client, "search">, type: string): Promise<number | null> {
  const modified = modifiedProperty(type);
  const { total } = await client.search(type, { where: [], sort: modified, properties: [modified], limit: 1 });
  return total;
}
