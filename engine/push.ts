import { mayGoNext, type Prepared, prepareBatch, prepareUpdates } from "./batch.ts";
import type { Lease } from "./lease.ts";
import type { Writing } from "./plan.ts";
import { CrmError, type PushResult } from "./provider.ts";
import { reason } from "./reasons.ts";
import type { ObjectName } from "./record.ts";
import { type Settlement, settle } from "./settle.ts";
import { claimRows } from "./store/outbox.ts";
import { recordVersions } from "./store/records.ts";
import type { Sql } from "./store/sql.ts";
import { readBack } from "./verify.ts";
import type { Worker } from "./worker.ts";

/**
 * Sends what is owed of one object, batch by batch: plan the least writes, look for twins of what is new, claim, write,
 * settle row by row. While a batch is on its way the next one is planned; then it is claimed in the transaction that
 * settles the one before, because each commit waits for the disk.
 */
export async function pushObject(
  worker: Worker,
  first: Lease,
  object: ObjectName,
  hold: () => Promise<Lease | null>,
): Promise<void> {
  let lease: Lease | null = first;
  let ahead: Prepared | null = null;
  let unsettled: Settlement | null = null;
  while (lease) {
    const batch = ahead ?? (await prepareBatch(worker, lease, object));
    if (batch === "done" || batch === "later") return;
    const writing = await claim(worker, lease, object, batch, unsettled);
    unsettled = null;
    ahead = null;
    if (writing.length > 0) {
      const asking = send(worker, lease, object, writing, batch.lane);
      asking.catch(() => {});
      // Trouble of the plan must not lose the answer; it comes again when there is nothing planned ahead.
      ahead = await prepareUpdates(worker, lease, object).catch(() => null);
      const { settlement, trouble, answered } = await asking;
      if (!answered || trouble || (ahead && !(await mayGoNext(worker, lease, object, ahead.lane)))) ahead = null;
      if (ahead) unsettled = settlement;
      else await settleNow(worker, lease, settlement);
      if (trouble) await worker.connections.failed(lease, trouble);
      if (!answered || trouble) return;
    }
    const next = await hold();
    if (!next && unsettled) await settleNow(worker, lease, unsettled);
    lease = next;
  }
}

const settleNow = (worker: Worker, lease: Lease, settlement: Settlement) =>
  worker.leases.write(lease, (sql) => settle(sql, worker, settlement));

/** Says what is about to be sent; in the same transaction ends what was sent before, and what needs no sending. */
function claim(
  worker: Worker,
  lease: Lease,
  object: ObjectName,
  { writing, refused, idle, waiting }: Prepared,
  unsettled: Settlement | null,
): Promise<readonly Writing[]> {
  const { connection, fence } = lease;
  const now = worker.ports.clock.wall();
  return worker.leases.write(lease, async (sql) => {
    if (unsettled) await settle(sql, worker, { ...unsettled, lease });
    await settle(sql, worker, { lease, object, written: [], refused, idle, waiting });
    const current = await unchanged(sql, object, writing);
    const claims = current.map((each) => ({
      row: each.row,
      lookUpAfterMs: lookUpAfterMs(worker, connection, each),
      sent: each.write.op === "create" ? each.sent : null,
    }));
    await claimRows(sql, { connection, fence, now }, claims);
    return current;
  });
}

interface Sent {
  readonly settlement: Settlement;
  readonly answered: boolean;
  /** Trouble of the whole connection that came inside the results. */
  readonly trouble: Extract<PushResult, { ok: false }> | null;
}

async function send(
  worker: Worker,
  lease: Lease,
  object: ObjectName,
  writing: readonly Writing[],
  lane: Prepared["lane"],
): Promise<Sent> {
  const called = await worker.connections.call(lease, lane, async (crm) => {
    const results = await crm.push(
      object,
      writing.map((each) => each.write),
    );
    const expired = results.find((each) => !each.ok && each.reason === "AUTH_TOKEN_EXPIRED");
    if (expired && !expired.ok && results.every((each) => !each.ok)) throw new CrmError(expired);
    return results;
  });
  const results = called.ok ? await readBack(worker, lease, object, writing, called.value) : null;
  const byKey = new Map(results?.map((result) => [result.key, result]));
  const written = writing.map((each) => ({ writing: each, result: byKey.get(each.row.recordId) ?? null }));
  const stop = results?.find(stopsConnection);
  return {
    settlement: { lease, object, written, refused: [], idle: [], waiting: [] },
    answered: called.ok,
    trouble: stop && !stop.ok ? stop : null,
  };
}

/** What a pull has changed since it was planned is planned anew: it would put an old value over a newer one. */
async function unchanged(sql: Sql, object: ObjectName, writing: readonly Writing[]): Promise<readonly Writing[]> {
  const versions = await recordVersions(
    sql,
    object,
    writing.map((each) => each.row.recordId),
  );
  return writing.filter((each) => versions.get(each.row.recordId) === each.version);
}

/**
 * What a lost worker was creating is looked for only when nothing of it can still be under way, and the CRM's search must
 * know it. By our own id a second create does no harm.
 */
function lookUpAfterMs(worker: Worker, connection: string, { write }: Writing): number {
  const { limits } = worker.connections.get(connection).provider;
  return write.op !== "create" || write.unique ? 0 : limits.timeoutMs + limits.lookupLagMs;
}

/** Trouble of the whole connection that came inside the results. */
function stopsConnection(result: PushResult): boolean {
  return !result.ok && (reason(result.reason).scope === "connection" || result.unsure);
}
