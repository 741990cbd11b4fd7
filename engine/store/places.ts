import { readMeta, saveMeta } from "./meta.ts";
import type { Sql } from "./sql.ts";

/** Where a chat is reached, as its bot wrote it down: text that nobody else reads. */
export async function readPlace(sql: Sql, key: string): Promise<string | null> {
  return readMeta(sql, nameOf(key));
}

export async function savePlace(sql: Sql, key: string, value: string): Promise<void> {
  await saveMeta(sql, nameOf(key), value);
}

/** Apart from the facts about the database, whatever the bot calls it. */
function nameOf(key: string): string {
  return `place.${key}`;
}
