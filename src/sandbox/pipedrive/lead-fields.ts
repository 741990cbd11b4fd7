import type { Account } from "../crm/accounts.ts";
import type { Table } from "../crm/table.ts";
import { tableOf } from "../crm/writes.ts";

/** Leads have the custom fields of deals: an edit of those is one of these. */
export function followDeals(account: Account, table: Table): void {
  if (table.schema.type !== "deals") return;
  const { schema } = tableOf(account, "leads");
  for (const [name, field] of schema.fields) if (field.custom) schema.fields.delete(name);
  for (const [name, field] of table.schema.fields) if (field.custom) schema.fields.set(name, field);
  schema.version += 1;
}
