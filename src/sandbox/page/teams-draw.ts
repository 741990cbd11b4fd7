import {
  type Action,
  AdaptiveCard,
  ExecuteAction,
  GlobalRegistry,
  GlobalSettings,
  HostConfig,
  OpenUrlAction,
  SubmitAction,
  Table,
  Versions,
} from "adaptivecards";
import { markdown } from "./markdown.ts";
import { drawMarks } from "./marks.ts";
import type { PressedAction } from "./teams-deed.ts";
import { teamsLook } from "./teams-look.ts";

const look = new HostConfig(teamsLook);
// The bundler leaves out a module of the package of which nothing is used.
GlobalRegistry.defaultElements.register("Table", Table, Versions.v1_5);
GlobalSettings.setTabIndexAtCardRoot = false;
GlobalSettings.allowMoreThanMaxActionsInOverflowMenu = true;
AdaptiveCard.onProcessMarkdown = (text, result) => {
  result.outputHtml = markdown(text);
  result.didProcess = true;
};

/** The card as the official renderer draws it; null when it can draw nothing. */
export function drawCard(source: unknown, pressed: (action: PressedAction) => void): HTMLElement | null {
  const card = new AdaptiveCard();
  card.hostConfig = look;
  card.parse(source);
  card.onExecuteAction = (action) => {
    const told = pressedAction(action);
    if (told !== null) pressed(told);
  };
  const drawn = card.render();
  if (drawn === undefined) return null;
  finish(card, drawn);
  card.onInlineCardExpanded = () => finish(card, drawn);
  return drawn;
}

function pressedAction(action: Action): PressedAction | null {
  const common = { id: action.id ?? "", title: action.title ?? "" };
  if (action instanceof OpenUrlAction) return { ...common, kind: "open", url: action.url ?? "", data: {}, inputs: [] };
  if (!(action instanceof ExecuteAction) && !(action instanceof SubmitAction)) return null;
  const inputs = Object.values(action.getReferencedInputs() ?? {});
  return {
    ...common,
    kind: action instanceof ExecuteAction ? "execute" : "submit",
    url: "",
    data: action.data,
    inputs: inputs.map((one) => ({ id: one.id ?? "", label: one.label ?? "" })),
  };
}

/** What the renderer leaves out: the actions' ids, names and roles, and the signs of a tone. */
function finish(card: AdaptiveCard, drawn: HTMLElement): void {
  for (const action of card.getAllActions())
    if (action.id !== undefined) action.renderedElement?.setAttribute("data-action-id", action.id);
  for (const menu of drawn.querySelectorAll("select"))
    if (menu.getAttribute("aria-labelledby") === null && menu.labels.length === 0)
      menu.setAttribute("aria-label", menu.querySelector("option[hidden]")?.textContent || "Choose");
  // What the card says of itself when it is read out; only a group can have a name.
  if (drawn.hasAttribute("aria-label")) drawn.setAttribute("role", "group");
  drawMarks(drawn);
}
