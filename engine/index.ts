import { allFieldTypes } from "./asked/columns.ts";
import { releaseConflicts } from "./asked/conflicts.ts";
import { createConnections } from "./connections/connections.ts";
import { noteOlder } from "./connections/grant-rows.ts";
import { followKept } from "./connections/kept.ts";
import { checkKey } from "./connections/keys.ts";
import { withNames } from "./connections/names.ts";
import { createKeyring } from "./connections/seal.ts";
import { face } from "./face/face.ts";
import { followMapping } from "./inbound/remapped.ts";
import type { Ports } from "./ports.ts";
import type { Provider } from "./provider.ts";
import { loadProvider } from "./providers/list.ts";
import { createBell } from "./rounds/bell.ts";
import { createLeases } from "./rounds/lease.ts";
import { createRounds } from "./rounds/rounds.ts";
import { inForce, withKept } from "./rules/kept.ts";
import { objectMap } from "./rules/mapping.ts";
import { takesIn } from "./rules/switches.ts";
import type { Settings } from "./settings.ts";
import { ensureConnection } from "./store/connections.ts";
import { ensureCursor, silenceOtherCursors } from "./store/cursors.ts";
import { releaseHalts } from "./store/halts.ts";
import { readKept } from "./store/kept.ts";
import { openStore, type Store } from "./store/open.ts";
import { followRules } from "./store/rule-changes.ts";
import { followSwitches } from "./store/switch-changes.ts";
import { onceWritable } from "./watch/storage.ts";
import type { Worker } from "./worker.ts";

export type { Activity } from "./asked/activity.ts";
export type { BudgetSet, BudgetWish } from "./asked/budget.ts";
export type { FieldChoice } from "./asked/conflicts.ts";
export type { CountsView } from "./asked/counts.ts";
export type { Finding } from "./asked/diagnose.ts";
export type { StoreView } from "./asked/examine.ts";
export type { DailyView, LimitLevel, LimitView } from "./asked/limits.ts";
export type { Located } from "./asked/locate.ts";
export type { MappingLine, MappingsAsked, MappingView } from "./asked/mappings.ts";
export type { Ordered } from "./asked/once.ts";
export type { ConnectionView, ObjectView } from "./asked/overview.ts";
export type { LinkView, RecordView } from "./asked/panel.ts";
export type { PreflightGroup, PreflightView } from "./asked/preflight.ts";
export type { Price } from "./asked/price.ts";
export type { Resync } from "./asked/resync.ts";
export type { RoadAsked, RoadView } from "./asked/road.ts";
export type { Conflict, Overlap } from "./asked/run-log.ts";
export type { SchemaLine, SchemasAsked, SchemaView } from "./asked/schemas.ts";
export {
  type FilteredRecords,
  mostAtOnce,
  type OurRecord,
  type Selection,
  type TheirRecord,
} from "./asked/selection.ts";
export type { TrialSum, Tried, TriedRecord } from "./asked/trial.ts";
export type { MappingTrial } from "./asked/try-mapping.ts";
export type { RecordWrite, Target, WriteRefusal, WriteResult } from "./asked/upsert.ts";
export type { WhyField, WhyView } from "./asked/why.ts";
export type { Rechecked } from "./connections/recheck.ts";
export type { SignedIn } from "./connections/sign-in.ts";
export { hidden, writtenForms } from "./connections/written.ts";
export type { ChangeBefore, LikelyCause, Sign } from "./health/cause.ts";
export { causesOf, changesOf } from "./health/cause-facts.ts";
export type { CauseId } from "./health/cause-named.ts";
export type { Health, IncidentDraft, IncidentKind } from "./health.ts";
export type { Clock, Log, Ports } from "./ports.ts";
export {
  type HttpRequest,
  type HttpResponse,
  type Identity,
  NoAnswer,
  type OAuthApp,
  type Request,
  type Usage,
} from "./provider.ts";
export { isReasonCode, type Reason, type ReasonCode, reason, reasons } from "./reasons.ts";
export type { Behaviour, Direction, FieldType, ObjectName, ProviderId, SchemaField, Value } from "./record.ts";
export type {
  AskedField,
  Candidate,
  Cause,
  Choice,
  Cut,
  KeptDeed,
  KeptRule,
  Mending,
  Offer,
  OneRecord,
  RepairAnswer,
  RepairOrdered,
  RepairScope,
  RepairTrial,
  RepairView,
} from "./repair/seam.ts";
export type { Hint } from "./rounds/hint.ts";
export type { MappingFinding } from "./rules/check-mapping.ts";
export type { FieldView } from "./rules/compare.ts";
export { isOrdered } from "./rules/condition.ts";
export type { Crowd } from "./rules/crowd.ts";
export type { Difference, NamedRight } from "./rules/difference.ts";
export type { Filter } from "./rules/filter.ts";
export { type Comparison, comparisons } from "./rules/match.ts";
export type { MappingAsked } from "./rules/proposed.ts";
export type { FieldStep, WriteNote, WriteRule } from "./rules/why.ts";
export type { FieldWriter } from "./rules/writers.ts";
export type { ConflictPolicy, ConnectionSettings, FieldSettings, ObjectSettings, Settings } from "./settings.ts";
export type { FilterOperator, RecordFilter, StoredRecord } from "./store/api-records.ts";
export type { Budget, Chosen } from "./store/budgets.ts";
export type { ConflictRow } from "./store/conflicts.ts";
export { DISCONNECTED } from "./store/connections.ts";
export type { ActionRow, AuditRow } from "./store/desk.ts";
export type { DigestRow } from "./store/digests.ts";
export type { HistoryEntry } from "./store/history.ts";
export type { IncidentRow } from "./store/incidents.ts";
export { StoreRefused } from "./store/newer.ts";
export type { OutcomeGroup } from "./store/outcome-groups.ts";
export type { OutcomeFilter, OutcomeRow } from "./store/outcomes.ts";
export type { PostRow } from "./store/posts.ts";
export type { RunFilter, RunResult, RunRow, RunStatus } from "./store/runs.ts";
export type { Presser, SignInRow } from "./store/sign-ins.ts";
export type { Confidence } from "./watch/forecast.ts";
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
      await layOut(store, settings, providers, ports.clock.wall());
      await leases.freeDead(options.isDead);
    });
    const connections = createConnections({ settings, providers }, { store, leases, keyring, ports });
    const startedAt = ports.clock.wall();
    const worker: Worker = { settings, store, leases, connections, ports, startedAt, bell: createBell() };
    await store.read((sql) => followKept(sql, connections));
    await onceWritable(store, ports.clock, () => releaseConflicts(worker));
    return face(worker, createRounds(worker), keyring);
  } catch (cause) {
    await store.close();
    throw cause;
  }
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
async function layOut(
  store: Store,
  settings: Settings,
  providers: Readonly<Record<string, Provider>>,
  now: number,
): Promise<void> {
  await store.write(async (sql) => {
    const kept = await readKept(sql);
    for (const own of settings.connections) {
      await ensureConnection(sql, own.name, own.provider, now);
      await silenceOtherCursors(sql, own.name, own.objects);
      for (const object of own.objects) {
        const goesOut = settings.objects[object]?.readOnly !== true;
        if (goesOut) await followSwitches(sql, own, object);
        await ensureCursor(sql, own.name, object, goesOut);
        const [provider, told] = [providers[own.provider], settings.objects[object]];
        if (!provider || !told) continue;
        const map = withKept(objectMap(told, withNames(provider, own), object), inForce(kept, own.name, object));
        await followMapping(sql, { connection: own.name, object, map, takesIn: takesIn(own, object) });
      }
    }
    await noteOlder(sql, settings);
    await followRules(sql, settings.objects, now);
    // Another version may do what this one could not.
    await releaseHalts(sql, null, now);
  });
}

async function loadProviders(settings: Settings) {
  const ids = [...new Set(settings.connections.map((own) => own.provider))];
  return Object.fromEntries(await Promise.all(ids.map(async (id) => [id, await loadProvider(id)] as const)));
}
