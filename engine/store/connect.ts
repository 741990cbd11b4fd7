import type { Database } from "./database.ts";
import { noTurns, type Turns } from "./turns.ts";

/** Loads only the driver that the address asks for. */
export async function connectDatabase(url: string, turns: Turns = noTurns): Promise<Database> {
  if (/^postgres(ql)?:\/\//.test(url)) return (await import("./open-postgresql.ts")).connectPostgres(url);
  return (await import("./open-sqlite.ts")).connectSqlite(url.replace(/^sqlite:(\/\/)?(?=.)/, ""), turns);
}
