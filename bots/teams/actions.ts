import type { CardAction, Confirm, Option } from "../card.ts";
import { clean, type Lose } from "../text.ts";
import { BUDGET, LIMITS } from "./limits.ts";
import type { Drawing } from "./render-drawing.ts";
import { bareLine, headingBlock } from "./render-lines.ts";
import type { ActionSet, CardButton, Element, Pressed, Submit } from "./render-types.ts";
import { linkAddress, plainText } from "./safe.ts";

type Button = Extract<CardAction, { type: "button" }>;
type Choice = { readonly title: string; readonly value: string };
type Select = Extract<CardAction, { type: "select" }>;

/** Before the id of an action comes this for the input whose value its button sends. */
const CHOICE = "choice:";

/**
 * In the order of the card, so that the best comes first: buttons in rows of three, each menu above its own button; what
 * belongs together is one group. What Teams cannot show is left out and told.
 */
export function actionGroups(actions: readonly CardAction[], drawing: Drawing): Element[][] {
  const groups: Element[][] = [];
  let row: CardButton[] = [];
  const endRow = () => {
    groups.push(...rowsOf(row).map((each) => [each]));
    row = [];
  };
  for (const action of actions) {
    if (action.type === "select") {
      const menu = menuElements(action, drawing);
      if (menu.length === 0) cannotBeShown(action, drawing.lose);
      else {
        endRow();
        groups.push(menu);
      }
      continue;
    }
    const button = action.type === "link" ? linkButton(action, drawing) : pressButton(action, drawing);
    if (button === null) cannotBeShown(action, drawing.lose);
    else row.push(button);
  }
  endRow();
  return groups;
}

function cannotBeShown(action: CardAction, lose: Lose): void {
  lose(`The choice "${clean(action.label)}" cannot be shown.`);
}

function rowsOf(buttons: readonly CardButton[]): ActionSet[] {
  const rows: ActionSet[] = [];
  for (let from = 0; from < buttons.length; from += BUDGET.actionsInRow) {
    rows.push({ type: "ActionSet", actions: buttons.slice(from, from + BUDGET.actionsInRow) });
  }
  return rows;
}

function linkButton(action: Extract<CardAction, { type: "link" }>, drawing: Drawing): CardButton | null {
  const url = linkAddress(action.url, LIMITS.link);
  if (url === null) return null;
  const title = plainText(action.label, LIMITS.actionTitle, drawing.lose);
  return { type: "Action.OpenUrl", id: drawing.newId(action.id), title, ...styleOf(action.style), url };
}

/** A question stands between the press and the deed: the button then opens it, and the button in there does the deed. */
function pressButton(action: Button, drawing: Drawing): CardButton {
  const title = plainText(action.label, LIMITS.actionTitle, drawing.lose);
  const crmsync = { id: action.id, ...drawing.mark };
  const opens = action.opens === "form" && drawing.within === "message";
  const data = opens ? { crmsync, msteams: { type: "task/fetch" as const } } : { crmsync };
  const deed = (ownTitle: string): CardButton => {
    const titled = { id: drawing.newId(action.id), title: ownTitle, ...styleOf(action.style) };
    return opens
      ? { type: "Action.Submit", ...titled, data, associatedInputs: "none" }
      : sending("press", titled, data, drawing);
  };
  return action.confirm === undefined ? deed(title) : askFirst(action, title, action.confirm, deed, drawing);
}

function askFirst(
  action: Button,
  title: string,
  confirm: Confirm,
  deed: (title: string) => CardButton,
  drawing: Drawing,
): CardButton {
  const card = {
    type: "AdaptiveCard" as const,
    body: [
      headingBlock("", confirm.title, "medium", drawing.lose),
      bareLine(confirm.text, drawing.layout.text, drawing.lose),
    ],
    actions: [deed(plainText(confirm.ok, LIMITS.actionTitle, drawing.lose))],
  };
  return { type: "Action.ShowCard", id: drawing.newId(`ask:${action.id}`), title, ...styleOf(action.style), card };
}

/** Teams has no menu that acts when something is picked: a button beside it sends the choice. */
function menuElements(action: Select, drawing: Drawing): Element[] {
  const choices = choicesOf(action.options, action.label, drawing);
  if (choices.length === 0) return [];
  const title = plainText(action.label, LIMITS.actionTitle, drawing.lose);
  const choice = drawing.newId(CHOICE + action.id);
  const data = { crmsync: { id: action.id, choice, ...drawing.mark } };
  return [
    { type: "Input.ChoiceSet", id: choice, style: "compact", placeholder: title, choices },
    { type: "ActionSet", actions: [sending("press", { id: drawing.newId(action.id), title }, data, drawing)] },
  ];
}

/** What an input offers; a value is an identity and stays as it is. */
export function choicesOf(options: readonly Option[], label: string, { layout, lose }: Drawing): Choice[] {
  const shown = options.slice(0, layout.choices);
  if (shown.length < options.length) lose(`"${clean(label)}" offers ${shown.length} of ${options.length} choices.`);
  return shown.map((option) => ({ title: plainText(option.label, LIMITS.optionTitle, lose), value: option.value }));
}

/** The button that sends something to us: it takes the card's inputs along only where they are meant for it. */
export function sending(
  verb: "press" | "submit",
  titled: { id: string; title: string; style?: "positive" | "destructive" },
  data: Pressed,
  drawing: Drawing,
): CardButton {
  const inputs = verb === "submit" || data.crmsync.choice !== undefined ? {} : { associatedInputs: "none" as const };
  if (drawing.within === "dialog") return { type: "Action.Submit", ...titled, data, ...inputs };
  const { id: _, ...untitled } = titled;
  const fallback: Submit = { type: "Action.Submit", ...untitled, data, ...inputs };
  return { type: "Action.Execute", ...titled, verb, data, ...inputs, fallback };
}

function styleOf(style: Button["style"]): { style?: "positive" | "destructive" } {
  if (style === undefined) return {};
  return { style: style === "primary" ? "positive" : "destructive" };
}
