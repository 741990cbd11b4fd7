import type { FieldType, ObjectName, Schema, SchemaField } from "../../record.ts";
import { type ActivityType, activityTypes, BODY, CONTACT, DEAL, DONE, DUE, SUBJECT, TYPE } from "./activity-types.ts";

/** One type as HubSpot describes it. */
export interface Described {
  readonly of: ActivityType;
  readonly schema: Schema;
}

/**
 * The types that may be read as one object: what each calls its own way as one field, and beside it every property that
 * any of them has. The type is chosen when a record is made and never changed. Pure.
 */
export function mergeSchemas(object: ObjectName, described: readonly Described[]): Schema {
  const schemas = described.map(({ schema }) => schema);
  const names = [...new Set(schemas.flatMap((schema) => Object.keys(schema.fields)))];
  const fields = names.map((name) => [name, merged(name, schemas)] as const);
  const creatable = schemas.some((schema) => schema.creatable);
  const updatable = schemas.some((schema) => schema.updatable);
  return {
    object,
    creatable,
    updatable,
    deletable: schemas.some((schema) => schema.deletable),
    fields: { ...Object.fromEntries(fields), ...shared(described, { creatable, updatable }) },
  };
}

function merged(name: string, schemas: readonly Schema[]): SchemaField {
  const all = schemas.flatMap((schema) => schema.fields[name] ?? []);
  const everywhere = all.length === schemas.length;
  const [first] = all;
  if (first === undefined) throw new Error(`no type has ${name}`);
  return {
    ...first,
    // What only one type needs, and the time, we give ourselves.
    required: name !== DUE && everywhere && all.every((field) => field.required),
    creatable: all.some((field) => field.creatable),
    updatable: all.some((field) => field.updatable),
    unique: everywhere && all.every((field) => field.unique),
  };
}

function shared(
  described: readonly Described[],
  rights: Pick<SchemaField, "creatable" | "updatable">,
): Readonly<Record<string, SchemaField>> {
  const own = (label: string, type: FieldType, property: (of: ActivityType) => string | null): SchemaField => {
    const known = described.flatMap(({ of, schema }) => schema.fields[property(of) ?? ""] ?? []);
    const lengths = known.flatMap(({ length }) => length ?? []);
    return {
      name: "",
      label,
      type,
      length: type === "string" && lengths.length > 0 ? Math.min(...lengths) : null,
      required: false,
      creatable: rights.creatable && known.some((field) => field.creatable),
      updatable: rights.updatable && known.some((field) => field.updatable),
      unique: false,
      options: null,
      references: [],
    };
  };
  const end = (label: string, to: ObjectName): SchemaField => ({
    ...own(label, "reference", () => null),
    ...rights,
    references: [to],
  });
  const words = activityTypes.filter(({ type }) => described.some(({ of }) => of.type === type)).map((of) => of.word);
  const options = words.map((value) => ({ value, label: value, active: true }));
  const fields: Readonly<Record<string, SchemaField>> = {
    [SUBJECT]: own("Subject", "string", (of) => of.subject ?? of.body),
    [TYPE]: {
      ...own("Type", "picklist", () => null),
      creatable: rights.creatable,
      updatable: rights.updatable,
      options,
    },
    [DONE]: own("Done", "boolean", (of) => of.status?.property ?? null),
    [BODY]: own("Body", "string", (of) => of.body),
    [CONTACT]: end("Contact", "contact"),
    [DEAL]: end("Deal", "deal"),
  };
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, { ...field, name }]));
}
