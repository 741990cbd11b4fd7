import type { Crm, Cursor, Page } from "../../provider.ts";
import { CrmError } from "../../provider.ts";
import type { FieldType, RemoteRecord, SchemaField, Value } from "../../record.ts";
import type { Client } from "./client.ts";
import { malformed, plain } from "./errors.ts";
import { isRow, stampOf, textOf } from "./records.ts";

/** The type of the people who own records: they have an API of their own, which lists them whole and takes no writes. */
export const OWNERS = "owners";

const FIELDS: Readonly<Record<string, readonly [label: string, type: FieldType]>> = {
  id: ["ID", "id"],
  name: ["Name", "string"],
  email: ["Email", "email"],
  active: ["Active", "boolean"],
};

type OfOwners = Pick<Crm, "describe" | "changes" | "read" | "find" | "push" | "count">;

/** What can be done about owners. One who was deactivated is listed as archived: still there, and not active. */
export function ownersOf(client: Client, fields: readonly string[]): OfOwners {
  const all = async (): Promise<readonly RemoteRecord[]> => {
    const found: RemoteRecord[] = [];
    for (const archived of [false, true]) {
      let after: string | null = null;
      do {
        const page: Awaited<ReturnType<Client["owners"]>> = await client.owners(archived, after);
        found.push(...page.results.map((row) => readOwner(row, fields)));
        after = page.after;
      } while (after !== null);
    }
    return found;
  };
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
        ...plain("PERM_OBJECT_WRITE", "HubSpot's owners are made by its administrators"),
      })),
    count: async () => (await all()).length,
  };
}

/** All of them, and later those that have changed since the newest one that was told, or with it. */
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

function readOwner(row: unknown, fields: readonly string[]): RemoteRecord {
  const owner = isRow(row) ? row : {};
  const [externalId, modifiedAt] = [textOf(owner, "id"), stampOf(owner.updatedAt)];
  if (externalId === "" || modifiedAt === null)
    throw new CrmError(malformed("one of HubSpot's owners has no id or no time of change", false));
  const values: Readonly<Record<string, Value>> = {
    id: externalId,
    name: `${textOf(owner, "firstName")} ${textOf(owner, "lastName")}`.trim() || null,
    email: textOf(owner, "email") || null,
    active: owner.archived !== true,
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
