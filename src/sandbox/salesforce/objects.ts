import { type Field, field, type Schema, schema } from "../crm/schema.ts";
import { industries, leadSources } from "../crm/world-words.ts";

const readOnly = { readOnly: true } as const;

/** What every object carries beside its own fields. */
const system: readonly Field[] = [
  field("OwnerId", "reference", { label: "Owner ID", references: "User" }),
  field("CreatedDate", "datetime", readOnly),
  field("CreatedById", "reference", { label: "Created By ID", references: "User", readOnly: true }),
  field("LastModifiedDate", "datetime", readOnly),
  field("LastModifiedById", "reference", { label: "Last Modified By ID", references: "User", readOnly: true }),
  field("SystemModstamp", "datetime", readOnly),
  field("IsDeleted", "boolean", { label: "Deleted", readOnly: true }),
];

/** What the org's admin has added to every object for us, and what every object carries anyway. */
export const orgFields: readonly Field[] = [
  field("Do_Not_Sync__c", "boolean", { custom: true }),
  field("Crmsync_Id__c", "string", { length: 64, unique: true, externalId: true, custom: true }),
  ...system,
];

export function contactSchema(): Schema {
  const sources = [...leadSources.both, ...leadSources.salesforce];
  return schema(
    "Contact",
    "Contact",
    [
      field("Id", "id", { label: "Contact ID", readOnly: true }),
      field("MasterRecordId", "reference", { label: "Master Record ID", references: "Contact", readOnly: true }),
      field("AccountId", "reference", { label: "Account ID", references: "Account" }),
      field("FirstName", "string", { length: 40 }),
      field("LastName", "string", { length: 80, required: true }),
      field("Name", "string", { label: "Full Name", length: 121, readOnly: true }),
      field("Email", "email", { length: 80 }),
      field("Phone", "phone", { label: "Business Phone", length: 40 }),
      field("Title", "string", { length: 128 }),
      field("LeadSource", "picklist", { options: sources }),
      ...orgFields,
    ],
    [
      {
        name: "Phone_Has_Digits",
        field: "Phone",
        message: "Phone: enter a number, without words.",
        when: { op: "matches", value: "[A-Za-z]{4,}" },
      },
    ],
  );
}

export function accountSchema(): Schema {
  const options = [...industries.both, ...industries.salesforce];
  return schema("Account", "Account", [
    field("Id", "id", { label: "Account ID", readOnly: true }),
    field("MasterRecordId", "reference", { label: "Master Record ID", references: "Account", readOnly: true }),
    field("Name", "string", { label: "Account Name", length: 255, required: true }),
    field("Website", "url", { length: 255 }),
    field("Phone", "phone", { label: "Account Phone", length: 40 }),
    field("Industry", "picklist", { options }),
    ...orgFields,
  ]);
}

/** An object of the customer's own as Salesforce makes it: a name, an owner and the stamps; a text says what its name must be. */
export function customSchema(type: string, label: string): Schema | string {
  if (!/^[A-Za-z]\w{0,39}__c$/.test(type)) return `${type} is not a name of a custom object: it ends with __c`;
  return schema(type, label, [
    field("Id", "id", { label: "Record ID", readOnly: true }),
    field("Name", "string", { length: 80 }),
    ...orgFields,
  ]);
}

const id = field("Id", "id", readOnly);
const texts = (names: readonly string[]) => names.map((name) => field(name, "string", readOnly));
const flags = (names: readonly string[]) => names.map((name) => field(name, "boolean", readOnly));

/** What can only be asked about, never written. */
export const systemSchemas = {
  Organization: schema("Organization", "Organization", [
    id,
    ...texts(["Name", "InstanceName", "OrganizationType"]),
    ...flags(["IsSandbox"]),
  ]),
  User: schema("User", "User", [
    id,
    ...texts(["Name", "Username", "Email"]),
    ...flags(["IsActive"]),
    field("SystemModstamp", "datetime", readOnly),
  ]),
  UserPermissionAccess: schema("UserPermissionAccess", "User Permission Access", [
    id,
    ...flags(["PermissionsApiEnabled", "PermissionsViewAllData", "PermissionsModifyAllData"]),
  ]),
} as const;
