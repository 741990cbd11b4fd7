import type { ObjectName } from "../record.ts";
import {
  countRecords,
  listRecords,
  type RecordFilter,
  removeRecord,
  type StoredRecord,
  saveRecords,
} from "../store/api-records.ts";
import { linkedRecords, linksByRecord } from "../store/links.ts";
import { readRecords } from "../store/records.ts";
import type { Sql } from "../store/sql.ts";
import type { Worker } from "../worker.ts";
import { type FieldTypes, fieldTypes, shaped } from "./columns.ts";
import { whatIsKnown } from "./known-records.ts";
import { mappedFields, withUnmapped } from "./unmapped.ts";
import { planWrites, type RecordWrite, refused, type WriteResult } from "./upsert.ts";

/** How a record stands at one CRM. */
export interface RecordLink {
  readonly connection: string;
  readonly externalId: string;
  readonly state: string;
  readonly deletedInCrm: boolean;
  readonly syncedAt: number | null;
}

/** A record with its links. */
export interface LinkedRecord extends StoredRecord {
  readonly links: readonly RecordLink[];
}

/** Undoes the transaction of a trial. */
class Trial extends Error {
  readonly results: readonly WriteResult[];
  constructor(results: readonly WriteResult[]) {
    super("a trial is over");
    this.results = results;
  }
}

/** The workspace's records, for programs that do not speak SQL: written as plain SQL writes them, and sent as that is. */
export function createRecords({
  settings,
  store,
  ports,
  bell,
  connections,
}: Pick<Worker, "settings" | "store" | "ports" | "bell" | "connections">) {
  const now = ports.clock.wall;

  async function apply(sql: Sql, object: ObjectName, writes: readonly RecordWrite[]): Promise<readonly WriteResult[]> {
    const match = settings.objects[object]?.match ?? [];
    // Two that look for the same key at once would both find nobody.
    await sql.inTurn(`match ${object}`);
    const known = await whatIsKnown(sql, object, match, writes);
    const newId = () => ports.id("rec");
    const plan = planWrites(writes, known, { types: fieldTypes(settings, object), match, newId });
    await saveRecords(sql, object, plan, now());
    return withUnmapped(plan.results, writes, mappedFields(connections, object));
  }

  return {
    /** What the fields of an object hold; an object that is not configured has none. */
    types: (object: ObjectName) => fieldTypes(settings, object),
    /** By id; every field of the object is there, in the form of its type. */
    list: async (
      object: ObjectName,
      filters: readonly RecordFilter[],
      page: { readonly after: string | null; readonly limit: number },
    ): Promise<readonly StoredRecord[]> => {
      const types = fieldTypes(settings, object);
      const found = await store.read((sql) => listRecords(sql, object, filters, page));
      return found.map((one) => ({ ...one, fields: shaped(one.fields, types) }));
    },
    count: (object: ObjectName, filters: readonly RecordFilter[]) =>
      store.read((sql) => countRecords(sql, object, filters)),
    /** Null = there is no living record of this id. */
    read: (object: ObjectName, id: string) =>
      store.read((sql) => readLinked(sql, object, id, fieldTypes(settings, object))),
    /** The id of the record that is linked to a CRM's; null = none is. */
    idOf: (object: ObjectName, connection: string, externalId: string): Promise<string | null> =>
      store.read(async (sql) => (await linkedRecords(sql, connection, object, [externalId])).get(externalId) ?? null),
    /** Writes a batch in one transaction: what is refused is left out, the rest is written. */
    write: async (object: ObjectName, writes: readonly RecordWrite[]): Promise<readonly WriteResult[]> => {
      const results = await untilAlone(() => store.write((sql) => apply(sql, object, writes)));
      if (results.some((one) => one.ok && one.outcome !== "unchanged")) bell.ring();
      return results;
    },
    /** What `write` would answer; nothing stays written. */
    tryOut: async (object: ObjectName, writes: readonly RecordWrite[]): Promise<readonly WriteResult[]> => {
      const trial = store.write(async (sql) => {
        throw new Trial(await apply(sql, object, writes));
      });
      return trial.catch((cause: unknown) => {
        if (cause instanceof Trial) return cause.results;
        throw cause;
      });
    },
    /** `version`: only where the record has it. The answer's version is that of the delete. */
    remove: async (object: ObjectName, id: string, version?: number): Promise<WriteResult> => {
      const result = await store.write(async (sql): Promise<WriteResult> => {
        const record = (await readRecords(sql, object, [id])).get(id);
        if (!record || record.deleted) return refused("NOT_FOUND", "id", "there is no such record");
        if (version !== undefined && record.version !== version)
          return refused("VERSION_STALE", null, `the record has version ${record.version} now`);
        await removeRecord(sql, object, id, now());
        return { ok: true, id, version: record.version + 1, outcome: "updated" };
      });
      if (result.ok) bell.ring();
      return result;
    },
  };
}

/** Plain SQL may make a record of the same id at the same moment on PostgreSQL; then it is there, and is changed. */
async function untilAlone<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (cause) {
      const taken = cause instanceof Error && "code" in cause && cause.code === "23505";
      if (!taken || attempt === 5) throw cause;
    }
  }
}

async function readLinked(sql: Sql, object: ObjectName, id: string, types: FieldTypes): Promise<LinkedRecord | null> {
  const [row] = await sql.all("select updated_at from records where object = ? and id = ? and deleted = 0", [
    object,
    id,
  ]);
  const record = (await readRecords({ ...sql, lock: "" }, object, [id])).get(id);
  if (!row || !record) return null;
  const links = await linksByRecord(sql, object, [id]);
  return {
    id,
    fields: shaped(record.fields, types),
    version: record.version,
    updatedAt: row.updated_at as number | null,
    links: links.map(({ connection, externalId, state, deletedInCrm, syncedAt }) => ({
      connection,
      externalId,
      state,
      deletedInCrm,
      syncedAt,
    })),
  };
}
