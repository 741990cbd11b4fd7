import { isShape, listOf, type Shape, textOf } from "../chat/shape.ts";

/** What Teams draws: Adaptive Cards 1.5, and the elements that it added on its own. */
const ELEMENTS: ReadonlySet<string> = new Set([
  ...["TextBlock", "RichTextBlock", "TextRun", "Image", "ImageSet", "Media", "FactSet", "ActionSet"],
  ...["Container", "ColumnSet", "Column", "Table", "TableRow", "TableCell", "Carousel", "CarouselPage"],
  ...["Input.Text", "Input.Number", "Input.Date", "Input.Time", "Input.Toggle", "Input.ChoiceSet", "Input.Rating"],
  ...["Badge", "Icon", "CodeBlock", "CompoundButton", "Component", "ProgressBar", "ProgressRing", "Rating"],
  ...["Chart.Line", "Chart.Pie", "Chart.Donut", "Chart.Gauge", "Chart.HorizontalBar", "Chart.HorizontalBar.Stacked"],
  ...["Chart.VerticalBar", "Chart.VerticalBar.Grouped"],
]);

const ACTIONS: ReadonlySet<string> = new Set([
  ...["Action.Execute", "Action.Submit", "Action.OpenUrl", "Action.ShowCard", "Action.ToggleVisibility"],
  ...["Action.Popover", "Action.ResetInputs", "Action.OpenUrlDialog", "Action.InsertImage"],
]);

/** Keys below which only elements or only actions lie; anything else in a card is not looked at. */
const ELEMENT_KEYS = ["body", "items", "columns", "rows", "cells", "pages", "images"] as const;
const ACTION_KEYS = ["actions", "selectAction", "inlineAction"] as const;

const CONTENT_OF: Readonly<Record<string, string>> = {
  ColumnSet: "Column",
  Table: "TableRow",
  TableRow: "TableCell",
  Carousel: "CarouselPage",
};

/** What is wrong with an Adaptive Card, in words with a JSON pointer; empty = Teams shows it. */
export function cardFaults(card: unknown): readonly string[] {
  const faults: string[] = [];
  if (!isShape(card)) return ["/: an Adaptive Card must be an object"];
  if (card.type !== "AdaptiveCard") return [`/type: must be AdaptiveCard, not ${said(card.type)}`];
  const version = /^1\.(\d+)$/.exec(textOf(card.version))?.[1];
  if (version === undefined || Number(version) > 5)
    faults.push(`/version: must be 1.0 to 1.5, not ${said(card.version)}`);
  const ids: string[] = [];
  checkInside(card, "", { faults, ids });
  for (const id of new Set(ids.filter((one, at) => ids.indexOf(one) !== at)))
    faults.push(`/: the id ${id} is used twice`);
  return faults;
}

interface Found {
  readonly faults: string[];
  readonly ids: string[];
}

function checkInside(part: Shape, pointer: string, found: Found): void {
  const known = part.type === "Table" ? ELEMENT_KEYS.filter((key) => key !== "columns") : ELEMENT_KEYS;
  for (const key of known) {
    if (part[key] === undefined) continue;
    if (!Array.isArray(part[key])) found.faults.push(`${pointer}/${key}: must be a list`);
    for (const [at, one] of listOf(part[key]).entries())
      checkElement(one, `${pointer}/${key}/${at}`, CONTENT_OF[textOf(part.type)], found);
  }
  for (const key of ACTION_KEYS) {
    const value = part[key];
    if (value === undefined) continue;
    for (const [at, one] of (Array.isArray(value) ? value : [value]).entries())
      checkAction(one, Array.isArray(value) ? `${pointer}/${key}/${at}` : `${pointer}/${key}`, found);
  }
}

/** Columns, rows and cells may leave their type out: where they lie says it. */
function checkElement(element: unknown, pointer: string, implied: string | undefined, found: Found): void {
  if (!isShape(element)) {
    found.faults.push(`${pointer}: must be an object`);
    return;
  }
  const type = textOf(element.type) || (implied ?? "");
  if (!ELEMENTS.has(type)) {
    if (element.fallback === undefined) found.faults.push(`${pointer}/type: unknown element ${said(element.type)}`);
    return;
  }
  if (type === "TextBlock" && typeof element.text !== "string") found.faults.push(`${pointer}/text: must be text`);
  if (type === "Image" && typeof element.url !== "string") found.faults.push(`${pointer}/url: must be text`);
  if (type === "FactSet") for (const fact of listOf(element.facts)) checkFact(fact, pointer, found);
  if (type.startsWith("Input.") && textOf(element.id) === "") found.faults.push(`${pointer}/id: an input needs an id`);
  if (type === "Input.ChoiceSet") checkChoices(element, pointer, found);
  if (typeof element.id === "string") found.ids.push(element.id);
  checkInside({ ...element, type }, pointer, found);
}

function checkFact(fact: unknown, pointer: string, found: Found): void {
  if (isShape(fact) && typeof fact.title === "string" && typeof fact.value === "string") return;
  found.faults.push(`${pointer}/facts: a fact needs a title and a value`);
}

function checkChoices(input: Shape, pointer: string, found: Found): void {
  const fine = (choice: unknown) =>
    isShape(choice) && typeof choice.title === "string" && typeof choice.value === "string";
  if (!listOf(input.choices).every(fine)) found.faults.push(`${pointer}/choices: a choice needs a title and a value`);
}

function checkAction(action: unknown, pointer: string, found: Found): void {
  const type = isShape(action) ? textOf(action.type) : "";
  if (!isShape(action) || !ACTIONS.has(type)) {
    if (!isShape(action) || action.fallback === undefined)
      found.faults.push(`${pointer}/type: unknown action ${said(isShape(action) ? action.type : action)}`);
    return;
  }
  if (type === "Action.OpenUrl" && !URL.canParse(textOf(action.url)))
    found.faults.push(`${pointer}/url: not an address`);
  if (typeof action.id === "string") found.ids.push(action.id);
  if (type === "Action.ShowCard") {
    if (!isShape(action.card)) found.faults.push(`${pointer}/card: must be an Adaptive Card`);
    else checkInside(action.card, `${pointer}/card`, found);
  }
}

function said(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : typeof value;
}
