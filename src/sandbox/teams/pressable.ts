import { isShape, type Shape, shapeOf, textOf } from "../chat/shape.ts";
import { choiceNamed, choicesOf, isNamed } from "./inputs.ts";
import { INSIDE } from "./text.ts";

/** Something in a card that can be pressed, with the inputs whose values it sends. */
export interface Pressable {
  readonly action: Shape;
  /** Those of its own card and of the cards around it. */
  readonly inputs: readonly Placed[];
  /** Where it stands in the card, counted from the top. */
  readonly at: number;
  /** What lies behind a button that opens a card. */
  readonly inner: readonly Pressable[];
}

interface Placed {
  readonly input: Shape;
  readonly at: number;
}

/** All that can be pressed in a card, from the top; a button that opens a card holds what is in that card. */
export function pressables(card: Shape): readonly Pressable[] {
  return inCard(card, [], { at: 0 });
}

interface Count {
  at: number;
}

function inCard(card: Shape, around: readonly Placed[], count: Count): readonly Pressable[] {
  const inputs: Placed[] = [...around];
  const actions: { action: Shape; at: number }[] = [];
  walk(card, count, inputs, (action, at) => actions.push({ action, at }));
  return actions.map(({ action, at }) => {
    const inner = action.type === "Action.ShowCard" ? inCard(shapeOf(action.card), inputs, count) : [];
    return { action, at, inputs, inner };
  });
}

function walk(part: unknown, count: Count, inputs: Placed[], take: (action: Shape, at: number) => void): void {
  if (Array.isArray(part)) for (const one of part) walk(one, count, inputs, take);
  if (!isShape(part)) return;
  const type = textOf(part.type);
  count.at += 1;
  if (type.startsWith("Action.")) {
    take(part, count.at);
    return;
  }
  if (type.startsWith("Input.")) inputs.push({ input: part, at: count.at });
  for (const key of [...INSIDE, "inlines", "inlineAction", "selectAction", "actions"])
    walk(part[key], count, inputs, take);
}

/** A button to press, and what was picked in a menu before. */
export interface Target {
  readonly pressable: Pressable;
  readonly picked: Readonly<Record<string, string>>;
}

/**
 * Finds what a person means by `key`: a button by its id or words; a menu by its words, whose button is then pressed;
 * or an option of a menu. A button that opens a card with one button in it means that one: the person confirms.
 */
export function findTarget(card: Shape, key: string, value: string | null): Target | string {
  const all = flat(pressables(card));
  const named = buttonNamed(all, key);
  const button = named === undefined ? undefined : confirmed(named);
  if (typeof button === "string") return button;
  if (button !== undefined) return value === null ? { pressable: button, picked: {} } : withOption(button, value);
  for (const pressable of all.filter(sends)) {
    const menu = pressable.inputs.find(({ input }) => input.type === "Input.ChoiceSet" && isNamed(input, key));
    if (menu === undefined || value === null) continue;
    const next = nextButton(all, menu);
    if (next !== undefined) return pickIn(next, menu.input, value);
  }
  for (const pressable of all.filter(sends)) {
    const menu = pressable.inputs.find(({ input }) => choiceNamed(input, key) !== null);
    const next = menu === undefined ? undefined : nextButton(all, menu);
    if (menu !== undefined && next !== undefined) return pickIn(next, menu.input, key);
  }
  const known = all.map(({ action }) => `${textOf(action.title)} (${textOf(action.id)})`);
  return `unknown action ${JSON.stringify(key)}; known: ${known.join(", ") || "none"}`;
}

export function flat(all: readonly Pressable[]): readonly Pressable[] {
  return all.flatMap((one) => [one, ...flat(one.inner)]);
}

/** Whether pressing it sends something to the bot. */
export function sends({ action }: Pressable): boolean {
  return action.type === "Action.Execute" || action.type === "Action.Submit";
}

function buttonNamed(all: readonly Pressable[], key: string): Pressable | undefined {
  const plain = key.trim().toLowerCase();
  return (
    all.find(({ action }) => action.id === key) ??
    all.find(({ action }) => textOf(action.title).trim().toLowerCase() === plain)
  );
}

function confirmed(pressable: Pressable): Pressable | string {
  if (pressable.action.type !== "Action.ShowCard") return pressable;
  const inside = flat(pressable.inner).filter(sends);
  const [only] = inside;
  if (only !== undefined && inside.length === 1) return only;
  const titles = inside.map(({ action }) => textOf(action.title)).join(", ");
  return `${textOf(pressable.action.title)} opens a card; in it can be pressed: ${titles || "nothing"}`;
}

/** The menu beside the button: the one that bears its words, else the nearest before it that has the option. */
function withOption(pressable: Pressable, value: string): Target | string {
  const menus = pressable.inputs.filter(({ input }) => input.type === "Input.ChoiceSet");
  const before = menus.filter(({ input, at }) => at < pressable.at && choiceNamed(input, value) !== null);
  const same = menus.find(({ input }) => isNamed(input, textOf(pressable.action.title)));
  const menu = same ?? before.at(-1) ?? menus[0];
  if (menu === undefined) return `${textOf(pressable.action.title)} has no options`;
  return pickIn(pressable, menu.input, value);
}

function pickIn(pressable: Pressable, menu: Shape, value: string): Target | string {
  const choice = choiceNamed(menu, value);
  if (choice !== null) return { pressable, picked: { [textOf(menu.id)]: choice.value } };
  const titles = choicesOf(menu).map((one) => one.label);
  return `no option ${JSON.stringify(value)}; there are: ${titles.join(", ") || "none"}`;
}

/** The button that sends a menu's choice: the first below it that knows the menu. */
function nextButton(all: readonly Pressable[], menu: Placed): Pressable | undefined {
  const fitting = all.filter((one) => sends(one) && one.inputs.some(({ input }) => input === menu.input));
  const same = fitting.find(({ action }) => isNamed(menu.input, textOf(action.title)));
  return same ?? fitting.find((one) => one.at > menu.at) ?? fitting[0];
}
