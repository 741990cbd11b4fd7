import { type Crm, CrmError, type Cursor, type Page, type Work } from "../../provider.ts";
import type { FieldType, RemoteRecord, SchemaField, Value } from "../../record.ts";
import type { Client } from "./client.ts";
import { malformed, plain } from "./errors.ts";
import { idOf, isRow, stampOf, textOf } from "./values.ts";

/** Those who own records. They are listed whole, without a filter by time, and invited by hand alone. */
export const USERS = "users";

const FIELDS: Readonly<Record<string, readonly [label: string, type: FieldType]>> = {
  id: ["ID", "id"],
  name: ["Name", "string"],
  email: ["Email", "email"],
  active_flag: ["Active", "boolean"],
};

/** The list is read whole, whatever is asked of it. */
export function userCalls(work: Work): number {
  return work.op === "read" || work.op === "find" ? 1 : 0;
}

type OfUsers = Pick<Crm, "describe" | "changes" | "read" | "find" | "push">;

/** What can be done about users. One who has left stays in the list and is not active any more. */
export function usersOf(client: Client, fields: readonly string[]): OfUsers {
  const all = async () => (await client.users()).map((row) => readUser(row, fields));
  return {
    describe: async (object) => ({
      object,
      creatable: false,
      updatable: false,
      deletable: false,
      fields: Object.fromEntries(Object.entries(FIELDS).map(([name, known]) => [name, described(name, known)])),
    }),
    changes: async (_, cursor) => pageOf(await all(), cursor),
    read: async (_, ids) => (await all()).filter((each) => ids.includes(each.externalId)),
    find: async (_, by, values) =>
      (await all()).filter((each) => {
        const value = by === "id" ? each.externalId : each.fields[by];
        return values.some((wanted) => wanted.toLowerCase() === String(value ?? "").toLowerCase());
      }),
    push: async (_, writes) =>
      writes.map(({ key }) => ({
        key,
        ok: false,
        ...plain("PERM_OBJECT_WRITE", "Pipedrive's users are invited by hand"),
      })),
  };
}

/** All of them, and later those that changed in the newest second that was told, or after it: stamps are whole seconds. */
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

function readUser(row: unknown, fields: readonly string[]): RemoteRecord {
  const user = isRow(row) ? row : {};
  const externalId = idOf(user.id);
  const modifiedAt = stampOf(user.modified) ?? stampOf(user.created);
  if (externalId === null || modifiedAt === null)
    throw new CrmError(malformed("one of Pipedrive's users has no id or no time of change", false));
  const values: Readonly<Record<string, Value>> = {
    id: externalId,
    name: textOf(user, "name") || null,
    email: textOf(user, "email") || null,
    active_flag: user.active_flag === true,
  };
  return { externalId, modifiedAt, fields: Object.fromEntries(fields.map((name) => [name, values[name] ?? null])) };
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
