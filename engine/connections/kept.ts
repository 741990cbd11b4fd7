import { keptVersion, readKept } from "../store/kept.ts";
import type { Sql } from "../store/sql.ts";
import type { Connections } from "./connection.ts";

/** The rules that each process follows now. */
const followed = new WeakMap<Connections, string>();

/**
 * Takes over what people decided since the last look, here or in another process. Cheap when nothing changed. Only with
 * what is committed: never inside a write.
 */
export async function followKept(sql: Sql, connections: Connections): Promise<void> {
  const version = await keptVersion(sql);
  if (version === (followed.get(connections) ?? "")) return;
  const kept = await readKept(sql);
  for (const connection of connections.all) connection.follow(kept);
  followed.set(connections, version);
}
