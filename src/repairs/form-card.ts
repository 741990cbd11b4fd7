import type { Card, FormField, Line } from "../../bots/card.ts";
import type { Choice, Offer, RepairTrial, RepairView } from "../../engine/index.ts";
import type { Buttons } from "../commands/buttons.ts";
import { counted, foreign, type Names } from "../commands/words.ts";
import { candidateLabel, MOST_OPTIONS } from "./controls.ts";
import { optionsOf } from "./draw.ts";
import { askFor, FIND, keepField, VALUE } from "./form-fields.ts";
import { priceOf, tooDear } from "./price-words.ts";
import type { Asked, At } from "./scope.ts";
import { fieldName, noun, records } from "./words.ts";

export interface FormInput {
  readonly view: RepairView;
  readonly at: At;
  readonly asks: "fill" | Asked;
  /** What it costs; null = not known. */
  readonly price: RepairTrial | null;
  readonly names: Names;
  /** By our field, or by a field of the form itself. */
  readonly problems: Readonly<Record<string, string>>;
  readonly typed: Readonly<Record<string, string>>;
}

/** A dialog that asks for values; null = what it asks for is not offered any more. */
export function formCard(input: FormInput, buttons: Buttons): Card | null {
  const { asks, view } = input;
  if (asks === "fill") {
    const offer = view.offers.find((one) => one.kind === "fill");
    return offer ? fillForm(offer, input, buttons) : null;
  }
  const choices = choicesOf(asks, view);
  return choices === null ? null : pickForm(asks, choices, input, buttons);
}

/** What may be picked; null = it is not offered any more. */
export function choicesOf(asked: Asked, { offers }: RepairView): readonly Choice[] | null {
  for (const offer of offers) {
    if (offer.kind === "match" && asked.kind === "match" && offer.side === asked.side)
      return offer.candidates.map(({ id, name }) => ({ value: id, label: candidateLabel(id, name) }));
    if (asked.kind === "match") continue;
    if (offer.kind === "remap" && asked.kind === "remap" && offer.field === asked.field) return offer.candidates;
    if ((offer.kind === "pick" || offer.kind === "owner") && offer.kind === asked.kind && offer.field === asked.field)
      return offer.options;
  }
  return null;
}

/** Whether what is picked can be kept as a rule. */
function keepsOf(asked: Asked, { offers }: RepairView): boolean {
  if (asked.kind === "owner") return true;
  return offers.some(
    (offer) => offer.kind === "pick" && asked.kind === "pick" && offer.field === asked.field && offer.keeps !== null,
  );
}

function fillForm(offer: Extract<Offer, { kind: "fill" }>, input: FormInput, buttons: Buttons): Card {
  const { view, problems, typed } = input;
  const known = new Set(offer.fields.map((one) => one.field));
  const others = Object.entries(problems).flatMap(([field, problem]) =>
    known.has(field) ? [] : [`${foreign(field, 60)}: ${foreign(problem, 200)}`],
  );
  const fields = offer.fields.map((one) => askFor(one, own(problems, one.field)));
  const keep = offer.keeps === null ? [] : [keepField("send it wherever the field is empty")];
  return {
    ...frame(input, others),
    headline: headlineOf(view),
    form: {
      id: formId(input, buttons),
      submit: "Mend",
      fields: [...fields, ...keep].map((one) => typedIn(one, typed)),
    },
  };
}

function headlineOf({ cause }: RepairView): string {
  const verb = cause.reason === "DATA_REQUIRED_MISSING" ? "Fill in" : "Correct";
  return cause.records === 1 ? `${verb} this ${cause.object}` : `${verb} ${records(cause)}`;
}

function pickForm(asked: Asked, choices: readonly Choice[], input: FormInput, buttons: Buttons): Card {
  const { view, problems, typed } = input;
  const wanted = (typed[FIND] ?? "").trim();
  const fitting = matching(choices, wanted);
  const shown = (fitting.length > 0 ? fitting : choices).slice(0, MOST_OPTIONS);
  const { options } = optionsOf(shown);
  const long = choices.length > MOST_OPTIONS;
  const found =
    wanted === "" || fitting.length === 0
      ? []
      : [`${counted(fitting.length, "value")} ${fitting.length === 1 ? "fits" : "fit"} “${foreign(wanted, 60)}”.`];
  const fields: readonly FormField[] = [
    ...(long
      ? [
          {
            name: FIND,
            label: "Find",
            kind: "text" as const,
            hint: `There are ${counted(choices.length, "value")}: write a part of the one that is meant.`,
            ...(problems[FIND] === undefined ? {} : { error: problems[FIND] }),
          },
        ]
      : []),
    {
      name: VALUE,
      label: asked.kind === "match" ? "The match" : "Value",
      kind: "select",
      options,
      ...(long ? {} : { required: true }),
      ...(problems[VALUE] === undefined ? {} : { error: problems[VALUE] }),
    },
    ...(keepsOf(asked, view) ? [keepField("do so from now on")] : []),
  ];
  return {
    ...frame(input, found),
    headline: asked.kind === "match" ? "Pick the match" : "Pick a value",
    form: { id: formId(input, buttons), submit: "Mend", fields: fields.map((one) => typedIn(one, typed)) },
  };
}

/** Those whose name or value holds what is looked for; all when nothing is. */
export function matching(choices: readonly Choice[], wanted: string): readonly Choice[] {
  const small = wanted.trim().toLowerCase();
  if (small === "") return choices;
  return choices.filter(({ value, label }) => [value, label].some((each) => each.toLowerCase().includes(small)));
}

function frame({ view, price, names, asks }: FormInput, more: readonly Line[]): Omit<Card, "headline"> {
  const { cause } = view;
  const field = fieldName(view);
  return {
    kind: "repair",
    state: asks === "fill" ? "form_fill" : `form_${asks.kind}`,
    tone: "info",
    lines: [
      `It is for ${records(cause)} ${cause.direction === "outbound" ? "to" : "from"} ${names(cause.connection)}${field === null ? "" : `, ${field}`}.`,
      ...(price === null || price.calls === 0 ? [] : [`Price: ${priceOf(price)}.`, ...tooDear(price)]),
      ...(cause.records > 1 && asks === "fill" ? [`The same goes into all ${noun(cause, cause.records)}.`] : []),
      ...more,
    ],
  };
}

/** The form's own button: what it may do stands on our side. */
function formId({ at, asks }: FormInput, buttons: Buttons): string {
  return buttons.button({ label: "Mend", verb: "repair-send", args: { ...at, asks } }).id;
}

/** What was typed survives an error. */
function typedIn(field: FormField, typed: Readonly<Record<string, string>>): FormField {
  const text = own(typed, field.name);
  return text === undefined ? field : { ...field, value: text };
}

function own(texts: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(texts, name) ? texts[name] : undefined;
}
