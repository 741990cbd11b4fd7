import type { Card } from "../../bots/card.ts";
import type { Identity, SignInRow } from "../../engine/index.ts";
import type { Buttons } from "../commands/buttons.ts";
import { foreign } from "../commands/words.ts";
import { differenceLines, losesRights } from "./difference.ts";

export interface SignInInput {
  readonly signIn: Pick<SignInRow, "id" | "connection" | "presser" | "status" | "identity" | "expiresAt"> &
    Partial<Pick<SignInRow, "difference">>;
  /** The connection's name on cards. */
  readonly name: string;
  readonly now: number;
  /** Who the connection works as until now, and where; null = nobody has signed in before, or it is not known. */
  readonly expected: Identity | null;
}

/** Asks the person who signed in whether it was the right account, and says afterwards what became of it. */
export function signInCard(input: SignInInput, buttons: Buttons): Card {
  const { status, expiresAt } = input.signIn;
  if (status === "done") return answered(input, "done", buttons);
  if (status === "cancelled") return answered(input, "cancelled", buttons);
  if (expiresAt <= input.now) return answered(input, "expired", buttons);
  return status === "wrong_org" ? wrongOrg(input, buttons) : ask(input, buttons);
}

function who({ identity }: SignInInput["signIn"]): string {
  if (identity === null) return "somebody at an account without a name";
  return `${foreign(identity.user, 80)} at ${foreign(identity.name, 80)}${identity.sandbox ? " (sandbox)" : ""}`;
}

/** Both accounts with what tells them apart: a sandbox often bears its org's name. */
function accounts({ signIn: { identity }, expected }: SignInInput): NonNullable<Card["facts"]> {
  return [
    { label: "Expected", value: expected === null ? "no account yet: this is the first sign-in" : account(expected) },
    { label: "Signed in to", value: identity === null ? "an account without a name" : account(identity) },
  ];
}

function account({ name, id, sandbox, user }: Identity): string {
  return `${foreign(name, 80)}, id ${foreign(id, 40)}, ${sandbox ? "sandbox" : "production"}, as ${foreign(user, 80)}`;
}

function ask(input: SignInInput, buttons: Buttons): Card {
  const { signIn, name } = input;
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
    facts: accounts(input),
    actions: [
      buttons.button({ label: "Confirm", verb: "confirm-sign-in", args: { id }, style: "primary", owner, expiresAt }),
      buttons.button({ label: "Cancel", verb: "cancel-sign-in", args: { id }, owner, expiresAt }),
    ],
    footer: ["Only you can answer this, until ", { at: expiresAt }, "."],
  };
}

function wrongOrg(input: SignInInput, buttons: Buttons): Card {
  const { signIn, name, expected } = input;
  const { id, connection, presser, expiresAt } = signIn;
  const owner = `${presser.platform}:${presser.user}`;
  return {
    kind: "sign_in",
    state: "wrong_org",
    tone: "critical",
    headline: `${name}: this is another account`,
    lines: [
      `Signed in as ${who(signIn)}, but the connection is synced with ${expected === null ? "a different account" : `“${foreign(expected.name, 80)}”${expected.sandbox === signIn.identity?.sandbox ? "" : expected.sandbox ? " (sandbox)" : " (production)"}`}.`,
      "Nothing was written, and the sign-in was thrown away. Records of two accounts are never mixed.",
      "To go on, press Sign in again and choose the expected account; sign out of the CRM in the browser first if it chooses by itself. To sync the other account too, add a connection of its own to crmsync.yml.",
    ],
    facts: accounts(input),
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

function answered({ signIn, name }: SignInInput, state: "done" | "cancelled" | "expired", buttons: Buttons): Card {
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
  const again = state === "done" && losesRights(signIn.difference);
  const recheck = { label: "Check again", verb: "check-rights", args: { connection: signIn.connection } };
  const lines = [text, ...rights, ...(again ? ["When it is granted, press Check again."] : [])];
  return { kind: "sign_in", state, tone, headline, lines, ...(again ? { actions: [buttons.button(recheck)] } : {}) };
}
