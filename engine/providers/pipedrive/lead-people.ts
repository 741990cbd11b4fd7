import type { Client } from "./client.ts";
import { primaryOf } from "./points.ts";
import { readRow } from "./records.ts";
import { shapeOf } from "./shapes.ts";
import { chunks, idOf, isRow, type Row } from "./values.ts";

const READ_PAGE = 100;

/** Leads with the names and addresses of the person and the organization that they hang on, where these are asked for. */
export async function withPeople(
  client: Client,
  rows: readonly unknown[],
  fields: readonly string[],
): Promise<readonly unknown[]> {
  const leads = rows.filter(isRow);
  const persons = await around(client, "contact", leads, "person_id", fields);
  const organizations = await around(client, "account", leads, "organization_id", fields);
  if (persons === null && organizations === null) return rows;
  return rows.map((row) => {
    if (!isRow(row)) return row;
    const person = persons?.get(idOf(row.person_id) ?? "");
    const organization = organizations?.get(idOf(row.organization_id) ?? "");
    return { ...row, ...(person && personal(person)), organization_name: organization?.name ?? null };
  });
}

/** How many requests it takes for a number of leads, at most. */
export function peopleCalls(fields: readonly string[], count: number): number {
  const kinds = ["person_", "organization_"].filter((prefix) => fields.some((field) => isBorrowed(field, prefix)));
  return kinds.length * Math.ceil(count / READ_PAGE);
}

async function around(
  client: Client,
  object: "contact" | "account",
  leads: readonly Row[],
  by: "person_id" | "organization_id",
  fields: readonly string[],
): Promise<ReadonlyMap<string, Row> | null> {
  if (!fields.some((field) => isBorrowed(field, by.replace("id", "")))) return null;
  const ids = [...new Set(leads.flatMap((lead) => idOf(lead[by]) ?? []))];
  const found = new Map<string, Row>();
  for (const chunk of chunks(ids, READ_PAGE)) {
    for (const row of await client.byIds(shapeOf(object)?.path ?? "", chunk))
      if (isRow(row)) found.set(idOf(row.id) ?? "", row);
  }
  return found;
}

function isBorrowed(field: string, prefix: string): boolean {
  return field.startsWith(prefix) && !field.endsWith("_id");
}

function personal(person: Row): Row {
  const shape = shapeOf("contact");
  const read = shape === null ? null : readRow(person, shape, ["first_name", "last_name"]);
  const names = read === null || !("fields" in read) ? {} : read.fields;
  return {
    person_first_name: names.first_name ?? null,
    person_last_name: names.last_name ?? null,
    person_email: primaryOf(person.emails),
    person_phone: primaryOf(person.phones),
  };
}
