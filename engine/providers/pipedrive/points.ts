import type { Value } from "../../record.ts";
import { isRow, listOf, type Row, textOf } from "./values.ts";

/** Where a person's record holds its addresses. */
export const POINTS: Readonly<Record<string, string>> = { email: "emails", phone: "phones" };

/** Whether they are what the API promises: a list of values with their marks, or nothing. */
export function arePoints(points: unknown): boolean {
  if (points === undefined || points === null) return true;
  return Array.isArray(points) && points.every((point) => isRow(point) && typeof point.value === "string");
}

/** The address that is ours: the primary one, else the first that is not empty. */
export function primaryOf(points: unknown): string | null {
  const given = filled(points);
  const chosen = given.find((point) => point.primary === true) ?? given[0];
  return chosen === undefined ? null : textOf(chosen, "value");
}

/** The addresses after ours is changed: it takes the primary one's place and label, all others stay. */
export function withPrimary(points: unknown, value: Value): readonly Row[] {
  const given = filled(points);
  const old = given.find((point) => point.primary === true) ?? given[0];
  const others = given
    .filter((point) => point !== old && textOf(point, "value") !== value)
    .map((point) => ({ ...point, primary: false }));
  if (value === null || value === "") return others;
  const same = given.find((point) => textOf(point, "value") === value) ?? old;
  return [{ label: "work", ...same, value: String(value), primary: true }, ...others];
}

/** Pipedrive keeps one empty address where there is none. */
function filled(points: unknown): readonly Row[] {
  return listOf(points)
    .filter(isRow)
    .filter((point) => textOf(point, "value").trim() !== "");
}
