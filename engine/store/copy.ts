import { existsSync } from "node:fs";
import type { Clock, Log } from "../ports.ts";
import type { Database } from "./database.ts";
import { StoreRefused } from "./newer.ts";

/**
 * Copies a SQLite file that holds data before its tables are changed, and reads the copy back: an unread copy is none.
 * PostgreSQL has tools of its own for this; nothing is copied there.
 */
export async function copyBeforeMigration(database: Database, clock: Clock, log: Log): Promise<void> {
  if (!database.file) return;
  const stamp = new Date(clock.wall()).toISOString().replaceAll(/[-:]/g, "").slice(0, 15);
  const path = freePath(`${database.file}.before-migration-${stamp}`);
  const lost = await database.copyTo(path);
  if (lost !== null) throw new StoreRefused(`The copy ${path} could not be verified (${lost}); nothing was migrated.`);
  log("info", "copied the database before migrating it", { path });
}

function freePath(wanted: string): string {
  for (let n = 1; ; n += 1) {
    const path = n === 1 ? wanted : `${wanted}-${n}`;
    if (!existsSync(path)) return path;
  }
}
