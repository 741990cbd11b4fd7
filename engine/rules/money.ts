import type { Fields, Value } from "../record.ts";
import { isMisfit } from "./convert.ts";
import type { FieldMap, Unfit } from "./field-map.ts";
import { readAmount, toNumber } from "./numbers.ts";

/** ISO 4217: the yen has none, the Kuwaiti dinar three; unknown codes are taken for the usual two. */
const DECIMALS = 2;
const decimals = new Map<string, number>();

function decimalsOf(code: string): number {
  const known = decimals.get(code);
  if (known !== undefined) return known;
  const format = new Intl.NumberFormat("en", { style: "currency", currency: code });
  const found = format.resolvedOptions().maximumFractionDigits ?? DECIMALS;
  decimals.set(code, found);
  return found;
}

/**
 * An amount with no more decimals than its currency has. The currency stands in the field that the mapping names; a code
 * beside the amount must be the same. Noise of binary fractions (0.1 + 0.2) is no decimal.
 */
export function amountFit(map: FieldMap): (value: Value, record: Fields) => Value | Unfit {
  return (value, record) => {
    if (value === null || value === "") return null;
    const held = map.currency ? record[map.currency] : null;
    const code = typeof held === "string" && held.trim() !== "" ? held.trim().toUpperCase() : null;
    if (code !== null && !/^[A-Z]{3}$/.test(code)) return NO_CODE;
    const read = typeof value === "string" ? readAmount(value) : null;
    if (read?.code && read.code !== code) return OTHER_CODE;
    const number = toNumber(read?.code ? read.number : value);
    if (isMisfit(number) || typeof number !== "number") return number;
    const most = code === null ? DECIMALS : decimalsOf(code);
    const rounded = Number(number.toFixed(most));
    if (map.cut || Math.abs(number - rounded) <= Math.abs(number) * 1e-12) return rounded;
    return { reason: "DATA_FORMAT", detail: `an amount with more than ${most} decimals` };
  };
}

const NO_CODE: Unfit = { reason: "DATA_FORMAT", detail: "an amount whose currency is no code of three letters" };
const OTHER_CODE: Unfit = {
  reason: "DATA_FORMAT",
  detail: "an amount with another currency's code than its record has",
};
