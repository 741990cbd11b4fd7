import type { Page } from "../../provider.ts";
import type { RemoteRecord, Value } from "../../record.ts";
import { arePoints, POINTS, primaryOf } from "./points.ts";
import type { Shape } from "./shapes.ts";
import { isEnd } from "./stages.ts";
import { idOf, isRow, listOf, type Row, stampOf } from "./values.ts";

export type Broken = Page["broken"][number];

/** One row of a list, or what is wrong with it. Options and references are told as the text of their ids. */
export function readRow(row: unknown, shape: Shape, fields: readonly string[]): RemoteRecord | Broken {
  if (!isRow(row)) return broken("", "a result is not an object");
  const externalId = idOf(row.id);
  if (externalId === null) return broken("", "a result has no id");
  if (!("update_time" in row || "add_time" in row)) return broken(externalId, "a result has nothing but an id");
  const modifiedAt = modifiedOf(row);
  if (modifiedAt === null) return { ...broken(externalId, "a result has no time of change"), reason: "DATA_TIMESTAMP" };
  const values: Record<string, Value> = {};
  for (const name of fields) {
    const value = plainOf(row, name, shape);
    if (value === undefined) return broken(externalId, `${name} is not a plain value`);
    values[name] = value;
  }
  return { externalId, modifiedAt, fields: values };
}

export function isBroken(row: RemoteRecord | Broken): row is Broken {
  return "reason" in row;
}

/** Deleted records say so in one way or the other. */
export function isDeleted(row: unknown): row is Row {
  return isRow(row) && (row.is_deleted === true || row.active_flag === false || row.status === "deleted");
}

export function modifiedOf(row: Row): number | null {
  return stampOf(row.update_time) ?? stampOf(row.add_time);
}

/** undefined = it cannot be put in one plain value. */
function plainOf(row: Row, name: string, shape: Shape): Value | undefined {
  const kind = shape.standard[name]?.kind;
  if (kind === "points") {
    const points = row[POINTS[name] ?? name];
    return arePoints(points) ? primaryOf(points) : undefined;
  }
  if (kind === "name") return halfOf(row, name);
  // A deal without an amount has 0 there.
  if (shape.type === "deals" && name === "value" && row.value === 0) return null;
  if (shape.type === "leads" && name === "currency") return flat(isRow(row.value) ? row.value.currency : null);
  if (kind === "stage" && isEnd(row.status)) return row.status;
  const own = isRow(row.custom_fields) ? row.custom_fields[name] : undefined;
  const value = flat(own ?? row[name]);
  return (kind === "id" || kind === "option" || kind === "stage" || kind === "participant") && typeof value === "number"
    ? String(value)
    : value;
}

/**
 * Pipedrive keeps one name and splits it. A name of one word is a last name for us, as it is for CRMs that ask for one:
 * the same whichever half it was written to.
 */
function halfOf(row: Row, name: string): Value | undefined {
  const [first, last] = [flat(row.first_name), flat(row.last_name)];
  const lone = typeof first === "string" && (last === null || last === undefined) && !/\s/.test(first.trim());
  if (lone) return name === "last_name" ? first : null;
  return name === "last_name" ? last : first;
}

/** A list is `a;b`; money, addresses, times and ranges are objects around a value. */
function flat(value: unknown): Value | undefined {
  if (value === undefined || value === null || value === "") return null;
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  if (isRow(value)) return inside(value);
  const parts = listOf(value).map((part) => (isRow(part) ? inside(part) : flat(part)));
  if (parts.includes(undefined)) return undefined;
  return parts.length === 0 ? null : parts.join(";");
}

function inside(value: Row): Value | undefined {
  const held = value.value ?? value.amount ?? value.id ?? null;
  return isRow(held) || Array.isArray(held) ? undefined : flat(held);
}

function broken(externalId: string, detail: string): Broken {
  return { externalId, reason: "DATA_MALFORMED", detail };
}
