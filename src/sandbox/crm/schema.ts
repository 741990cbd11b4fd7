/** What a simulated CRM stores: typed records, their fields and their rules. Field names are the API's own. */

export type Value = string | number | boolean | null;
export type Fields = Readonly<Record<string, Value>>;

export type FieldKind =
  | "id"
  | "string"
  | "email"
  | "phone"
  | "url"
  | "picklist"
  | "boolean"
  | "number"
  | "date"
  | "datetime"
  | "reference";

export const fieldKinds: readonly FieldKind[] = [
  "string",
  "email",
  "phone",
  "url",
  "picklist",
  "boolean",
  "number",
  "date",
  "datetime",
  "reference",
];

export interface Field {
  readonly name: string;
  readonly label: string;
  readonly type: FieldKind;
  /** Longest text in characters; of a number: digits before the point. null = not limited. */
  readonly length: number | null;
  /** Values of a picklist; null for other types. */
  readonly options: readonly string[] | null;
  /** The options are kept elsewhere (the stages of a pipeline): the field's description does not list them. */
  readonly optionsElsewhere: boolean;
  /** The value is a list of options, kept as JSON; the CRM itself checks its members. */
  readonly several?: boolean;
  /** What a create that leaves the field out stores; null = nothing. */
  readonly default: Value;
  readonly required: boolean;
  /** No two live records share a value (letter case ignored). */
  readonly unique: boolean;
  /** May be used to upsert by. */
  readonly externalId: boolean;
  /** Set by the CRM itself, never by a writer. */
  readonly readOnly: boolean;
  /** A read-only reference that follows an association: people set that by hand, programs with calls of their own. */
  readonly associated: boolean;
  readonly custom: boolean;
  /** The type that a reference points to. */
  readonly references: string | null;
  /** What the CRM's pages offer of a picklist for each value of another field; programs are not bound by it. */
  readonly depends?: { readonly on: string; readonly offers: Readonly<Record<string, readonly string[]>> };
  /** What the connected user may do with it. */
  readonly read: boolean;
  readonly write: boolean;
}

/** A record is refused when `when` holds for the value of `field`: see conditions.ts for the operators. */
export interface Rule {
  readonly name: string;
  readonly field: string;
  readonly message: string;
  readonly when: { readonly op: string; readonly value: Value };
  /** Of a duplicate rule: nobody may save all the same. */
  readonly blocks?: boolean;
}

/** One record type of one account; its maps change when an administrator edits the schema. */
export interface Schema {
  readonly type: string;
  readonly label: string;
  readonly fields: Map<string, Field>;
  rules: readonly Rule[];
  /** What the connected user may do with the object. */
  read: boolean;
  write: boolean;
  /** Required fields of the customer's own bind people at the screen, not programs. */
  readonly requiredOnScreen?: boolean;
  /** Kinds of records of the object, and whether the connected user may write them; absent = it has none. */
  recordTypes?: readonly { readonly id: string; readonly name: string; readonly available: boolean }[];
  /** Grows with every edit, so that descriptions can be kept. */
  version: number;
}

/** Fills in what a plain field has: text, optional, writable. */
export function field(name: string, type: FieldKind, given: Partial<Omit<Field, "name" | "type">> = {}): Field {
  return {
    name,
    type,
    label: labelOf(name),
    length: null,
    options: null,
    optionsElsewhere: false,
    default: null,
    required: false,
    unique: false,
    externalId: false,
    readOnly: false,
    associated: false,
    custom: false,
    references: null,
    read: true,
    write: true,
    ...given,
  };
}

export function schema(type: string, label: string, fields: readonly Field[], rules: readonly Rule[] = []): Schema {
  return { type, label, fields: new Map(fields.map((f) => [f.name, f])), rules, read: true, write: true, version: 1 };
}

/** "Do_Not_Sync__c" -> "Do Not Sync", "LeadSource" -> "Lead Source", "lead_source" -> "Lead Source". */
export function labelOf(name: string): string {
  return name
    .replace(/__c$/, "")
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replace(/_/g, " ")
    .replace(/\b[a-z]/g, (c) => c.toUpperCase());
}
