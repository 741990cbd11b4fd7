import type { FieldType, Schema, SchemaField } from "../../record.ts";
import { isOwnField, type Kind, type Shape, type Standard } from "./shapes.ts";
import { ENDS } from "./stages.ts";
import { idOf, isRow, listOf, type Row, textOf } from "./values.ts";

/** Pipedrive's types of fields -> how their values travel and what they are for us. Others are read as they are. */
const OWN: Readonly<Record<string, readonly [Kind, FieldType]>> = {
  varchar: ["text", "string"],
  varchar_auto: ["text", "string"],
  text: ["text", "string"],
  int: ["number", "integer"],
  double: ["number", "number"],
  monetary: ["money", "number"],
  boolean: ["boolean", "boolean"],
  date: ["text", "date"],
  enum: ["option", "picklist"],
  set: ["options", "multipicklist"],
  phone: ["text", "phone"],
  address: ["wrapped", "string"],
  people: ["id", "reference"],
  org: ["id", "reference"],
  user: ["id", "other"],
};

/** Longest texts of short and of long fields, in characters. */
const LENGTHS: Readonly<Record<string, number>> = { varchar: 255, varchar_auto: 255, text: 65_535 };
const NAME_LENGTH = 255;

const STATUSES = ["open", "won", "lost"].map((value) => ({ value, label: value, active: true }));

/** Where Pipedrive's lists of fields and its records have two names for one thing, the first is ours. */
const RENAMED: Readonly<Record<string, string>> = { emails: "email", phones: "phone", label: "label_ids" };

/** Fields that a company shows only when it syncs contacts with a mailbox. */
const MAY_BE: Readonly<Record<string, Standard>> = {
  job_title: { kind: "text", label: "Job title", type: "string" },
  notes: { kind: "text", label: "Notes", type: "string" },
  birthday: { kind: "text", label: "Birthday", type: "date" },
  postal_address: { kind: "wrapped", label: "Postal address", type: "string" },
};

interface Told {
  readonly shape: Shape;
  readonly fields: readonly unknown[];
  /** Stages and pipelines, for deals; null = not told: then anything may fit. */
  readonly stages: readonly unknown[] | null;
  readonly pipelines: readonly unknown[] | null;
  /** Granted scopes; empty = not told, then nothing is ruled out. */
  readonly scopes: readonly string[];
}

/** An object as our Schema: what every company has, and what this one has added. */
export function toSchema(told: Told): Schema {
  const { shape, scopes } = told;
  const writable = scopes.length === 0 || scopes.includes(shape.scope);
  const listed = told.fields.filter(isRow).map((row) => [nameOf(row), row] as const);
  const rows = new Map(listed.filter(([name]) => name !== ""));
  const fields = new Map<string, SchemaField>();
  for (const [name, standard] of Object.entries(shape.standard))
    fields.set(name, standardField(name, standard, shape.type === "leads" ? undefined : rows.get(name), told));
  for (const [name, row] of rows) if (!fields.has(name)) addTo(fields, name, row, told);
  return {
    object: shape.object,
    creatable: writable,
    updatable: writable,
    deletable: writable,
    fields: Object.fromEntries(fields),
  };
}

/** How the values of a company's own fields travel, by their names, and the options of those that have some. */
export function ownKinds(fields: readonly unknown[]): ReadonlyMap<string, { kind: Kind; options: Options }> {
  const own = fields.filter(isRow).filter((row) => isOwnField(nameOf(row)));
  return new Map(
    own.map((row) => [nameOf(row), { kind: OWN[textOf(row, "field_type")]?.[0] ?? "none", options: optionsOf(row) }]),
  );
}

export function standardKind(shape: Shape, name: string): Kind | null {
  return shape.standard[name]?.kind ?? (shape.type === "persons" ? (MAY_BE[name]?.kind ?? null) : null);
}

export type Options = SchemaField["options"];

function addTo(fields: Map<string, SchemaField>, name: string, row: Row, told: Told): void {
  const { shape } = told;
  const maybe = shape.type === "persons" ? MAY_BE[name] : undefined;
  if (maybe !== undefined) {
    fields.set(name, standardField(name, maybe, row, told));
    return;
  }
  const own = isOwnField(name);
  // Leads share only the fields of the user's own with deals.
  if (shape.type === "leads" && !own) return;
  const [kind, type] = OWN[textOf(row, "field_type")] ?? ["none", "other"];
  const fieldType = textOf(row, "field_type");
  fields.set(name, {
    ...blank(name, textOf(row, "field_name") || name, type),
    length: LENGTHS[fieldType] ?? null,
    creatable: own && kind !== "none",
    updatable: own && kind !== "none",
    options: type === "picklist" || type === "multipicklist" ? optionsOf(row) : null,
    references: fieldType === "people" ? ["contact"] : fieldType === "org" ? ["account"] : [],
  });
}

function standardField(name: string, standard: Standard, row: Row | undefined, told: Told): SchemaField {
  const { shape } = told;
  const { kind, label, type, references } = standard;
  return {
    ...blank(name, (row && textOf(row, "field_name")) || label, type),
    length: lengthOf(name, row),
    // Those that a person marks as required are asked for in Pipedrive's own pages, not by its API.
    required: shape.required === name,
    creatable: kind !== "none",
    updatable: kind !== "none",
    unique: name === "id",
    options: standardOptions(name, type, row, told),
    references: references === undefined ? [] : [references],
  };
}

/** A deal has one person: what else takes part in it is not told with it. */
function lengthOf(name: string, row: Row | undefined): number | null {
  if (name === "name" || name === "title") return NAME_LENGTH;
  if (name === "person_id") return 1;
  return row === undefined ? null : (LENGTHS[textOf(row, "field_type")] ?? null);
}

function standardOptions(name: string, type: FieldType, row: Row | undefined, told: Told): Options {
  if (name === "stage_id") return stagesOf(told, told.shape.standard[name]?.kind === "stage" ? ENDS : []);
  if (name === "pipeline_id") return told.pipelines === null ? null : told.pipelines.filter(isRow).map(named);
  if (name === "status" && told.shape.type === "deals") return STATUSES;
  return (type === "picklist" || type === "multipicklist") && row !== undefined ? optionsOf(row) : null;
}

/** The stages of all pipelines, the pipeline's name before them where there are several, and the ends given. */
function stagesOf({ stages, pipelines }: Told, ends: NonNullable<Options>): Options {
  if (stages === null) return null;
  const names = new Map((pipelines ?? []).filter(isRow).map((row) => [idOf(row.id), textOf(row, "name")]));
  const open = stages.filter(isRow).map((row) => {
    const option = named(row);
    const pipeline = names.get(idOf(row.pipeline_id));
    return names.size > 1 && pipeline ? { ...option, label: `${pipeline}: ${option.label}` } : option;
  });
  return [...open, ...ends];
}

function named(row: Row): { value: string; label: string; active: boolean } {
  const value = idOf(row.id) ?? "";
  return { value, label: textOf(row, "name") || value, active: row.is_deleted !== true && row.active_flag !== false };
}

function optionsOf(row: Row): Options {
  if (!Array.isArray(row.options)) return null;
  return listOf(row.options)
    .filter(isRow)
    .flatMap((option) => {
      const value = idOf(option.id);
      return value === null ? [] : [{ value, label: textOf(option, "label") || value, active: true }];
    });
}

function nameOf(row: Row): string {
  const code = textOf(row, "field_code") || textOf(row, "key");
  return RENAMED[code] ?? code;
}

function blank(name: string, label: string, type: FieldType): SchemaField {
  return {
    name,
    label,
    type,
    length: null,
    required: false,
    creatable: false,
    updatable: false,
    unique: false,
    options: null,
    references: [],
  };
}
