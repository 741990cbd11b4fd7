import type { AddLeadRequest, AddNoteRequest } from "pipedrive/v1";
import type { AddActivityRequest, AddDealRequest, AddOrganizationRequest, AddPersonRequest } from "pipedrive/v2";
import type { FieldType, ObjectName } from "../../record.ts";

/**
 * How a value travels. `id` and `ids` are numbers there and text here, `points` a list of addresses of which the primary
 * one is ours, `money` has a currency beside it (`currency` is that of a lead's value), `participant` the first of those who take part, `wrapped` is an object that holds its text, `name` a half of a name,
 * `stage` where a deal stands, or what became of it.
 */
export type Kind =
  | "text"
  | "number"
  | "boolean"
  | "id"
  | "ids"
  | "names"
  | "option"
  | "options"
  | "points"
  | "money"
  | "currency"
  | "wrapped"
  | "name"
  | "participant"
  | "stage"
  | "none";

/** A field that every company has. `none` is read only. */
export interface Standard {
  readonly kind: Kind;
  readonly label: string;
  readonly type: FieldType;
  readonly references?: ObjectName;
}

export interface Shape {
  readonly object: ObjectName;
  /** Pipedrive's name of the object, and of one of it. */
  readonly type: "persons" | "organizations" | "deals" | "leads" | "activities" | "notes";
  readonly single: "person" | "organization" | "deal" | "lead" | "activity" | "note";
  /** The lists that together hold all of them, but for the deleted ones. */
  readonly lists: readonly string[];
  readonly path: string;
  /** Whose list of fields tells what the user has added: leads have those of deals. */
  readonly fieldsPath: string;
  /** The scope that allows writing, and the page of a record in Pipedrive. */
  readonly scope: string;
  readonly page: string;
  /** Without it no record can be created; null = one of several will do. */
  readonly required: string | null;
  readonly standard: Readonly<Record<string, Standard>>;
}

const text = (label: string): Standard => ({ kind: "text", label, type: "string" });
const number = (label: string): Standard => ({ kind: "number", label, type: "number" });
const fixed = (label: string, type: FieldType = "string"): Standard => ({ kind: "none", label, type });
const reference = (label: string, to: ObjectName): Standard => ({
  kind: "id",
  label,
  type: "reference",
  references: to,
});
const owner: Standard = { kind: "id", label: "Owner", type: "other" };
const visible: Standard = { kind: "number", label: "Visible to", type: "integer" };
const labels: Standard = { kind: "ids", label: "Labels", type: "multipicklist" };
const id: Standard = { kind: "none", label: "ID", type: "id" };
const times = { add_time: fixed("Created", "datetime"), update_time: fixed("Updated", "datetime") } as const;

const persons = {
  id,
  ...times,
  name: text("Name"),
  first_name: { kind: "name", label: "First name", type: "string" },
  last_name: { kind: "name", label: "Last name", type: "string" },
  // As the list of fields names them; records hold them as `emails` and `phones`.
  email: { kind: "points", label: "Email", type: "email" },
  phone: { kind: "points", label: "Phone", type: "phone" },
  org_id: reference("Organization", "account"),
  owner_id: owner,
  visible_to: visible,
  label_ids: labels,
  marketing_status: text("Marketing status"),
} satisfies Fields<AddPersonRequest | { id: 0; first_name: 0; last_name: 0; email: 0; phone: 0; update_time: 0 }>;

const organizations = {
  id,
  ...times,
  name: text("Name"),
  website: { kind: "text", label: "Website", type: "url" },
  address: { kind: "wrapped", label: "Address", type: "string" },
  linkedin: { kind: "text", label: "LinkedIn", type: "url" },
  industry: { kind: "option", label: "Industry", type: "picklist" },
  annual_revenue: number("Annual revenue"),
  employee_count: { kind: "number", label: "Employees", type: "integer" },
  owner_id: owner,
  visible_to: visible,
  label_ids: labels,
} satisfies Fields<AddOrganizationRequest | { id: 0; update_time: 0 }>;

const deals = {
  id,
  ...times,
  title: text("Title"),
  value: number("Value"),
  currency: text("Currency"),
  stage_id: { kind: "stage", label: "Stage", type: "picklist" },
  pipeline_id: { kind: "option", label: "Pipeline", type: "picklist" },
  status: { kind: "text", label: "Status", type: "picklist" },
  expected_close_date: { kind: "text", label: "Expected close date", type: "date" },
  org_id: reference("Organization", "account"),
  person_id: reference("Person", "contact"),
  probability: number("Probability"),
  lost_reason: text("Lost reason"),
  owner_id: owner,
  visible_to: visible,
  label_ids: labels,
} satisfies Fields<AddDealRequest | { id: 0; add_time: 0; update_time: 0 }>;

const leads = {
  id,
  ...times,
  title: text("Title"),
  value: { kind: "money", label: "Value", type: "number" },
  currency: { kind: "currency", label: "Currency", type: "string" },
  person_id: reference("Person", "contact"),
  organization_id: reference("Organization", "account"),
  expected_close_date: { kind: "text", label: "Expected close date", type: "date" },
  owner_id: owner,
  visible_to: { kind: "text", label: "Visible to", type: "string" },
  label_ids: { kind: "names", label: "Labels", type: "multipicklist" },
  is_archived: fixed("Archived", "boolean"),
  // A lead has no name and no address: they are those of the person and the organization that it hangs on.
  person_first_name: fixed("First name of the person"),
  person_last_name: fixed("Last name of the person"),
  person_email: fixed("Email of the person", "email"),
  person_phone: fixed("Phone of the person", "phone"),
  organization_name: fixed("Name of the organization"),
} satisfies Fields<
  | AddLeadRequest
  | { id: 0; add_time: 0; update_time: 0; currency: 0; is_archived: 0 }
  | Record<`person_${string}` | `organization_${string}`, 0>
>;

const activities = {
  id,
  ...times,
  subject: text("Subject"),
  // The key of a kind of activity; a company may have kinds of its own.
  type: text("Type"),
  due_date: { kind: "text", label: "Due date", type: "date" },
  due_time: text("Due time"),
  done: { kind: "boolean", label: "Done", type: "boolean" },
  note: text("Note"),
  deal_id: reference("Deal", "deal"),
  org_id: reference("Organization", "account"),
  // It follows the primary participant: that is what is written.
  person_id: { kind: "participant", label: "Contact person", type: "reference", references: "contact" },
  owner_id: owner,
} satisfies Fields<AddActivityRequest | { id: 0; add_time: 0; update_time: 0; person_id: 0 }>;

const notes = {
  id,
  ...times,
  content: text("Content"),
  deal_id: reference("Deal", "deal"),
  org_id: reference("Organization", "account"),
  person_id: reference("Person", "contact"),
} satisfies Fields<AddNoteRequest | { id: 0; update_time: 0 }>;

/** Only what Pipedrive's own types know. */
type Fields<T> = Readonly<Partial<Record<T extends unknown ? keyof T : never, Standard>>>;

const shapes: Readonly<Record<ObjectName, Shape>> = {
  contact: {
    object: "contact",
    type: "persons",
    single: "person",
    path: "/api/v2/persons",
    lists: ["/api/v2/persons"],
    fieldsPath: "/api/v2/personFields",
    scope: "contacts:full",
    page: "person",
    required: null,
    standard: persons,
  },
  account: {
    object: "account",
    type: "organizations",
    single: "organization",
    path: "/api/v2/organizations",
    lists: ["/api/v2/organizations"],
    fieldsPath: "/api/v2/organizationFields",
    scope: "contacts:full",
    page: "organization",
    required: "name",
    standard: organizations,
  },
  deal: {
    object: "deal",
    type: "deals",
    single: "deal",
    path: "/api/v2/deals",
    lists: ["/api/v2/deals", "/api/v2/deals/archived"],
    fieldsPath: "/api/v2/dealFields",
    scope: "deals:full",
    page: "deal",
    required: "title",
    standard: deals,
  },
  lead: {
    object: "lead",
    type: "leads",
    single: "lead",
    path: "/api/v1/leads",
    lists: ["/api/v1/leads", "/api/v1/leads/archived"],
    fieldsPath: "/api/v2/dealFields",
    scope: "leads:full",
    page: "leads/inbox",
    required: "title",
    standard: leads,
  },
  activity: {
    object: "activity",
    type: "activities",
    single: "activity",
    path: "/api/v2/activities",
    lists: ["/api/v2/activities"],
    fieldsPath: "/api/v2/activityFields",
    scope: "activities:full",
    page: "activities",
    required: null,
    standard: activities,
  },
};

/** Notes are activities of ours, and records of a kind of their own in Pipedrive; nobody adds fields to them. */
export const notesShape: Shape = {
  object: "activity",
  type: "notes",
  single: "note",
  path: "/api/v1/notes",
  lists: ["/api/v1/notes"],
  fieldsPath: "/api/v2/activityFields",
  scope: "deals:full",
  page: "activities",
  required: null,
  standard: notes,
};

export function shapeOf(object: ObjectName): Shape | null {
  return Object.hasOwn(shapes, object) ? (shapes[object] ?? null) : null;
}

/** Whether a name is that of a field of the user's own: 40 hexadecimal characters, others in each company. */
export function isOwnField(name: string): boolean {
  return /^[0-9a-f]{40}$/.test(name);
}

export function isId(shape: Shape, externalId: string | null): externalId is string {
  return externalId !== null && (shape.type === "leads" ? /^[0-9a-f-]{36}$/i : /^\d{1,15}$/).test(externalId);
}
