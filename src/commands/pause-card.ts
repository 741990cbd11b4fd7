import type { Card } from "../../bots/card.ts";
import type { ConnectionView } from "../../engine/index.ts";
import type { Buttons, Press } from "./buttons.ts";
import { counted, foreign, waiting } from "./words.ts";

export interface PauseInput {
  readonly name: string;
  readonly view: Pick<ConnectionView, "pending" | "oldestPendingAt">;
  readonly why: string;
}

/** Asks once more: a paused connection does nothing until somebody resumes it. */
export function confirmPause({ name, view, why }: PauseInput, press: Omit<Press, "label">, buttons: Buttons): Card {
  return {
    kind: "pause",
    state: "confirm",
    tone: "info",
    headline: `Pause ${name}?`,
    lines: [
      "Nothing is read from it and nothing is sent to it until somebody resumes it. Changes go on being collected, so nothing is lost.",
      waiting(view.pending, view.oldestPendingAt),
      ...(why === "" ? ["Say why, so that others know, for example: pause salesforce until the import is done."] : []),
    ],
    ...(why === "" ? {} : { facts: [{ label: "Why", value: foreign(why) }] }),
    actions: [buttons.button({ ...press, label: `Pause ${name}`, style: "danger" })],
    ...(press.expiresAt === undefined ? {} : { footer: ["This offer ends at ", { at: press.expiresAt }, "."] }),
  };
}

export function pausedCard({ name, view, why }: PauseInput, by: string, resume: Press, buttons: Buttons): Card {
  return {
    kind: "pause",
    state: "paused",
    tone: "info",
    headline: `${name} is paused`,
    lines: [
      `Paused by ${foreign(by, 80)}${why === "" ? "" : `: ${foreign(why)}`}. What is under way is brought to its end; then nothing moves.`,
      waiting(view.pending, view.oldestPendingAt),
    ],
    actions: [buttons.button(resume)],
  };
}

/** Pausing what is paused, resuming what runs: said with who did it, and nothing is changed. */
export function unchangedCard(
  name: string,
  paused: { readonly by: string; readonly why: string; readonly at: number } | null,
  resumed: { readonly by: string; readonly at: number } | null = null,
): Card {
  return {
    kind: "pause",
    state: paused ? "paused_already" : "running_already",
    tone: "info",
    headline: paused ? `${name} is paused already` : `${name} is not paused`,
    lines: [
      paused
        ? [
            `By ${foreign(paused.by, 80)} at `,
            { at: paused.at },
            `${paused.why === "" ? "" : `: ${foreign(paused.why)}`}. Nothing was changed.`,
          ]
        : resumed
          ? [`It was resumed by ${foreign(resumed.by, 80)} at `, { at: resumed.at }, ". Nothing was changed."]
          : "It is at work. Nothing was changed.",
    ],
  };
}

export function resumedCard(name: string, view: Pick<ConnectionView, "pending" | "oldestPendingAt">): Card {
  return {
    kind: "resume",
    state: "resumed",
    tone: "good",
    headline: `${name} is at work again`,
    lines: [
      view.pending === 0
        ? "It goes on from where it stopped. Nothing was collected meanwhile."
        : `It goes on from where it stopped; ${counted(view.pending, "change")} that ${view.pending === 1 ? "was" : "were"} collected ${view.pending === 1 ? "is" : "are"} sent now.`,
    ],
  };
}

/** Who is signed out has nothing to resume. */
export function signedOutCard(name: string, reconnect: Press, buttons: Buttons): Card {
  return {
    kind: "resume",
    state: "refused",
    tone: "warning",
    headline: `${name} is signed out`,
    lines: ["It can only go on after somebody has signed in to the CRM again. Nothing was changed."],
    actions: [buttons.button(reconnect)],
  };
}
