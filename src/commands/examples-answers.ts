import type { Card } from "../../bots/card.ts";
import type { Price } from "../../engine/index.ts";
import { fixedButtons } from "./buttons.ts";
import type { Verb } from "./desk.ts";
import { type Example, exampleView, failuresExamples, NASTY, NOW, statusExamples } from "./examples.ts";
import { lookExamples } from "./examples-looks.ts";
import { mapExamples } from "./examples-map.ts";
import { numberExamples } from "./examples-numbers.ts";
import { recordExamples } from "./examples-record.ts";
import { runExamples } from "./examples-runs.ts";
import { switchExamples } from "./examples-switches.ts";
import { helpCard, helpOf } from "./help.ts";
import {
  couldNotBeDone,
  noSuchRun,
  notYours,
  refusal,
  repeated,
  signInUnchanged,
  unknownButton,
  unknownVerb,
  usedButton,
  wrongUse,
} from "./notes.ts";
import { chooseConnection, signInLink } from "./reconnect.ts";
import { confirmCard, nothingToResync, startedCard } from "./resync-card.ts";
import { cancelledCard, joinedCard } from "./resync-notes.ts";
import { capital } from "./words.ts";

const names = (connection: string) => capital(connection);
const buttons = () => fixedButtons("example");

function resyncExamples(): readonly Example[] {
  const wanted = { connection: "salesforce", object: "contact", reason: "DATA_PICKLIST_INVALID" } as const;
  const held = ["Salesforce is signed out: what goes there waits until somebody presses Reconnect."];
  const offer = { wanted, names, owner: "slack:U1", until: NOW + 600_000 };
  const price = (records: number, calls: number, callsLeft: number | null): Price => ({
    records,
    calls,
    callsLeft,
    aboutMs: calls * 700,
    connections: [{ connection: "salesforce", records, calls }],
  });
  const started = { runId: "run_1", what: "42 records", estimate: "about 1 minute", told: "in the channel" };
  const run = { id: "run_1", startedAt: NOW - 60_000, askedBy: "slack|U1|oren", wanted: 42 };
  const ended = { id: "run_1", state: "cancelled", detail: "slack|U1|oren", endedAt: NOW } as const;
  return [
    { card: confirmCard({ ...offer, price: price(42, 3, 12_300), held: [] }, buttons()), size: "small" },
    { card: confirmCard({ ...offer, price: price(12_840, 412, 300), held }, buttons()), size: "large" },
    { card: startedCard({ ...started, held: [] }), size: "small" },
    { card: joinedCard(run, started.told), size: "small" },
    { card: cancelledCard(ended, true), size: "small" },
    { card: cancelledCard({ ...ended, state: "completed", detail: null }, false), size: "small" },
    { card: cancelledCard(ended, false), size: "large" },
    { card: nothingToResync(wanted, names), size: "small" },
  ];
}

/** Every card that answers somebody. */
export function commandExamples(verbs: readonly Verb[]): readonly Example[] {
  const [first] = verbs;
  const small = (card: Card): Example => ({ card, size: "small" });
  const view = exampleView("salesforce", { state: "action_needed", reason: "AUTH_GRANT_REVOKED", fixer: "operator" });
  const typed = verbs.filter((one) => one.slots !== null);
  return [
    ...statusExamples(),
    ...failuresExamples(),
    ...recordExamples(),
    ...resyncExamples(),
    ...runExamples(),
    ...switchExamples(),
    ...lookExamples(),
    ...numberExamples(),
    ...mapExamples(),
    small(
      signInLink({
        view,
        name: "Salesforce",
        url: "https://sync.example.com/oauth/start/one-time",
        until: NOW + 600_000,
        crowd: { count: 5, most: 5, ends: ["salesforce"] },
        names,
      }),
    ),
    small(chooseConnection([{ name: "salesforce" }, { name: "hubspot" }], names, buttons())),
    small(helpCard(typed)),
    ...(first
      ? [small(helpOf(first)), small(wrongUse(first, "No connection is called “salesfroce”.", "salesforce"))]
      : []),
    small(unknownVerb("stauts", "status", typed)),
    small(refusal("reconnect", "operator", "viewer", "slack:U1")),
    { card: notYours(), size: "large" },
    small(unknownButton()),
    small(noSuchRun(NASTY)),
    small(usedButton({ usedBy: "slack|U1|oren", usedAt: NOW })),
    small(repeated()),
    small(signInUnchanged("This sign-in was answered already.")),
    small(couldNotBeDone("89ABCDEF")),
  ];
}
