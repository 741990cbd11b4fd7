import type { Card } from "../../bots/card.ts";
import type { Budget, BudgetWish, Price } from "../../engine/index.ts";
import { budgetSetCard, budgetUnchangedCard, confirmResumeCard } from "./budget-card.ts";
import { fixedButtons } from "./buttons.ts";
import { NOW } from "./examples.ts";
import { exampleDaily, exampleLimit } from "./examples-looks.ts";
import { type Example, NASTY, type Scale } from "./examples-scale.ts";
import { limitsCard } from "./limits-card.ts";
import { confirmWholeCard } from "./sync-all.ts";

const buttons = () => fixedButtons("example");
const HOUR = 3_600_000;

/** Everything that people can set, set; by somebody whose name is no name. */
const exampleBudget = (by: string): Budget => ({
  share: { value: 0.6, by, at: NOW - 3 * HOUR },
  slowed: { value: true, by, at: NOW - 2 * HOUR },
  outboundPaused: { value: true, by, at: NOW - HOUR },
});

const price: Price = {
  records: 1_284,
  calls: 41,
  callsLeft: 12_300,
  aboutMs: 13 * 60_000,
  connections: [{ connection: "salesforce", records: 1_284, calls: 41 }],
};

const wishes: readonly BudgetWish[] = [
  { what: "slowed", value: true },
  { what: "slowed", value: false },
  { what: "outboundPaused", value: true },
  { what: "outboundPaused", value: false },
];

export function budgetExamples({ names, grow, pick }: Scale): readonly (Card | Example)[] {
  const budget = exampleBudget(pick("Ann", NASTY));
  const name = names("salesforce");
  const set = (wish: BudgetWish) => budgetSetCard({ name, wish, fileShare: 0.8, pending: pick(1, 1_284_000) });
  const press = { verb: "pause-outbound", args: {}, once: true, expiresAt: NOW + 600_000 };
  const dear = pick(price, { ...price, calls: 41_000 });
  const limit = exampleLimit("salesforce", exampleDaily(9_800, "near", { confidence: pick("high", "low") }), {
    share: 0.6,
    budget: pick({ ...budget, share: null, outboundPaused: null }, budget),
  });
  // What people set is a share and a word: it does not grow.
  const limits = { limits: [limit], views: [], names, now: NOW, only: "salesforce" };
  return [
    ...wishes.map(set),
    set({ what: "share", value: pick(0.6, null) }),
    budgetUnchangedCard(name, { what: "slowed", value: true }, pick({ ...budget, slowed: null }, budget)),
    confirmResumeCard({ name, price: dear, now: NOW }, press, buttons()),
    confirmWholeCard(
      grow({ name: "salesforce", objects: pick(["contact"], ["account", "contact", "deal"]), price, names, now: NOW }),
      { ...press, verb: "sync-whole" },
      buttons(),
    ),
    { card: limitsCard(limits, buttons()), of: "set" },
  ];
}
