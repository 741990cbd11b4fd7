import type { Form, FormField } from "../card.ts";
import { writeNumber } from "../numbers.ts";
import { clean } from "../text.ts";
import { choicesOf, sending } from "./actions.ts";
import { LIMITS } from "./limits.ts";
import type { Drawing } from "./render-drawing.ts";
import { bareLine } from "./render-lines.ts";
import type { CardButton, Element, Input } from "./render-types.ts";
import { never, plainText } from "./safe.ts";

/** Stands before a field's name in what comes back. */
const FIELD = "field:";

const MISSING = "Please fill this in.";

type Typed = Readonly<Record<string, string>>;

/** Each field as a group with its hint and, where it was refused, the reason. `typed` stands in fields that the card gives no value. */
export function inputGroups(form: Form, typed: Typed, drawing: Drawing): Element[][] {
  return form.fields.map((field) => {
    const value = field.value ?? (Object.hasOwn(typed, field.name) ? typed[field.name] : undefined) ?? "";
    const input = inputOf(field, value, drawing);
    if (input === null) {
      return [bareLine(`${field.label}: there is nothing to choose from.`, drawing.layout.text, drawing.lose)];
    }
    const hint = [clean(field.hint ?? ""), value.length > drawing.layout.input ? cutHint(drawing.layout.input) : ""];
    const under = hint.filter((part) => part !== "").join(" ");
    return [
      input,
      ...(under === "" ? [] : [beside(under, { isSubtle: true })]),
      ...(field.error === undefined ? [] : [beside(`⚠️ ${field.error}`, { color: "attention" })]),
    ];
  });
}

/** The one button of a form; `place` says where its dialog was opened. */
export function submitButton(form: Form, drawing: Drawing): CardButton {
  const titled = {
    id: drawing.newId(`form:${form.id}`),
    title: plainText(form.submit, LIMITS.actionTitle, drawing.lose),
    style: "positive" as const,
  };
  return sending("submit", titled, { crmsync: { form: form.id, ...drawing.mark } }, drawing);
}

function beside(text: string, look: { isSubtle: true } | { color: "attention" }): Element {
  return { ...bareLine(text, LIMITS.hint, never, { size: "small", ...look }), spacing: "small" };
}

const cutHint = (max: number) =>
  `Only the first ${writeNumber(max)} characters are shown, and only they would be sent.`;

/**
 * What a person typed goes back as it was: inputs take raw text and parse nothing. A value that is not of the input's
 * kind, or that the input would write in another way, is just what a form may have to mend: it stands in a text input.
 */
function inputOf(field: FormField, value: string, drawing: Drawing): Input | null {
  const common = {
    id: drawing.newId(FIELD + field.name),
    label: plainText(field.label, LIMITS.label, never),
    ...(field.required === true ? { isRequired: true as const, errorMessage: MISSING } : {}),
  };
  const text = (more: { isMultiline?: true; style?: "email" } = {}): Input => ({
    type: "Input.Text",
    ...common,
    maxLength: LIMITS.inputValue,
    ...(value === "" ? {} : { value: value.slice(0, drawing.layout.input).toWellFormed() }),
    ...(/[\r\n]/.test(value) ? { isMultiline: true as const } : {}),
    ...more,
  });
  switch (field.kind) {
    case "text":
      return text();
    case "multiline":
      return text({ isMultiline: true });
    case "email":
      return value === "" || /^[^\s@]+@[^\s@]+$/.test(value) ? text({ style: "email" }) : text();
    case "number":
      if (value === "") return { type: "Input.Number", ...common };
      return isPlainNumber(value) ? { type: "Input.Number", ...common, value: Number(value) } : text();
    case "date":
      if (value === "") return { type: "Input.Date", ...common };
      return isDay(value) ? { type: "Input.Date", ...common, value } : text();
    case "select": {
      const choices = choicesOf(field.options ?? [], field.label, drawing);
      if (choices.length === 0) return null;
      const chosen = choices.some((choice) => choice.value === value) ? { value } : {};
      return { type: "Input.ChoiceSet", ...common, style: "compact", choices, ...chosen };
    }
  }
}

/** A number that is written back as it was typed; "007" and "1e3" are not. */
function isPlainNumber(value: string): boolean {
  return Number.isFinite(Number(value)) && String(Number(value)) === value && !value.includes("e");
}

function isDay(value: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value));
}
