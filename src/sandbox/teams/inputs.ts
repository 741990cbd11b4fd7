import { isShape, listOf, type Shape, textOf } from "../chat/shape.ts";
import { labelOf } from "./text.ts";

/** What inputs hold, by id; one that holds nothing is absent. */
export type Held = Readonly<Record<string, string>>;

export interface Choice {
  readonly label: string;
  readonly value: string;
}

export function choicesOf(input: Shape): readonly Choice[] {
  return listOf(input.choices)
    .filter(isShape)
    .map((one) => ({ label: textOf(one.title), value: textOf(one.value) }));
}

/** By label, by value; null when there is none. */
export function choiceNamed(input: Shape, name: string): Choice | null {
  const all = choicesOf(input);
  const plain = name.trim().toLowerCase();
  return (
    all.find((one) => one.value === name.trim()) ?? all.find((one) => one.label.trim().toLowerCase() === plain) ?? null
  );
}

/** By what a person reads at it, or by id. */
export function isNamed(input: Shape, name: string): boolean {
  const plain = name.trim().toLowerCase();
  return [labelOf(input), textOf(input.id)].some((one) => one !== "" && one.trim().toLowerCase() === plain);
}

/** What an input holds before anybody touched it. */
export function firstValue(input: Shape): string {
  if (input.type === "Input.Toggle") return textOf(input.value) || offValue(input);
  return typeof input.value === "number" ? String(input.value) : textOf(input.value);
}

function offValue(input: Shape): string {
  return textOf(input.valueOff) || "false";
}

export type Typed = { readonly ok: true; readonly value: string } | { readonly ok: false; readonly error: string };

/** What the input holds after somebody typed or picked `given`; choices go by label or value, several by commas. */
export function typed(input: Shape, given: string): Typed {
  const type = textOf(input.type);
  if (given === "" && type !== "Input.Toggle") return { ok: true, value: "" };
  if (type === "Input.ChoiceSet") return picked(input, given);
  if (type === "Input.Toggle") return { ok: true, value: turned(input, given) };
  if (type === "Input.Date") return shaped(given, /^\d{4}-\d{2}-\d{2}$/, "a date like 2026-01-31");
  if (type === "Input.Time") return shaped(given, /^\d{2}:\d{2}$/, "a time like 09:30");
  if (type === "Input.Number" && !Number.isFinite(Number(given))) return { ok: false, error: "must be a number" };
  return { ok: true, value: given };
}

function picked(input: Shape, given: string): Typed {
  const names = input.isMultiSelect === true ? given.split(",") : [given];
  const found = names.map((name) => choiceNamed(input, name));
  const known = found.filter((one) => one !== null);
  if (known.length === found.length) return { ok: true, value: known.map((one) => one.value).join(",") };
  const all = choicesOf(input).map((one) => one.label);
  return { ok: false, error: `no option ${JSON.stringify(given)}; there are: ${all.join(", ")}` };
}

function turned(input: Shape, given: string): string {
  const on = textOf(input.valueOn) || "true";
  const yes = [on.toLowerCase(), "true", "yes", "on", "1"];
  return yes.includes(given.trim().toLowerCase()) ? on : offValue(input);
}

function shaped(given: string, shape: RegExp, example: string): Typed {
  return shape.test(given)
    ? { ok: true, value: given }
    : { ok: false, error: `must be ${example}, not ${JSON.stringify(given)}` };
}

/** Why Teams' client would not send this value, or null. */
export function valueFault(input: Shape, value: string): string | null {
  if (value === "") return input.isRequired === true ? "is required" : null;
  const { maxLength, min, max, regex } = input;
  if (typeof maxLength === "number" && value.length > maxLength) return `must have ${maxLength} characters or less`;
  const low = typeof min === "number" ? Number(value) < min : typeof min === "string" && value < min;
  if (low) return `must be ${min} or more`;
  const high = typeof max === "number" ? Number(value) > max : typeof max === "string" && value > max;
  if (high) return `must be ${max} or less`;
  if (typeof regex === "string" && !new RegExp(regex).test(value)) return textOf(input.errorMessage) || "does not fit";
  return null;
}
