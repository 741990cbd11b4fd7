import type { types } from "@slack/bolt";
import type { Card, Form, FormField } from "../card.ts";
import { writeNumber } from "../numbers.ts";
import { clean, type Lose } from "../text.ts";
import { contextBlock } from "./blocks.ts";
import { optionsOf } from "./buttons.ts";
import { LIMITS } from "./limits.ts";
import { fittingBlocks } from "./render.ts";
import { plainText } from "./safe.ts";

/** The action id of every input; the field's name is its block's id, so that Slack keeps what was typed on an update. */
const INPUT = "value";

const cutHint = () =>
  `Only the first ${writeNumber(LIMITS.inputValue)} characters are shown, and only they would be sent.`;

type Input = types.InputBlock["element"];

const never: Lose = () => {};

/**
 * A card as a dialog: with its form if it has one, else to be read and closed. `metadata` comes back with the
 * submission (at most 3,000 characters). `typed` is what stands in fields that the card gives no value.
 */
export function renderView(
  card: Card,
  metadata: string,
  typed: Readonly<Record<string, string>> = {},
): types.ModalView {
  const inputs = card.form === undefined ? [] : inputBlocks(card.form, typed).slice(0, LIMITS.viewBlocks / 2);
  const { blocks, formAt } = fittingBlocks(card, LIMITS.viewBlocks - inputs.length);
  const all = blocks.toSpliced(formAt, 0, ...inputs);
  const inTitle = clean(card.headline).length <= LIMITS.viewTitle;
  return {
    type: "modal",
    title: plainText(card.headline, LIMITS.viewTitle, never),
    close: plainText(card.form === undefined ? "Close" : "Cancel", LIMITS.viewButton, never),
    ...(card.form === undefined
      ? {}
      : { callback_id: card.form.id, submit: plainText(card.form.submit, LIMITS.viewButton, never) }),
    private_metadata: metadata,
    blocks: inTitle && inputs.length > 0 ? all.slice(1) : all,
  };
}

/** The home view of a person. */
export function renderHome(card: Card): types.HomeView {
  return { type: "home", blocks: fittingBlocks(card, LIMITS.viewBlocks).blocks };
}

/** Shown while the answer is on its way, because a trigger lives three seconds only. */
export function loadingView(metadata: string): types.ModalView {
  return {
    type: "modal",
    title: plainText("One moment", LIMITS.viewTitle, never),
    close: plainText("Close", LIMITS.viewButton, never),
    private_metadata: metadata,
    blocks: [{ type: "section", text: plainText("⏳ This is being looked up.", LIMITS.sectionText, never) }],
  };
}

/** Slack's own way to show errors: by the id of the input's block. */
export function fieldErrors(form: Form): Record<string, string> {
  return Object.fromEntries(
    form.fields.flatMap((field) => (field.error === undefined ? [] : [[field.name, clean(field.error) || "–"]])),
  );
}

function inputBlocks(form: Form, typed: Readonly<Record<string, string>>): types.KnownBlock[] {
  return form.fields.flatMap((field) => {
    const value = field.value ?? (Object.hasOwn(typed, field.name) ? typed[field.name] : undefined) ?? "";
    const element = elementOf(field, value);
    if (element === null) return [contextBlock(`${field.label}: there is nothing to choose from.`, never)];
    const hint = [field.hint ?? "", value.length > LIMITS.inputValue ? cutHint() : ""].join(" ").trim();
    const input: types.InputBlock = {
      type: "input",
      block_id: field.name,
      label: plainText(field.label, LIMITS.inputLabel, never),
      optional: field.required !== true,
      element,
      ...(hint === "" ? {} : { hint: plainText(hint, LIMITS.inputHint, never) }),
    };
    return field.error === undefined ? [input] : [input, contextBlock(`⚠️ ${field.error}`, never)];
  });
}

/**
 * What a person typed goes back as it was: inputs take raw text and parse nothing. Slack refuses a start value that is
 * not of the input's kind, and a wrong value is just what a form may have to mend: it then stands in a text input.
 */
function elementOf(field: FormField, value: string): Input | null {
  const initial = value === "" ? {} : { initial_value: value.slice(0, LIMITS.inputValue).toWellFormed() };
  switch (field.kind) {
    case "text":
      return { type: "plain_text_input", action_id: INPUT, ...initial };
    case "multiline":
      return { type: "plain_text_input", action_id: INPUT, multiline: true, ...initial };
    case "email":
      return value === "" || /^[^\s@]+@[^\s@]+$/.test(value)
        ? { type: "email_text_input", action_id: INPUT, ...initial }
        : { type: "plain_text_input", action_id: INPUT, ...initial };
    case "number":
      return Number.isFinite(Number(value))
        ? { type: "number_input", action_id: INPUT, is_decimal_allowed: true, ...initial }
        : { type: "plain_text_input", action_id: INPUT, ...initial };
    case "date":
      return {
        type: "datepicker",
        action_id: INPUT,
        ...(/^\d{4}-\d{2}-\d{2}$/.test(value) ? { initial_date: value } : {}),
      };
    case "select": {
      const options = optionsOf(field.options ?? [], field.label, never);
      const chosen = options.find((option) => option.value === value);
      if (options.length === 0) return null;
      return { type: "static_select", action_id: INPUT, options, ...(chosen ? { initial_option: chosen } : {}) };
    }
  }
}
