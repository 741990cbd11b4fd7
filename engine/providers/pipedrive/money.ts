import type { Fields, Value } from "../../record.ts";
import type { Shape } from "./shapes.ts";
import { isRow, type Row } from "./values.ts";
import { numeric, type Wire } from "./wire.ts";

interface Around {
  /** The record as Pipedrive has it; null where it is not known. */
  readonly present: Row | null;
  /** The company's currency, for amounts that have none yet; null = not known. */
  readonly currency: string | null;
}

/** An amount goes with its currency: the one given (a lead's), the one that stands there, or the company's own. */
export function amount(shape: Shape, fields: Fields, name: string, { present, currency: usual }: Around): Wire {
  const isLead = shape.type === "leads";
  const field = isLead ? "value" : name;
  const value = field in fields ? (fields[field] ?? null) : amountIn(present, field);
  if (value === null || value === "") return { value: null };
  const told = numeric(value, "DATA_FORMAT", "not a number");
  if ("reason" in told) return told;
  const currency = givenCurrency(shape, fields) ?? currencyIn(present, field) ?? usual;
  if (currency === null) return { reason: "DATA_REQUIRED_MISSING", detail: "an amount must have a currency" };
  return { value: isLead ? { amount: told.value, currency } : { value: told.value, currency } };
}

/** Whether an amount is given for which no currency is. */
export function lacksCurrency(shape: Shape, fields: Fields, names: readonly string[], present: Row | null): boolean {
  if (givenCurrency(shape, fields) !== null) return false;
  const given = names.filter((name) => fields[name] !== null && fields[name] !== "" && fields[name] !== undefined);
  return given.some((name) => currencyIn(present, name) === null);
}

function givenCurrency(shape: Shape, { currency }: Fields): string | null {
  return shape.type === "leads" && typeof currency === "string" && currency !== "" ? currency : null;
}

function currencyIn(present: Row | null, name: string): string | null {
  const currency = moneyIn(present, name)?.currency;
  return typeof currency === "string" ? currency : null;
}

function amountIn(present: Row | null, name: string): Value {
  const money = moneyIn(present, name);
  const held = money?.amount ?? money?.value;
  return typeof held === "number" ? held : null;
}

function moneyIn(present: Row | null, name: string): Row | null {
  const own = isRow(present?.custom_fields) ? present.custom_fields[name] : undefined;
  const money = own ?? present?.[name];
  return isRow(money) ? money : null;
}
