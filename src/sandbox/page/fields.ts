import type { RemoteRecord } from "./calls.ts";

export interface SchemaField {
  readonly name: string;
  readonly label?: string;
  readonly type?: string;
  readonly readOnly?: boolean;
  readonly options?: readonly string[] | null;
  readonly length?: number | null;
  readonly required?: boolean;
  /** Whether the app may write it. */
  readonly write?: boolean;
}

/** Pipedrive knows a company's own fields by forty digits: people by their label. */
const CODE = /^[0-9a-f]{40}$/;

/** What a person calls the field. */
export function nameOf(field: SchemaField): string {
  return CODE.test(field.name) ? (field.label ?? field.name) : field.name;
}

/** The value of a field as text; `name` is its name or, where that is a code, its label. */
export function shown(record: RemoteRecord, name: string, fields: readonly SchemaField[]): string {
  const code = fields.find((field) => nameOf(field) === name)?.name ?? name;
  return asText(record.fields[code]);
}

/** Amounts with their currency, lists by commas, nothing as nothing. */
export function asText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.map(asText).join(", ");
  if (typeof value !== "object") return String(value);
  return "amount" in value && "currency" in value ? `${value.amount} ${value.currency}` : JSON.stringify(value);
}

/** What was typed, as the CRM keeps it: booleans and numbers as themselves, nothing as null. */
export function typed(
  edits: Readonly<Record<string, string>>,
  fields: readonly SchemaField[],
): Readonly<Record<string, unknown>> {
  const typeOf = (name: string) => fields.find((one) => one.name === name)?.type;
  const kept = Object.entries(edits).map(([name, text]) => {
    if (text === "") return [name, null];
    if (typeOf(name) === "boolean") return [name, text === "true"];
    return [name, typeOf(name) === "number" ? Number(text) : text];
  });
  return Object.fromEntries(kept);
}
