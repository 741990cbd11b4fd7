import { type Listed, listed } from "../../listed.ts";
import { CrmError } from "../../provider.ts";
import type { FieldType, RemoteRecord, Value } from "../../record.ts";
import { malformed } from "../../trouble.ts";
import type { Client } from "./client.ts";
import { isRow, stampOf, textOf } from "./records.ts";

/** The type of the people who own records: they have an API of their own, which lists them whole and takes no writes. */
export const OWNERS = "owners";

const FIELDS: Readonly<Record<string, readonly [label: string, type: FieldType]>> = {
  id: ["ID", "id"],
  name: ["Name", "string"],
  email: ["Email", "email"],
  active: ["Active", "boolean"],
};

/** What can be done about owners. One who was deactivated is listed as archived: still there, and not active. */
export function ownersOf(client: Client, fields: readonly string[]): Listed {
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
  return listed({ fields: FIELDS, refusal: "HubSpot's owners are made by its administrators", all });
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
