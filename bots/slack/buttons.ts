import type { types } from "@slack/bolt";
import type { CardAction, Option } from "../card.ts";
import { clean, type Lose } from "../text.ts";
import { BUDGET, LIMITS } from "./limits.ts";
import { linkAddress, plainText } from "./safe.ts";

/** Stands before the action id of a button that only opens an address, so that its press is acknowledged and ignored. */
export const LINK_PREFIX = "link:";

/** The value of a button that will be answered by a form. */
export const OPENS_FORM = "form";

/** Rows of three; an action that Slack would refuse (no options, an id that is too long, one twice) is left out and told. */
export function actionRows(actions: readonly CardAction[], lose: Lose): types.ActionsBlock[] {
  const seen = new Set<string>();
  const elements = actions.flatMap((action) => {
    const element = seen.has(action.id) ? null : elementOf(action, lose);
    seen.add(action.id);
    if (element === null) lose(`The choice "${clean(action.label)}" cannot be shown.`);
    return element === null ? [] : [element];
  });
  const rows: types.ActionsBlock[] = [];
  for (let from = 0; from < elements.length; from += BUDGET.buttonsInRow) {
    rows.push({ type: "actions", elements: elements.slice(from, from + BUDGET.buttonsInRow) });
  }
  return rows;
}

function elementOf(action: CardAction, lose: Lose): types.Button | types.StaticSelect | null {
  if (action.id === "" || action.id.length > LIMITS.actionId - LINK_PREFIX.length) return null;
  if (action.type === "select") return selectOf(action.id, action.label, action.options, lose);
  const text = plainText(action.label, LIMITS.buttonText, lose);
  const style = action.style === undefined ? {} : { style: action.style };
  if (action.type === "link") {
    const url = linkAddress(action.url);
    if (url === null || url.length > LIMITS.buttonUrl) return null;
    return { type: "button", action_id: LINK_PREFIX + action.id, text, url, ...style };
  }
  const confirm = action.confirm && {
    title: plainText(action.confirm.title, LIMITS.confirmTitle, lose),
    text: plainText(action.confirm.text, LIMITS.confirmText, lose),
    confirm: plainText(action.confirm.ok, LIMITS.confirmButton, lose),
    deny: plainText("Cancel", LIMITS.confirmButton, lose),
    ...(action.style === "danger" ? { style: "danger" as const } : {}),
  };
  return {
    type: "button",
    action_id: action.id,
    text,
    ...(action.opens === undefined ? {} : { value: OPENS_FORM }),
    ...style,
    ...(confirm ? { confirm } : {}),
  };
}

function selectOf(id: string, label: string, options: readonly Option[], lose: Lose): types.StaticSelect | null {
  const shown = optionsOf(options, label, lose);
  if (shown.length === 0) return null;
  return {
    type: "static_select",
    action_id: id,
    placeholder: plainText(label, LIMITS.placeholder, lose),
    options: shown,
  };
}

/** An option's value is an identity and cannot be cut: one that is too long or empty is left out. */
export function optionsOf(options: readonly Option[], label: string, lose: Lose): types.PlainTextOption[] {
  const fitting = options.filter((option) => option.value !== "" && option.value.length <= LIMITS.optionValue);
  const shown = fitting.slice(0, LIMITS.options);
  if (shown.length < options.length) lose(`"${clean(label)}" offers ${shown.length} of ${options.length} choices.`);
  return shown.map((option) => ({ text: plainText(option.label, LIMITS.optionText, lose), value: option.value }));
}
