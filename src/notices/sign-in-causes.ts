import type { Line, Span } from "../../bots/card.ts";
import type { CauseId, ChangeBefore, LikelyCause, Sign } from "../../engine/index.ts";
import { causesOf, changesOf, type IncidentRow } from "../../engine/index.ts";
import { counted, duration, foreign, listed, type Names } from "../commands/words.ts";
import { textIn, timeIn } from "./facts.ts";

/** What happened, as the rest of a sentence that names a cause (B5). */
const HAPPENED: Readonly<Record<CauseId, string>> = {
  user_inactive: "the CRM user was deactivated or locked",
  ip_or_hours: "the CRM restricts sign-in to certain addresses or hours, and this machine or this hour is outside them",
  password: "the user's password was changed or has expired",
  taken_back: "an admin or the user took back this app's access",
  app_blocked: "an admin blocked the app, removed it or took back its approval",
  policy: "the sign-in came to the end of the life that the CRM's policy gives it",
  idle: "the sign-in was not used for so long that the CRM forgot it",
  crowded: "the CRM ended this sign-in for a newer one of the same user with this app",
  used_twice: "the sign-in was renewed twice with the same token, because the CRM's first answer was lost",
  scopes: "the scopes of the app or of the sign-in were changed",
  uninstalled: "the app was uninstalled from the CRM account",
  account: "the CRM account is suspended, locked or gone",
  client: "the app's client id or secret was changed",
  api_off: "API access was switched off for the user or the account",
};

/** What keeps it from coming back (B5, B7); only where there is something to do besides signing in. */
const PREVENTS: Partial<Record<CauseId, string>> = {
  user_inactive: "A user that is used for nothing else, and leaves the company with nobody, prevents this.",
  taken_back: "Whoever administers the CRM should know what this app is for.",
  app_blocked: "Whoever administers the CRM should know what this app is for.",
  idle: "A connection should not stay paused for months.",
  password: "A user that is used for nothing else, whose password does not run out, prevents this.",
  policy: "A refresh token policy of the app without an end prevents this.",
  crowded: "A user of its own for each connection prevents this.",
};

/** The likely cause with what speaks for it, and never more than is known. Nothing where an older version kept none. */
export function causeLines(facts: IncidentRow["facts"], names: Names): readonly Line[] {
  const causes = causesOf(facts);
  const told = causes.filter((one) => one.how === "told");
  const likely = causes.filter((one) => one.how === "likely");
  const possible = causes.filter((one) => one.how === "possible").map((one) => HAPPENED[one.cause]);
  const first = [...told, ...likely].find((one) => PREVENTS[one.cause] !== undefined);
  return [
    ...told.map((one): Line => [`The CRM itself says why: ${HAPPENED[one.cause]}.`, ...signSpans(one.signs, names)]),
    ...likely.map((one): Line => [`Likely: ${HAPPENED[one.cause]}.`, ...signSpans(one.signs, names)]),
    ...(possible.length === 0 ? [] : [possibly(possible, likely, timeIn(facts, "wellAt"))]),
    ...(first === undefined ? [] : [PREVENTS[first.cause] ?? ""]),
  ];
}

function possibly(words: readonly string[], likely: readonly LikelyCause[], wellAt: number | null): Line {
  const or = words.length === 1 ? words[0] : `${words.slice(0, -1).join(", ")}, or ${words.at(-1)}`;
  if (likely.length > 0) return `Also possible: ${or}.`;
  const when: readonly Span[] = wellAt === null ? [] : [" It last worked ", { at: wellAt }, "."];
  return [words.length === 1 ? `Possibly ${or}.` : `Possibly ${or}: the CRM says the same of them all.`, ...when];
}

function signSpans(signs: readonly Sign[], names: Names): readonly Span[] {
  return signs.flatMap((sign) => spansOf(sign, names));
}

function spansOf(sign: Sign, names: Names): readonly Span[] {
  switch (sign.sign) {
    case "crowd":
      return [
        ` ${counted(sign.count, "sign-in")} of this user with this app are known here, and the CRM keeps about ${sign.most}; those made elsewhere are unseen.`,
      ];
    case "newer":
      return [` The same user signed in for ${names(sign.connection)} `, { at: sign.at }, "."];
    case "unused":
      return [` It had not been used for ${duration(sign.ms)}.`];
    case "aged":
      return [` It was ${counted(sign.days, "day")} old when it was refused, a usual life of such a policy.`];
    case "unanswered":
      return [" A call was not answered ", { at: sign.at }, ", just before."];
    case "rights":
      return [` The sign-in before it had lost ${counted(sign.count, "right")}.`];
  }
}

/** R5: what this installation knows to have changed in the day before; nothing when it knows of nothing. */
export function changedLine(facts: IncidentRow["facts"], names: Names): readonly Line[] {
  const changes = changesOf(facts);
  if (changes.length === 0) return [];
  const parts = changes.flatMap((one, at): readonly Span[] => [
    `${at === 0 ? "" : "; "}${changeWords(one, names)} `,
    { at: one.at },
  ]);
  return [["What changed in the day before: ", ...parts, "."]];
}

function changeWords(change: ChangeBefore, names: Names): string {
  switch (change.what) {
    case "signed_in":
      return `${foreign(change.by, 60)} signed in for ${names(change.connection)}`;
    case "rights_lost":
      return `the sign-in lost ${counted(change.count, "right")}`;
    case "schema":
      return `${counted(change.count, "change")} in the CRM's description of ${foreign(change.object, 40)}`;
  }
}

/** The CRM's code and words, as data. */
export function saidFacts(facts: IncidentRow["facts"]): readonly { readonly label: string; readonly value: Line }[] {
  const [code, words] = [textIn(facts, "saidCode"), textIn(facts, "saidWords")];
  const said = [words, code].flatMap((text) => (text === null || text === "" ? [] : [foreign(text, 160)]));
  if (said.length === 0) return [];
  return [
    {
      label: "The CRM said",
      value: [...new Set(said)].length === 1 ? listed(said.slice(0, 1)) : `${said[0]} (${said[1]})`,
    },
  ];
}

/** When it was made and worked last, and how many of the same user are known here (M5). */
export function signInFacts(facts: IncidentRow["facts"]): readonly { readonly label: string; readonly value: Line }[] {
  const [madeAt, wellAt, count] = [timeIn(facts, "madeAt"), timeIn(facts, "wellAt"), timeIn(facts, "signIns")];
  const most = timeIn(facts, "signInsKept");
  const life: readonly Span[] = [
    ...(madeAt === null ? [] : ["made ", { at: madeAt }]),
    ...(wellAt === null ? [] : [madeAt === null ? "worked last " : ", worked last ", { at: wellAt }]),
  ];
  return [
    ...(life.length === 0 ? [] : [{ label: "Sign-in", value: life }]),
    ...(count === null || most === null
      ? []
      : [{ label: "Sign-ins of this user", value: `${count} known here, of about ${most} that the CRM keeps` }]),
  ];
}
