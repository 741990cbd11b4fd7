import type { Card } from "./card.ts";

/** The only cards that a bot makes itself: when there is no answer to show. */
export function couldNotBeDone(reference: string): Card {
  return {
    kind: "could_not_be_done",
    state: "error",
    tone: "critical",
    headline: "This could not be done",
    lines: [
      "Something unexpected happened on our side, and it was written to the log.",
      ["Try again. If it happens again, give an administrator this reference: ", { code: reference }, "."],
    ],
  };
}

/** The same beside a field of a form that stays open. */
export function failureText(reference: string): string {
  return `This could not be done. Try again; if it happens again, give an administrator this reference: ${reference}.`;
}

export function dialogTooLate(): Card {
  return {
    kind: "dialog_too_late",
    state: "error",
    tone: "warning",
    headline: "The dialog could not be opened in time",
    lines: ["Nothing was changed. Please do the same again."],
  };
}

/** Short enough to be read out, and the same for the same request. */
export function referenceOf(request: string): string {
  return request.slice(-8).toUpperCase();
}
