import type { Page } from "../provider.ts";
import type { Lease } from "../rounds/lease.ts";
import { type CursorRow, cursorKey, saveCursor } from "../store/cursors.ts";
import type { Worker } from "../worker.ts";

/**
 * Notes that the CRM prepares what comes next. No run begins with it, nobody sleeps on it: the next tick asks the
 * provider again, whose cursor says from when on there is something to ask.
 */
export async function noteWait(
  { leases, ports }: Pick<Worker, "leases" | "ports">,
  lease: Lease,
  cursor: CursorRow,
  page: Page,
): Promise<void> {
  // Nothing was asked this time.
  if (cursorKey(page.cursor) === cursorKey(cursor.cursor)) return;
  const now = ports.clock.wall();
  const moved = { startedAt: cursor.startedAt ?? now, movedAt: now, polledAt: now };
  const total = page.total ?? cursor.total;
  await leases.write(lease, (sql) => saveCursor(sql, { ...cursor, ...moved, cursor: page.cursor, total }));
}
