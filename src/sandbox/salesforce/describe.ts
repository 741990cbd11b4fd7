import type { Answer, Caller } from "../crm/crm.ts";
import type { Field, Schema } from "../crm/schema.ts";
import { answer, notFound } from "./errors.ts";
import { keyPrefixes } from "./ids.ts";
import { systemSchemas } from "./objects.ts";
import { relationship } from "./values.ts";

/** `GET …/sobjects`: every object that the user may read. */
export function describeGlobal(caller: Caller, version: string): Answer {
  const schemas = [...caller.account.tables.values()].map((table) => table.schema).filter((schema) => schema.read);
  const sobjects = [...schemas, ...Object.values(systemSchemas)].map((schema) => ofObject(schema, version));
  return answer(200, { encoding: "UTF-8", maxBatchSize: 200, sobjects });
}

/** `GET …/sobjects/{type}/describe`: what the user may not read is left out. */
export function describe(caller: Caller, version: string, type: string): Answer {
  const schema = schemaOf(caller, type);
  if (schema === null) return notFound();
  const fields = [...schema.fields.values()].filter((field) => field.read).map((field) => ofField(schema, field));
  return answer(200, { ...ofObject(schema, version), fields, childRelationships: [], recordTypeInfos: [] });
}

/** The object of this exact name, if the user may read it. */
export function schemaOf(caller: Caller, type: string): Schema | null {
  const system = Object.values(systemSchemas).find((schema) => schema.type === type);
  const schema = caller.account.tables.get(type)?.schema ?? system;
  return schema?.read === true ? schema : null;
}

function ofObject(schema: Schema, version: string) {
  const isSystem = schema.fields.get("SystemModstamp") === undefined;
  const writable = schema.write && !isSystem;
  const root = `/services/data/${version}/sobjects/${schema.type}`;
  return {
    name: schema.type,
    label: schema.label,
    labelPlural: `${schema.label}s`,
    keyPrefix: keyPrefixes[schema.type] ?? null,
    custom: schema.type.endsWith("__c"),
    queryable: true,
    retrieveable: true,
    searchable: !isSystem,
    createable: writable,
    updateable: writable,
    deletable: writable,
    undeletable: writable,
    mergeable: writable,
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

function ofField(schema: Schema, field: Field) {
  const length = field.length ?? lengths[field.type] ?? 0;
  const isBoolean = field.type === "boolean";
  const writable = schema.write && field.write && !field.readOnly;
  const isSystem = field.readOnly && !(schema.type === "Contact" && ["Name", "MasterRecordId"].includes(field.name));
  const picklistValues = (field.options ?? []).map((value) => ({
    active: true,
    defaultValue: false,
    label: value,
    value,
    validFor: null,
  }));
  return {
    name: field.name,
    label: field.label,
    type: field.type === "number" ? "double" : field.type,
    length,
    byteLength: length * 3,
    precision: field.type === "number" ? 18 : 0,
    scale: field.type === "number" ? 2 : 0,
    digits: 0,
    nillable: !field.required && !isBoolean && !isSystem,
    defaultedOnCreate: isBoolean || isSystem,
    createable: writable,
    updateable: writable,
    calculated: false,
    autoNumber: false,
    externalId: field.externalId,
    idLookup: field.externalId || field.type === "id" || (schema.type === "Contact" && field.name === "Email"),
    unique: field.unique,
    caseSensitive: false,
    restrictedPicklist: field.options !== null,
    picklistValues,
    dependentPicklist: false,
    controllerName: null,
    referenceTo: field.references === null ? [] : [field.references],
    relationshipName: relationship(field),
    compoundFieldName: schema.type === "Contact" && ["FirstName", "LastName"].includes(field.name) ? "Name" : null,
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
