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

/** SQLSTATEs by their class: connection, rollback by the server, resources, lock not available, operator. */
const passingStates = /^(08...|40...|53...|55P03|57P?..)$/;
const passingCodes = /^(SQLITE_(BUSY|LOCKED|INTERRUPT)|ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_)/;
const closed = /connection is not open|connection terminated|pool after calling end|already been destroyed/i;

/** Whether something failed because the database was busy, away or closed: that says nothing of what was done with it. */
export function isPassing(cause: unknown): boolean {
  if (storageKind(cause) !== null) return true;
  for (let each = cause; each instanceof Error; each = each.cause) {
    const code = "code" in each ? String(each.code) : "";
    if (passingStates.test(code) || passingCodes.test(code) || closed.test(each.message)) return true;
  }
  return false;
}
