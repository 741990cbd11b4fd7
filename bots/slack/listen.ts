import type { App, ViewResponseAction, ViewSubmitAction } from "@slack/bolt";
import type { Answer } from "../bot.ts";
import type { Card } from "../card.ts";
import { failed, failureText, HOME, type Outcome, outcomeOf, within } from "../words.ts";
import { fieldErrors, loadingView, renderView } from "./form.ts";
import { type Inbound, readCommand, readPress, readSubmit } from "./inbound.ts";
import { writePlace } from "./place.ts";
import { type Stage, showReply } from "./reply.ts";

const COMMAND = "/crmsync";

/** Under this name Bolt's context carries the key of the delivery. */
export const REQUEST = "crmsyncRequest";

/** Under this one, whether the delivery is known to be new. */
export const NOTED = "crmsyncNoted";

export interface Listening extends Stage {
  answer(): Answer;
  /** Shows a card in somebody's home tab. Throws ChatError. */
  home(user: string, card: Card): Promise<void>;
  /** How long a sent form may wait for its answer before it is acknowledged without one. */
  readonly submitWaitMs: number;
}

/** Acknowledges first, then asks for the answer, then shows it. Only a sent form waits, so that errors stand in it. */
export function listen(app: App, to: Listening): void {
  app.command(COMMAND, async ({ body, ack, context }) => {
    await ack();
    await reactTo(to, readCommand(body, String(context[REQUEST])), context[NOTED] !== false);
  });
  app.action({ type: "block_actions" }, async ({ body, ack, context }) => {
    await ack();
    const inbound = readPress(body, String(context[REQUEST]));
    if (inbound !== null) await reactTo(to, inbound, context[NOTED] !== false);
  });
  app.view<ViewSubmitAction>({ type: "view_submission" }, async ({ body, ack, context }) => {
    await submitTo(to, readSubmit(body, String(context[REQUEST])), ack);
  });
  app.event("app_home_opened", async ({ event, context }) => {
    if (event.tab === "home") await openHome(to, event.user, String(context[REQUEST]));
  });
  app.error(async (error) => {
    to.ports.log("error", "slack listener failed", { error: error.stack ?? String(error) });
  });
}

/** Whoever opens the home tab sees how everything stands now; refusals stand there as well. */
async function openHome(to: Listening, user: string, request: string): Promise<void> {
  const caller = { platform: "slack", user, name: "", channel: null, message: null, request } as const;
  const { card } = await outcomeOf(to.answer, { action: HOME, caller }, to.ports);
  try {
    await to.home(user, card);
  } catch (error) {
    to.ports.log("warn", "the home view was not shown", { user, error: String(error) });
  }
}

async function reactTo(to: Listening, inbound: Inbound, noted: boolean): Promise<void> {
  if (!noted) return showReply(to, failed(inbound.caller.request), inbound.origin, null);
  const pressedIn = inbound.origin.view?.type === "modal" ? inbound.origin.view.id : null;
  const opening = inbound.opensForm && pressedIn === null ? openLoading(to, inbound) : Promise.resolve(pressedIn);
  const outcome = await outcomeOf(to.answer, inbound, to.ports);
  await showReply(to, outcome, inbound.origin, await opening);
}

/** The id of a dialog that says "one moment", or null when Slack did not open it. */
async function openLoading(to: Listening, { origin }: Inbound): Promise<string | null> {
  const triggerId = origin.triggerId;
  if (triggerId === null) return null;
  try {
    const opened = await to.client.call((web) =>
      web.views.open({ trigger_id: triggerId, view: loadingView(writePlace(origin)) }),
    );
    return opened.view?.id ?? null;
  } catch (error) {
    to.ports.log("warn", "the waiting dialog was not opened", { error: String(error) });
    return null;
  }
}

type AckView = (response?: ViewResponseAction) => Promise<void>;

async function submitTo(to: Listening, inbound: Inbound, ack: AckView): Promise<void> {
  const typed = inbound.action.type === "submit" ? inbound.action.values : {};
  const place = writePlace(inbound.origin);
  const answering = outcomeOf(to.answer, inbound, to.ports);
  const inTime = await within(answering, to.submitWaitMs);
  if (inTime === null) {
    await ack({ response_action: "update", view: loadingView(place) });
    await showReply(to, await answering, inbound.origin, inbound.origin.view?.id ?? null, typed);
    return;
  }
  const response = responseTo(inTime, place, typed);
  await ack(response);
  if (response === undefined) await showReply(to, inTime, inbound.origin, null, typed);
}

/**
 * What goes back into the dialog itself, or undefined when it may close. After errors Slack keeps what was typed; a
 * failure on our side is shown as such an error too, so that nobody has to type twice.
 */
function responseTo(
  reply: Outcome,
  place: string,
  typed: Readonly<Record<string, string>>,
): ViewResponseAction | undefined {
  const [firstField] = Object.keys(typed);
  if (reply.reference !== null && firstField !== undefined) {
    return { response_action: "errors", errors: { [firstField]: failureText(reply.reference) } };
  }
  if (reply.show !== "form" || reply.card.form === undefined) return undefined;
  const errors = fieldErrors(reply.card.form);
  const names = Object.keys(errors);
  if (names.length > 0 && names.every((name) => Object.hasOwn(typed, name)))
    return { response_action: "errors", errors };
  return { response_action: "update", view: renderView(reply.card, place, typed) };
}
