import { expect, it } from "vitest";
import type { KeptRule } from "../../../engine/index.ts";
import { freshButtons } from "../../../src/commands/buttons.ts";
import { followedCard } from "../../../src/repairs/rules-card.ts";

const rule: KeptRule = {
  id: "rule_1",
  connection: "salesforce",
  object: "contact",
  field: "lead_source",
  does: { kind: "remap", remote: "Origin" },
  by: "slack|U1|ann",
  at: 0,
  records: 3,
  undone: null,
};
const drawn = (kept: KeptRule | null) =>
  followedCard(
    kept,
    () => "Salesforce",
    freshButtons(() => "act_1", 0),
  );

it("M1 a field that was mapped anew is told with the button that undoes it", () => {
  const card = drawn(rule);

  expect(card.headline).toBe("Mapped anew: lead_source of contacts to Salesforce");
  expect(card.lines?.[0]).toContain("Origin");
  expect(card.actions).toMatchObject([{ type: "button", label: "Undo" }]);
});

it("M1 nothing is claimed where somebody was first", () => {
  const card = drawn(null);

  expect([card.state, card.actions]).toEqual(["not_followed", undefined]);
});
