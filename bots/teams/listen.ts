import type { Answer } from "../bot.ts";
import type { Card } from "../card.ts";
import { failed, HOME, type Outcome, outcomeOf, within } from "../words.ts";
import { type Activity, isPersonal } from "./activity.ts";
import { cardAnswer, type DialogAnswer, LATER, wordsAnswer } from "./dialog.ts";
import { type Inbound, readExecute, readMessage, readTask } from "./inbound.ts";
import { writePlace } from "./place.ts";
import { type Stage, showReply } from "./reply.ts";

export interface Listening extends Stage {
  answer(): Answer;
  /** Shows a card as the home of somebody's chat. Throws ChatError. */
  home(user: string, card: Card): Promise<void>;
  /** How long a dialog may wait for its answer before it is told to expect it in the chat. */
  readonly answerWaitMs: number;
}

/** What is answered to Teams now, undefined = nothing; `rest` is what is still to be done. */
export interface Taken {
  readonly answer: DialogAnswer | undefined;
  readonly rest: Promise<void>;
}

const NOTHING: Taken = { answer: undefined, rest: Promise.resolve() };

/**
 * Takes what somebody did. `request` names the delivery; `noted` = it is known to be new, and what is not must do
 * nothing but say so. Throws when it is of no known shape.
 */
export async function take(to: Listening, activity: Activity, request: string, noted: boolean): Promise<Taken> {
  if (activity.type === "message") {
    const inbound = readMessage(activity, request);
    return inbound === null ? NOTHING : { answer: undefined, rest: reactTo(to, inbound, noted) };
  }
  if (isWelcome(activity)) return { answer: undefined, rest: openHome(to, activity, request) };
  if (activity.type !== "invoke") return NOTHING;
  switch (activity.name) {
    case "adaptiveCard/action":
      return { answer: undefined, rest: reactTo(to, readExecute(activity, request), noted) };
    case "task/fetch":
    case "task/submit":
      return answerDialog(to, readTask(activity, request));
    default:
      return NOTHING;
  }
}

/** Somebody put the bot into their own chat: what it says first is how everything stands. */
export function isWelcome(activity: Activity): boolean {
  return activity.type === "installationUpdate" && activity.action === "add" && isPersonal(activity);
}

async function openHome(to: Listening, { from, conversation }: Activity, request: string): Promise<void> {
  if (!from) return;
  const user = from.aadObjectId ?? from.id;
  const caller = {
    platform: "teams",
    user,
    name: from.name ?? "",
    channel: conversation.id,
    message: null,
    request,
  } as const;
  const { card } = await outcomeOf(to.answer, { action: HOME, caller }, to.ports);
  try {
    await to.home(user, card);
  } catch (error) {
    to.ports.log("warn", "the home view was not shown", { user, error: String(error) });
  }
}

async function reactTo(to: Listening, inbound: Inbound, noted: boolean): Promise<void> {
  const outcome = noted ? await outcomeOf(to.answer, inbound, to.ports) : failed(inbound.caller.request);
  await showReply(to, outcome, inbound.origin, typedIn(inbound));
}

/** A dialog is the answer to its own request, so that it waits; an answer that comes too late is shown in the chat. */
async function answerDialog(to: Listening, inbound: Inbound): Promise<Taken> {
  const typed = typedIn(inbound);
  const answering = outcomeOf(to.answer, inbound, to.ports);
  const inTime = await within(answering, to.answerWaitMs);
  if (inTime === null) {
    return { answer: LATER, rest: answering.then((late) => showReply(to, late, inbound.origin, typed)) };
  }
  return inDialog(to, inTime, inbound, typed);
}

/**
 * What is for the caller alone stands in the dialog, unless it is the end of a form: then the dialog closes and it stands
 * in the chat. What is for others too is shown where it belongs, and said in the dialog as well.
 */
function inDialog(to: Listening, outcome: Outcome, inbound: Inbound, typed: Readonly<Record<string, string>>): Taken {
  const place = writePlace(inbound.origin);
  const { show, card, reference } = outcome;
  const sent = inbound.action.type === "submit";
  if (reference !== null) return { answer: wordsAnswer(card), rest: Promise.resolve() };
  if (show === "form" && card.form !== undefined) {
    return { answer: cardAnswer(card, place, typed), rest: Promise.resolve() };
  }
  if (show === "caller" && !sent) return { answer: cardAnswer(card, place), rest: Promise.resolve() };
  return { answer: sent ? null : wordsAnswer(card), rest: showReply(to, outcome, inbound.origin, typed) };
}

function typedIn({ action }: Inbound): Readonly<Record<string, string>> {
  return action.type === "submit" ? action.values : {};
}
