import { describe, expect, it } from "vitest";
import { decidePage } from "../../engine/inbound/decide.ts";
import type { Incoming, Known, Refusal, Rules } from "../../engine/inbound/known.ts";
import type { Fields, WorkspaceRecord } from "../../engine/record.ts";
import { matchKeys } from "../../engine/rules/match.ts";
import type { ObjectSettings } from "../../engine/settings.ts";

const names = ["name", "email", "country", "phone", "account_id", "deal_id", "contact_id", "title"];

const settingsOf = (more: Partial<ObjectSettings>): ObjectSettings => ({
  match: [["email"], ["phone"]],
  required: [],
  doNotSync: null,
  delete: "never",
  fields: {},
  ...more,
});

function rulesOf(more: Partial<ObjectSettings> = {}): Rules {
  let ids = 0;
  return {
    connection: "salesforce",
    object: "contact",
    settings: settingsOf(more),
    behaviours: Object.fromEntries(names.map((name) => [name, "overwrite"])),
    rank: () => 0,
    now: 1_000,
    newId: () => {
      ids += 1;
      return `new${ids}`;
    },
  };
}

function incoming(externalId: string, fields: Fields, rules: Rules, orphan: Refusal | null = null): Incoming {
  const keys = matchKeys(fields, rules.settings.match);
  return { remote: { externalId, modifiedAt: 900, fields }, fields, problems: [], orphan, keys };
}

const record = (id: string, fields: Fields): WorkspaceRecord => ({
  object: "contact",
  id,
  fields,
  version: 1,
  deleted: false,
});

const known = (more: Partial<Known> = {}): Known => ({
  links: new Map(),
  records: new Map(),
  linkedOn: new Map(),
  byOwnId: new Map(),
  byKey: [new Map(), new Map()],
  owed: new Map(),
  parents: new Map(),
  troubled: new Map(),
  ...more,
});

/** What becomes of one new record: its reason, or "created". */
function meet(
  fields: Fields,
  settings: Partial<ObjectSettings>,
  orphan: Refusal | null = null,
  here = known(),
): string {
  const rules = rulesOf(settings);
  const plan = decidePage([incoming("r1", fields, rules, orphan)], here, rules);
  return plan.troubles[0]?.reason ?? plan.results[0]?.outcome ?? "nothing";
}

describe("a record that comes in without what is required", () => {
  it("E12: has no e-mail address", () => {
    expect(meet({ email: "" }, { required: ["email"] })).toBe("SKIP_NO_EMAIL");
  });

  it("E13: has an e-mail address that cannot be one", () => {
    expect(meet({ email: "ada@" }, { required: ["email"] })).toBe("SKIP_BAD_EMAIL");
  });

  it("E21: has nothing by which it could be recognised", () => {
    expect(meet({ email: "a@x.test", name: null }, { required: ["email", "name"] })).toBe("SKIP_NO_IDENTIFIER");
  });

  it.each([
    ["E18", "account_id", "SKIP_NO_ACCOUNT"],
    ["E20", "deal_id", "SKIP_NO_OPPORTUNITY"],
    ["E22", "contact_id", "SKIP_NO_CONTACT"],
  ])("%s: belongs to nobody by its %s", (_, field, reason) => {
    expect(meet({ email: "a@x.test" }, { required: [field] })).toBe(reason);
    expect(meet({ email: "a@x.test", [field]: "p1" }, { required: [field] })).toBe("created");
  });

  it("E18: waits while its account may still come, and is left out with the account's id when it does not", () => {
    const late = { reason: "REF_NOT_SYNCED_YET", detail: "", field: "account_id", parent: "001", due: 5 } as const;
    const rules = rulesOf({ required: ["account_id"] });
    const decide = (orphan: Refusal) => decidePage([incoming("r1", { name: "Ada" }, rules, orphan)], known(), rules);

    const waiting = decide({ ...late, outcome: "waiting" });
    const lost = decide({ ...late, outcome: "failed", reason: "REF_INVALID", due: null });

    expect(waiting.troubles).toMatchObject([{ reason: "REF_NOT_SYNCED_YET", outcome: "waiting" }]);
    expect(lost.troubles).toMatchObject([{ reason: "SKIP_NO_ACCOUNT", outcome: "skipped", parent: "001" }]);
    expect(lost.created).toEqual([]);
  });

  it("E16: came without the CRM's id", () => {
    const rules = rulesOf();

    const plan = decidePage([incoming(" ", { name: "Ada" }, rules)], known(), rules);

    expect(plan.troubles).toMatchObject([{ reason: "SKIP_NO_EXTERNAL_ID", outcome: "skipped" }]);
    expect(plan.created).toEqual([]);
  });
});

describe("a record that others claim", () => {
  const ada = record("ada", { email: "ada@x.test" });
  const grace = record("grace", { phone: "+49 30 12345" });
  const records = new Map([
    ["ada", ada],
    ["grace", grace],
  ]);
  const byKey = [new Map([["ada@x.test", ["ada"]]]), new Map([["493012345", ["grace"]]])];

  it("E23: is left alone when its fields belong to different records of ours", () => {
    const here = known({ records, byKey, linkedOn: new Map([["ada", ["salesforce"]]]) });
    const rules = rulesOf();

    const plan = decidePage([incoming("r1", { email: "ada@x.test", phone: "+49 30 12345" }, rules)], here, rules);

    expect(plan.troubles).toMatchObject([
      {
        reason: "SKIP_CONFLICTING_ID",
        outcome: "skipped",
        detail: "Its email names a record that is linked already, and its phone names another one.",
      },
    ]);
    expect([plan.created, plan.seen, plan.changed]).toEqual([[], [], []]);
  });

  it("B25: is not guessed at when several of ours match", () => {
    const twice = [new Map([["ada@x.test", ["ada", "grace"]]]), new Map<string, string[]>()];

    expect(meet({ email: "ada@x.test" }, {}, null, known({ records, byKey: twice }))).toBe("DUP_AMBIGUOUS");
  });

  it("A21: is a second company of one domain, which the CRM keeps and we count as ambiguous", () => {
    const rules = rulesOf({ match: [["domain"], ["name:company"]] });
    const page = [
      incoming("r1", { name: "IBM", domain: "https://www.ibm.test" }, rules),
      incoming("r2", { name: "IBM Deutschland", domain: "ibm.test" }, rules),
      incoming("r3", { name: "I.B.M. Corporation" }, rules),
    ];

    const plan = decidePage(page, known(), rules);

    expect(plan.created.map(({ fields }) => fields.name)).toEqual(["IBM"]);
    expect(plan.troubles.map(({ externalId, reason }) => [externalId, reason])).toEqual([
      ["r2", "DUP_AMBIGUOUS"],
      ["r3", "DUP_AMBIGUOUS"],
    ]);
    expect(plan.troubles[1]?.detail).toBe("Another remote record holds the match on name.");
  });
});

describe("a record that a filter leaves out on its way in (A11, B21, B39)", () => {
  const filter = { field: "country", op: "in", value: ["DE", "AT"] } as const;

  it("is not taken, and its reason says the rule", () => {
    const rules = rulesOf({ filter });

    const plan = decidePage(
      [incoming("r1", { country: "US" }, rules), incoming("r2", { country: "de" }, rules)],
      known(),
      rules,
    );

    expect(plan.created.map(({ fields }) => fields.country)).toEqual(["de"]);
    expect(plan.troubles).toMatchObject([
      { externalId: "r1", reason: "SKIP_EXCLUDED", detail: "Only records are synced where country is one of DE, AT." },
    ]);
  });

  it("that speaks of the record type has a reason of its own", () => {
    const byType = { filter: { field: "record_type", op: "equals", value: "Partner" } } as const;

    expect(meet({ record_type: "Customer" }, byType)).toBe("SKIP_RECORD_TYPE");
  });

  const link = { recordId: "ada", modifiedAt: 100, seen: { country: "DE", title: "Clerk" } };
  const ada = record("ada", { country: "DE", title: "Clerk", email: "ada@x.test" });
  const linked = (fields: Fields, seen: Fields = link.seen) =>
    known({ links: new Map([["r1", { ...link, seen }]]), records: new Map([["ada", record("ada", fields)]]) });

  it("stays linked when it leaves, and only that by which it left is taken", () => {
    const rules = rulesOf({ filter });

    const plan = decidePage([incoming("r1", { country: "US", title: "Head" }, rules)], linked(ada.fields), rules);

    expect(plan.changed.map(({ fields }) => fields)).toEqual([{ ...ada.fields, country: "US" }]);
    expect(plan.seen).toMatchObject([{ externalId: "r1", recordId: "ada", seen: { country: "US", title: "Clerk" } }]);
    expect(plan.troubles).toMatchObject([{ reason: "SKIP_EXCLUDED" }]);
  });

  it("brings all that changed meanwhile when it comes back", () => {
    const rules = rulesOf({ filter });
    const before = linked({ ...ada.fields, country: "US" }, { country: "US", title: "Clerk" });

    const plan = decidePage([incoming("r1", { country: "AT", title: "Head" }, rules)], before, rules);

    expect(plan.changed.map(({ fields }) => fields)).toEqual([{ ...ada.fields, country: "AT", title: "Head" }]);
    expect(plan.troubles).toEqual([]);
    expect(plan.well).toEqual(["r1"]);
  });

  it("is judged by our own fields, too, where the CRM does not tell them", () => {
    const rules = rulesOf({ filter });
    const byKey = [new Map([["ada@x.test", ["ada"]]]), new Map<string, string[]>()];
    const here = known({ records: new Map([["ada", ada]]), byKey });

    const linkedPlan = decidePage([incoming("r1", { title: "Head" }, rules)], linked(ada.fields), rules);
    const matched = decidePage([incoming("r9", { email: "ada@x.test" }, rules)], here, rules);
    const stranger = decidePage([incoming("r9", { email: "bob@x.test" }, rules)], here, rules);

    expect(linkedPlan.changed.map(({ fields }) => fields.title)).toEqual(["Head"]);
    expect(matched.seen).toMatchObject([{ externalId: "r9", recordId: "ada" }]);
    expect(stranger.troubles).toMatchObject([{ reason: "SKIP_EXCLUDED" }]);
  });
});
