import type { Row } from "../crm/table.ts";
import { type Ask, tableFor } from "./ask.ts";
import { pointsOf } from "./contact-points.ts";
import { fieldTypeOf } from "./field-types.ts";

/** What can be searched: the word of each type in answers, and what `fields` may name. */
export const itemTypes: Readonly<Record<string, { readonly item: string; readonly fields: readonly string[] }>> = {
  deals: { item: "deal", fields: ["custom_fields", "notes", "title"] },
  persons: { item: "person", fields: ["custom_fields", "email", "notes", "phone", "name"] },
  organizations: { item: "organization", fields: ["address", "custom_fields", "notes", "name"] },
  leads: { item: "lead", fields: ["custom_fields", "notes", "title"] },
};

/** Only values of these types are in the index. */
export const searchableTypes: readonly string[] = [
  "address",
  "varchar",
  "text",
  "varchar_auto",
  "double",
  "monetary",
  "phone",
];

/** The texts of a record in the fields that are searched. Notes are records of their own and not found here. */
export function wordsIn(ask: Ask, type: string, row: Row, fields: readonly string[]): readonly string[] {
  return fields.flatMap((name) => {
    if (name === "email" || name === "phone") return pointsOf(row.fields[name]).map((one) => one.value);
    if (name === "custom_fields") return customWords(ask, type, row);
    const value = row.fields[name];
    return typeof value === "string" ? [value] : [];
  });
}

/** A record as search results show it: names of what it is linked to, but few of its own fields. */
export function foundItem(ask: Ask, type: string, row: Row): Readonly<Record<string, unknown>> {
  const { fields } = row;
  const owner = { id: Number(fields.owner_id ?? row.createdBy) };
  const common = {
    visible_to: Number(fields.visible_to ?? 3),
    owner,
    custom_fields: customWords(ask, type, row),
    notes: [],
  };
  const item = itemTypes[type]?.item ?? type;
  if (type === "organizations")
    return { id: Number(row.id), type: item, name: fields.name ?? null, address: addressOf(fields.address), ...common };
  if (type === "persons") {
    const phones = pointsOf(fields.phone).map((one) => one.value);
    const emails = pointsOf(fields.email).map((one) => one.value);
    const organization = linked(ask, "organizations", fields.org_id);
    return { id: Number(row.id), type: item, name: fields.name ?? null, phones, emails, organization, ...common };
  }
  const person = linked(ask, "persons", fields.person_id);
  if (type === "leads") {
    const organization = linked(ask, "organizations", fields.organization_id);
    const value = { value: null, currency: null, phones: [], emails: [], is_archived: fields.is_archived === true };
    return { id: row.id, type: item, title: fields.title ?? null, person, organization, ...common, ...value };
  }
  const organization = linked(ask, "organizations", fields.org_id);
  const stage = ask.company.stages.find((one) => one.id === fields.stage_id);
  return {
    id: Number(row.id),
    type: item,
    title: fields.title ?? null,
    value: fields.value ?? 0,
    currency: fields.currency ?? "USD",
    status: fields.status ?? "open",
    stage: stage === undefined ? null : { id: stage.id, name: stage.name },
    person,
    organization,
    is_archived: fields.is_archived === true,
    ...common,
  };
}

function customWords(ask: Ask, type: string, row: Row): string[] {
  const table = tableFor(ask, type);
  const found: string[] = [];
  for (const field of table.schema.fields.values()) {
    const value = row.fields[field.name];
    if (!field.custom || !field.read || value === null || value === undefined) continue;
    if (searchableTypes.includes(fieldTypeOf(ask.company, table, field))) found.push(String(value));
  }
  return found;
}

function linked(ask: Ask, type: string, id: unknown) {
  const row = typeof id === "string" ? tableFor(ask, type).latest.get(id) : undefined;
  if (row === undefined || row.deleted) return null;
  const address = type === "organizations" ? { address: addressOf(row.fields.address) } : {};
  return { id: Number(row.id), name: row.fields.name ?? null, ...address };
}

function addressOf(kept: unknown): string | null {
  return typeof kept === "string" ? (/"value":"([^"]*)"/.exec(kept)?.[1] ?? null) : null;
}
