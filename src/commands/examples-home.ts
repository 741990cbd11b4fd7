import type { Card } from "../../bots/card.ts";
import type { Difference, Rechecked } from "../../engine/index.ts";
import { fixedButtons } from "./buttons.ts";
import { rightsCard } from "./check-rights.ts";
import { exampleGroups, exampleObject, exampleView, NOW } from "./examples.ts";
import type { Scale } from "./examples-scale.ts";
import { homeCard } from "./home-card.ts";

const buttons = () => fixedButtons("example");

/** The home view in each of its states. */
export function homeExamples({ names, pick, grow }: Scale): readonly Card[] {
  const clean = exampleObject("contact", { skipped: 0, failed: 0, outboundFailed: 0, outboundSkipped: 0 });
  const views = [
    exampleView("salesforce", { state: "healthy" }, { objects: [clean] }),
    exampleView("hubspot", { state: "backfilling", done: 3_100, total: 5_800, leftMs: 20_000 }),
  ];
  const ill = exampleView(
    "salesforce",
    { state: "action_needed", reason: "AUTH_GRANT_REVOKED", fixer: "operator" },
    { pending: 1_284, oldestPendingAt: NOW - 840_000 },
  );
  const many = Array.from({ length: pick(1, 30) }, (_, at) => ({ ...ill, name: at === 0 ? ill.name : `region_${at}` }));
  const groups = exampleGroups(pick(4, 40));
  const draw = (input: Pick<Parameters<typeof homeCard>[0], "views" | "groups">) =>
    homeCard(grow({ ...input, names, now: NOW }), buttons());
  return [
    draw({ views: [], groups: [] }),
    draw({ views, groups: [] }),
    draw({ views, groups }),
    draw({ views: [...many, ...views.slice(1)], groups }),
  ];
}

/** What Check again answers. */
export function rightsExamples({ names, pick, grow }: Scale): readonly Card[] {
  const lost = Array.from({ length: pick(1, 40) }, (_, at) => ({
    object: "deal",
    field: `Amount${at === 0 ? "" : at}`,
    right: "update" as const,
    need: "Edit on Opportunity.Amount (field-level security)",
    name: "amount",
    remote: `Opportunity.Amount${at === 0 ? "" : at}`,
  }));
  const before: Difference = { lost, gained: [], scopesLost: [], scopesGained: [], user: null, unknown: [] };
  const checked: readonly Rechecked[] = [
    { state: "read", before, now: { ...before, lost: [] } },
    { state: "read", before, now: before },
    { state: "not_read", detail: "the CRM did not answer" },
  ];
  const about = { connection: "salesforce", name: names("salesforce") };
  return checked.map((one) => rightsCard(one.state === "not_read" ? one : grow(one), about, buttons()));
}
