import type { Reply } from "../../bots/bot.ts";
import type { Cause, RepairAnswer, RepairTrial, RepairView } from "../../engine/index.ts";
import { type Answered, type Ask, callerKey, replyWith } from "../commands/desk.ts";
import { writeAsker } from "../commands/words.ts";
import { standingCard } from "./ask.ts";
import { previewCard } from "./preview-card.ts";
import { noteReplaced } from "./replaced.ts";
import type { At, Place } from "./scope.ts";
import { isRule } from "./scope.ts";
import { begunCard, goneCard, impossibleCard, underWayCard } from "./told-cards.ts";

const OFFER_MS = 600_000;
/** Reading or sending so many again needs no question: it takes about a minute (C14). */
const AT_ONCE = 50;

export interface Decision {
  readonly at: At;
  readonly answer: RepairAnswer;
  /** Whether it can be kept as a rule. */
  readonly keeps: boolean;
  /** They were asked, and said yes. */
  readonly sure: boolean;
}

/** Somebody chose an answer: it is tried on paper, then shown to them first or ordered at once. */
export async function decide({ at, answer, keeps, sure }: Decision, ask: Ask): Promise<Answered> {
  const trial = await ask.desk.engine.tryRepair(at.scope, answer);
  if (!trial) return gone(at.place);
  if (Object.keys(trial.problems).length > 0) return privately(impossibleCard(null, trial.problems));
  // Of one record what was shown counts: the engine says what became of it, and does nothing.
  if (trial.records === 1 && at.mark !== null && at.mark !== trial.mark) return order(at, answer, ask);
  if (!needsLook(trial, sure)) return order({ ...at, mark: trial.mark }, answer, ask);
  const cause = await causeOf(at, ask);
  if (!cause) return gone(at.place);
  const offer = {
    trial,
    cause,
    keeps,
    names: ask.names,
    owner: callerKey(ask.caller),
    until: ask.desk.now() + OFFER_MS,
  };
  // What others see is not replaced by what only one of them is asked.
  const show = at.place === "own" ? "replace" : "caller";
  return replyWith(ask, show, (buttons) => previewCard(offer, buttons), { data: trial });
}

/** Whether it is shown before it is done: what concerns many, what would be lost, and what leaves a doubt. */
export function needsLook({ answer, records, mends }: RepairTrial, sure: boolean): boolean {
  if (answer.kind === "again") return records > AT_ONCE;
  if (records > 1 || mends < records) return true;
  if (sure) return false;
  return isRule(answer) || answer.kind === "cut" || answer.kind === "unlink" || answer.kind === "recreate";
}

/** Orders it for the state of the records that was shown; of two people one is first. */
export async function order(at: At, answer: RepairAnswer, ask: Ask): Promise<Answered> {
  const { engine: face } = ask.desk;
  const before = await causeOf(at, ask);
  const ordered = await face.orderRepair(at.scope, answer, { mark: at.mark ?? "", by: writeAsker(ask.caller) });
  switch (ordered.state) {
    case "ordered":
      ask.desk.onOrder();
      return begun(at, answer, before, ordered, ask);
    case "under_way": {
      const run = await ask.desk.engine.run(ordered.mending.runId);
      return { ...privately(underWayCard(ordered.mending, run?.startedAt ?? null)), data: ordered };
    }
    case "changed":
      return refreshed(at, ask);
    case "gone":
      return gone(at.place);
    case "impossible":
      return { ...privately(impossibleCard(ordered.why, ordered.problems)), data: ordered, exit: 1 };
  }
}

type Ordered = Parameters<typeof begunCard>[0]["ordered"];

/** An alert that can be edited says it itself; everywhere else a private answer does. */
async function begun(at: At, answer: RepairAnswer, cause: Cause | null, ordered: Ordered, ask: Ask): Promise<Answered> {
  if (!cause) return gone(at.place);
  const { runId, wanted, ruleId } = ordered;
  const inPlace = at.place === "alert" && ask.caller.message !== null && runId !== null && ruleId === null;
  if (!inPlace) {
    const input = { cause, answer, ordered, names: ask.names };
    const show = at.place === "own" ? "replace" : "caller";
    return replyWith(ask, show, (buttons) => begunCard(input, buttons), { data: ordered });
  }
  const mending = { runId, by: writeAsker(ask.caller), wanted, left: wanted };
  const view = { ...bareView(at, cause), mark: at.mark ?? "" };
  const draw = { cause: { ...cause, mending } };
  await noteReplaced(ask);
  return replyWith(ask, "replace", (buttons) => standingCard(view, at.place, ask, buttons, draw), { data: ordered });
}

/** The records are not what was shown: nothing was done, and the card is made new. */
async function refreshed(at: At, ask: Ask): Promise<Answered> {
  const view = await ask.desk.engine.repairs(at.scope);
  if (!view) return gone(at.place);
  const told = {
    state: "stale",
    before: "It has changed since this was shown, so nothing was done. This is how it stands now.",
  };
  const show = at.place === "beside" ? "caller" : "replace";
  if (at.place === "alert") await noteReplaced(ask);
  return replyWith(ask, show, (buttons) => standingCard(view, at.place, ask, buttons, told), { data: view, exit: 1 });
}

function gone(place: Place): Answered {
  return { show: place === "own" ? "replace" : "caller", card: goneCard() };
}

async function causeOf({ scope }: At, ask: Ask): Promise<Cause | null> {
  const { engine: face } = ask.desk;
  if ("cause" in scope) return face.cause(scope.cause);
  return (await face.repairs(scope))?.cause ?? null;
}

/** Enough of a view for a card that offers nothing. */
function bareView({ scope }: At, cause: Cause): RepairView {
  return {
    scope,
    cause,
    ours: null,
    label: null,
    value: null,
    url: null,
    offers: [],
    mark: "",
    fingerprint: null,
  };
}

function privately(card: Reply["card"]): Answered {
  return { show: "caller", card };
}
