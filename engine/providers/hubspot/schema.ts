import type { FieldType, ObjectName, Schema, SchemaField } from "../../record.ts";
import { mirrorOf } from "./mirror.ts";
import { isRow, listOf, textOf } from "./records.ts";
import { familyOf } from "./scopes.ts";
import { setField } from "./sets.ts";

const TYPES: Readonly<Record<string, FieldType>> = {
  string: "string",
  phone_number: "phone",
  number: "number",
  bool: "boolean",
  date: "date",
  datetime: "datetime",
};

/** What HubSpot stores in one text property at most. */
const TEXT_LENGTH = 65_536;

/** One stage of any pipeline. */
interface Stage {
  readonly value: string;
  readonly label: string;
  readonly active: boolean;
}

/** The property that holds the stage of a record in its pipeline, per type. */
const stageProperties: Readonly<Record<string, string>> = { deals: "dealstage" };

export function hasStages(type: string): boolean {
  return type in stageProperties;
}

/** The stages of all pipelines; the name of the pipeline stands before them where there are several. */
export function stagesOf(told: unknown): readonly Stage[] | null {
  if (!isRow(told) || !Array.isArray(told.results)) return null;
  const pipelines = told.results.filter(isRow);
  return pipelines.flatMap((pipeline) =>
    listOf(pipeline.stages)
      .filter(isRow)
      .map((stage) => {
        const label = textOf(stage, "label") || textOf(stage, "id");
        return {
          value: textOf(stage, "id"),
          label: pipelines.length > 1 ? `${textOf(pipeline, "label")}: ${label}` : label,
          active: pipeline.archived !== true && stage.archived !== true,
        };
      }),
  );
}

interface Known {
  readonly object: ObjectName;
  /** HubSpot's name of the object. */
  readonly type: string;
  /** Properties without which no record can be created. */
  readonly required: readonly string[];
  /** What HubSpot lists elsewhere: the stages of a deal; null = not told, then anything may fit. */
  readonly stages: readonly Stage[] | null;
  /** Granted scopes; empty = not told, then nothing is ruled out. */
  readonly scopes: readonly string[];
  ourName(type: string): ObjectName | null;
}

/** The properties of an object as our Schema; null when the answer is no list of properties. */
export function toSchema(told: unknown, known: Known): Schema | null {
  if (!isRow(told) || !Array.isArray(told.results)) return null;
  const writable = known.scopes.length === 0 || known.scopes.includes(`crm.objects.${familyOf(known.type)}.write`);
  const listed = told.results.filter(isRow);
  const mirror = mirrorOf(known.type);
  const absent = mirror !== null && !listed.some((property) => property.name === mirror.property);
  const properties = absent ? [...listed, { name: mirror.property, label: "Primary company" }] : listed;
  const set = setField(known.type, writable, known.ourName);
  const fields = [...properties.map((property) => toField(property, known)), ...(set ? [set] : [])];
  return {
    object: known.object,
    creatable: writable,
    updatable: writable,
    deletable: writable,
    fields: Object.fromEntries(fields.filter(({ name }) => name !== "").map((field) => [field.name, field])),
  };
}

function toField(property: Readonly<Record<string, unknown>>, known: Known): SchemaField {
  const name = textOf(property, "name");
  const mirror = mirrorOf(known.type);
  const target = mirror?.property === name ? known.ourName(mirror.to) : null;
  const type = target === null ? typeOf(property) : "reference";
  const rights = isRow(property.modificationMetadata) ? property.modificationMetadata : {};
  const writable =
    target !== null || (rights.readOnlyValue !== true && property.calculated !== true && property.archived !== true);
  return {
    name,
    label: textOf(property, "label") || name,
    type,
    length: type === "string" ? TEXT_LENGTH : null,
    required: known.required.includes(name),
    creatable: writable,
    updatable: writable,
    unique: property.hasUniqueValue === true || isIdentity(known.type, name),
    options: stageProperties[known.type] === name ? known.stages : optionsOf(property),
    references: target === null ? [] : [target],
  };
}

/** E-mail identifies a contact, although its property does not say so. */
export function isIdentity(type: string, property: string): boolean {
  return property === "hs_object_id" || (type === "contacts" && property === "email");
}

function typeOf(property: Readonly<Record<string, unknown>>): FieldType {
  const name = textOf(property, "name");
  if (name === "hs_object_id") return "id";
  if (name === "email") return "email";
  if (textOf(property, "fieldType") === "phonenumber") return "phone";
  if (textOf(property, "type") === "enumeration")
    return textOf(property, "fieldType") === "checkbox" ? "multipicklist" : "picklist";
  return TYPES[textOf(property, "type")] ?? "other";
}

/** Options that live elsewhere (owners, pipeline stages) are not listed: anything may fit then. */
function optionsOf(property: Readonly<Record<string, unknown>>): SchemaField["options"] {
  if (textOf(property, "type") !== "enumeration" || property.externalOptions === true) return null;
  return listOf(property.options)
    .filter(isRow)
    .map((option) => ({
      value: textOf(option, "value"),
      label: textOf(option, "label") || textOf(option, "value"),
      active: option.hidden !== true,
    }));
}
