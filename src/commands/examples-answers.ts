import type { Card } from "../../bots/card.ts";
import type { Price } from "../../engine/index.ts";
import { repairExamples } from "../repairs/examples.ts";
import { fixedButtons } from "./buttons.ts";
import type { Verb } from "./desk.ts";
import { exampleView, failuresExamples, NOW, statusExamples } from "./examples.ts";
import { budgetExamples } from "./examples-budget.ts";
import { homeExamples, rightsExamples } from "./examples-home.ts";
import { lookExamples } from "./examples-looks.ts";
import { mapExamples } from "./examples-map.ts";
import { numberExamples } from "./examples-numbers.ts";
import { reasonExamples } from "./examples-reasons.ts";
import { recordExamples } from "./examples-record.ts";
import { runExamples } from "./examples-runs.ts";
import { type ExampleSource, NASTY, type Scale, type SizedExample, sized } from "./examples-scale.ts";
import { schemaExamples } from "./examples-schema.ts";
import { switchExamples } from "./examples-switches.ts";
import { manyExamples, testExamples } from "./examples-test.ts";
import { whyExamples } from "./examples-why.ts";
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

const buttons = () => fixedButtons("example");

function resyncExamples({ names, grow, pick }: Scale): readonly Card[] {
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
    confirmCard(
      grow({ ...offer, ...pick({ price: price(42, 3, 12_300), held: [] }, { price: price(12_840, 412, 300), held }) }),
      buttons(),
    ),
    startedCard({ ...started, held: pick([], held) }),
    joinedCard(grow(run), started.told),
    cancelledCard(ended, true),
    pick(cancelledCard({ ...ended, state: "completed", detail: null }, false), cancelledCard(grow(ended), false)),
    nothingToResync(wanted, names),
  ];
}

/** What is no answer of one verb: signing in, help, and every refusal. */
function noteExamples(verbs: readonly Verb[]): ExampleSource {
  const [first] = verbs;
  const typed = verbs.filter((one) => one.slots !== null);
  const view = exampleView("salesforce", { state: "action_needed", reason: "AUTH_GRANT_REVOKED", fixer: "operator" });
  return ({ names, grow, pick }) => [
    signInLink(
      grow({
        view,
        name: names("salesforce"),
        url: "https://sync.example.com/oauth/start/one-time",
        until: NOW + 600_000,
        crowd: { count: 5, most: 5, ends: ["salesforce"] },
        names,
      }),
    ),
    chooseConnection([{ name: "salesforce" }, { name: "hubspot" }], names, buttons()),
    helpCard(typed),
    ...(first ? [helpOf(first), wrongUse(first, "No connection is called “salesfroce”.", "salesforce")] : []),
    unknownVerb(pick("stauts", NASTY), pick("status", null), typed),
    refusal("reconnect", "operator", "viewer", "slack:U1"),
    { card: notYours(), of: "not_yours" },
    unknownButton(),
    noSuchRun(pick("run_1", NASTY)),
    usedButton(grow({ usedBy: pick("slack|U1|oren", `slack|U1|${NASTY}`), usedAt: NOW })),
    repeated(),
    signInUnchanged("This sign-in was answered already."),
    couldNotBeDone("89ABCDEF"),
  ];
}

/** Every card that answers somebody. */
export function commandExamples(verbs: readonly Verb[]): readonly SizedExample[] {
  return sized([
    statusExamples,
    homeExamples,
    rightsExamples,
    failuresExamples,
    reasonExamples,
    recordExamples,
    resyncExamples,
    repairExamples,
    runExamples,
    switchExamples,
    lookExamples,
    budgetExamples,
    numberExamples,
    mapExamples,
    whyExamples,
    schemaExamples,
    testExamples,
    manyExamples,
    noteExamples(verbs),
  ]);
}
