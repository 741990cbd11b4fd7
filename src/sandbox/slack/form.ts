import { isShape, type Shape, shapeOf, textOf } from "../chat/shape.ts";
import { optionsOf } from "./elements.ts";
import { choose, labelOf, pressables } from "./pressable.ts";
import type { View } from "./state.ts";
import { readable } from "./text.ts";

/** A form as a person sees it. */
export interface ShownView {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly fields: readonly ShownField[];
  readonly buttons: readonly ShownButton[];
  readonly blocks: readonly Shape[];
}

interface ShownField {
  readonly id: string;
  readonly label: string;
  readonly kind: string;
  readonly options: readonly { readonly label: string; readonly value: string }[];
  readonly value: string;
  readonly required: boolean;
  readonly hint: string | null;
  readonly error: string | null;
}

interface ShownButton {
  readonly id: string;
  readonly label: string;
  readonly kind: "submit" | "close" | "button" | "link";
  readonly url: string | null;
}

const KINDS: Readonly<Record<string, string>> = {
  email_text_input: "email",
  number_input: "number",
  url_text_input: "url",
  datepicker: "date",
  timepicker: "time",
  datetimepicker: "datetime",
  static_select: "select",
  users_select: "person",
  radio_buttons: "radio",
};

export function showView(view: View): ShownView {
  const blocks = blocksOf(view);
  const inside = pressables(blocks).filter(({ element }) => element.type === "button");
  const buttons: ShownButton[] = inside.map(({ element }) => {
    const url = typeof element.url === "string" ? element.url : null;
    return { id: textOf(element.action_id), label: labelOf(element), kind: url === null ? "button" : "link", url };
  });
  const words = (key: string) => textOf(shapeOf(view.body[key]).text);
  if (view.body.submit != null) buttons.push({ id: "submit", label: words("submit"), kind: "submit", url: null });
  buttons.push({ id: "close", label: words("close") || "Cancel", kind: "close", url: null });
  const title = words("title");
  return { id: view.id, title, text: readable(blocks), fields: fieldsOf(view), buttons, blocks };
}

export function blocksOf(view: View): readonly Shape[] {
  return Array.isArray(view.body.blocks) ? view.body.blocks.filter(isShape) : [];
}

function inputsOf(view: View): readonly Shape[] {
  return blocksOf(view).filter((block) => block.type === "input");
}

function fieldsOf(view: View): readonly ShownField[] {
  return inputsOf(view).map((block) => {
    const element = shapeOf(block.element);
    const type = textOf(element.type);
    return {
      id: textOf(block.block_id),
      label: textOf(shapeOf(block.label).text),
      kind: KINDS[type] ?? (type === "plain_text_input" ? (element.multiline === true ? "multiline" : "text") : type),
      options: optionsOf(element).map((one) => ({ label: labelOf(one), value: textOf(one.value) })),
      value: held(initial(element)),
      required: block.optional !== true,
      hint: textOf(shapeOf(block.hint).text) || null,
      error: view.errors[textOf(block.block_id)] ?? null,
    };
  });
}

/** What an element holds before anybody touched it. */
function initial(element: Shape): Shape {
  const first = {
    value: element.initial_value,
    selected_option: element.initial_option,
    selected_options: element.initial_options,
    selected_date: element.initial_date,
    selected_time: element.initial_time,
    selected_user: element.initial_user,
  };
  return Object.fromEntries(Object.entries(first).filter(([, value]) => value !== undefined));
}

function held(state: Shape): string {
  const value = Object.values(state)[0];
  if (Array.isArray(value)) return value.map((one) => textOf(shapeOf(one).value)).join(",");
  return isShape(value) ? textOf(value.value) : textOf(value);
}

export type Filled = { readonly ok: true; readonly values: Shape } | { readonly ok: false; readonly error: string };

/**
 * The form's state as Slack sends it, from values by label (or block id, or action id). What was not given keeps its
 * first value. What Slack's own client refuses (a required field left empty, a number that is none) is refused here.
 */
export function fillForm(view: View, given: Readonly<Record<string, string>>): Filled {
  const inputs = inputsOf(view);
  const values: Record<string, Shape> = {};
  const used = new Set<string>();
  for (const block of inputs) {
    const element = shapeOf(block.element);
    const label = textOf(shapeOf(block.label).text);
    const names = [label, textOf(block.block_id), textOf(element.action_id)].map((name) => name.toLowerCase());
    const key = Object.keys(given).find((one) => names.includes(one.trim().toLowerCase()));
    if (key !== undefined) used.add(key);
    const typed = key === undefined ? undefined : given[key];
    const choice = typed === undefined ? initial(element) : typed === "" ? {} : choose(element, typed);
    const fault = typeof choice === "string" ? choice : missing(block, element, choice);
    if (typeof choice === "string" || fault !== null) return { ok: false, error: `${label}: ${fault}` };
    const state = { type: element.type, ...emptyOf(element), ...choice };
    values[textOf(block.block_id)] = { [textOf(element.action_id)]: state };
  }
  const unknown = Object.keys(given).filter((key) => !used.has(key));
  const labels = inputs.map((block) => textOf(shapeOf(block.label).text));
  if (unknown.length > 0)
    return { ok: false, error: `unknown field ${unknown.join(", ")}; this form has: ${labels.join(", ") || "none"}` };
  return { ok: true, values };
}

function emptyOf(element: Shape): Shape {
  const type = textOf(element.type);
  if (type === "static_select" || type === "radio_buttons") return { selected_option: null };
  if (type === "datepicker") return { selected_date: null };
  return type.endsWith("_input") ? { value: null } : {};
}

function missing(block: Shape, element: Shape, choice: Shape): string | null {
  const text = held(choice);
  if (text === "") return block.optional === true ? null : "is required";
  if (element.type === "number_input" && !Number.isFinite(Number(text))) return "must be a number";
  if (element.type === "email_text_input" && !/^[^\s@]+@[^\s@]+$/.test(text)) return "must be an email address";
  const longest = Number(element.max_length ?? 3000);
  return text.length > longest ? `must have ${longest} characters or less` : null;
}
