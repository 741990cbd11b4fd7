import { countActive } from "../asked/activity.ts";
import { type CountsAsked, counts } from "../asked/counts.ts";
import { diagnose } from "../asked/diagnose.ts";
import { examineStore, pausedBy } from "../asked/examine.ts";
import { overview } from "../asked/overview.ts";
import { findRecords, type MappedFields } from "../asked/panel.ts";
import { type PreflightAsked, preflight } from "../asked/preflight.ts";
import { createRecords } from "../asked/records.ts";
import { endResyncs } from "../asked/resync.ts";
import { tokenExpiries } from "../connections/expiries.ts";
import { createGrants } from "../connections/grants.ts";
import type { Keyring } from "../connections/seal.ts";
import { createSignIns } from "../connections/sign-in.ts";
import type { createRounds } from "../rounds/rounds.ts";
import { pauseConnection, resumeConnection } from "../store/connections.ts";
import { groupOutcomes } from "../store/outcome-groups.ts";
import { type OutcomeFilter, readOutcomes } from "../store/outcomes.ts";
import { forgetOld } from "../store/retention.ts";
import { readUnknowns } from "../store/unknowns.ts";
import { checkHealth } from "../watch/incidents.ts";
import { type Downtime, lastDowntime, noteAlive } from "../watch/life.ts";
import { whileWritable } from "../watch/storage.ts";
import type { Worker } from "../worker.ts";
import { budgetFace } from "./budget.ts";
import { conflictFace } from "./conflicts.ts";
import { deskFace } from "./desk.ts";
import { mappingFace } from "./mappings.ts";
import { recordFace } from "./records.ts";
import { repairFace } from "./repairs.ts";
import { runFace } from "./runs.ts";

/** The public face: what src may ask and order. */
export function face(worker: Worker, rounds: ReturnType<typeof createRounds>, keyring: Keyring) {
  const { settings, store, ports, connections } = worker;
  const now = ports.clock.wall;
  const startedAt = now();
  const mappedFields: MappedFields = (name, object) => {
    const map = connections.all.find((each) => each.settings.name === name)?.maps[object];
    return map ? new Set(map.map((each) => each.field)) : null;
  };
  const keeps = (name: string) => connections.get(name).provider.grantsPerUser ?? null;
  const around = () => ({ now: now(), startedAt, lookedAt: rounds.lookedAt(), keeps });

  const grants = createGrants(worker, keyring);

  return {
    settings,
    ...rounds,
    /** One look at every connection; and grants that nobody works with any more are revoked. */
    tick: async () => {
      await Promise.all([rounds.tick(), grants.settle()]);
    },
    ...runFace(worker),
    ...deskFace(worker),
    ...conflictFace(worker),
    ...mappingFace(worker),
    ...budgetFace(worker),
    ...repairFace(worker),
    ...recordFace(worker),
    /** The workspace for other programs. */
    records: createRecords(worker),
    signIns: createSignIns(worker, keyring, grants),
    label: (name: string) => connections.get(name).provider.label,
    /** Where a record is found in the CRM's own pages; null when that is not known. */
    recordUrl: async (name: string, object: string, externalId: string) => {
      const { identity, token } = await connections.whereabouts(name);
      return connections.get(name).provider.recordUrl(identity, token, object, externalId);
    },
    /** Health decides, incidents follow; resyncs that have ended are closed. */
    check: () =>
      whileWritable(store, async () => {
        await checkHealth(worker, around());
        await store.write((sql) => endResyncs(sql, now()));
        await store.write((sql) => noteAlive(sql, around()));
      }),
    /** Tells that there may be something new to send: another program's commit, or a pull of our own. */
    onChange: (told: () => void): (() => Promise<void>) => {
      const stopForeign = store.changes(told);
      const stopOwn = worker.bell.hear(told);
      return async () => {
        stopOwn();
        await stopForeign();
      };
    },
    /** Why nothing can be saved, and so nothing is synced; null = all is well. */
    storage: store.trouble,
    /** The last time in which no worker was at work, when it is worth telling. */
    downtime: (): Promise<Downtime | null> => store.read(lastDowntime),
    /** Forgets what is over and old. */
    tidy: () => whileWritable(store, async () => void (await forgetOld(store, now()))),
    overview: () => store.read((sql) => overview(sql, settings, around())),
    /** Active and inactive records of the objects that say what is active. */
    activity: () => countActive(store, settings),
    tokenExpiries: () => store.read((sql) => tokenExpiries(sql, keyring)),
    failures: () => store.read(groupOutcomes),
    outcomes: (filter: OutcomeFilter) => store.read((sql) => readOutcomes(sql, filter)),
    findRecords: (text: string, limit: number) =>
      store.read((sql) => findRecords(sql, settings, text, limit, mappedFields)),
    /** Errors that the catalogue does not know, the most frequent first. */
    unknowns: (limit: number) => store.read((sql) => readUnknowns(sql, limit)),
    examine: () => examineStore(store),
    pausedBy: (name: string) => store.read((sql) => pausedBy(sql, name)),
    diagnose: (name: string) => diagnose(worker, name),
    /** Every object's number at its CRM, explained to the last record. */
    counts: (asked: CountsAsked) => counts(worker, asked),
    /** What the CRMs would refuse of what would be sent, by their own descriptions; no other call is spent. */
    preflight: (asked: PreflightAsked) => preflight(worker, asked),
    /** Revokes and forgets the grant; records, links and settings stay. False when the CRM did not confirm it. */
    disconnect: (name: string, by: string) => connections.signOut(name, by),
    /** Null = done; otherwise who had stopped it before, and nothing is changed. */
    pause: (name: string, by: string, why: string) =>
      store.write((sql) => pauseConnection(sql, name, { by, why, at: now() })),
    resume: (name: string, by: string) => store.write((sql) => resumeConnection(sql, name, by, now())),
    close: async () => {
      await rounds.stop();
      await store.close();
    },
  };
}
