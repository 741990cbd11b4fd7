import { describe, expect, it } from "vitest";
import { decidePage } from "../../engine/inbound/decide.ts";
import type { Incoming, Known, Rules } from "../../engine/inbound/known.ts";
import type { Fields } from "../../engine/record.ts";
import { matchKeys } from "../../engine/rules/match.ts";

const now = 1_000_000;
const match = [["email"], ["phone"]];

const rules: Rules = {
  connection: "salesforce",
  object: "lead",
  settings: { match, required: ["email"], doNotSync: null, delete: "never", fields: {} },
  behaviours: { email: "overwrite", phone: "overwrite" },
  rank: () => 0,
  now,
  newId: () => "new",
};

function converted(fields: Fields): Incoming {
  const remote = { externalId: "r1", modifiedAt: now, fields, out: "SKIP_CONVERTED" } as const;
  return { remote, fields, problems: [], orphan: null, keys: matchKeys(fields, match) };
}

const nothing: Known = {
  links: new Map(),
  records: new Map(),
  linkedOn: new Map(),
  byOwnId: new Map(),
  byKey: [new Map(), new Map()],
  owed: new Map(),
  parents: new Map(),
  troubled: new Map(),
};

const skipped = { subject: "r1", outcome: "skipped", reason: "SKIP_CONVERTED" };

describe("a lead that was converted", () => {
  it("is not taken, and says why, whatever else is wrong with it (E14)", () => {
    const plan = decidePage([converted({ email: null })], nothing, rules);

    expect(plan.created).toEqual([]);
    expect(plan.results).toMatchObject([skipped]);
    expect(plan.troubles).toMatchObject([{ externalId: "r1", reason: "SKIP_CONVERTED", due: null }]);
  });

  it("is not matched with a record of ours that looks like it", () => {
    const ada = { id: "ada", object: "lead", fields: { email: "ada@x.test" }, version: 1, deleted: false };
    const byKey = [new Map([["ada@x.test", ["ada"]]]), new Map<string, string[]>()];

    const plan = decidePage(
      [converted({ email: "ada@x.test", phone: "12345" })],
      { ...nothing, records: new Map([["ada", ada]]), byKey },
      rules,
    );

    expect([plan.seen, plan.changed]).toEqual([[], []]);
    expect(plan.results).toMatchObject([skipped]);
  });

  it("changes nothing of the record that it was linked to", () => {
    const ada = { id: "ada", object: "lead", fields: { email: "ada@x.test", phone: "1" }, version: 3, deleted: false };
    const link = { recordId: "ada", modifiedAt: now - 1, seen: ada.fields };

    const plan = decidePage(
      [converted({ email: "new@x.test", phone: null })],
      { ...nothing, records: new Map([["ada", ada]]), links: new Map([["r1", link]]) },
      rules,
    );

    expect([plan.created, plan.changed, plan.seen]).toEqual([[], [], []]);
    expect(plan.results).toMatchObject([skipped]);
  });
});
