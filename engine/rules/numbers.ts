import type { Value } from "../record.ts";
import type { Misfit } from "./field-map.ts";

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?$/i;
/** "EUR 12.50", "12.50 EUR" */
const WITH_CODE = /^(?:([A-Za-z]{3})\s?)?([+-]?[\d.]+)(?:\s?([A-Za-z]{3}))?$/;
const WITH_A_CODE: Misfit = {
  reason: "DATA_FORMAT",
  detail: "an amount with a currency's code, which belongs into a field of its own",
};
/** What a number of ours keeps of a decimal fraction without loss. */
const MOST_DIGITS = 17;
const NOT_A_NUMBER: Misfit = { reason: "DATA_FORMAT", detail: "not a number" };
const NOT_WHOLE: Misfit = { reason: "DATA_FORMAT", detail: "not a whole number" };
const NOT_EXACT: Misfit = { reason: "DATA_FORMAT", detail: "a number with more digits than can be kept exactly" };

export function toNumber(value: Value): Value | Misfit {
  if (value === null || value === "") return null;
  if (typeof value === "number") return Number.isFinite(value) ? value : NOT_A_NUMBER;
  if (typeof value === "boolean") return NOT_A_NUMBER;
  const text = value.trim();
  if (text === "") return null;
  const number = NUMBER.test(text) ? Number(text) : Number.NaN;
  if (!Number.isFinite(number)) return NOT_A_NUMBER;
  return text.length > 15 && isRounded(text, number) ? NOT_EXACT : number;
}

export function toInteger(value: Value): Value | Misfit {
  const number = toNumber(value);
  return typeof number === "number" && !Number.isInteger(number) ? NOT_WHOLE : number;
}

/** An amount: a number. A currency's code beside it would be lost, so it is refused. */
export function toAmount(value: Value): Value | Misfit {
  return typeof value === "string" && readAmount(value)?.code ? WITH_A_CODE : toNumber(value);
}

/** "12.50 EUR" -> number and code; null = no such text. */
export function readAmount(text: string): { readonly number: string; readonly code: string | null } | null {
  const parts = WITH_CODE.exec(text.trim());
  if (parts === null || (parts[1] && parts[3])) return null;
  return { number: parts[2] ?? "", code: (parts[1] ?? parts[3])?.toUpperCase() ?? null };
}

/** Whether digits that were written got lost; zeros at the ends are none. */
function isRounded(text: string, number: number): boolean {
  const [mantissa = ""] = text.toLowerCase().split("e");
  const digits = mantissa.replace(/\D/g, "").replace(/^0+/, "");
  if (/[.e]/i.test(text)) return digits.replace(/0+$/, "").length > MOST_DIGITS;
  return !Number.isSafeInteger(number) && BigInt(number) !== BigInt(text.replace("+", ""));
}
