import { isShape, type Shape, textOf } from "../chat/shape.ts";
import { choicesOf, firstValue, type Held, isNamed, typed, valueFault } from "./inputs.ts";
import { flat, type Pressable, pressables, sends } from "./pressable.ts";
import type { Dialog, Message } from "./state.ts";
import { INSIDE, labelOf, readable } from "./text.ts";

/** A form as a person sees it. */
export interface ShownView {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly fields: readonly ShownField[];
  readonly buttons: readonly ShownButton[];
  readonly card: Shape | null;
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
  "Input.Number": "number",
  "Input.Date": "date",
  "Input.Time": "time",
  "Input.Toggle": "toggle",
  "Input.ChoiceSet": "select",
};

export function showDialog(dialog: Dialog): ShownView {
  const card = dialog.card ?? {};
  const buttons = buttonsOf(card, "submit");
  const link: readonly ShownButton[] =
    dialog.url === null ? [] : [{ id: "page", label: dialog.url, kind: "link", url: dialog.url }];
  const close: ShownButton = { id: "close", label: "Close", kind: "close", url: null };
  const { id, title } = dialog;
  return {
    id,
    title,
    text: readable(card),
    fields: fieldsOf(card),
    buttons: [...buttons, ...link, close],
    card: dialog.card,
  };
}

/** A message that is a form: one with an input that has a label. A lone menu beside a button is none. */
export function formIn(message: Message, card: Shape): ShownView | null {
  const isForm = inputsOf(card).some((one) => textOf(one.label) !== "");
  if (!isForm) return null;
  const text = readable(card);
  const title = text.split("\n")[0] ?? "";
  return { id: message.id, title, text, fields: fieldsOf(card), buttons: buttonsOf(card, "submit"), card };
}

function buttonsOf(card: Shape, sending: "submit" | "button"): readonly ShownButton[] {
  return pressables(card).map(({ action }) => {
    const url = action.type === "Action.OpenUrl" ? textOf(action.url) : null;
    const sent = action.type === "Action.Submit" || action.type === "Action.Execute" ? sending : "button";
    return { id: textOf(action.id), label: textOf(action.title), kind: url === null ? sent : "link", url };
  });
}

function inputsOf(part: unknown): readonly Shape[] {
  if (Array.isArray(part)) return part.flatMap(inputsOf);
  if (!isShape(part)) return [];
  if (textOf(part.type).startsWith("Input.")) return [part];
  return INSIDE.flatMap((key) => inputsOf(part[key]));
}

function fieldsOf(card: Shape): readonly ShownField[] {
  return inputsOf(card).map((input) => ({
    id: textOf(input.id),
    label: labelOf(input),
    kind: kindOf(input),
    options: choicesOf(input),
    value: firstValue(input),
    required: input.isRequired === true,
    hint: textOf(input.label) === "" ? null : textOf(input.placeholder) || null,
    error: null,
  }));
}

function kindOf(input: Shape): string {
  if (input.type === "Input.ChoiceSet" && input.isMultiSelect === true) return "checkboxes";
  if (input.type === "Input.ChoiceSet" && input.style === "expanded") return "radio";
  if (input.type === "Input.Text" && input.isMultiline === true) return "multiline";
  const style = textOf(input.style).toLowerCase();
  return KINDS[textOf(input.type)] ?? (["email", "url", "tel"].includes(style) ? style : "text");
}

export type Filled = { readonly ok: true; readonly held: Held } | { readonly ok: false; readonly error: string };

/**
 * What the inputs that a button sends hold, from values by label (or id). What was not given keeps its first value;
 * what Teams' own client refuses (a required field left empty, a number that is none) is refused here.
 */
export function fill(pressable: Pressable, given: Held): Filled {
  const held: Record<string, string> = {};
  const used = new Set<string>();
  for (const { input } of pressable.inputs) {
    const key = Object.keys(given).find((one) => isNamed(input, one));
    if (key !== undefined) used.add(key);
    const entered = key === undefined ? undefined : given[key];
    const value = entered === undefined ? { ok: true as const, value: firstValue(input) } : typed(input, entered);
    const fault = value.ok ? valueFault(input, value.value) : value.error;
    if (!value.ok || fault !== null) return { ok: false, error: `${labelOf(input)}: ${fault}` };
    if (value.value !== "" || input.type === "Input.Text") held[textOf(input.id)] = value.value;
  }
  const unknown = Object.keys(given).filter((key) => !used.has(key));
  const labels = pressable.inputs.map(({ input }) => labelOf(input));
  if (unknown.length > 0)
    return { ok: false, error: `unknown field ${unknown.join(", ")}; this form has: ${labels.join(", ") || "none"}` };
  return { ok: true, held };
}

/** The button that sends a form with these fields: the first below the last of them. */
export function sendingButton(card: Shape, names: readonly string[]): Pressable | undefined {
  const all = flat(pressables(card)).filter(sends);
  const knows = (one: Pressable) => names.every((name) => one.inputs.some(({ input }) => isNamed(input, name)));
  const fitting = all.filter((one) => one.inputs.length > 0 && knows(one));
  const lowest = (one: Pressable) =>
    Math.max(0, ...one.inputs.filter(({ input }) => names.some((name) => isNamed(input, name))).map(({ at }) => at));
  return fitting.find((one) => one.at > lowest(one)) ?? fitting[0] ?? (names.length === 0 ? all[0] : undefined);
}
