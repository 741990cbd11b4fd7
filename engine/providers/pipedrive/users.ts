import { type Listed, listed } from "../../listed.ts";
import { CrmError, type Work } from "../../provider.ts";
import type { FieldType, RemoteRecord, Value } from "../../record.ts";
import { malformed } from "../../trouble.ts";
import type { Client } from "./client.ts";
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

/** What can be done about users. One who has left stays in the list and is not active any more. */
export function usersOf(client: Client, fields: readonly string[]): Listed {
  const all = async () => (await client.users()).map((row) => readUser(row, fields));
  return listed({ fields: FIELDS, refusal: "Pipedrive's users are invited by hand", all });
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
