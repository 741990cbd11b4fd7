import type { Field } from "../crm/schema.ts";

/** Pipedrive's own names of what a field holds, as `field_type` tells them. */
export type FieldType =
  | "int"
  | "double"
  | "boolean"
  | "varchar"
  | "varchar_auto"
  | "text"
  | "phone"
  | "date"
  | "daterange"
  | "time"
  | "timerange"
  | "enum"
  | "set"
  | "address"
  | "monetary"
  | "deal"
  | "lead"
  | "org"
  | "people"
  | "stage"
  | "user"
  | "status"
  | "visible_to"
  | "json"
  | "picture";

/** A built-in field: its code, what it holds, and what else is known of it. */
export type Builtin = readonly [code: string, type: FieldType, given?: Partial<Omit<Field, "name" | "type">>];
