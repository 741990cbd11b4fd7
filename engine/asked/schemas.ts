import type { ObjectName, Schema, SchemaField } from "../record.ts";
import type { FieldMap } from "../rules/mapping.ts";
import { type Drift, readDrift } from "../store/drifts.ts";
import type { Worker } from "../worker.ts";
import { askedPlaces, describedWhen, type Untold, untold } from "./described.ts";
import { driftDetail } from "./drift-words.ts";

/** One field of the CRM's, as its description tells it. */
export interface SchemaLine extends SchemaField {
  /** The fields of ours that are mapped to it, with direction and behaviour; none = it is not mapped. */
  readonly mapped: readonly Pick<FieldMap, "field" | "direction" | "behaviour">[];
}

/** One object of a connection. */
export interface SchemaView {
  readonly connection: string;
  readonly object: ObjectName;
  /** What the CRM calls it: "Opportunity", "deals". */
  readonly type: string;
  /** When the description was read; null = it never was. */
  readonly readAt: number | null;
  /** What the connected user may do with it; null = not described. */
  readonly rights: Pick<Schema, "creatable" | "updatable" | "deletable"> | null;
  /** Those that are mapped first, in the order of the mapping, then the others by name. */
  readonly fields: readonly SchemaLine[];
  /** Mapped fields that the description does not name: gone, renamed, or hidden from the user. */
  readonly absent: readonly Pick<FieldMap, "field" | "remote">[];
  /** What changed in the CRM and is not over; null = nothing. */
  readonly drift: Drift | null;
  /** What of that is of the last week and concerns a mapping, in a sentence; null = nothing. */
  readonly changed: string | null;
  /** Why the description is not known; null = it is. */
  readonly why: Untold | null;
}

export interface SchemasAsked {
  /** Absent = all of them. */
  readonly connection?: string | undefined;
  readonly object?: ObjectName | undefined;
}

/** What the CRMs say of their objects. Calls nothing but describe, and that where what is known is older than an hour. */
export async function schemas(worker: Worker, asked: SchemasAsked): Promise<readonly SchemaView[]> {
  const views: SchemaView[] = [];
  for (const { connection, object } of askedPlaces(worker, asked)) views.push(await viewOf(worker, connection, object));
  return views;
}

async function viewOf(worker: Worker, connection: string, object: ObjectName): Promise<SchemaView> {
  const { maps, provider } = worker.connections.get(connection);
  const map = maps[object] ?? [];
  const type = provider.objects[object] ?? object;
  const drift = await worker.store.read((sql) => readDrift(sql, { connection, object }));
  const told = await describedWhen(worker, connection, object);
  const changed = driftDetail(drift, worker.ports.clock.wall());
  const blank = { connection, object, type, drift, changed };
  if (!told.ok) return { ...blank, readAt: null, rights: null, fields: [], absent: [], why: untold(told) };
  const { schema, readAt } = told.value;
  const { creatable, updatable, deletable } = schema;
  return {
    ...blank,
    readAt,
    rights: { creatable, updatable, deletable },
    fields: linesOf(schema, map),
    // A name with a dot is a path to another object.
    absent: map
      .filter(({ remote }) => !remote.includes(".") && schema.fields[remote] === undefined)
      .map(({ field, remote }) => ({ field, remote })),
    why: null,
  };
}

function linesOf({ fields }: Schema, map: readonly FieldMap[]): readonly SchemaLine[] {
  const lines = Object.values(fields).map((own) => ({
    ...own,
    mapped: map
      .filter((line) => line.remote === own.name)
      .map(({ field, direction, behaviour }) => ({ field, direction, behaviour })),
  }));
  const place = (name: string) => map.findIndex((line) => line.remote === name);
  const byName = (a: string, b: string) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1);
  return [
    ...lines.filter((line) => line.mapped.length > 0).sort((a, b) => place(a.name) - place(b.name)),
    ...lines.filter((line) => line.mapped.length === 0).sort((a, b) => byName(a.name, b.name)),
  ];
}
