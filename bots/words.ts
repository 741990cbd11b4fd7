import { setTimeout as wait } from "node:timers/promises";
import type { Action, Answer, BotPorts, Caller, Reply } from "./bot.ts";
import type { Card } from "./card.ts";

/** `reference` is set when the answer failed: it stands in the log as well. */
export type Outcome = Reply & { readonly reference: string | null };

/** What the program is asked when somebody opens the place where a bot shows how everything stands. */
export const HOME = { type: "command", text: "home" } as const satisfies Action;

/** The answer to what somebody did. Never throws: a failure is logged, and what is shown names it and tells no detail. */
export async function outcomeOf(
  answer: () => Answer,
  { action, caller }: { readonly action: Action; readonly caller: Caller },
  ports: Pick<BotPorts, "log">,
): Promise<Outcome> {
  try {
    return { ...(await answer()(action, caller)), reference: null };
  } catch (error) {
    const reference = referenceOf(caller.request);
    const cause = error instanceof Error ? (error.stack ?? error.message) : String(error);
    ports.log("error", "an answer failed", { reference, action: action.type, user: caller.user, error: cause });
    return failed(caller.request);
  }
}

export function failed(request: string): Outcome {
  const reference = referenceOf(request);
  return { show: "caller", card: couldNotBeDone(reference), reference };
}

/** Null when it takes longer than `ms`. */
export async function within<T>(answering: Promise<T>, ms: number): Promise<T | null> {
  const timer = new AbortController();
  const late = wait(ms, null, { signal: timer.signal }).catch(() => null);
  const first = await Promise.race([answering, late]);
  timer.abort();
  return first;
}

/** The only cards that a bot makes itself: when there is no answer to show. */
function couldNotBeDone(reference: string): Card {
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
function referenceOf(request: string): string {
  return request.slice(-8).toUpperCase();
}
