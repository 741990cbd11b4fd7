import type { Sql } from "./sql.ts";

/** Facts about the database itself, as text. */
export async function readMeta(sql: Sql, key: string): Promise<string | null> {
  const [row] = await sql.all("select value from meta where key = ?", [key]);
  return row ? String(row.value) : null;
}

export async function saveMeta(sql: Sql, key: string, value: string): Promise<void> {
  await sql.run("insert into meta (key, value) values (?, ?) on conflict (key) do update set value = excluded.value", [
    key,
    value,
  ]);
}

export async function forgetMeta(sql: Sql, key: string): Promise<void> {
  await sql.run("delete from meta where key = ?", [key]);
}
