import fc from "../fakes/property.ts";
import { editedFields, type Rule, type Switch, switches } from "./histories-rules.ts";
import type { Step } from "./histories-steps.ts";

const index = fc.nat({ max: 8 });
const switched = fc.constantFrom<Switch[]>(...Object.keys(switches).filter((name): name is Switch => name in switches));

/** One thing that people, other programs, fate or the worker do. */
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom("create", "create", "create", "company"), at: index }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("rest") }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom("twins", "twin companies") }) },
  {
    weight: 16,
    arbitrary: fc.record({
      do: fc.constantFrom("edit", "edit", "edit", "upsert"),
      at: index,
      who: index,
      field: fc.constantFrom(...editedFields),
      value: index,
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constantFrom("leave", "enter", "delete", "restore", "hide", "show"),
      at: index,
      who: index,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("merge"), at: index, who: index, into: index }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("decide"), side: fc.constantFrom("here", "there") }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("switch"), at: index, to: switched }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("whole"), at: index, object: fc.constantFrom("account", "contact") }),
  },
  {
    weight: 12,
    arbitrary: fc.record({
      do: fc.constant("look"),
      blow: fc.constantFrom("none", "none", "lost answer", "dies at request", "dies at commit"),
      after: fc.nat({ max: 12 }),
    }),
  },
);

export const histories = fc.array(step, { minLength: 20, maxLength: 60, size: "max" });

export const rules: fc.Arbitrary<Rule> = fc.record({
  crms: fc.constantFrom<Rule["crms"][]>(
    ["salesforce", "hubspot"],
    ["salesforce", "pipedrive"],
    ["hubspot", "pipedrive"],
  ),
  conflict: fc.constantFrom("newest", "ours", "theirs", "ask"),
  direction: fc.constantFrom("both", "inbound", "outbound"),
  behaviour: fc.constantFrom("overwrite", "fill"),
  deletes: fc.constantFrom("never", "inbound", "outbound", "both"),
});
