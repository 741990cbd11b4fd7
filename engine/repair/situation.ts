import type { Fields, Schema, SchemaField, WorkspaceRecord } from "../record.ts";
import type { FieldMap } from "../rules/mapping.ts";
import { linksByExternalId, linksByRecord } from "../store/links.ts";
import { readRecords } from "../store/records.ts";
import { readSchema } from "../store/schemas.ts";
import type { Worker } from "../worker.ts";
import type { Scoped } from "./scoped.ts";
import type { Cause } from "./seam.ts";

/** What is known of a failure where it happened. */
export interface Situation {
  readonly worker: Worker;
  readonly cause: Cause;
  /** Whether the CRM may be asked: somebody waits for it. */
  readonly live: boolean;
  readonly members: Scoped["members"];
  /** The CRM's description of the object; null = it cannot be had now. */
  readonly schema: Schema | null;
  readonly map: readonly FieldMap[];
  /** The mapping of the field at fault; null = none is named, or none of ours is mapped to it. */
  readonly line: FieldMap | null;
  /** The field at fault as the CRM describes it. */
  readonly described: SchemaField | null;
  /** Our record: that of the newest failure. */
  readonly record: WorkspaceRecord | null;
  /** What it is linked to there, dead or alive. */
  readonly externalId: string | null;
}

/** `live` = the CRM is asked for its description, because somebody picks from it; otherwise the last one will do. */
export async function situationOf(worker: Worker, { cause, members }: Scoped, live: boolean): Promise<Situation> {
  const { connection, object, direction, example, field } = cause;
  const { store, connections } = worker;
  const map = connections.get(connection).maps[object] ?? [];
  const told = live ? await describedNow(worker, connection, object) : null;
  const known = told ?? (await store.read((sql) => readSchema(sql, connection, object)))?.schema;
  const schema = known ?? null;
  const line = field === null ? null : (map.find((each) => each.remote === field || each.field === field) ?? null);
  const remote = line?.remote ?? field;
  const found = await store.read(async (sql) => {
    if (direction === "outbound") {
      const links = await linksByRecord(sql, object, [example], connection);
      const record = (await readRecords({ ...sql, lock: "" }, object, [example])).get(example) ?? null;
      return { record, externalId: links[0]?.externalId ?? null };
    }
    const [link] = await linksByExternalId(sql, connection, object, [example]);
    const id = link?.recordId;
    const record = id ? ((await readRecords({ ...sql, lock: "" }, object, [id])).get(id) ?? null) : null;
    return { record, externalId: example };
  });
  return {
    worker,
    cause,
    live,
    members,
    schema,
    map,
    line,
    described: remote === null ? null : (schema?.fields[remote] ?? null),
    ...found,
  };
}

/** The steps of one answer follow each other within seconds: they need not ask the CRM one by one. */
const FRESH_MS = 10_000;
const asked = new WeakMap<Worker["connections"], Map<string, { readonly at: number; readonly schema: Schema }>>();

/** Null = the CRM does not tell it now. */
async function describedNow(
  { connections, ports }: Worker,
  connection: string,
  object: string,
): Promise<Schema | null> {
  const known = asked.get(connections) ?? new Map();
  asked.set(connections, known);
  const key = JSON.stringify([connection, object]);
  const last = known.get(key);
  if (last && ports.clock.mono() - last.at < FRESH_MS) return last.schema;
  const told = await connections.ask(connection, (crm) => crm.describe(object));
  if (!told.ok) return null;
  known.set(key, { at: ports.clock.mono(), schema: told.value });
  return told.value;
}

export const fieldsOf = ({ record }: Situation): Fields => record?.fields ?? {};
