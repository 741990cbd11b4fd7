import type { ObjectName, SchemaField, Value } from "../record.ts";
import { checkMapping, type MappingFinding } from "../rules/check-mapping.ts";
import type { FieldMap } from "../rules/mapping.ts";
import { objectSettings } from "../rules/rules.ts";
import { readRecords } from "../store/records.ts";
import { sampleRecords } from "../store/sample.ts";
import type { Worker } from "../worker.ts";
import { askedPlaces, describedFor, type Untold, untold } from "./described.ts";

/** One field of ours and its counterpart, with what stands wrong. */
export interface MappingLine extends FieldMap {
  /** As the CRM describes it; null = it is not there, or not described. */
  readonly described: Pick<SchemaField, "label" | "type" | "length" | "required"> | null;
  /** Gravest first; notes are left out. */
  readonly wrong: readonly MappingFinding[];
  /** Of some record here; null = none of those that were looked at holds anything. */
  readonly example: Value;
}

/** How one object is mapped on one connection. */
export interface MappingView {
  readonly connection: string;
  readonly object: ObjectName;
  readonly lines: readonly MappingLine[];
  /** The CRM's fields that no mapping names. */
  readonly unmapped: number;
  /** Why the CRM's description is not known; null = it is. */
  readonly why: Untold | null;
}

export interface MappingsAsked {
  /** Absent = all of them. */
  readonly object?: ObjectName | undefined;
  readonly connection?: string | undefined;
}

/** So many records are looked at for an example of each field. */
const LOOKED = 50;

/** B34: every mapping that is configured, held against the CRM's own description. Calls nothing but describe. */
export async function mappings(worker: Worker, asked: MappingsAsked): Promise<readonly MappingView[]> {
  const views: MappingView[] = [];
  for (const { connection, object } of askedPlaces(worker, asked)) views.push(await viewOf(worker, connection, object));
  return views;
}

async function viewOf(worker: Worker, name: string, object: ObjectName): Promise<MappingView> {
  const { maps, settings: connection } = worker.connections.get(name);
  const map = maps[object] ?? [];
  const readOnly = objectSettings(worker, object).readOnly === true;
  const told = await describedFor(worker, name, object);
  const examples = await examplesOf(worker, name, object);
  const lines = map.map((line): MappingLine => {
    const example = examples.get(line.field) ?? null;
    if (!told.ok) return { ...line, described: null, wrong: [], example };
    const schema = told.value;
    const place = { line, map, schema, connection, readOnly };
    const wrong = checkMapping(place).filter((each) => each.weight !== "note");
    return { ...line, described: schema.fields[line.remote] ?? null, wrong: wrong.filter(isNews), example };
  });
  const mapped = new Set(map.map((line) => line.remote));
  const unmapped = told.ok ? Object.keys(told.value.fields).filter((field) => !mapped.has(field)).length : 0;
  return { connection: name, object, lines, unmapped, why: told.ok ? null : untold(told) };

  /** Of the connection as a whole, or of a field that is set once, nobody need be told with every line. */
  function isNews({ what }: MappingFinding): boolean {
    return what !== "switched_off" && what !== "object_closed";
  }
}

async function examplesOf(worker: Worker, connection: string, object: ObjectName): Promise<ReadonlyMap<string, Value>> {
  return worker.store.read(async (sql) => {
    const ids = await sampleRecords(sql, { connection, object }, LOOKED);
    const records = await readRecords({ ...sql, lock: "" }, object, ids);
    const found = new Map<string, Value>();
    for (const { fields } of records.values())
      for (const [field, value] of Object.entries(fields))
        if (!found.has(field) && value !== null && value !== "") found.set(field, value);
    return found;
  });
}
