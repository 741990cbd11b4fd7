import type { ObjectName } from "../record.ts";
import type { Lease } from "../rounds/lease.ts";
import { inboundRules } from "../rules/rules.ts";
import { schemaOf } from "../rules/schema.ts";
import { askedObjects, clearOutcomes, dueOutcomes } from "../store/outcomes.ts";
import { addResults, type RunResult } from "../store/runs.ts";
import type { Worker } from "../worker.ts";
import { commitPage } from "./commit.ts";

export const rereadBatch = 100;

/** Reads inbound records again that wait for a parent, or that somebody asked for. Answers how many. */
export async function rereadDue(worker: Worker, lease: Lease, object: ObjectName): Promise<number> {
  const { store, leases, connections, ports } = worker;
  const at = { connection: lease.connection, object, now: ports.clock.wall() };
  const due = await store.read((sql) => dueOutcomes(sql, at, rereadBatch));
  if (due.length === 0) return 0;
  const lane = due.some((one) => one.runId) ? "person" : "incremental";
  const schema = await schemaOf(worker, lease, object, lane);
  if (!schema.ok) return 0;
  const ids = due.map((one) => one.subject);
  const called = await connections.call(lease, lane, (crm) => crm.read(object, ids));
  if (!called.ok) return 0;

  const permitted = new Set(due.filter((one) => one.permit === "include").map((one) => one.subject));
  const rules = { ...inboundRules(worker, lease.connection, object, schema.value), retell: true, permitted };
  const found = new Set(called.value.map((one) => one.externalId));
  const missing = ids.filter((id) => !found.has(id));
  await leases.write(lease, async (sql) => {
    const page = { records: called.value, gone: [], broken: [] };
    const results = await commitPage(sql, page, rules, { lane: 1, runId: null });
    const outbound = { connection: lease.connection, object, direction: "inbound" } as const;
    // What the CRM no longer shows cannot be wrong any more.
    await clearOutcomes(sql, outbound, missing);
    const by = new Map(results.map((result) => [result.subject, result]));
    for (const [runId, subjects] of byRun(due)) {
      const own: RunResult[] = subjects.map(
        (subject) =>
          by.get(subject) ??
          (found.has(subject) ? { subject, outcome: "synced", reason: null, detail: null } : unseen(subject)),
      );
      await addResults(sql, { id: runId, object, at: rules.now }, own);
    }
  });
  return due.length;
}

/** The same, while pages are being pulled, of the objects in which a person waits for something. */
export async function rereadAsked(worker: Worker, lease: Lease): Promise<void> {
  const { connection } = lease;
  const asked = await worker.store.read((sql) => askedObjects(sql, connection, worker.ports.clock.wall()));
  const { objects } = worker.connections.get(connection).settings;
  for (const object of objects.filter((one) => asked.includes(one))) await rereadDue(worker, lease, object);
}

/** E25: asked for, and the CRM shows nothing under this id, nor why: no list has told of a delete. */
function unseen(subject: string): RunResult {
  const detail = "The CRM does not show it: it was removed, or is hidden from the connected user.";
  return { subject, outcome: "skipped", reason: "SKIP_UNKNOWN", detail };
}

function byRun(due: readonly { runId: string | null; subject: string }[]): Map<string, string[]> {
  const runs = new Map<string, string[]>();
  for (const { runId, subject } of due) if (runId) runs.set(runId, [...(runs.get(runId) ?? []), subject]);
  return runs;
}
