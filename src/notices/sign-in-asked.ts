import type { Card } from "../../bots/card.ts";
import type { SignInRow } from "../../engine/index.ts";
import type { Buttons } from "../commands/buttons.ts";
import { differenceLines, losesRights } from "./difference.ts";

export interface SignInInput {
  readonly signIn: Pick<SignInRow, "id" | "connection" | "presser" | "status" | "identity" | "expiresAt"> &
    Partial<Pick<SignInRow, "difference">>;
  /** The connection's name on cards. */
  readonly name: string;
  readonly now: number;
  /** The account that the connection is synced with, when it is known. */
  readonly expected: string | null;
}

/** Asks the person who signed in whether it was the right account, and says afterwards what became of it. */
export function signInCard(input: SignInInput, buttons: Buttons): Card {
  const { status, expiresAt } = input.signIn;
  if (status === "done") return answered(input, "done");
  if (status === "cancelled") return answered(input, "cancelled");
  if (expiresAt <= input.now) return answered(input, "expired");
  return status === "wrong_org" ? wrongOrg(input, buttons) : ask(input, buttons);
}

function who({ identity }: SignInInput["signIn"]): string {
  return `${identity?.user ?? "somebody"} at ${identity?.name ?? "an account without a name"}${identity?.sandbox ? " (sandbox)" : ""}`;
}

function ask({ signIn, name }: SignInInput, buttons: Buttons): Card {
  const { id, presser, expiresAt } = signIn;
  const owner = `${presser.platform}:${presser.user}`;
  return {
    kind: "sign_in",
    state: "ask",
    tone: losesRights(signIn.difference) ? "warning" : "info",
    headline: `${name}: is this the right account?`,
    lines: [
      `Signed in as ${who(signIn)}.`,
      ...differenceLines(signIn.difference, "asked"),
      "Until you confirm it, the sign-in is not used and no record is read or written with it.",
    ],
    actions: [
      buttons.button({ label: "Confirm", verb: "confirm-sign-in", args: { id }, style: "primary", owner, expiresAt }),
      buttons.button({ label: "Cancel", verb: "cancel-sign-in", args: { id }, owner, expiresAt }),
    ],
    footer: ["Only you can answer this, until ", { at: expiresAt }, "."],
  };
}

function wrongOrg({ signIn, name, expected }: SignInInput, buttons: Buttons): Card {
  const { id, connection, presser, expiresAt } = signIn;
  const owner = `${presser.platform}:${presser.user}`;
  return {
    kind: "sign_in",
    state: "wrong_org",
    tone: "critical",
    headline: `${name}: this is another account`,
    lines: [
      `Signed in as ${who(signIn)}, but the connection is synced with ${expected === null ? "a different account" : `“${expected}”`}.`,
      "Nothing was written, and the sign-in was thrown away. Records of two accounts are never mixed.",
    ],
    actions: [
      buttons.button({
        label: "Sign in again",
        verb: "reconnect",
        args: { connection },
        style: "primary",
        owner,
        expiresAt: expiresAt + 86_400_000,
      }),
      buttons.button({ label: "Cancel", verb: "cancel-sign-in", args: { id }, owner, expiresAt }),
    ],
    footer: "Only you can answer this.",
  };
}

function answered({ signIn, name }: SignInInput, state: "done" | "cancelled" | "expired"): Card {
  const said = {
    done: {
      tone: losesRights(signIn.difference) ? "warning" : "good",
      headline: `${name}: reconnected`,
      text: `Signed in as ${who(signIn)}. Work goes on from where it stopped.`,
    },
    cancelled: {
      tone: "info",
      headline: `${name}: the sign-in was cancelled`,
      text: "It was thrown away and nothing was changed. Press Reconnect to sign in again.",
    },
    expired: {
      tone: "info",
      headline: `${name}: the sign-in has expired`,
      text: "It was not confirmed in time and was not used. Press Reconnect to sign in again.",
    },
  } as const;
  const { tone, headline, text } = said[state];
  const rights = state === "done" ? differenceLines(signIn.difference, "done") : [];
  return { kind: "sign_in", state, tone, headline, lines: [text, ...rights] };
}
