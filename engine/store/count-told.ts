import { readMeta, saveMeta } from "./meta.ts";
import type { Sql } from "./sql.ts";

/** What a CRM last told of how many records it holds. */
export interface ToldCount {
  readonly count: number;
  readonly at: number;
}

const keyOf = (connection: string, object: string) => `count ${connection} ${object}`;

export async function readCount(sql: Sql, connection: string, object: string): Promise<ToldCount | null> {
  const text = await readMeta(sql, keyOf(connection, object));
  return text === null ? null : (JSON.parse(text) as ToldCount);
}

export async function saveCount(
  sql: Sql,
  { connection, object, count, at }: ToldCount & { readonly connection: string; readonly object: string },
): Promise<void> {
  await saveMeta(sql, keyOf(connection, object), JSON.stringify({ count, at } satisfies ToldCount));
}
