import { countActive } from "./asked/activity.ts";
import { allFieldTypes } from "./asked/columns.ts";
import { type CountsAsked, counts } from "./asked/counts.ts";
import { diagnose } from "./asked/diagnose.ts";
import { examineStore, pausedBy, runTroubles } from "./asked/examine.ts";
import { limitViews } from "./asked/limits.ts";
import { orderOnce } from "./asked/once.ts";
import { overview } from "./asked/overview.ts";
import { findRecords, type MappedFields } from "./asked/panel.ts";
import { type PreflightAsked, preflight } from "./asked/preflight.ts";
import { priceOf } from "./asked/price.ts";
import { createRecords } from "./asked/records.ts";
import { cancelResync, countSelection, endResyncs, orderResync, type Selection } from "./asked/resync.ts";
import { findConflicts, findRun, orderPull } from "./asked/run-log.ts";
import { createConnections } from "./connections/connections.ts";
import { tokenExpiries } from "./connections/expiries.ts";
import { checkKey } from "./connections/keys.ts";
import { createKeyring, type Keyring } from "./connections/seal.ts";
import { createSignIns } from "./connections/sign-in.ts";
import type { Ports } from "./ports.ts";
import { loadProvider } from "./providers/list.ts";
import { createBell } from "./rounds/bell.ts";
import { createLeases } from "./rounds/lease.ts";
import { createRounds } from "./rounds/rounds.ts";
import type { Settings } from "./settings.ts";
import { type RunPlace, resultsAfter, runsAfter } from "./store/api-runs.ts";
import { ensureConnection, pauseConnection, readConnection, resumeConnection } from "./store/connections.ts";
import { ensureCursor, silenceOtherCursors } from "./store/cursors.ts";
import * as desk from "./store/desk.ts";
import { type DigestRow, keepDigest, readDigests } from "./store/digests.ts";
import { readHistory } from "./store/history.ts";
import { acknowledgeIncident, incidentsById, openIncidents } from "./store/incidents.ts";
import { openStore, type Store } from "./store/open.ts";
import { groupOutcomes, type OutcomeFilter, readOutcomes } from "./store/outcomes.ts";
import { readPlace, savePlace } from "./store/places.ts";
import { incidentPosts, type PostRow, postsOfKind, readPosts, savePost } from "./store/posts.ts";
import { forgetOld } from "./store/retention.ts";
import { followRules } from "./store/rule-changes.ts";
import { groupResults, type RunFilter, readResults, readRun, readRuns } from "./store/runs.ts";
import { signInById, signInsToAsk } from "./store/sign-ins.ts";
import { readUnknowns } from "./store/unknowns.ts";
import { checkHealth } from "./watch/incidents.ts";
import { type Downtime, lastDowntime, noteAlive } from "./watch/life.ts";
import { onceWritable, whileWritable } from "./watch/storage.ts";
import type { Worker } from "./worker.ts";

export type { Activity } from "./asked/activity.ts";
export type { CountsView } from "./asked/counts.ts";
export type { Finding } from "./asked/diagnose.ts";
export type { StoreView } from "./asked/examine.ts";
export type { DailyView, LimitLevel, LimitView } from "./asked/limits.ts";
export type { Ordered } from "./asked/once.ts";
export type { ConnectionView, ObjectView } from "./asked/overview.ts";
export type { LinkView, RecordView } from "./asked/panel.ts";
export type { PreflightGroup, PreflightView } from "./asked/preflight.ts";
export type { Price } from "./asked/price.ts";
export type { Resync, Selection } from "./asked/resync.ts";
export type { Conflict, Overlap } from "./asked/run-log.ts";
export type { RecordWrite, Target, WriteRefusal, WriteResult } from "./asked/upsert.ts";
export type { SignedIn } from "./connections/sign-in.ts";
export { hidden, writtenForms } from "./connections/written.ts";
export type { Health, IncidentDraft, IncidentKind } from "./health.ts";
export type { Clock, Log, Ports } from "./ports.ts";
export { type HttpRequest, type HttpResponse, NoAnswer, type OAuthApp, type Request, type Usage } from "./provider.ts";
export { isReasonCode, type Reason, type ReasonCode, reason, reasons } from "./reasons.ts";
export type { Behaviour, Direction, FieldType, ObjectName, ProviderId, Value } from "./record.ts";
export type { Hint } from "./rounds/hint.ts";
export type { FieldView } from "./rules/compare.ts";
export { isOrdered } from "./rules/condition.ts";
export type { Filter } from "./rules/filter.ts";
export { type Comparison, comparisons } from "./rules/match.ts";
export type { ConnectionSettings, FieldSettings, ObjectSettings, Settings } from "./settings.ts";
export type { FilterOperator, RecordFilter, StoredRecord } from "./store/api-records.ts";
export { DISCONNECTED } from "./store/connections.ts";
export type { ActionRow, AuditRow } from "./store/desk.ts";
export type { DigestRow } from "./store/digests.ts";
export type { HistoryEntry } from "./store/history.ts";
export type { IncidentRow } from "./store/incidents.ts";
export { StoreRefused } from "./store/newer.ts";
export type { OutcomeFilter, OutcomeGroup, OutcomeRow } from "./store/outcomes.ts";
export type { PostRow } from "./store/posts.ts";
export type { RunFilter, RunResult, RunRow, RunStatus } from "./store/runs.ts";
export type { Presser, SignInRow } from "./store/sign-ins.ts";
export type { Downtime } from "./watch/life.ts";
export { type StorageState, StorageTrouble } from "./watch/storage.ts";

export interface EngineOptions {
  readonly settings: Settings;
  readonly databaseUrl: string;
  /** CRMSYNC_SECRET. */
  readonly secret: string;
  readonly ports: Ports;
  /** Names this process in leases. */
  readonly owner: string;
  /** Whether another owner is a process of this machine that has ended. */
  isDead(owner: string): boolean;
  /** Rows that are open already: several workers of one simulated world share them. */
  readonly store?: Store;
}

export type Engine = Awaited<ReturnType<typeof openEngine>>;

/** Opens the database and makes everything ready; nothing is called before the first tick. */
export async function openEngine(options: EngineOptions) {
  const { settings, ports, owner } = options;
  const keyring = createKeyring(options.secret, ports.bytes);
  const views = { objects: workspaceFields(settings), types: allFieldTypes(settings) };
  const store =
    options.store ?? (await openStore({ url: options.databaseUrl, ...views, clock: ports.clock, log: ports.log }));
  try {
    const providers = await loadProviders(settings);
    const leases = createLeases(store, ports.clock, owner);
    await onceWritable(store, ports.clock, async () => {
      await checkKey(store, keyring);
      await layOut(store, settings, ports.clock.wall());
      await leases.freeDead(options.isDead);
    });
    const connections = createConnections({ settings, providers }, { store, leases, keyring, ports });
    const startedAt = ports.clock.wall();
    const worker: Worker = { settings, store, leases, connections, ports, startedAt, bell: createBell() };
    return face(worker, createRounds(worker), keyring);
  } catch (cause) {
    await store.close();
    throw cause;
  }
}

/** The public face: what src may ask and order. */
function face(worker: Worker, rounds: ReturnType<typeof createRounds>, keyring: Keyring) {
  const { settings, store, ports, connections } = worker;
  const now = ports.clock.wall;
  const startedAt = now();
  const mappedFields: MappedFields = (name, object) => {
    const map = connections.all.find((each) => each.settings.name === name)?.maps[object];
    return map ? new Set(map.map((each) => each.field)) : null;
  };
  const around = () => ({ now: now(), startedAt, lookedAt: rounds.lookedAt() });

  return {
    settings,
    ...rounds,
    /** The workspace for other programs. */
    records: createRecords(worker),
    signIns: createSignIns(worker, keyring),
    label: (name: string) => connections.get(name).provider.label,
    /** Where a record is found in the CRM's own pages; null when that is not known. */
    recordUrl: async (name: string, object: string, externalId: string) => {
      const row = await store.read((sql) => readConnection(sql, name));
      return connections.get(name).provider.recordUrl(row?.identity ?? null, null, object, externalId);
    },
    /** Health decides, incidents follow; resyncs that have ended are closed. */
    check: () =>
      whileWritable(store, async () => {
        await checkHealth({ store, settings, ports }, around());
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
    limits: () => store.read((sql) => limitViews(sql, settings, now())),
    failures: () => store.read(groupOutcomes),
    outcomes: (filter: OutcomeFilter) => store.read((sql) => readOutcomes(sql, filter)),
    findRecords: (text: string, limit: number) =>
      store.read((sql) => findRecords(sql, settings, text, limit, mappedFields)),
    countResync: (selection: Selection) => store.read((sql) => countSelection(sql, worker, selection)),
    /** What it would cost; nothing is called for it. */
    priceResync: (selection: Selection) => store.read((sql) => priceOf(sql, worker, selection)),
    orderResync: (selection: Selection, askedBy: string) =>
      store.write((sql) => orderResync(sql, worker, selection, askedBy)),
    /** Joins the run of the same selection that somebody began a moment ago. */
    joinResync: (selection: Selection, askedBy: string) =>
      store.write((sql) => orderOnce(sql, worker, selection, askedBy)),
    /** False when it had ended already. */
    cancelResync: (id: string, by: string) => store.write((sql) => cancelResync(sql, id, by, now())),
    run: (id: string) => store.read((sql) => readRun(sql, id)),
    /** Has a connection looked at with the next tick; otherwise why not: the run that does it already. */
    orderPull: (name: string) => store.write((sql) => orderPull(sql, name, connections.get(name).settings.objects)),
    /** A run by its id or the end of it, as people type it. */
    findRun: (text: string) => store.read((sql) => findRun(sql, text)),
    /** Runs that were at work at the same time although they must not be. */
    runConflicts: (filter: Parameters<typeof findConflicts>[1]) => store.read((sql) => findConflicts(sql, filter)),
    runs: (filter: RunFilter) => store.read((sql) => readRuns(sql, filter)),
    /** The same from a place on, and what one of them did to each record. */
    runsAfter: (filter: RunFilter, after: RunPlace | null) => store.read((sql) => runsAfter(sql, filter, after)),
    resultsAfter: (id: string, page: Parameters<typeof resultsAfter>[2]) =>
      store.read((sql) => resultsAfter(sql, id, page)),
    runOutcomes: (id: string) => store.read((sql) => groupResults(sql, id)),
    /** Failed, waiting and skipped records of a run, in this order. */
    runTroubles: (id: string, limit: number) => store.read((sql) => runTroubles(sql, id, limit)),
    runResults: (id: string, limit: number) => store.read((sql) => readResults(sql, id, limit)),
    /** What every run did to a record; `subjects` are its id and the external ids of its links. Newest first. */
    history: (object: string, subjects: readonly string[], limit: number) =>
      store.read((sql) => readHistory(sql, object, subjects, limit)),
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
    /** The numbers that a channel's digests told, the newest first. */
    digests: (channel: string, limit: number) => store.read((sql) => readDigests(sql, channel, limit)),
    keepDigest: (row: DigestRow) => store.write((sql) => keepDigest(sql, row)),
    openIncidents: () => store.read(openIncidents),
    /** Somebody looks after an open incident; false = somebody did before, or it is over. */
    acknowledge: (id: string, by: string) => store.write((sql) => acknowledgeIncident(sql, id, by, now())),
    incidents: (ids: readonly string[]) => store.read((sql) => incidentsById(sql, ids)),
    signIn: (id: string) => store.read((sql) => signInById(sql, id)),
    signInsToAsk: () => store.read((sql) => signInsToAsk(sql, now())),

    posts: (keys: readonly string[]) => store.read((sql) => readPosts(sql, keys)),
    postsOfKind: (kind: string, since: number) => store.read((sql) => postsOfKind(sql, kind, since)),
    incidentPosts: (since: number) => store.read((sql) => incidentPosts(sql, since)),
    savePost: (post: PostRow) => store.write((sql) => savePost(sql, post)),
    /** What a bot wrote down to reach a chat again; null = nothing. */
    place: (key: string) => store.read((sql) => readPlace(sql, key)),
    keepPlace: (key: string, value: string) => store.write((sql) => savePlace(sql, key, value)),
    addActions: (actions: Parameters<typeof desk.addActions>[1]) =>
      store.write((sql) => desk.addActions(sql, actions, now())),
    action: (id: string) => store.read((sql) => desk.readAction(sql, id)),
    useAction: (id: string, by: string) => store.write((sql) => desk.useAction(sql, id, by, now())),
    first: (key: string) => store.write((sql) => desk.firstSeen(sql, key, now())),
    addAudit: (row: Omit<desk.AuditRow, "at">) => store.write((sql) => desk.addAudit(sql, { ...row, at: now() })),
    audit: (limit: number) => store.read((sql) => desk.readAudit(sql, limit)),
    setting: <T>(key: string) => store.read((sql) => desk.readSetting<T>(sql, key)),
    saveSetting: (key: string, value: unknown, by: string) =>
      store.write((sql) => desk.saveSetting(sql, key, value, by, now())),

    close: async () => {
      await rounds.stop();
      await store.close();
    },
  };
}

/** The columns of the workspace views: every field of ours but the id, which they have anyway. */
function workspaceFields(settings: Settings): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    Object.entries(settings.objects).map(([object, own]) => [
      object,
      Object.keys(own.fields).filter((field) => field !== "id"),
    ]),
  );
}

/** Rows for what is configured: a connection, and a cursor per object that tells the triggers what is owed. */
async function layOut(store: Store, settings: Settings, now: number): Promise<void> {
  await store.write(async (sql) => {
    for (const own of settings.connections) {
      await ensureConnection(sql, own.name, own.provider, now);
      await silenceOtherCursors(sql, own.name, own.objects);
      for (const object of own.objects) await ensureCursor(sql, own.name, object, own.export);
    }
    await followRules(sql, settings.objects, now);
  });
}

async function loadProviders(settings: Settings) {
  const ids = [...new Set(settings.connections.map((own) => own.provider))];
  return Object.fromEntries(await Promise.all(ids.map(async (id) => [id, await loadProvider(id)] as const)));
}
