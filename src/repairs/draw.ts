import { createHash } from "node:crypto";
import type { CardAction, Option, Section } from "../../bots/card.ts";
import type { RepairAnswer } from "../../engine/index.ts";
import type { Buttons } from "../commands/buttons.ts";
import { foreign } from "../commands/words.ts";
import type { Control, Side } from "./controls.ts";
import type { At } from "./scope.ts";
import { optionLabel, valueText } from "./words.ts";

/** Slack takes so many characters as what an option stands for, and so many as what it is called. */
const OPTION = 75;

/** Lists first, then the buttons, then what did not fit among them in a list of its own, then addresses. */
export function drawControls(controls: readonly Control[], at: At, most: number, buttons: Buttons): CardAction[] {
  const pressed = controls.filter((one) => one.as === "answer" || one.as === "form");
  const room = Math.max(0, most - pressed.filter((one) => one.as === "form").length);
  const answers = pressed.filter((one) => one.as === "answer");
  // A list of a single thing is no shorter than its button.
  const fitting = answers.length === room + 1 ? answers : answers.slice(0, room);
  const shown = pressed.filter((one) => one.as === "form" || fitting.includes(one));
  const rest = answers.filter((one) => !fitting.includes(one));
  return [
    ...controls.flatMap((one) => (one.as === "pick" ? [list(one, at, buttons)] : [])),
    ...controls.flatMap((one) =>
      one.as === "each"
        ? [
            buttons.button({
              label: one.label,
              verb: "repair",
              args: { cause: one.cause, each: true },
              style: "primary",
            }),
          ]
        : [],
    ),
    ...shown.map((one, place) =>
      button(one, at, place === 0 && controls[0]?.as !== "pick" && controls[0]?.as !== "each", buttons),
    ),
    ...(rest.length > 0 ? [choosing("More…", rest, at, buttons)] : []),
    ...controls.flatMap((one, place): CardAction[] =>
      one.as === "link" ? [{ type: "link", id: `repair-open-${place}`, label: one.label, url: one.url }] : [],
    ),
  ];
}

function button(control: Control, at: At, first: boolean, buttons: Buttons): CardAction {
  const style = first ? { style: "primary" as const } : {};
  if (control.as === "answer") {
    const { label, answer, keeps, confirm } = control;
    const args = { ...at, answer, keeps, sure: confirm !== undefined };
    const look = confirm ? { confirm, style: "danger" as const } : style;
    return buttons.button({ label, verb: "repair-answer", args, ...look });
  }
  const asks = control.as === "form" ? control.asks : "fill";
  const drawn = buttons.button({ label: control.label, verb: "repair-form", args: { ...at, asks }, ...style });
  return drawn.type === "button" ? { ...drawn, opens: "form" } : drawn;
}

function list(control: Extract<Control, { as: "pick" }>, at: At, buttons: Buttons): CardAction {
  const { label, asked, keeps } = control;
  const { options, long } = optionsOf(control.options);
  const args = { ...at, asked, keeps, ...(Object.keys(long).length > 0 ? { long } : {}) };
  return buttons.select({ label, verb: "repair-pick", args, options });
}

/** What stands for a value in a list: itself, or a short name of it where it is too long. */
export function optionKey(value: string): string {
  if (value !== "" && value.length <= OPTION) return value;
  return `#${createHash("sha256").update(value).digest("base64url").slice(0, 16)}`;
}

/** Options as a list takes them; in `long` stands what is named in short. */
export function optionsOf(choices: readonly Option[]): {
  readonly options: readonly Option[];
  readonly long: Readonly<Record<string, string>>;
} {
  const long = choices.flatMap(({ value }) => (optionKey(value) === value ? [] : [[optionKey(value), value] as const]));
  const options = choices.map(({ value, label }) => ({
    value: optionKey(value),
    label: optionLabel(label) || optionLabel(value) || "(empty)",
  }));
  return { options, long: Object.fromEntries(long) };
}

interface Labelled {
  readonly label: string;
  readonly answer: RepairAnswer;
  readonly keeps: boolean;
}

/** A list of whole answers: what is picked is looked up on our side. */
function choosing(label: string, answers: readonly Labelled[], at: At, buttons: Buttons): CardAction {
  const options = answers.map((one, place) => ({ value: String(place), label: optionLabel(one.label) }));
  const args = { ...at, answers: answers.map(({ answer, keeps }) => ({ answer, keeps })) };
  return buttons.select({ label, verb: "repair-choose", args, options });
}

/** A field that was changed on both sides, with its own buttons; `hidden` = its values may not be shown. */
export function drawSide(side: Side, at: At, hidden: boolean, name: string, buttons: Buttons): Section {
  const { field, here, there, newer } = side;
  return {
    heading: `${foreign(field, 60)}: changed on both sides`,
    tone: "warning",
    lines: [
      ...(hidden ? [] : [`Here: ${valueText(here)}. In ${name}: ${valueText(there)}.`]),
      `${newer === "here" ? "Ours" : "Theirs"} was changed later. Neither was overwritten.`,
    ],
    actions: sideActions({ field, newer }, at, name, buttons),
  };
}

/** Which side is right, this once or from now on. */
export function sideActions(
  { field, newer }: Pick<Side, "field" | "newer">,
  at: At,
  name: string,
  buttons: Buttons,
): readonly CardAction[] {
  const answer = (which: "here" | "there", keep: boolean): RepairAnswer => ({ kind: "side", field, side: which, keep });
  const press = (label: string, which: "here" | "there") =>
    buttons.button({
      label,
      verb: "repair-answer",
      args: { ...at, answer: answer(which, false), keeps: true, sure: false },
      ...(newer === which ? { style: "primary" as const } : {}),
    });
  return [
    press("Keep ours", "here"),
    press("Keep theirs", "there"),
    choosing(
      "Always…",
      [
        { label: "Always ours from now on", answer: answer("here", true), keeps: true },
        { label: optionLabel(`Always those of ${name} from now on`), answer: answer("there", true), keeps: true },
      ],
      at,
      buttons,
    ),
  ];
}
