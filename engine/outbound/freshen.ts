import { commitPage } from "../inbound/commit.ts";
import type { InboundRules } from "../inbound/recall.ts";
import type { RemoteRecord } from "../record.ts";
import type { Lease } from "../rounds/lease.ts";
import { type LinkRow, linksByRecord } from "../store/links.ts";
import { markDeletedInCrm, saveSeen } from "../store/links-saved.ts";
import type { OutboxRow } from "../store/outbox.ts";
import { untoldFields } from "../store/remap.ts";
import { addResults, type RunResult } from "../store/runs.ts";
import type { Sql } from "../store/sql.ts";
import type { Lane } from "../throttle.ts";
import type { Worker } from "../worker.ts";

/**
 * A resync trusts nothing that was noted: it reads the remote records first. A newer one is taken in as usual; of the
 * others only what the CRM truly holds is noted, so that whatever differs is sent again. False = no answer now.
 */
export async function freshen(
  worker: Worker,
  lease: Lease,
  lane: Lane,
  rows: readonly OutboxRow[],
  rules: InboundRules,
): Promise<boolean> {
  const asked = rows.filter((row) => row.proof).map((row) => row.recordId);
  if (asked.length === 0) return true;
  const { store, leases, connections } = worker;
  const { connection, object } = rules;
  const links = (await store.read((sql) => linksByRecord(sql, object, asked, connection))).filter(
    (link) => !link.deletedInCrm,
  );
  if (links.length === 0) return true;
  const called = await connections.call(lease, lane, (crm) =>
    crm.read(
      object,
      links.map((link) => link.externalId),
    ),
  );
  if (!called.ok) return false;

  const untold = await store.read((sql) => untoldFields(sql, rules));
  const isNews = (remote: RemoteRecord, { modifiedAt, seen }: LinkRow) =>
    remote.modifiedAt > modifiedAt || untold.some((field) => seen[field] === undefined);
  const remotes = new Map(called.value.map((remote) => [remote.externalId, remote]));
  const newer = links.flatMap((link) => {
    const remote = remotes.get(link.externalId);
    return remote && isNews(remote, link) ? [remote] : [];
  });
  await leases.write(lease, async (sql) => {
    const page = { records: newer, gone: [], broken: [] };
    const results = newer.length > 0 ? await commitPage(sql, page, rules, { lane: 1, runId: null }) : [];
    const older = links.filter((link) => (remotes.get(link.externalId)?.modifiedAt ?? Infinity) < link.modifiedAt);
    await noteRead(sql, rules, rows, links, [...results, ...older.map(({ externalId }) => outdated(externalId))]);
    const truths = (await linksByRecord(sql, object, asked, connection)).flatMap(
      ({ externalId, recordId, modifiedAt, seen }) => {
        const remote = remotes.get(externalId);
        if (!remote) return [];
        return [
          {
            externalId,
            recordId,
            modifiedAt: Math.max(modifiedAt, remote.modifiedAt),
            seen: { ...seen, ...plainFields(remote, rules) },
          },
        ];
      },
    );
    await saveSeen(sql, { connection, object, now: rules.now }, truths);
    await markDeletedInCrm(
      sql,
      connection,
      object,
      links.map((link) => link.externalId).filter((id) => !remotes.has(id)),
    );
  });
  return true;
}

/** What was read on the way belongs to the run of whoever asked for the record. */
async function noteRead(
  sql: Sql,
  { object, now }: InboundRules,
  rows: readonly OutboxRow[],
  links: readonly Pick<LinkRow, "externalId" | "recordId">[],
  results: readonly RunResult[],
): Promise<void> {
  const records = new Map(links.map((link) => [link.externalId, link.recordId]));
  const runs = new Map(rows.map((row) => [row.recordId, row.runId]));
  for (const [runId, own] of Map.groupBy(results, (each) => runs.get(records.get(each.subject) ?? "") ?? null))
    if (runId !== null) await addResults(sql, { id: runId, object, at: now }, own);
}

/** E17: the CRM answered with a version from before the one that is known. */
function outdated(subject: string): RunResult {
  const detail = "The CRM answered with an older version than the one that is known.";
  return { subject, outcome: "skipped", reason: "SKIP_OUTDATED", detail };
}

/** References stay as they were noted: they are external ids here. */
function plainFields(remote: RemoteRecord, { inward, filled, map }: InboundRules) {
  const { fields } = inward(remote.fields);
  const references = new Set(map.filter((each) => each.references).map((each) => each.field));
  const all = { ...fields, ...filled?.(remote.fields) };
  return Object.fromEntries(Object.entries(all).filter(([field]) => !references.has(field)));
}
