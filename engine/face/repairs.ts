import { fingerprintOf } from "../connections/fingerprint.ts";
import { pageOf } from "../repair/candidates.ts";
import { followField, type LostAt } from "../repair/follow.ts";
import { offersFor } from "../repair/offers.ts";
import { orderRepair, type Told } from "../repair/order.ts";
import { scopedTo } from "../repair/scoped.ts";
import type { Cause, KeptRule, OneRecord, RepairAnswer, RepairScope, RepairView } from "../repair/seam.ts";
import { fieldsOf, situationOf } from "../repair/situation.ts";
import { tryRepair } from "../repair/trial.ts";
import { undoRule } from "../repair/undo.ts";
import { type CauseFilter, causeGroups, causeOfGroup, memberRows } from "../store/causes.ts";
import { readKept } from "../store/kept.ts";
import { findCauses } from "../watch/clusters.ts";
import type { Worker } from "../worker.ts";

/** What stands wrong by its cause, what may be done about it, and the decisions that were kept. */
export function repairFace(worker: Worker) {
  const { store, connections } = worker;

  /** What failed since the last look has no cause yet. */
  const upToDate = () => store.write((sql) => findCauses(sql, connections));

  return {
    causes: async (filter: CauseFilter = {}, limit = 50): Promise<readonly Cause[]> => {
      await upToDate();
      return store.read(async (sql) => {
        const causes: Cause[] = [];
        for (const group of (await causeGroups(sql, filter)).slice(0, limit)) {
          const cause = await causeOfGroup(sql, group);
          if (cause) causes.push(cause);
        }
        return causes;
      });
    },
    /** The records of a cause, at most so many. */
    recordsOf: (id: string, limit: number): Promise<readonly OneRecord[]> =>
      store.read(async (sql) => {
        const scoped = await scopedTo(sql, { cause: id });
        if (!scoped) return [];
        const { connection, object, direction } = scoped.cause;
        const rows = await memberRows(sql, scoped.members, limit);
        return rows.map(({ subject }) => ({ connection, object, direction, subject }));
      }),
    /** Null = nothing stands wrong for it any more. */
    cause: async (id: string): Promise<Cause | null> => {
      await upToDate();
      return store.read(async (sql) => (await scopedTo(sql, { cause: id }))?.cause ?? null);
    },
    /** `live` (the default) asks the CRM for its description, because somebody picks from it. */
    repairs: (scope: RepairScope, live = true): Promise<RepairView | null> => viewOf(worker, scope, live),
    tryRepair: async (scope: RepairScope, answer: RepairAnswer) => {
      const scoped = await store.read((sql) => scopedTo(sql, scope));
      return scoped && tryRepair(worker, scope, scoped, answer);
    },
    orderRepair: (scope: RepairScope, answer: RepairAnswer, told: Told) => orderRepair(worker, scope, answer, told),
    keptRules: async (
      filter: { connection?: string | undefined; object?: string | undefined; field?: string | undefined } = {},
    ): Promise<readonly KeptRule[]> =>
      (await store.read(readKept)).filter((rule) =>
        (["connection", "object", "field"] as const).every(
          (key) => filter[key] === undefined || filter[key] === rule[key],
        ),
      ),
    /** Null = it is not missing any more, or cannot be that field: nothing was done. */
    followField: (lost: LostAt, remote: string, by: string) => followField(worker, lost, remote, by),
    undoRule: (id: string, by: string) => undoRule(worker, id, by),
  };
}

async function viewOf(worker: Worker, scope: RepairScope, live: boolean): Promise<RepairView | null> {
  const { store, connections } = worker;
  const scoped = await store.read((sql) => scopedTo(sql, scope));
  if (!scoped) return null;
  const situation = await situationOf(worker, scoped, live);
  const { cause, mark } = scoped;
  const { provider } = connections.get(cause.connection);
  const { line, described, externalId } = situation;
  const isUnknown = ["ERR_UNKNOWN", "SKIP_UNKNOWN", "RUN_UNKNOWN"].includes(cause.reason);
  const page = externalId ?? cause.existingId;
  const { identity, token } = await connections.whereabouts(cause.connection);
  const bin = cause.reason === "REC_DELETED" ? (provider.binUrl?.(identity, token, cause.object) ?? null) : null;
  return {
    scope,
    cause,
    ours: line?.field ?? null,
    label: described?.label ?? cause.field,
    value: line ? (fieldsOf(situation)[line.field] ?? null) : null,
    url: cause.reason === "REC_DELETED" ? bin : page === null ? null : await pageOf(situation, cause.object, page),
    offers: await offersFor(situation),
    mark,
    fingerprint: isUnknown
      ? fingerprintOf({
          provider: provider.id,
          code: cause.code,
          status: cause.status,
          field: cause.field,
          detail: cause.detail,
        })
      : null,
  };
}
