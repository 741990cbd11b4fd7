import type { Reply } from "../../bots/bot.ts";
import { StorageTrouble } from "../../engine/index.ts";
import { allows } from "../access.ts";
import { type Ask, callerKey, type Desk, type Verb } from "./desk.ts";

type Told = Pick<Parameters<Desk["engine"]["addAudit"]>[0], "verb" | "args" | "outcome" | "detail">;

/**
 * Leaves a row that says who did what. Where the database takes no writes nothing can have been done: whoever only
 * looked, or was refused, gets the answer all the same.
 */
export async function audit({ desk, caller, role }: Ask, told: Told): Promise<void> {
  const { name, request } = caller;
  try {
    await desk.engine.addAudit({ ...told, caller: callerKey(caller), name, role, request });
  } catch (cause) {
    if (!(cause instanceof StorageTrouble)) throw cause;
    desk.log("warn", "an answer could not be noted", { verb: told.verb, outcome: told.outcome });
  }
}

/** Whether a verb changes anything: then it is done once for each request. */
export function acts(verb: Verb): boolean {
  return allows(verb.role, "operator") && verb.looks !== true;
}

/** As a card says it by its state. */
export function outcomeOf({ card }: Reply): Told["outcome"] {
  // The state of a record is not that of the question.
  if (card.kind === "record") return "done";
  if (card.state === "refused") return "refused";
  return ["failed", "error"].includes(card.state) ? "failed" : "done";
}
