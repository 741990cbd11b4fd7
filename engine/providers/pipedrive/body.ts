import type { Trouble, Write } from "../../provider.ts";
import type { Value } from "../../record.ts";
import { plain } from "../../trouble.ts";
import { amount, lacksCurrency } from "./money.ts";
import { POINTS, withPrimary } from "./points.ts";
import { readRow } from "./records.ts";
import { type ownKinds, standardKind } from "./schema.ts";
import { isOwnField, type Kind, type Shape } from "./shapes.ts";
import { stageBody } from "./stages.ts";
import type { Row } from "./values.ts";
import { type Wire, wire } from "./wire.ts";

/** The company's own fields by name; empty where a write has none of them. */
export type OwnKinds = ReturnType<typeof ownKinds>;

export type Body = { readonly ok: true; readonly body: Row } | { readonly ok: false; readonly trouble: Trouble };

/** What else must be known of a record to write to it. */
interface There {
  /** The record as Pipedrive has it; null where it is not needed. */
  readonly present: Row | null;
  readonly own: OwnKinds;
  /** For amounts that have none yet; null = not known. */
  readonly currency: string | null;
}

/** Whether a value can only be written with what stands there now: other addresses, the other half of a name, a currency. */
export function needsPresent(shape: Shape, write: Write, own: OwnKinds): boolean {
  if (write.op !== "update") return false;
  const kinds = Object.keys(write.fields).map((name) => kindOf(shape, name, own));
  const halves = kinds.filter((kind) => kind === "name").length;
  return halves === 1 || kinds.some((kind) => kind === "points" || kind === "money" || kind === "currency");
}

/** Whether an amount is written for which no currency is known yet: then the company's own is asked for. */
export function needsCurrency(shape: Shape, write: Write, present: Row | null, own: OwnKinds): boolean {
  if (write.op === "delete") return false;
  const amounts = Object.keys(write.fields).filter((name) => kindOf(shape, name, own) === "money");
  return lacksCurrency(shape, write.fields, amounts, present);
}

/** A write in Pipedrive's strict types and places. What Pipedrive would refuse for its type alone is refused here. */
export function toBody(shape: Shape, write: Write, there: There): Body {
  const body: Record<string, unknown> = {};
  const custom: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(write.fields)) {
    const kind = kindOf(shape, name, there.own);
    if (kind === "name") continue;
    if (kind === "none") return refused("PERM_FIELD", `${name} cannot be written`, name);
    const told = wired(shape, write, { name, kind, value }, there);
    if ("reason" in told) return refused(told.reason, told.detail, name);
    if (kind === "stage") {
      Object.assign(body, stageBody(told.value));
      continue;
    }
    const own = isOwnField(name) && shape.type !== "leads";
    (own ? custom : body)[placeOf(kind, name)] = told.value;
  }
  if (Object.keys(custom).length > 0) body.custom_fields = custom;
  if (!writesName(shape, write)) return { ok: true, body };
  const name = nameOf(shape, write, there.present);
  if (name === "") return refused("DATA_REQUIRED_MISSING", "Name must be given", "last_name");
  return { ok: true, body: { ...body, name } };
}

interface Given {
  readonly name: string;
  readonly kind: Kind | null;
  readonly value: Value;
}

function wired(shape: Shape, { fields }: Write, { name, kind, value }: Given, there: There): Wire {
  switch (kind) {
    case "points":
      return { value: withPrimary(there.present?.[POINTS[name] ?? name], value) };
    case "money":
    case "currency":
      return amount(shape, fields, name, there);
    default: {
      const told = wire(kind ?? "text", value, there.own.get(name)?.options ?? null);
      const isEmpty = "value" in told && told.value === null;
      // A deal's amount cannot be empty: 0 stands for that.
      return isEmpty && shape.type === "deals" && name === "value" ? { value: 0 } : told;
    }
  }
}

function placeOf(kind: Kind | null, name: string): string {
  if (kind === "points") return POINTS[name] ?? name;
  if (kind === "participant") return "participants";
  return kind === "currency" ? "value" : name;
}

/** null = a field that neither Pipedrive nor the company's list knows: sent as it is, for Pipedrive to refuse. */
function kindOf(shape: Shape, name: string, own: OwnKinds): Kind | null {
  return standardKind(shape, name) ?? own.get(name)?.kind ?? null;
}

function writesName(shape: Shape, { op, fields }: Write): boolean {
  if (shape.type !== "persons" || op === "delete" || "name" in fields) return false;
  return op === "create" || "first_name" in fields || "last_name" in fields;
}

/** Both halves in one text: Pipedrive takes no other. */
function nameOf(shape: Shape, { fields }: Write, present: Row | null): string {
  const read = present === null ? null : readRow(present, shape, ["first_name", "last_name"]);
  const there = read !== null && "fields" in read ? read.fields : {};
  const half = (name: string): string => {
    const value = name in fields ? fields[name] : there[name];
    return value === null || value === undefined ? "" : String(value).trim();
  };
  return [half("first_name"), half("last_name")].filter((each) => each !== "").join(" ");
}

function refused(reason: Trouble["reason"], detail: string, field: string): Body {
  return { ok: false, trouble: { ...plain(reason, detail), field } };
}
