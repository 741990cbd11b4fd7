import { isShape, listOf, type Shape, shapeOf, textOf } from "../chat/shape.ts";
import { optionsOf } from "./elements.ts";
import { findPerson } from "./people.ts";

/** Something in a message or view that a person can press or pick from. */
export interface Pressable {
  readonly block: string;
  readonly element: Shape;
}

/** What was chosen, as an interaction or a form's state carries it; a string says why it cannot be. */
type Choice = Shape | string;

export function pressables(blocks: readonly Shape[]): readonly Pressable[] {
  return blocks.flatMap((block) => {
    const inside = block.type === "actions" ? listOf(block.elements) : [block.accessory];
    const found = inside.filter(isShape).filter((element) => element.action_id !== undefined);
    return found.map((element) => ({ block: textOf(block.block_id), element }));
  });
}

/** By action id, or by what a person reads on it; for menus also by the option's own words. */
export function findPressable(all: readonly Pressable[], key: string): Pressable | undefined {
  const same = (text: string) => text.trim().toLowerCase() === key.trim().toLowerCase();
  return (
    all.find(({ element }) => element.action_id === key) ??
    all.find(({ element }) => same(labelOf(element))) ??
    all.find(({ element }) => optionsOf(element).some((option) => same(labelOf(option))))
  );
}

/** The words on a button, option or menu. */
export function labelOf(element: Shape): string {
  const text = textOf(shapeOf(element.text).text) || textOf(shapeOf(element.placeholder).text);
  return text || (element.type === "overflow" ? "More" : "");
}

/** `key` is what was asked for, so that a menu's option may be named instead of the menu. */
export function press(element: Shape, value: string | null, key: string): Choice {
  const type = textOf(element.type);
  if (type === "button") {
    const { text, value: own, style, url } = element;
    return {
      type,
      text,
      ...(own === undefined ? {} : { value: own }),
      ...(style === undefined ? {} : { style }),
      ...(url === undefined ? {} : { url }),
    };
  }
  const choice = choose(element, value ?? key);
  return typeof choice === "string" ? choice : { type, ...choice };
}

/** What an element holds once `value` was typed or picked in it; options go by label or value. */
export function choose(element: Shape, value: string): Choice {
  const type = textOf(element.type);
  if (type === "datepicker") return dated(value, "selected_date", /^\d{4}-\d{2}-\d{2}$/, "a date like 2026-01-31");
  if (type === "timepicker") return dated(value, "selected_time", /^\d{2}:\d{2}$/, "a time like 09:30");
  if (type === "datetimepicker") return { selected_date_time: Number(value) };
  if (type === "users_select") {
    const person = findPerson(value);
    return person === undefined ? `no person called ${value}` : { selected_user: person.id };
  }
  if (type === "channels_select") return { selected_channel: value };
  if (type === "conversations_select") return { selected_conversation: value };
  const options = optionsOf(element);
  if (options.length === 0) return { value };
  const many = type.startsWith("multi_") || type === "checkboxes";
  const picked = (many ? value.split(",") : [value]).map((one) => optionFor(options, one));
  const found = picked.filter((one) => one !== undefined);
  if (found.length < picked.length)
    return `no option ${JSON.stringify(value)}; there are: ${options.map((one) => labelOf(one)).join(", ")}`;
  return many ? { selected_options: found } : { selected_option: found[0] };
}

function optionFor(options: readonly Shape[], wanted: string): Shape | undefined {
  const plain = wanted.trim().toLowerCase();
  return (
    options.find((one) => one.value === wanted.trim()) ??
    options.find((one) => labelOf(one).trim().toLowerCase() === plain)
  );
}

function dated(value: string, key: string, shape: RegExp, example: string): Choice {
  return shape.test(value) ? { [key]: value } : `must be ${example}, not ${JSON.stringify(value)}`;
}
