import type { Difference, RunRow } from "../../engine/index.ts";
import { fixedButtons } from "../commands/buttons.ts";
import { type Example, exampleGroups, NASTY, NOW } from "../commands/examples.ts";
import { capital } from "../commands/words.ts";
import { resyncCard } from "./resync-result.ts";
import type { RunOutcome } from "./resync-words.ts";
import { type SignInInput, signInCard } from "./sign-in-asked.ts";

const names = (connection: string) => capital(connection);
const buttons = () => fixedButtons("example");
const small = (card: Example["card"]): Example => ({ card, size: "small" });
const large = (card: Example["card"]): Example => ({ card, size: "large" });

/** What belongs to something that a person did. */
export function askedExamples(): readonly Example[] {
  return [...resyncExamples(), ...signInExamples()];
}

function resyncExamples(): readonly Example[] {
  const run: RunRow = {
    id: "run_1",
    connection: "salesforce",
    object: "contact",
    direction: "both",
    kind: "resync",
    state: "in_progress",
    startedAt: NOW - 42_000,
    endedAt: null,
    counts: { created: 0, updated: 0, deleted: 0, skipped: 0, failed: 0 },
    wanted: 42,
    reason: null,
    detail: null,
    askedBy: "slack|U1|Oren Operator",
  };
  const ended: RunRow = { ...run, state: "completed", endedAt: NOW };
  const well: readonly RunOutcome[] = [{ outcome: "updated", reason: null, records: 12 }];
  const mixed: readonly RunOutcome[] = [
    ...well,
    { outcome: "created", reason: null, records: 3 },
    { outcome: "synced", reason: null, records: 1_200 },
    ...exampleGroups(40)
      .filter((_, at) => at % 4 === 0)
      .map(({ outcome, reason, records }) => ({ outcome, reason, records })),
  ];
  const cancelled: RunRow = { ...ended, state: "cancelled" };
  return [
    small(resyncCard({ run: cancelled, outcomes: well, names }, buttons())),
    small(resyncCard({ run, outcomes: well, names }, buttons())),
    small(resyncCard({ run: ended, outcomes: [{ outcome: "updated", reason: null, records: 42 }], names }, buttons())),
    large(
      resyncCard({ run: { ...ended, connection: "*", object: "*", wanted: 9_000 }, outcomes: mixed, names }, buttons()),
    ),
  ];
}

const lostSome: Difference = {
  lost: [
    {
      object: "deal",
      field: "Amount",
      right: "update",
      need: "Edit on Opportunity.Amount (field-level security)",
      name: "amount",
      remote: "Opportunity.Amount",
    },
  ],
  gained: [{ object: "contact", field: null, right: "create", need: "Create", name: null, remote: "Contact" }],
  scopesLost: ["refresh_token"],
  scopesGained: [],
  user: { before: NASTY, after: "integration@meadow.example" },
  unknown: ["lead"],
};

function signInExamples(): readonly Example[] {
  const signIn: SignInInput["signIn"] = {
    id: "one-time",
    connection: "salesforce",
    presser: { platform: "slack", user: "U1", name: "oren", channel: null },
    status: "waiting",
    identity: { id: "00D1", name: NASTY, sandbox: true, user: "integration@meadow.example", scopes: [] },
    expiresAt: NOW + 500_000,
  };
  const states = [
    signIn,
    { ...signIn, status: "wrong_org" },
    { ...signIn, status: "done" },
    { ...signIn, status: "cancelled" },
    { ...signIn, expiresAt: NOW },
  ] as const;
  const draw = (one: SignInInput["signIn"]) =>
    signInCard({ signIn: one, name: "Salesforce", now: NOW, expected: "Meadow Works" }, buttons());
  return [
    ...states.map((one) => small(draw(one))),
    large(draw({ ...signIn, difference: lostSome })),
    large(draw({ ...signIn, status: "done", difference: lostSome })),
  ];
}
