import { planBatch } from "../outbound/batch.ts";
import { reason } from "../reasons.ts";
import type { ObjectName, RemoteRecord, Schema } from "../record.ts";
import { inboundRules } from "../rules/rules.ts";
import { pollMsOf } from "../rules/schedule.ts";
import { readConnection } from "../store/connections.ts";
import { readCursor } from "../store/cursors.ts";
import { externalIds } from "../store/links.ts";
import { readRecords } from "../store/records.ts";
import type { Worker } from "../worker.ts";
import { describedFor } from "./described.ts";
import type { Finding } from "./diagnose.ts";
import { judge, rowsOf } from "./preflight-judge.ts";
import { foundStep, inwardStep, leftOutStep, objectSteps, outwardSteps, signInStep, unanswered } from "./road-steps.ts";

/** One record's road to one CRM: step after step up to the first that is not right. */
export interface RoadView {
  readonly connection: string;
  readonly object: ObjectName;
  readonly recordId: string;
  readonly externalId: string | null;
  readonly steps: readonly Finding[];
  /** When changes were looked for last, and how often they are. */
  readonly schedule: { readonly polledAt: number | null; readonly everyMs: number };
}

export interface RoadAsked {
  readonly connection: string;
  readonly object: ObjectName;
  readonly id: string;
}

/**
 * B35, D6: sign-in, rights, description, the record here and there, its mapping both ways, and what the CRM would say of the
 * write. Live calls: identity, describe, and one read. Changes nothing: the write itself is a resync of this one record.
 */
export async function walkRoad(worker: Worker, asked: RoadAsked): Promise<RoadView> {
  const { connection: name, object, id } = asked;
  const { settings } = worker.connections.get(name);
  const read = worker.store.read;
  const cursor = await read((sql) => readCursor(sql, name, object));
  const externalId = (await read((sql) => externalIds(sql, name, object, [id]))).get(id) ?? null;
  const schedule = { polledAt: cursor?.polledAt ?? null, everyMs: pollMsOf(settings, object) };
  const steps: Finding[] = [];
  for await (const step of stepsOf(worker, asked, externalId)) {
    steps.push(step);
    if (!step.ok) break;
  }
  return { connection: name, object, recordId: id, externalId, steps, schedule };
}

async function* stepsOf(worker: Worker, asked: RoadAsked, externalId: string | null): AsyncGenerator<Finding> {
  const { connection: name, object, id } = asked;
  const { store, connections } = worker;
  const connection = connections.get(name);
  const row = await store.read((sql) => readConnection(sql, name));
  const identity = row?.token ? await connections.ask(name, (crm) => crm.identity()) : null;
  yield signInStep(row, identity);
  const described = await connections.ask(name, (crm) => crm.describe(object));
  if (!described.ok) return yield unanswered("Rights", described);
  const schema = described.value;
  yield* objectSteps(connection, schema, identity?.ok ? identity.value.scopes : []);

  const record = (await store.read((sql) => readRecords({ ...sql, lock: "" }, object, [id]))).get(id);
  if (!record) return yield { what: "Found here", ok: false, detail: "It is not in the workspace.", todo: null };
  yield {
    what: "Found here",
    ok: true,
    detail: record.deleted ? "It is deleted in the workspace." : "It is in the workspace.",
    todo: null,
  };
  const found = externalId === null ? null : await connections.ask(name, (crm) => crm.read(object, [externalId]));
  if (found && !found.ok) return yield unanswered("Found there", found);
  const remote = found?.value[0] ?? null;
  yield foundStep(externalId, remote);
  yield inwardStep(connection, object, record.fields, remote && mappedIn(worker, name, remote, schema));
  yield* await outward(worker, asked, schema);
}

function mappedIn(worker: Worker, name: string, remote: RemoteRecord, schema: Schema) {
  return inboundRules(worker, name, schema.object, schema).inward(remote.fields);
}

/** Planned as a push would, then held against the description, with those of its parents. */
async function outward(
  worker: Worker,
  { connection: name, object, id }: RoadAsked,
  schema: Schema,
): Promise<readonly Finding[]> {
  const { maps, settings } = worker.connections.get(name);
  const schemas = new Map<ObjectName, Schema>([[object, schema]]);
  const parents = (maps[object] ?? []).flatMap((line) => line.references ?? []);
  for (const parent of new Set(parents)) {
    if (schemas.has(parent) || !settings.objects.includes(parent)) continue;
    const told = await describedFor(worker, name, parent);
    if (told.ok) schemas.set(parent, told.value);
  }
  return worker.store.read(async (sql) => {
    const { planned } = await planBatch(sql, worker, { connection: name, fence: 0 }, rowsOf([id], object), schema);
    const [plan] = planned;
    if (plan?.kind === "refused" && reason(plan.why.reason).action === "skip")
      return outwardSteps(null, leftOutStep(plan.why.reason, plan.why.detail));
    const [verdict] = await judge(sql, { worker, connection: name, schemas }, object, [id]);
    return outwardSteps(verdict ?? null, null);
  });
}
