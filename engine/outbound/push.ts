import { CrmError, type PushResult } from "../provider.ts";
import { reason } from "../reasons.ts";
import type { ObjectName } from "../record.ts";
import type { Lease } from "../rounds/lease.ts";
import { claimRows } from "../store/outbox.ts";
import { recordVersions } from "../store/records.ts";
import type { Sql } from "../store/sql.ts";
import type { Worker } from "../worker.ts";
import { mayGoNext, type Prepared, prepareBatch, prepareUpdates } from "./batch.ts";
import { undisputed } from "./disputes.ts";
import type { Writing } from "./plan.ts";
import { type Settlement, settle, type Took } from "./settle.ts";
import { readBack } from "./verify.ts";

/**
 * Sends what is owed of one object, batch by batch: plan the least writes, look for twins of what is new, claim, write,
 * settle row by row. While a batch is on its way the one before is settled and the next one is planned: each commit waits
 * for the disk. Answers whether it came to its end: nothing is due any more. `asked` = only what a person waits for.
 */
export async function pushObject(
  worker: Worker,
  first: Lease,
  object: ObjectName,
  hold: () => Promise<Lease | null>,
  asked = false,
): Promise<boolean> {
  let lease: Lease | null = first;
  let ahead: Prepared | null = null;
  let unsettled: Settlement | null = null;
  while (lease) {
    const batch: Prepared | "done" | "later" = ahead ?? (await prepareBatch(worker, lease, object, asked));
    if (batch === "done" || batch === "later") return batch === "done";
    const writing = await begin(worker, lease, object, batch);
    const meanwhile = afterwards(worker, lease, object, writing, unsettled);
    ahead = null;
    unsettled = null;
    if (writing.length === 0) await meanwhile(false);
    else {
      const [{ settlement, trouble, answered }, planned]: readonly [Sent, Prepared | null] = await both(
        send(worker, lease, object, writing, batch),
        meanwhile(true),
      );
      const goesOn = planned && answered && !trouble && (await mayGoNext(worker, lease, planned.lane));
      if (goesOn) {
        ahead = planned;
        unsettled = settlement;
      } else await settleNow(worker, lease, settlement);
      if (trouble) await worker.connections.failed(lease, trouble);
      if (!answered || trouble) return false;
    }
    const next = await hold();
    if (!next && unsettled) await settleNow(worker, lease, unsettled);
    lease = next;
  }
  return false;
}

/** Nothing goes on while a request is under way, even when what was done beside it failed. */
async function both<A, B>(asking: Promise<A>, meanwhile: Promise<B>): Promise<readonly [A, B]> {
  await Promise.allSettled([asking, meanwhile]);
  return [await asking, await meanwhile];
}

/** Settles the batch before, then plans the next one. */
function afterwards(
  worker: Worker,
  lease: Lease,
  object: ObjectName,
  writing: readonly Writing[],
  unsettled: Settlement | null,
): (plans: boolean) => Promise<Prepared | null> {
  const underWay = new Set(writing.map((each) => each.row.recordId));
  return async (plans) => {
    // SQLite holds the process: without a turn of its own the request would leave only after all this.
    if (plans) await worker.ports.clock.turn?.();
    if (unsettled) await settleNow(worker, lease, { ...unsettled, lease });
    // Trouble of the plan must not lose the answer; it comes again when there is nothing planned ahead.
    return plans ? prepareUpdates(worker, lease, object, underWay).catch(() => null) : null;
  };
}

/** The end of plain updates need not wait for the disk: lost with the power, they would be sent once more. */
const settleNow = (worker: Worker, lease: Lease, settlement: Settlement) =>
  worker.leases.write(lease, (sql) => settle(sql, worker, settlement), {
    apart: true,
    lasting: settlement.asOf === null ? undefined : "repeatable",
  });

/**
 * Says what is about to be sent, and ends what needs no sending. Plain updates go without: one whose end nobody learns
 * is owed still, and is simply sent again as the record is then.
 */
function begin(worker: Worker, lease: Lease, object: ObjectName, batch: Prepared): Promise<readonly Writing[]> {
  const { writing, refused, idle, waiting } = batch;
  const { connection, fence } = lease;
  if (batch.plain)
    return batch.asOf === worker.leases.writes(connection)
      ? Promise.resolve(writing)
      : worker.store.read((sql) => unchanged({ ...sql, lock: "" }, worker, { connection, object }, writing));
  const now = worker.ports.clock.wall();
  return worker.leases.write(lease, async (sql) => {
    await settle(sql, worker, { lease, object, written: [], refused, idle, waiting, asOf: null });
    const current = await unchanged(sql, worker, { connection, object }, writing);
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
  readonly settlement: Settlement & { readonly took: Took };
  readonly answered: boolean;
  /** Trouble of the whole connection that came inside the results. */
  readonly trouble: Extract<PushResult, { ok: false }> | null;
}

/** Call after call until all is sent, somebody waits for something of this object, or the connection waits. */
async function send(
  worker: Worker,
  lease: Lease,
  object: ObjectName,
  writing: readonly Writing[],
  batch: Prepared,
): Promise<Sent> {
  const { connection } = lease;
  const { batch: most } = worker.connections.get(connection).provider.limits;
  let all = await sendOne(worker, lease, object, writing.slice(0, most), batch);
  for (let at = most; at < writing.length; at += most) {
    if (all.trouble || !all.answered || !(await mayGoNext(worker, lease, batch.lane))) return all;
    const next = await sendOne(worker, lease, object, writing.slice(at, at + most), batch);
    const written = [...all.settlement.written, ...next.settlement.written];
    const took = { from: all.settlement.took.from, to: next.settlement.took.to };
    all = { ...next, settlement: { ...all.settlement, written, took } };
  }
  return all;
}

async function sendOne(
  worker: Worker,
  lease: Lease,
  object: ObjectName,
  writing: readonly Writing[],
  { lane, plain, asOf }: Prepared,
): Promise<Sent> {
  const { wall } = worker.ports.clock;
  const from = wall();
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
  const took = { from, to: wall() };
  const byKey = new Map(results?.map((result) => [result.key, result]));
  const written = writing.map((each) => ({ writing: each, result: byKey.get(each.row.recordId) ?? null }));
  const stop = results?.find(stopsConnection);
  return {
    settlement: { lease, object, written, refused: [], idle: [], waiting: [], asOf: plain ? asOf : null, took },
    answered: called.ok,
    trouble: stop && !stop.ok ? stop : null,
  };
}

/** What a pull has changed since it was planned is planned anew: it would put an old value over a newer one. */
async function unchanged(
  sql: Sql,
  worker: Worker,
  at: { readonly connection: string; readonly object: ObjectName },
  writing: readonly Writing[],
): Promise<readonly Writing[]> {
  const versions = await recordVersions(
    sql,
    at.object,
    writing.map((each) => each.row.recordId),
  );
  const same = writing.filter((each) => versions.get(each.row.recordId) === each.version);
  return undisputed(sql, worker, at, same);
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
