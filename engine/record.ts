/** The types that everything in the engine shares. Times are milliseconds since 1970 UTC. */

export type ProviderId = "salesforce" | "hubspot" | "pipedrive";

/** A record type. The standard ones are known by name; custom objects come from configuration. */
export type ObjectName = string;

/** null = known to be empty. Dates are ISO 8601 text, multi-picklists and sets of references are `a;b`. */
export type Value = string | number | boolean | null;

export type Fields = Readonly<Record<string, Value>>;

/** fill = only where we are empty; overwrite = the newer value wins; ignore = never written. */
export type Behaviour = "fill" | "overwrite" | "ignore";

export type Direction = "both" | "inbound" | "outbound";

/** A CRM's row as the provider read it: field names and values in the CRM's own words. */
export interface RemoteRecord {
  readonly externalId: string;
  readonly modifiedAt: number;
  readonly fields: Fields;
  /** The CRM itself took it out of use: a lead that became a contact. */
  readonly out?: "SKIP_CONVERTED";
}

/** A row of the workspace. `version` grows by one with every change of a field. */
export interface WorkspaceRecord {
  readonly id: string;
  readonly object: ObjectName;
  readonly fields: Fields;
  readonly version: number;
  readonly deleted: boolean;
}

export type FieldType =
  | "id"
  | "string"
  | "email"
  | "phone"
  | "url"
  | "number"
  | "currency"
  | "integer"
  | "boolean"
  | "date"
  | "datetime"
  | "picklist"
  | "multipicklist"
  | "reference"
  /** Several references to one object, `a;b` in the order of the ids. */
  | "references"
  | "other";

export interface SchemaField {
  readonly name: string;
  readonly label: string;
  readonly type: FieldType;
  /** Longest text in characters, of references the most that it holds; null = not limited or not told. */
  readonly length: number | null;
  readonly required: boolean;
  readonly creatable: boolean;
  readonly updatable: boolean;
  /** The CRM holds no two records with the same value, so that it can be looked up and upserted by. */
  readonly unique: boolean;
  /** Allowed values of a picklist; null = anything. */
  readonly options: readonly { readonly value: string; readonly label: string; readonly active: boolean }[] | null;
  /** Objects (our names) that a reference may point to. */
  readonly references: readonly ObjectName[];
  /** Another field, each value of which offers only some of the options; absent = none. */
  readonly depends?: { readonly on: string; readonly offers: Readonly<Record<string, readonly string[]>> } | undefined;
}

/** An object of a CRM as its describe call tells it, with the rights of the connected user. */
export interface Schema {
  readonly object: ObjectName;
  readonly creatable: boolean;
  readonly updatable: boolean;
  readonly deletable: boolean;
  readonly fields: Readonly<Record<string, SchemaField>>;
}
