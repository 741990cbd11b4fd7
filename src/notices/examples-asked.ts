import type { Card } from "../../bots/card.ts";
import type { Difference, RunRow } from "../../engine/index.ts";
import { fixedButtons } from "../commands/buttons.ts";
import { exampleGroups, NOW } from "../commands/examples.ts";
import { NASTY, type Scale } from "../commands/examples-scale.ts";
import { resyncCard } from "./resync-result.ts";
import type { RunOutcome } from "./resync-words.ts";
import { type SignInInput, signInCard } from "./sign-in-asked.ts";

const buttons = () => fixedButtons("example");

/** What belongs to something that a person did. */
export function askedExamples(scale: Scale): readonly Card[] {
  return [...resyncExamples(scale), ...signInExamples(scale)];
}

function resyncExamples({ names, grow, pick }: Scale): readonly Card[] {
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
  const show = (one: RunRow, outcomes: readonly RunOutcome[]) =>
    resyncCard(grow({ run: one, outcomes, names }), buttons());
  return [
    show(cancelled, well),
    show(run, well),
    pick(
      show(ended, [{ outcome: "updated", reason: null, records: 42 }]),
      show({ ...ended, connection: "*", object: "*", wanted: 9_000 }, mixed),
    ),
  ];
}

export const lostSome: Difference = {
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

function signInExamples({ names, grow, pick }: Scale): readonly Card[] {
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
  const expected = { id: "00D0", name: "Meadow Works", sandbox: false, user: "integration@meadow.example", scopes: [] };
  const draw = (one: SignInInput["signIn"]) =>
    signInCard(grow({ signIn: one, name: names("salesforce"), now: NOW, expected }), buttons());
  return states.map((one) => draw({ ...one, ...pick({}, { difference: lostSome }) }));
}
