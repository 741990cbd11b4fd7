import type { Called } from "../connections/connection.ts";
import type { Cursor, Page } from "../provider.ts";
import type { ObjectName } from "../record.ts";
import type { Lease } from "../rounds/lease.ts";
import { inboundRules } from "../rules/rules.ts";
import { schemaOf } from "../rules/schema.ts";
import { type CursorRow, cursorKey, readCursor, saveCursor } from "../store/cursors.ts";
import { addResults } from "../store/runs.ts";
import type { Worker } from "../worker.ts";
import { commitPage } from "./commit.ts";
import { noteFailure } from "./pull-failed.ts";
import { beginRun, openRun, takePage } from "./pull-run.ts";
import { noteWait } from "./pull-wait.ts";
import { turnCursor } from "./whole.ts";

/**
 * done = caught up; again = more pages wait; wait = the CRM prepares the next page; later = the connection does not
 * answer now.
 */
export type Pulled = "done" | "again" | "wait" | "later";

/** The next page of a backfill, asked for while the one before it is written. */
export interface Ahead {
  readonly cursor: string;
  readonly answer: Promise<Called<Page>>;
}

/** What became of a page. */
interface Done {
  readonly pulled: Pulled;
  readonly ahead: Ahead | null;
  /** Whether anything in it was new to us. */
  readonly wrote: boolean;
}

const notPulled = (pulled: Pulled): Done => ({ pulled, ahead: null, wrote: false });

const lanes = { backfill: 3, incremental: 1 } as const;

/**
 * One inbound page: read the cursor, fetch, decide, and commit rows, links, results, outbox rows and the new cursor in
 * one transaction. A crash repeats at most this page, and repeating it is harmless.
 */
export async function pullPage(
  worker: Worker,
  lease: Lease,
  object: ObjectName,
  ahead: Ahead | null = null,
): Promise<Done> {
  const { connection } = lease;
  const { store, leases, connections, ports } = worker;
  const askedAt = ports.clock.wall();
  const cursor = await store.read((sql) => readCursor(sql, connection, object));
  if (!cursor) return notPulled("done");
  const schema = await schemaOf(worker, lease, object, cursor.phase);
  if (!schema.ok) {
    if (!schema.wait) await noteFailure(worker, lease, cursor, schema.trouble);
    return notPulled("later");
  }

  const ask = (phase: Page["phase"], from: Cursor | null) =>
    connections.call(lease, phase, (crm) => crm.changes(object, from));
  const called = await (ahead?.cursor === cursorKey(cursor.cursor) ? ahead.answer : ask(cursor.phase, cursor.cursor));
  if (!called.ok) {
    if (!called.wait) await noteFailure(worker, lease, cursor, called.trouble);
    return notPulled("later");
  }
  const page = called.value;
  if (page.waitMs !== undefined) {
    await noteWait(worker, lease, cursor, page);
    return notPulled("wait");
  }
  const next =
    page.more && page.phase === "backfill"
      ? { cursor: cursorKey(page.cursor), answer: ask("backfill", page.cursor) }
      : null;
  next?.answer.catch(() => {});
  // Lets the request leave: the store's work holds the process until the page is written.
  if (next) await ports.clock.sleep(0);
  await ports.clock.turn?.();
  const rules = { ...inboundRules(worker, connection, object, schema.value), listed: true };
  let wrote = false;
  let more = page.more;
  await leases.write(lease, async (sql) => {
    const open = await openRun(sql, cursor, page, askedAt);
    const begin = () => beginRun(sql, worker, cursor, page.phase, askedAt);
    let runId = open?.id ?? (page.phase === "backfill" ? await begin() : null);
    const lane = lanes[page.phase];
    const results = await commitPage(sql, page, rules, { lane, runId });
    // A poll that finds nothing makes no run: the log of runs is for people.
    if (runId === null && results.length > 0) {
      runId = await begin();
      await addResults(sql, { id: runId, object, at: rules.now }, results);
    }
    const now = ports.clock.wall();
    const left = runId === null ? null : await takePage(sql, runId, page, now);
    const after = advanced(cursor, page, left, now);
    const turned = page.more ? null : await turnCursor(sql, after, page.phase);
    await saveCursor(sql, turned ?? after);
    wrote = results.length > 0;
    more = page.more || turned?.phase === "backfill";
  });
  return { pulled: more ? "again" : "done", ahead: next, wrote };
}

/** The cursor after a page; `runId` is the run that the next page belongs to. */
function advanced(cursor: CursorRow, page: Page, runId: string | null, now: number): CursorRow {
  const after = { ...cursor, cursor: page.cursor, runId, polledAt: now };
  // Only its last page says that nothing is unread any more.
  if (page.phase === "incremental")
    return { ...after, phase: "incremental", polledAt: page.more ? cursor.polledAt : now };
  const finished = !page.more;
  const done = (page.anew ? 0 : cursor.done) + page.records.length + page.broken.length;
  return {
    ...after,
    phase: finished ? "incremental" : "backfill",
    total: finished ? done : (page.total ?? cursor.total),
    done,
    startedAt: cursor.startedAt ?? now,
    movedAt: now,
    finishedAt: finished ? now : cursor.finishedAt,
  };
}
