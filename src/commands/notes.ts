import type { Card, Line } from "../../bots/card.ts";
import type { ActionRow } from "../../engine/index.ts";
import type { Role } from "../access.ts";
import type { Verb } from "./desk.ts";
import { foreign, readAsker } from "./words.ts";

/** The short cards around an action: why it was not done, and how to go on. */

export function refusal(verb: string, needed: Role, role: Role, who: string): Card {
  const has = role === "stranger" ? "you have none here" : `you are ${role}`;
  return {
    kind: "refusal",
    state: "refused",
    tone: "warning",
    headline: "You may not do this",
    lines: [
      [{ code: verb }, ` needs the role ${needed}, and ${has}. Nothing was changed.`],
      [
        "Somebody who has the role can do it, or an administrator can add ",
        { code: who },
        ` to roles.${needed} in crmsync.yml.`,
      ],
    ],
  };
}

export function notYours(): Card {
  return {
    kind: "refusal",
    state: "refused",
    tone: "warning",
    headline: "This button belongs to somebody else",
    lines: ["Only the person who began this can answer it. Nothing was changed."],
  };
}

export function unknownVerb(word: string, near: string | null, verbs: readonly Verb[]): Card {
  const meant: Line = near === null ? [] : ["Did you mean ", { code: near }, "?"];
  return {
    kind: "unknown_verb",
    state: "unknown_verb",
    tone: "warning",
    headline: `There is no command “${short(word)}”`,
    lines: [
      ...(near === null ? [] : [meant]),
      ["These are known: ", ...verbs.flatMap((one, at) => [at === 0 ? "" : ", ", { code: one.name }]), "."],
    ],
  };
}

export function wrongUse(verb: Verb, problem: string, near: string | null): Card {
  return {
    kind: "wrong_use",
    state: "wrong_use",
    tone: "warning",
    headline: `“${verb.name}” was not understood`,
    lines: [
      near === null ? problem : [`${problem} Did you mean `, { code: near }, "?"],
      ["Use: ", { code: `${verb.name} ${verb.usage}`.trim() }],
      ["For example: ", ...verb.examples.flatMap((example, at) => [at === 0 ? "" : ", ", { code: example }])],
    ],
  };
}

/** A button that we do not know any more. */
export function unknownButton(): Card {
  return {
    kind: "button",
    state: "refused",
    tone: "warning",
    headline: "This button does not work any more",
    lines: [
      "It is too old. Nothing was changed.",
      ["Ask again, for example with ", { code: "status" }, " or ", { code: "failures" }, ", and use the new card."],
    ],
  };
}

/** Of two presses one wins; this tells the other who and when. */
export function usedButton(row: Pick<ActionRow, "usedBy" | "usedAt"> | null): Card {
  const who = row?.usedBy ? readAsker(row.usedBy).name : "somebody";
  return {
    kind: "button",
    state: "used",
    tone: "info",
    headline: "This was done already",
    lines: [
      row?.usedAt ? [`It was pressed by ${who} at `, { at: row.usedAt }, "."] : `It was pressed by ${who}.`,
      "Nothing was done a second time. To do it again, ask again.",
    ],
  };
}

/** Runs are kept for a while only. */
export function noSuchRun(id: string, several = false): Card {
  if (several)
    return {
      kind: "run",
      state: "several",
      tone: "warning",
      headline: "Several runs end so",
      lines: [["More than one run ends with ", { code: foreign(id, 60) }, ". Give more of its id."]],
    };
  return {
    kind: "run",
    state: "not_found",
    tone: "warning",
    headline: "No such run",
    lines: [
      ["Looked for ", { code: foreign(id, 60) }, ". It may be too old: runs are kept for a while only."],
      ["See ", { code: "runs" }, " for those that are known."],
    ],
  };
}

/** The same request was delivered again. */
export function repeated(): Card {
  return {
    kind: "button",
    state: "repeated",
    tone: "info",
    headline: "This was taken on already",
    lines: ["The same request came twice; it was done once."],
  };
}

/** A sign-in could not be confirmed or cancelled; `detail` is the engine's sentence. */
export function signInUnchanged(detail: string): Card {
  return {
    kind: "sign_in",
    state: "refused",
    tone: "warning",
    headline: "The sign-in was not changed",
    lines: [detail],
  };
}

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

function short(word: string): string {
  return foreign(word, 40);
}
