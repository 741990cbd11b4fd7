import { check } from "../crm/check.ts";
import { activeFaults, textOf } from "../crm/faults.ts";
import { worded } from "../crm/refusals.ts";
import type { Field } from "../crm/schema.ts";
import type { Row, Table } from "../crm/table.ts";
import { apiWrite } from "../crm/writes.ts";
import type { Ask } from "./ask.ts";
import { associationTypes } from "./association-types.ts";
import { addLink } from "./links.ts";
import { type ObjectType, tableFor, typeNamed } from "./object-types.ts";
import { owners } from "./portal-info.ts";
import { holderOfOldEmail, survivorOf } from "./records.ts";
import {
  conflict,
  done,
  invalid,
  invalidAssociations,
  invalidProperties,
  type Outcome,
  type PropertyFault,
  type Refusal,
  refused,
} from "./refusal.ts";
import { epochOf, isoOf } from "./values.ts";
import { refusalOf } from "./words.ts";

interface NewAssociation {
  readonly to: { readonly id: string };
  readonly types: readonly { readonly associationCategory: string; readonly associationTypeId: number }[];
}

/** A create (row null) or an update of one record. */
export interface Write {
  readonly row: Row | null;
  readonly properties: Readonly<Record<string, string | null>>;
  readonly associations: readonly NewAssociation[];
}

interface Prepared {
  readonly fields: Readonly<Record<string, string | null>>;
  /** What HubSpot itself sets along with it: a primary record in a property that nobody may write. */
  readonly derived: Readonly<Record<string, string>>;
  /** Associations that are not the primary one. */
  readonly links: readonly { readonly to: string; readonly id: string }[];
}

/** Why the write would be refused, without doing it; null = it would be taken. */
export function refusalBefore(ask: Ask, type: ObjectType, write: Write): Refusal | null {
  const prepared = prepare(ask, type, write);
  if (!prepared.ok) return prepared.refusal;
  const { fields, derived } = prepared.value;
  if (write.row !== null && Object.keys(fields).length === 0)
    return invalid("No properties found to update, please provide at least one.");
  const table = tableFor(ask.account, type);
  const op = write.row === null ? "create" : "update";
  const { violations } = check(ask.account.tables, table, { op, row: write.row, fields, derived }, "text");
  const told = worded(ask.crm, ask.account, { type: type.name, row: write.row }, violations);
  if (told.length > 0) return refusalOf(told, type, table, op);
  const stranger = strangeOwner(ask, fields.hubspot_owner_id ?? null);
  if (stranger !== null) return invalidProperties([stranger]);
  const email = fields.email;
  const holder = typeof email === "string" && type.key === "email" ? holderOfOldEmail(table, "email", email) : null;
  return holder === null || holder.id === write.row?.id ? null : conflict(type.singular, holder.id);
}

/** Creates or changes one record and its associations. */
export function writeRecord(ask: Ask, type: ObjectType, write: Write): Outcome<Row> {
  const refusal = refusalBefore(ask, type, write);
  if (refusal !== null) return refused(refusal);
  const prepared = prepare(ask, type, write);
  if (!prepared.ok) return prepared;
  const op = write.row === null ? "create" : "update";
  const { fields, derived, links } = prepared.value;
  const change = { op, type: type.name, id: write.row?.id ?? null, fields, derived } as const;
  const written = apiWrite(ask.crm, ask.account, ask.userId, change);
  if (!written.ok) return refused(refusalOf(written.violations, type, tableFor(ask.account, type), op));
  keepFormerPrimary(ask, type, write.row, written.row);
  for (const link of links) addLink(ask.portal.links, type.name, written.row.id, link.to, link.id);
  return done(written.row);
}

/** Whether a person or process holds the record; asked before a batch that must be done whole or not at all. */
export function isLocked(ask: Ask, type: ObjectType, id: string): boolean {
  return activeFaults(ask.crm.board).some(
    (fault) =>
      fault.service === ask.crm.name &&
      fault.fault === "lock-row" &&
      (fault.account === null || fault.account === ask.account.name) &&
      textOf(fault, "type") === type.name &&
      textOf(fault, "id") === id,
  );
}

function prepare(ask: Ask, type: ObjectType, write: Write): Outcome<Prepared> {
  const table = tableFor(ask.account, type);
  const fields = Object.fromEntries(
    Object.entries(write.properties).map(([name, value]) => [name, plain(ask, table.schema.fields.get(name), value)]),
  );
  const links: { to: string; id: string }[] = [];
  const derived: Record<string, string> = {};
  for (const association of write.associations) {
    for (const { associationCategory, associationTypeId } of association.types) {
      const kind = associationTypes.find((one) => one.from === type.name && one.id === associationTypeId);
      if (kind === undefined || associationCategory !== "HUBSPOT_DEFINED")
        return refused(invalid(`The association type id ${associationTypeId} is not valid for ${type.singular}`));
      const target = survivorOf(tableFor(ask.account, typeNamed(kind.to)), association.to.id);
      if (target === undefined || target.deleted)
        return refused(invalidAssociations([`${typeNamed(kind.to).singular}=${association.to.id} is not valid`]));
      const property = type.primary?.to === kind.to ? type.primary.property : null;
      const free =
        property !== null && (derived[property] ?? fields[property] ?? write.row?.fields[property] ?? null) === null;
      const isOwn = property !== null && table.schema.fields.get(property)?.associated === true;
      if (property !== null && (kind.primary || free)) (isOwn ? derived : fields)[property] = target.id;
      links.push({ to: kind.to, id: target.id });
    }
  }
  const lacks = write.row === null && type.needs !== null && !links.some((link) => link.to === type.needs);
  if (lacks) return refused(lackingAssociation(type, typeNamed(type.needs)));
  return done({ fields, derived, links });
}

/** Records belong to owners who are still there. */
function strangeOwner(ask: Ask, id: string | null): PropertyFault | null {
  if (id === null || id === "") return null;
  const active = owners(ask).filter((one) => !one.archived);
  if (active.some((one) => one.id === id)) return null;
  const message = `${id} was not one of the allowed options: [${active.map((one) => one.id).join(", ")}]`;
  return { message, error: "INVALID_OPTION", name: "hubspot_owner_id" };
}

function lackingAssociation(type: ObjectType, to: ObjectType): Refusal {
  const words = `Error creating ${type.singular}. It must be associated with at least one ${to.singular}.`;
  return invalid(words, { errors: [{ message: words, code: "REQUIRED_ASSOCIATION_MISSING" }] });
}

/** The value as HubSpot keeps it: e-mails in small letters, times in ISO form, ids of merged records as the survivor's. */
function plain(ask: Ask, field: Field | undefined, value: string | null): string | null {
  if (value === null || field === undefined) return value;
  if (field.type === "email") return value.trim().toLowerCase();
  if (field.type === "datetime") {
    const ms = epochOf(value);
    return ms === null ? value : isoOf(ms);
  }
  if (field.type === "date") {
    const ms = epochOf(value);
    return ms === null ? value : isoOf(ms).slice(0, 10);
  }
  const target = field.references === null ? undefined : ask.account.tables.get(field.references);
  return target === undefined ? value : (survivorOf(target, value)?.id ?? value);
}

/** Another primary association takes the place of the old one, which stays as an ordinary one. */
function keepFormerPrimary(ask: Ask, type: ObjectType, before: Row | null, after: Row): void {
  const { primary } = type;
  if (primary === null || before === null) return;
  const former = before.fields[primary.property];
  const present = after.fields[primary.property];
  if (typeof former === "string" && typeof present === "string" && former !== present)
    addLink(ask.portal.links, type.name, after.id, primary.to, former);
}

/** Values that no two records of one batch may share. */
export function repeatedKeys(table: Table, writes: readonly Write[]): readonly string[] {
  const seen = new Set<string>();
  const repeated: string[] = [];
  for (const write of writes) {
    for (const [name, value] of Object.entries(write.properties)) {
      if (value === null || value === "" || table.schema.fields.get(name)?.unique !== true) continue;
      const mark = `${name}=${value.trim().toLowerCase()}`;
      if (seen.has(mark)) repeated.push(value);
      seen.add(mark);
    }
  }
  return repeated;
}
