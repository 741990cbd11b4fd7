import type { SchemaField } from "../../record.ts";
import { isRow } from "./records.ts";

type Described = Readonly<Record<string, unknown>>;

/**
 * Which values of a dependent picklist each value of its controlling field offers: a value's `validFor` has one bit for
 * each of the controlling field's values in their order (of a checkbox: false, true), in base64, the highest bit first.
 * undefined = it depends on nothing, or the description does not tell.
 */
export function dependenceOf(field: Described, others: readonly unknown[]): SchemaField["depends"] {
  const on = field.controllerName;
  if (field.dependentPicklist !== true || typeof on !== "string") return undefined;
  const controller = others.filter(isRow).find((one) => one.name === on);
  const keys = controller === undefined ? [] : keysOf(controller);
  const values = listed(field.picklistValues);
  if (keys.length === 0 || values.some(({ validFor }) => typeof validFor !== "string")) return undefined;
  const offers = keys.map((key, at) => {
    const offered = values.filter(({ validFor }) => hasBit(String(validFor), at));
    return [key, offered.map(({ value }) => String(value))] as const;
  });
  return { on, offers: Object.fromEntries(offers) };
}

function keysOf({ type, picklistValues }: Described): readonly string[] {
  return type === "boolean" ? ["false", "true"] : listed(picklistValues).map(({ value }) => String(value));
}

function listed(values: unknown): readonly Described[] {
  return Array.isArray(values) ? values.filter(isRow) : [];
}

function hasBit(base64: string, at: number): boolean {
  const byte = Buffer.from(base64, "base64")[at >> 3] ?? 0;
  return (byte & (0x80 >> (at % 8))) !== 0;
}

/** The record types of an object as options of `RecordTypeId`; those that the user may not use are not active. */
export function recordTypesOf(infos: unknown): SchemaField["options"] {
  const told = listed(infos).filter(({ recordTypeId }) => typeof recordTypeId === "string");
  if (told.length === 0) return null;
  return told.map(({ recordTypeId, name, available, active }) => ({
    value: String(recordTypeId),
    label: String(name ?? recordTypeId),
    active: available === true && active !== false,
  }));
}
