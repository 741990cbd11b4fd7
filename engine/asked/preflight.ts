import type { ReasonCode } from "../reasons.ts";
import type { Schema, Value } from "../record.ts";
import type { Fault } from "../rules/lint.ts";
import type { FieldMap } from "../rules/mapping.ts";
import { sendsOut } from "../rules/switches.ts";
import { holdersOf, idsToSend } from "../store/count-values.ts";
import { readSchema } from "../store/schemas.ts";
import type { Worker } from "../worker.ts";
import { judge, type Target, type Verdict } from "./preflight-judge.ts";

export interface PreflightAsked {
  /** Absent = of every object what waits to be sent; given = all its records, whether they wait or not. */
  readonly object?: string | undefined;
  readonly connection?: string | undefined;
  /** How many records each group names. */
  readonly examples: number;
}

/** Records that would be refused alike: the same reason in the same field. */
export interface PreflightGroup {
  readonly reason: ReasonCode;
  /** The CRM's field; null = the record as a whole. */
  readonly field: string | null;
  /** Our field that is mapped to it; null = none is. */
  readonly ours: string | null;
  readonly records: number;
  /** Of the first record; never a value. */
  readonly detail: string;
  readonly mend: string | null;
  /** Our ids. */
  readonly examples: readonly string[];
}

/** What the CRM's description says of the writes of one object: `checked` = would be sent, of which `wouldFail`. */
export interface PreflightView {
  readonly connection: string;
  readonly object: string;
  readonly checked: number;
  readonly wouldFail: number;
  /** Nothing would be sent: the CRM has it all. */
  readonly same: number;
  /** Left out on purpose, by a rule. */
  readonly leftOut: number;
  /** The most frequent first; each record counts in one. */
  readonly groups: readonly PreflightGroup[];
  /** Would be taken, though it looks wrong: grouped like the others, and not among those that would fail. */
  readonly remarks: readonly PreflightGroup[];
  /** The CRM's description could not be read: nothing was checked. */
  readonly unknown: boolean;
}

const keptMs = 3_600_000;
const chunk = 500;

/**
 * Pre-flight (features.md M7): plans what would be sent and holds it against the CRM's description before a call is
 * spent. Calls nothing but describe, and that only where the description is unknown or older than an hour.
 */
export async function preflight(worker: Worker, asked: PreflightAsked): Promise<readonly PreflightView[]> {
  const views: PreflightView[] = [];
  for (const { settings } of worker.connections.all) {
    const { name } = settings;
    const objects = settings.objects.filter((object) => sendsOut(settings, object));
    if (asked.connection !== undefined && asked.connection !== name) continue;
    const wanted = objects.filter((object) => asked.object === undefined || asked.object === object);
    if (wanted.length === 0) continue;
    const schemas = await schemasOf(worker, name, withParents(worker, name, wanted));
    for (const object of wanted) views.push(await ofObject({ worker, connection: name, schemas }, object, asked));
  }
  return views;
}

/** Children are judged by their parents, too. */
function withParents(worker: Worker, name: string, objects: readonly string[]): readonly string[] {
  const { maps, settings } = worker.connections.get(name);
  const parents = objects.flatMap((object) => (maps[object] ?? []).flatMap((each) => each.references ?? []));
  return settings.objects.filter((object) => objects.includes(object) || parents.includes(object));
}

async function schemasOf(worker: Worker, name: string, objects: readonly string[]): Promise<Target["schemas"]> {
  const schemas = new Map<string, Schema>();
  for (const object of objects) {
    const known = await worker.store.read((sql) => readSchema(sql, name, object));
    const isFresh = known !== null && worker.ports.clock.wall() - known.readAt < keptMs;
    const told = isFresh ? null : await worker.connections.ask(name, (crm) => crm.describe(object));
    const schema = told?.ok ? told.value : known?.schema;
    if (schema) schemas.set(object, schema);
  }
  return schemas;
}

async function ofObject(target: Target, object: string, asked: PreflightAsked): Promise<PreflightView> {
  const { worker, connection, schemas } = target;
  const at = { connection, object };
  const schema = schemas.get(object);
  const nothing = { ...at, checked: 0, wouldFail: 0, same: 0, leftOut: 0, groups: [], remarks: [] };
  if (!schema) return { ...nothing, unknown: true };
  const which = asked.object === undefined ? "owed" : "all";
  const ids = await worker.store.read((sql) => idsToSend(sql, at, which));
  const verdicts: Verdict[] = [];
  for (let from = 0; from < ids.length; from += chunk) {
    await worker.ports.clock.turn?.();
    verdicts.push(...(await worker.store.read((sql) => judge(sql, target, object, ids.slice(from, from + chunk)))));
  }
  const twice = await duplicates(target, schema, verdicts);
  const faults = verdicts.flatMap((each) => {
    const first = each.faults[0] ?? twice.get(each.recordId);
    return first ? [{ recordId: each.recordId, fault: first }] : [];
  });
  const remarks = verdicts.flatMap(({ recordId, faults: own, remarks = [] }) =>
    own.length > 0 ? [] : remarks.map((fault) => ({ recordId, fault })),
  );
  const map = worker.connections.get(connection).maps[object] ?? [];
  const count = (kind: Verdict["kind"]) => verdicts.filter((each) => each.kind === kind).length;
  return {
    ...at,
    checked: count("write") + count("refused"),
    wouldFail: faults.length,
    same: count("same"),
    leftOut: count("left_out"),
    groups: grouped(faults, map, asked.examples),
    remarks: grouped(remarks, map, asked.examples),
    unknown: false,
  };
}

/** B37: of several records of ours with one value in a field that the CRM holds unique, one can have it. */
async function duplicates(
  { worker, connection }: Target,
  schema: Schema,
  verdicts: readonly Verdict[],
): Promise<ReadonlyMap<string, Fault>> {
  const found = new Map<string, Fault>();
  const { object } = schema;
  const map = worker.connections.get(connection).maps[object] ?? [];
  for (const { field, remote } of map.filter((each) => isUnique(each, schema))) {
    const label = schema.fields[remote]?.label ?? remote;
    const claims = verdicts.flatMap(({ recordId, write, lands }) => {
      const value = lands ? keyOf(write?.fields[remote]) : null;
      return value === null ? [] : [{ recordId, value }];
    });
    const claimed = [...new Set(claims.map((one) => one.value))];
    const holders = await worker.store.read((sql) => holdersOf(sql, { connection, object, field }, claimed));
    // Whoever gives the value up with a write of its own does not hold it any more.
    const moving = new Set(
      verdicts.filter((each) => each.write?.fields[remote] !== undefined).map((one) => one.recordId),
    );
    const taken = new Map<string, string>();
    for (const [value, ids] of holders) {
      const holder = ids.find((id) => !moving.has(id));
      if (holder !== undefined) taken.set(value, holder);
    }
    for (const { recordId, value } of claims) {
      const holder = taken.get(value);
      if (holder === undefined) taken.set(value, recordId);
      else if (holder !== recordId)
        found.set(recordId, {
          reason: "DUP_UNIQUE",
          field: remote,
          detail: `Another record of ours, ${holder}, has the same ${label}.`,
          mend: `Give each its own ${label}, or make them one record.`,
        });
    }
  }
  return found;
}

/** Our own id is unique by itself. */
function isUnique({ field, remote }: FieldMap, schema: Schema): boolean {
  return field !== "id" && schema.fields[remote]?.unique === true;
}

function keyOf(value: Value | undefined): string | null {
  return value === undefined || value === null || value === "" ? null : String(value).toLowerCase();
}

function grouped(
  faults: readonly { readonly recordId: string; readonly fault: Fault }[],
  map: readonly FieldMap[],
  examples: number,
): readonly PreflightGroup[] {
  const groups = Map.groupBy(faults, ({ fault }) => `${fault.reason}\n${fault.field}`);
  return [...groups.values()]
    .flatMap((some) => {
      const [first] = some;
      if (!first) return [];
      const { reason, field, detail, mend } = first.fault;
      const ids = some.slice(0, examples).map((one) => one.recordId);
      const ours = map.find((each) => each.remote === field)?.field ?? null;
      return [{ reason, field, ours, records: some.length, detail, mend, examples: ids }];
    })
    .sort((a, b) => b.records - a.records || a.reason.localeCompare(b.reason));
}
