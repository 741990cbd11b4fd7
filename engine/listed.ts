import type { Crm, Cursor, Page } from "./provider.ts";
import type { FieldType, RemoteRecord, SchemaField } from "./record.ts";
import { plain } from "./trouble.ts";

/** Objects that a CRM lists whole and lets nobody write, such as its users: a list without a filter by time. */
export interface List {
  readonly fields: Readonly<Record<string, readonly [label: string, type: FieldType]>>;
  /** Why a write is refused, in words. */
  readonly refusal: string;
  /** The whole list, read anew. */
  all(): Promise<readonly RemoteRecord[]>;
}

/** The part of a CRM's methods that such an object has. */
export type Listed = Required<Pick<Crm, "describe" | "changes" | "read" | "find" | "push" | "count">>;

/** What can be done about objects that are listed whole. */
export function listed({ fields, refusal, all }: List): Listed {
  return {
    describe: async (object) => ({
      object,
      creatable: false,
      updatable: false,
      deletable: false,
      fields: Object.fromEntries(Object.entries(fields).map(([name, known]) => [name, described(name, known)])),
    }),
    changes: async (_, cursor) => pageOf(await all(), cursor),
    read: async (_, ids) => (await all()).filter((each) => ids.includes(each.externalId)),
    find: async (_, by, values) =>
      (await all()).filter((each) => {
        const value = by === "id" ? each.externalId : each.fields[by];
        return values.some((wanted) => wanted.toLowerCase() === String(value ?? "").toLowerCase());
      }),
    push: async (_, writes) => writes.map(({ key }) => ({ key, ok: false, ...plain("PERM_OBJECT_WRITE", refusal) })),
    count: async () => (await all()).length,
  };
}

/** All of them, and later those that have changed since the newest one that was told, or with it: stamps may be whole seconds. */
function pageOf(rows: readonly RemoteRecord[], cursor: Cursor | null): Page {
  const told = typeof cursor?.newest === "number" ? cursor.newest : null;
  const newest = rows.reduce((most, { modifiedAt }) => Math.max(most, modifiedAt), told ?? 0);
  return {
    phase: told === null ? "backfill" : "incremental",
    records: told === null ? rows : rows.filter(({ modifiedAt }) => modifiedAt >= told),
    gone: [],
    broken: [],
    cursor: { newest },
    more: false,
    total: told === null ? rows.length : null,
  };
}

function described(name: string, [label, type]: readonly [string, FieldType]): SchemaField {
  return {
    name,
    label,
    type,
    length: null,
    required: false,
    creatable: false,
    updatable: false,
    unique: name === "id",
    options: null,
    references: [],
  };
}
