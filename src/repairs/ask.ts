import type { Card } from "../../bots/card.ts";
import type { Cause, RepairView } from "../../engine/index.ts";
import type { Buttons } from "../commands/buttons.ts";
import type { Ask } from "../commands/desk.ts";
import { type CauseInput, causeBody } from "./cause-card.ts";
import type { Place } from "./scope.ts";
import { typedSection } from "./typed-words.ts";

/** Whether a record's values may stand where the answer is shown: in private always, in a channel as it is configured. */
function mayShow({ desk, caller }: Ask, place: Place): boolean {
  if (place !== "alert") return true;
  const channel = (desk.channels ?? []).find(
    (one) => one.platform === caller.platform && one.channel === caller.channel,
  );
  return channel?.showValues === true;
}

/** The card of one cause or one record as it stands now. */
export function standingCard(
  view: RepairView,
  place: Place,
  ask: Ask,
  buttons: Buttons,
  more: { readonly state?: string; readonly cause?: Cause; readonly before?: string } = {},
): Card {
  const { fingerprint } = view;
  const { names, caller, desk } = ask;
  const input: CauseInput = {
    cause: more.cause ?? view.cause,
    view,
    proof: null,
    fingerprint,
    names,
    place,
    values: mayShow(ask, place),
  };
  const { lines = [], sections = [], ...body } = causeBody(input, buttons);
  // Where nobody can press a button, what they do can be typed.
  const typed = caller.platform === "cli" ? typedSection(view) : [];
  return {
    kind: "repair",
    state: more.state ?? (input.cause.mending ? "mending" : "open"),
    ...body,
    lines: [...(more.before === undefined ? [] : [more.before]), ...lines],
    sections: [...sections, ...typed],
    footer: ["As of ", { at: desk.now() }, place === "alert" ? "." : ". Only you see this."],
  };
}
