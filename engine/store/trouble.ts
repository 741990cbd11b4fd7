import type { StorageKind } from "../watch/storage.ts";

/** SQLite's result codes by their beginning, and PostgreSQL's SQLSTATEs: disk_full, read_only_sql_transaction, class 58. */
const kinds: readonly (readonly [string, StorageKind])[] = [
  ["SQLITE_FULL", "full"],
  ["SQLITE_READONLY", "read_only"],
  ["SQLITE_IOERR", "broken"],
  ["SQLITE_CORRUPT", "broken"],
  ["SQLITE_NOTADB", "broken"],
  ["53100", "full"],
  ["25006", "read_only"],
  ["58", "broken"],
];

/** Whether something failed because the database takes no writes; looks through what wraps the driver's own error. */
export function storageKind(cause: unknown): StorageKind | null {
  for (let each = cause; each instanceof Error; each = each.cause) {
    if (!("code" in each)) continue;
    const code = String(each.code);
    const [, kind] = kinds.find(([beginning]) => code.startsWith(beginning)) ?? [];
    if (kind) return kind;
  }
  return null;
}
