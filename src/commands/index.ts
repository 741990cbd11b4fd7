import type { Action, Caller, Reply } from "../../bots/bot.ts";
import { type ActionRow, StorageTrouble } from "../../engine/index.ts";
import { allows, type Role, roleOf } from "../access.ts";
import { nearest } from "../config/nearest.ts";
import { storageCard } from "../notices/storage-card.ts";
import { acts, audit, outcomeOf } from "./audit.ts";
import { type Answered, type Ask, callerKey, type Desk, type Verb } from "./desk.ts";
import {
  couldNotBeDone,
  notYours,
  refusal,
  repeated,
  unknownButton,
  unknownVerb,
  usedButton,
  wrongUse,
} from "./notes.ts";
import { spoken } from "./pairs.ts";
import { parse } from "./parse.ts";
import { fill } from "./slots.ts";
import { typedVerbs, verbs } from "./table.ts";
import { namesOf, writeAsker } from "./words.ts";

export type { Answered, Desk, Machine } from "./desk.ts";
export { doctorCard } from "./doctor-card.ts";
export { helpOn } from "./help.ts";
export { machineOf, versionOf } from "./machine.ts";
export { typedVerbs, verbs } from "./table.ts";

/** What somebody wants, before it is known whether they may. */
interface Wish {
  readonly verb: Verb;
  /** Null when the words say nothing that the verb knows; then `problem` is shown. */
  readonly raw: Readonly<Record<string, unknown>> | null;
  readonly problem: { readonly text: string; readonly nearest: string | null } | null;
  readonly row: ActionRow | null;
}

/**
 * One answer for slash commands, buttons, forms and the terminal: what is asked is looked up on our side, the role is
 * checked now, everything that is done or refused leaves an audit row. Never throws: a surprise is logged and answered
 * with a reference.
 */
export function createAnswer(desk: Desk): (action: Action, caller: Caller) => Promise<Answered> {
  return async (action, caller) => {
    try {
      return await answer(desk, action, caller);
    } catch (cause) {
      const trouble = desk.engine.storage();
      if (cause instanceof StorageTrouble && trouble) return privately(storageCard(trouble));
      const reference = referenceOf(caller);
      desk.log("error", "an action failed", { reference, request: caller.request, cause: textOf(cause) });
      return privately(couldNotBeDone(reference));
    }
  };
}

async function answer(desk: Desk, action: Action, caller: Caller): Promise<Answered> {
  const role = roleOf(caller, desk.roles, await groupsOf(desk, caller));
  const ask = askOf(desk, caller, role);
  const wish = action.type === "command" ? typed(action.text, ask) : await pressed(desk, action);
  if (wish === "unknown_button") {
    await audit(ask, { verb: action.type, args: {}, outcome: "refused", detail: "the button is not known" });
    return privately(unknownButton());
  }
  if (typeof wish === "string") {
    await audit(ask, {
      verb: "unknown",
      args: { word: wish.slice(0, 100) },
      outcome: "refused",
      detail: "no such command",
    });
    return privately(
      unknownVerb(
        wish,
        nearest(
          wish,
          ask.verbs.map((one) => one.name),
        ),
        ask.verbs,
      ),
    );
  }
  const { verb, raw, row } = wish;
  const refused = await refuse(desk, ask, wish);
  if (refused) {
    await audit(ask, { verb: verb.name, args: raw ?? {}, outcome: "refused", detail: refused.card.headline });
    return refused;
  }
  if (raw === null) {
    const card = wrongUse(verb, wish.problem?.text ?? "", wish.problem?.nearest ?? null);
    await audit(ask, { verb: verb.name, args: {}, outcome: "refused", detail: wish.problem?.text ?? null });
    return privately(card);
  }
  return carryOut(ask, verb, raw, row);
}

/** Why it may not be done now; null = it may. The order matters: who may not act learns nothing else. */
async function refuse(desk: Desk, ask: Ask, { verb, row }: Wish): Promise<Reply | null> {
  const { caller, role } = ask;
  if (!allows(role, verb.role)) return privately(refusal(verb.name, verb.role, role, callerKey(caller)));
  if (row?.owner && row.owner !== callerKey(caller)) return privately(notYours());
  if (row?.once && row.usedAt !== null) return privately(usedButton(row));
  if (!acts(verb)) return null;
  if (!(await desk.engine.first(`act:${caller.platform}:${caller.request}`))) return privately(repeated());
  const { useAction: takeIt } = desk.engine;
  if (!row?.once || (await takeIt(row.id, writeAsker(caller)))) return null;
  return privately(usedButton(await desk.engine.action(row.id)));
}

async function carryOut(
  ask: Ask,
  verb: Verb,
  raw: Readonly<Record<string, unknown>>,
  row: ActionRow | null,
): Promise<Answered> {
  const args = row ? { ...raw, button: row.id } : raw;
  try {
    const reply = await verb.run(raw, ask);
    await audit(ask, { verb: verb.name, args, outcome: outcomeOf(reply), detail: reply.card.headline });
    return reply;
  } catch (cause) {
    // The words of a surprise may hold anything: they stand in the log alone, where secrets are taken out.
    const detail = `${cause instanceof Error ? cause.name : "a surprise"}, reference ${referenceOf(ask.caller)}`;
    await audit(ask, { verb: verb.name, args, outcome: "failed", detail });
    throw cause;
  }
}

function typed(text: string, ask: Ask): Wish | string {
  const words = spoken(parse(text));
  const verb = words.verb === "" ? verbs.help : ask.verbs.find((one) => one.name === words.verb);
  if (!verb) return words.verb;
  const filled = fill(words, verb.slots ?? [], ask.known);
  if (filled.ok) return { verb, raw: filled.args, problem: null, row: null };
  return { verb, raw: null, problem: { text: filled.problem, nearest: filled.nearest }, row: null };
}

/** What it may do stands in our table; beside the id only what the verb asks for is taken from the client. */
async function pressed(desk: Desk, action: Exclude<Action, { type: "command" }>): Promise<Wish | "unknown_button"> {
  const row = await desk.engine.action(action.id);
  const verb = row ? verbs[row.verb] : undefined;
  if (!row || !verb || (row.expiresAt !== null && row.expiresAt <= desk.now())) return "unknown_button";
  const values = action.type === "submit" ? action.values : {};
  const value = action.type === "press" && action.value !== null ? { value: action.value } : {};
  const given = verb.takes === "values" ? values : verb.takes === "value" ? value : {};
  return { verb, raw: { ...given, ...row.args }, problem: null, row };
}

function askOf(desk: Desk, caller: Caller, role: Role): Ask {
  const { settings } = desk.engine;
  const known = {
    connections: settings.connections.map((own) => own.name),
    objects: Object.keys(settings.objects),
    verbs: typedVerbs.map((one) => one.name),
  };
  return { desk, caller, role, known, names: namesOf(desk.engine), verbs: typedVerbs };
}

/** Without an answer about groups somebody has no more than their own rights. */
async function groupsOf(desk: Desk, caller: Caller): Promise<readonly string[]> {
  if (caller.platform === "cli") return [];
  try {
    return await desk.groupsOf(caller);
  } catch (cause) {
    desk.log("warn", "the groups of a person could not be read", { user: caller.user, cause: textOf(cause) });
    return [];
  }
}

function privately(card: Reply["card"]): Reply {
  return { show: "caller", card };
}

/** By which an error that somebody was told of is found in the log. */
function referenceOf(caller: Caller): string {
  return caller.request.slice(-8).toUpperCase();
}

function textOf(cause: unknown): string {
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
}
