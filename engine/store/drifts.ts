import type { SchemaChange } from "../rules/drift.ts";
import type { LostField } from "../rules/lost.ts";
import type { Probes } from "../rules/probe.ts";
import { readMeta, saveMeta } from "./meta.ts";
import { fromJson, type Sql } from "./sql.ts";

/** What changed in the CRM's description of an object, and which of it concerns a mapping. */
export interface Drift {
  readonly connection: string;
  readonly object: string;
  readonly lost: readonly LostField[];
  /** Mapped fields that were lost and are back, the last time of each. */
  readonly returned: readonly { readonly remote: string; readonly at: number }[];
  /** The newest first; a description tells of hundreds of fields, so only so many are kept. */
  readonly changes: readonly NotedChange[];
}

/** A change with what it hits. */
export type NotedChange = SchemaChange & {
  readonly at: number;
  /** Our fields that are mapped to it. */
  readonly fields: readonly string[];
  /** Linked records that hold something in them, or one of the values that went. */
  readonly records: number;
};

interface At {
  readonly connection: string;
  readonly object: string;
}

/** Connections and objects are named by letters, digits and underscores, so that a colon parts them. */
const driftKey = ({ connection, object }: At) => `drift:${connection}:${object}`;
const probesKey = ({ connection, object }: At) => `probes:${connection}:${object}`;

export async function readDrift(sql: Sql, at: At): Promise<Drift | null> {
  const text = await readMeta(sql, driftKey(at));
  return text === null ? null : fromJson<Drift>(text);
}

/** Everything that has drifted, on every connection. */
export async function readDrifts(sql: Sql): Promise<readonly Drift[]> {
  const rows = await sql.all("select value from meta where key >= 'drift:' and key < 'drift;' order by key");
  return rows.map((row) => fromJson<Drift>(row.value));
}

export async function saveDrift(sql: Sql, drift: Drift): Promise<void> {
  await saveMeta(sql, driftKey(drift), JSON.stringify(drift));
}

/** What is remembered of the causes for which records stand refused; null = nothing. */
export async function readProbes(sql: Sql, at: At): Promise<Probes | null> {
  const text = await readMeta(sql, probesKey(at));
  return text === null ? null : fromJson<Probes>(text);
}

export async function saveProbes(sql: Sql, at: At, probes: Probes): Promise<void> {
  await saveMeta(sql, probesKey(at), JSON.stringify(probes));
}

/** Linked records that hold something in our field; with `values`, one of these. */
export async function countHolding(
  sql: Sql,
  { connection, object }: At,
  field: string,
  values: readonly string[] | null = null,
): Promise<number> {
  const [value, name] =
    sql.dialect === "sqlite"
      ? ["json_extract(r.fields, ?)", `$."${field.replaceAll('"', "")}"`]
      : ["r.fields ->> cast(? as text)", field];
  const held = values === null ? { text: `${value} is not null`, params: [] } : oneOf(sql, value, values);
  const [row] = await sql.all(
    `select count(*) as n from records r where r.object = ? and r.deleted = 0 and ${held.text}
       and exists (select 1 from links l where l.connection = ? and l.object = r.object and l.record_id = r.id)`,
    [object, name, ...held.params, connection],
  );
  return Number(row?.n ?? 0);
}

function oneOf(sql: Sql, value: string, values: readonly string[]) {
  const { text, param } = sql.among(`(${value})`, values);
  return { text, params: [param] };
}
