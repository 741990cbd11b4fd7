import { mayWrite } from "../crm/colleagues.ts";
import type { Answer, Caller } from "../crm/crm.ts";
import type { Field, Schema } from "../crm/schema.ts";
import { answer, notFound } from "./errors.ts";
import { prefixOf } from "./ids.ts";
import { systemSchemas } from "./objects.ts";
import { isPerson, relationship } from "./values.ts";

/** `GET …/sobjects`: every object that the user may read. */
export function describeGlobal(caller: Caller, version: string): Answer {
  const schemas = [...caller.account.tables.values()].map((table) => table.schema).filter((schema) => schema.read);
  const sobjects = [...schemas, ...Object.values(systemSchemas)].map((schema) => ofObject(caller, schema, version));
  return answer(200, { encoding: "UTF-8", maxBatchSize: 200, sobjects });
}

/** `GET …/sobjects/{type}/describe`: what the user may not read is left out. */
export function describe(caller: Caller, version: string, type: string): Answer {
  const schema = schemaOf(caller, type);
  if (schema === null) return notFound();
  const fields = [...schema.fields.values()]
    .filter((field) => field.read)
    .map((field) => ofField(caller, schema, field));
  return answer(200, {
    ...ofObject(caller, schema, version),
    fields,
    childRelationships: childrenOf(caller, type),
    recordTypeInfos: (schema.recordTypes ?? []).map(recordTypeInfo),
  });
}

function recordTypeInfo({ id, name, available }: NonNullable<Schema["recordTypes"]>[number], place: number) {
  return {
    active: true,
    available,
    defaultRecordTypeMapping: place === 0,
    developerName: name.replace(/\W+/g, "_"),
    master: false,
    name,
    recordTypeId: id,
    urls: {},
  };
}

/** Objects whose references make lists below one of this type: only the contacts of opportunities are told. */
function childrenOf(caller: Caller, type: string) {
  const roles = schemaOf(caller, "OpportunityContactRole");
  if (type !== "Opportunity" || roles === null) return [];
  return [
    {
      childSObject: roles.type,
      field: "OpportunityId",
      relationshipName: "OpportunityContactRoles",
      cascadeDelete: true,
    },
  ];
}

/** The object of this exact name, if the user may read it. */
export function schemaOf(caller: Caller, type: string): Schema | null {
  const system = Object.values(systemSchemas).find((schema) => schema.type === type);
  const schema = caller.account.tables.get(type)?.schema ?? system;
  return schema?.read === true ? schema : null;
}

function ofObject({ account, userId }: Caller, schema: Schema, version: string) {
  const isSystem = Object.hasOwn(systemSchemas, schema.type);
  const writable = schema.write && !isSystem && mayWrite(account, userId, schema.type, null);
  const root = `/services/data/${version}/sobjects/${schema.type}`;
  return {
    name: schema.type,
    label: schema.label,
    labelPlural: `${schema.label}s`,
    keyPrefix: prefixOf(schema.type),
    custom: schema.type.endsWith("__c"),
    queryable: true,
    retrieveable: true,
    searchable: !isSystem,
    createable: writable,
    updateable: writable,
    deletable: writable,
    undeletable: writable,
    mergeable: writable && schema.fields.has("MasterRecordId"),
    replicateable: !isSystem,
    triggerable: !isSystem,
    layoutable: !isSystem,
    deprecatedAndHidden: false,
    customSetting: false,
    urls: { sobject: root, describe: `${root}/describe`, rowTemplate: `${root}/{ID}` },
  };
}

const lengths: Readonly<Record<string, number>> = {
  string: 255,
  email: 80,
  phone: 40,
  url: 255,
  picklist: 255,
  reference: 18,
  id: 18,
};

/** Numbers that Salesforce keeps as something else; digits before and after the point. */
const numbers: Readonly<Record<string, { readonly type: string; readonly precision: number; readonly scale: number }>> =
  {
    Amount: { type: "currency", precision: 18, scale: 2 },
    Probability: { type: "percent", precision: 3, scale: 0 },
  };

/** Read-only fields that may be empty; the other ones are always filled by Salesforce. */
const maybeEmpty: ReadonlySet<string> = new Set([
  "Name",
  "MasterRecordId",
  "ConvertedDate",
  "ConvertedAccountId",
  "ConvertedContactId",
  "ConvertedOpportunityId",
]);

function ofField({ account, userId }: Caller, schema: Schema, field: Field) {
  const isNumber = field.type === "number";
  const length = isNumber ? 0 : (field.length ?? lengths[field.type] ?? 0);
  const number = isNumber ? (numbers[field.name] ?? { type: "double", precision: 18, scale: 2 }) : null;
  const isBoolean = field.type === "boolean";
  const mayBeWritten = schema.write && field.write && !field.readOnly;
  const writable = mayBeWritten && mayWrite(account, userId, schema.type, field.name);
  const isSystem = field.readOnly && !maybeEmpty.has(field.name);
  const picklistValues = (field.options ?? []).map((value) => ({
    active: true,
    defaultValue: value === field.default,
    label: value,
    value,
    validFor: validFor(schema, field, value),
  }));
  return {
    name: field.name,
    label: field.label,
    type: number?.type ?? field.type,
    length,
    byteLength: length * 3,
    precision: number?.precision ?? 0,
    scale: number?.scale ?? 0,
    digits: 0,
    nillable: !field.required && !isBoolean && !isSystem,
    defaultedOnCreate: isBoolean || isSystem || field.default !== null,
    createable: writable,
    updateable: writable,
    calculated: false,
    autoNumber: false,
    externalId: field.externalId,
    idLookup: field.externalId || field.type === "id" || (isPerson(schema) && field.name === "Email"),
    unique: field.unique,
    caseSensitive: false,
    restrictedPicklist: field.options !== null,
    picklistValues,
    dependentPicklist: field.depends !== undefined,
    controllerName: field.depends?.on ?? null,
    referenceTo: field.name === "RecordTypeId" ? ["RecordType"] : field.references === null ? [] : [field.references],
    relationshipName: relationship(field),
    compoundFieldName: isPerson(schema) && ["FirstName", "LastName"].includes(field.name) ? "Name" : null,
    custom: field.custom,
    deprecatedAndHidden: false,
    encrypted: false,
    filterable: true,
    groupable: true,
    sortable: true,
    permissionable: field.custom || (!field.readOnly && !field.required),
    defaultValue: isBoolean ? false : null,
  };
}

/** One bit for each value of the controlling field, the highest first, in base64; null = the field depends on none. */
function validFor(schema: Schema, { depends }: Field, value: string): string | null {
  if (depends === undefined) return null;
  const keys = schema.fields.get(depends.on)?.options ?? ["false", "true"];
  const bits = new Uint8Array(Math.ceil(keys.length / 8));
  for (const [at, key] of keys.entries())
    if (depends.offers[key]?.includes(value)) bits[at >> 3] = (bits[at >> 3] ?? 0) | (0x80 >> (at % 8));
  return Buffer.from(bits).toString("base64");
}
