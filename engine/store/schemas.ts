import type { Schema } from "../record.ts";
import { fromJson, type Sql, toJson } from "./sql.ts";

export interface KnownSchema {
  readonly schema: Schema;
  readonly readAt: number;
}

export async function readSchema(sql: Sql, connection: string, object: string): Promise<KnownSchema | null> {
  const [row] = await sql.all("select schema, read_at from schemas where connection = ? and object = ?", [
    connection,
    object,
  ]);
  return row ? { schema: fromJson<Schema>(row.schema), readAt: Number(row.read_at) } : null;
}

export async function saveSchema(sql: Sql, connection: string, schema: Schema, now: number): Promise<void> {
  await sql.run(
    `insert into schemas (connection, object, schema, read_at) values (?, ?, ?, ?)
     on conflict (connection, object) do update set schema = excluded.schema, read_at = excluded.read_at`,
    [connection, schema.object, toJson(schema), now],
  );
}

/** Makes the next use read it anew; what was known stays, so that the difference can be told. */
export async function forgetSchema(sql: Sql, connection: string, object: string): Promise<void> {
  await sql.run("update schemas set read_at = 0 where connection = ? and object = ?", [connection, object]);
}
