import { isShape, listOf, type Shape, textOf } from "../chat/shape.ts";
import { checkLength, checkText, type Say } from "./text.ts";

/** Slack's limits for what stands in actions, section accessories and inputs (Block Kit reference). */
const SELECTS = [
  "static_select",
  "multi_static_select",
  "users_select",
  "multi_users_select",
  "conversations_select",
  "multi_conversations_select",
  "channels_select",
  "multi_channels_select",
  "external_select",
  "multi_external_select",
];
const PICKERS = ["datepicker", "timepicker", "datetimepicker"];
const CHOICES = ["radio_buttons", "checkboxes"];
const INPUTS = ["plain_text_input", "email_text_input", "number_input", "url_text_input", "file_input"];

export const IN_ACTIONS = ["button", "overflow", ...SELECTS, ...PICKERS, ...CHOICES];
export const IN_SECTION = ["button", "overflow", "image", ...SELECTS, ...PICKERS, ...CHOICES];
export const IN_INPUT = [...INPUTS, ...SELECTS, ...PICKERS, ...CHOICES];

export function checkElement(value: unknown, pointer: string, allowed: readonly string[], say: Say): void {
  if (!isShape(value)) {
    say(pointer, "must provide an object");
    return;
  }
  const type = textOf(value.type);
  if (!allowed.includes(type)) {
    say(`${pointer}/type`, `unsupported type: ${type === "" ? "none" : type}`);
    return;
  }
  if (value.action_id !== undefined) checkLength(value.action_id, `${pointer}/action_id`, 255, say);
  if (value.confirm !== undefined) checkConfirm(value.confirm, `${pointer}/confirm`, say);
  if (value.placeholder !== undefined) checkText(value.placeholder, `${pointer}/placeholder`, 150, true, say);
  if (type === "button") {
    checkButton(value, pointer, say);
    return;
  }
  if (type === "image") {
    checkImage(value, pointer, say);
    return;
  }
  if (type === "overflow") {
    checkOptions(value.options, `${pointer}/options`, 5, say);
    return;
  }
  if (CHOICES.includes(type)) {
    checkOptions(value.options, `${pointer}/options`, 10, say);
    return;
  }
  if (type.endsWith("static_select")) {
    checkSelect(value, pointer, say);
    return;
  }
  if (INPUTS.includes(type)) {
    checkTyped(value, pointer, say);
    return;
  }
  if (
    type === "datepicker" &&
    value.initial_date !== undefined &&
    !/^\d{4}-\d{2}-\d{2}$/.test(textOf(value.initial_date))
  )
    say(`${pointer}/initial_date`, "must be a date of the form YYYY-MM-DD");
}

function checkButton(button: Shape, pointer: string, say: Say): void {
  checkText(button.text, `${pointer}/text`, 75, true, say);
  if (button.value !== undefined) checkLength(button.value, `${pointer}/value`, 2000, say);
  if (button.style !== undefined && button.style !== "primary" && button.style !== "danger")
    say(`${pointer}/style`, "must be one of: primary, danger");
  if (button.url === undefined) return;
  checkLength(button.url, `${pointer}/url`, 3000, say);
  if (!URL.canParse(textOf(button.url))) say(`${pointer}/url`, "must be a valid URL");
}

export function checkImage(image: Shape, pointer: string, say: Say): void {
  checkLength(image.alt_text, `${pointer}/alt_text`, 2000, say);
  if (image.image_url === undefined && image.slack_file === undefined)
    say(pointer, "must provide image_url or slack_file");
  if (image.image_url !== undefined) checkLength(image.image_url, `${pointer}/image_url`, 3000, say);
}

function checkConfirm(confirm: unknown, pointer: string, say: Say): void {
  if (!isShape(confirm)) {
    say(pointer, "must provide an object");
    return;
  }
  checkText(confirm.title, `${pointer}/title`, 100, true, say);
  checkText(confirm.text, `${pointer}/text`, 300, false, say);
  if (confirm.confirm !== undefined) checkText(confirm.confirm, `${pointer}/confirm`, 30, true, say);
  if (confirm.deny !== undefined) checkText(confirm.deny, `${pointer}/deny`, 30, true, say);
}

function checkSelect(select: Shape, pointer: string, say: Say): void {
  if (select.option_groups === undefined) {
    checkOptions(select.options, `${pointer}/options`, 100, say);
  } else {
    const groups = listOf(select.option_groups);
    if (groups.length === 0 || groups.length > 100) say(`${pointer}/option_groups`, "must have 1 to 100 items");
    for (const [at, group] of groups.entries())
      checkOptions(isShape(group) ? group.options : undefined, `${pointer}/option_groups/${at}/options`, 100, say);
  }
  if (select.initial_option === undefined) return;
  const chosen = isShape(select.initial_option) ? select.initial_option.value : undefined;
  if (!optionsOf(select).some((one) => one.value === chosen))
    say(`${pointer}/initial_option`, "must match one of the options");
}

function checkOptions(options: unknown, pointer: string, max: number, say: Say): void {
  const all = listOf(options);
  if (all.length === 0) {
    say(pointer, "must have at least 1 item");
    return;
  }
  if (all.length > max) say(pointer, `no more than ${max} items allowed`);
  for (const [at, option] of all.entries()) {
    if (!isShape(option)) {
      say(`${pointer}/${at}`, "must provide an object");
      continue;
    }
    checkText(option.text, `${pointer}/${at}/text`, 75, false, say);
    checkLength(option.value, `${pointer}/${at}/value`, 150, say);
  }
}

function checkTyped(input: Shape, pointer: string, say: Say): void {
  if (input.type === "number_input" && typeof input.is_decimal_allowed !== "boolean")
    say(`${pointer}/is_decimal_allowed`, "missing required field");
  if (input.initial_value !== undefined && textOf(input.initial_value).length > 3000)
    say(`${pointer}/initial_value`, "must be less than 3001 characters");
}

/** Every option of a select, overflow or choice, those in groups too. */
export function optionsOf(element: Shape): readonly Shape[] {
  const grouped = listOf(element.option_groups).flatMap((group) => (isShape(group) ? listOf(group.options) : []));
  return [...listOf(element.options), ...grouped].filter(isShape);
}
