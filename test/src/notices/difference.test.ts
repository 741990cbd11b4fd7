import { expect, it } from "vitest";
import type { NamedRight } from "../../../engine/index.ts";
import { differenceLines } from "../../../src/notices/difference.ts";

const right = (name: string, need: string): NamedRight => ({
  object: "deal",
  field: name,
  name,
  right: "update",
  remote: `Opportunity.${name}`,
  need,
});
const nothing = { gained: [], scopesLost: [], scopesGained: [], user: null, unknown: [] } as const;

it("numbers what is to be granted where it is more than one thing: each may be a choice of its own (M5)", () => {
  const one = differenceLines({ ...nothing, lost: [right("amount", "Edit on Opportunity.Amount")] }, "done");
  const two = differenceLines(
    {
      ...nothing,
      lost: [
        right("amount", "Modify All Data, or Edit on Opportunity.Amount"),
        right("name", "Edit on Opportunity.Name"),
      ],
    },
    "done",
  );

  expect(one.at(-1)).toBe("What was lost is not synced until the CRM's admin grants: Edit on Opportunity.Amount.");
  expect(two.at(-1)).toBe(
    "What was lost is not synced until the CRM's admin grants: (1) Modify All Data, or Edit on Opportunity.Amount; (2) Edit on Opportunity.Name.",
  );
});
