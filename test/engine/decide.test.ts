import { describe, expect, it } from "vitest";
import { decidePage } from "../../engine/inbound/decide.ts";
import type { Incoming, Known, Rules } from "../../engine/inbound/known.ts";
import { withParents } from "../../engine/inbound/screen.ts";
import type { Fields, WorkspaceRecord } from "../../engine/record.ts";
import { matchKeys } from "../../engine/rules/match.ts";

const now = 1_000_000;

function remote(externalId: string, fields: Fields, modifiedAt = now): Incoming {
  const keys = matchKeys(fields, rules().settings.match);
  return { remote: { externalId, modifiedAt, fields }, fields, problems: [], orphan: null, keys };
}

function record(id: string, fields: Fields): WorkspaceRecord {
  return { object: "contact", id, fields, version: 1, deleted: false };
}

function rules(more: Partial<Rules["settings"]> = {}): Rules {
  let ids = 0;
  return {
    connection: "salesforce",
    object: "contact",
    settings: {
      match: [["email"], ["first_name", "last_name"]],
      required: [],
      doNotSync: "do_not_sync",
      delete: "never",
      fields: {},
      ...more,
    },
    behaviours: {
      email: "overwrite",
      first_name: "overwrite",
      last_name: "overwrite",
      title: "overwrite",
      do_not_sync: "overwrite",
      account_id: "overwrite",
    },
    rank: (name) => ["salesforce", "hubspot"].indexOf(name),
    now,
    newId: () => {
      ids += 1;
      return `new${ids}`;
    },
  };
}

function known(more: Partial<Known> = {}): Known {
  return {
    links: new Map(),
    records: new Map(),
    linkedOn: new Map(),
    byOwnId: new Map(),
    byKey: [new Map(), new Map()],
    owed: new Map(),
    parents: new Map(),
    troubled: new Map(),
    ...more,
  };
}

describe("a remote record that has no link", () => {
  it("becomes a record of ours with its keys", () => {
    const plan = decidePage([remote("r1", { email: "Ada@X.test" })], known(), rules());

    expect(plan.created).toEqual([{ id: "new1", fields: { email: "Ada@X.test" }, keys: ["ada@x.test", ""] }]);
    expect(plan.seen).toMatchObject([{ externalId: "r1", recordId: "new1" }]);
    expect(plan.well).toEqual(["r1"]);
  });

  it("is the record whose id it bears, whatever its e-mail says by now", () => {
    const ada = record("ada", { email: "ada@x.test" });
    const grace = record("grace", { email: "grace@x.test" });
    const byKey = [new Map([["grace@x.test", ["grace"]]]), new Map<string, string[]>()];
    const here = known({
      records: new Map([
        ["ada", ada],
        ["grace", grace],
      ]),
      byKey,
      byOwnId: new Map([["r1", "ada"]]),
    });

    const plan = decidePage([remote("r1", { email: "grace@x.test" })], here, rules());

    expect(plan.created).toEqual([]);
    expect(plan.seen).toMatchObject([{ externalId: "r1", recordId: "ada" }]);
  });

  it("is matched as any other when the record whose id it bears has another twin", () => {
    const ada = record("ada", { email: "ada@x.test" });
    const here = known({
      records: new Map([["ada", ada]]),
      linkedOn: new Map([["ada", ["salesforce"]]]),
      byOwnId: new Map([["r1", "ada"]]),
    });

    const plan = decidePage([remote("r1", { email: "other@x.test" })], here, rules());

    expect(plan.seen).toMatchObject([{ externalId: "r1", recordId: "new1" }]);
  });

  it("does not bring back a deleted record whose id it bears", () => {
    const ada = { ...record("ada", { email: "ada@x.test" }), deleted: true };
    const here = known({ records: new Map([["ada", ada]]), byOwnId: new Map([["r1", "ada"]]) });

    const plan = decidePage([remote("r1", { email: "ada@x.test", title: "Countess" })], here, rules());

    expect(plan.seen).toMatchObject([{ externalId: "r1", recordId: "ada" }]);
    expect(plan.created).toEqual([]);
    expect(plan.changed).toEqual([]);
  });

  it("is taken once, as it came last, when a page holds it twice", () => {
    const plan = decidePage(
      [remote("r1", { email: "a@x.test" }), remote("r1", { email: "b@x.test" })],
      known(),
      rules(),
    );

    expect(plan.created.map((each) => each.fields.email)).toEqual(["b@x.test"]);
  });

  it("is not matched with one that the same page has taken already", () => {
    const plan = decidePage(
      [remote("r1", { email: "a@x.test" }), remote("r2", { email: "A@x.test" })],
      known(),
      rules(),
    );

    expect(plan.created.length).toBe(1);
    expect(plan.troubles).toMatchObject([{ externalId: "r2", reason: "DUP_AMBIGUOUS" }]);
  });

  it.each([
    ["overwrites what a later connection brought", "hubspot", { title: "Countess" }],
    ["fills only what is empty where nobody but we wrote it", null, {}],
  ] as const)("%s at the first match", (_, linkedOn, changed) => {
    const ours = record("c1", { email: "a@x.test", title: "Analyst" });
    const before = known({
      records: new Map([["c1", ours]]),
      byKey: [new Map([["a@x.test", ["c1"]]]), new Map()],
      linkedOn: new Map(linkedOn ? [["c1", [linkedOn]]] : []),
    });

    const plan = decidePage([remote("r1", { email: "a@x.test", title: "Countess" })], before, rules());

    expect(plan.created).toEqual([]);
    expect(plan.changed.map((each) => each.fields)).toEqual(
      Object.keys(changed).length > 0 ? [{ ...ours.fields, ...changed }] : [],
    );
  });

  it("waits for a parent that may still come, and is taken without it when it does not", () => {
    const told = { email: "a@x.test", account_id: "acc9" };
    const parents = new Map([["account_id", new Map()]]);
    const waited = { reason: "REF_NOT_SYNCED_YET", attempts: 2, modifiedAt: now - 1 } as const;
    const before = [known({ parents }), known({ parents, troubled: new Map([["r1", waited]]) })];

    const [first, last] = before.map((each) => {
      const { fields, orphan } = withParents("r1", told, each, rules());
      return decidePage([{ ...remote("r1", fields), orphan }], each, rules());
    });

    expect(first).toMatchObject({
      created: [],
      troubles: [{ outcome: "waiting", reason: "REF_NOT_SYNCED_YET", parent: "acc9" }],
    });
    expect(first?.troubles[0]?.due).toBeGreaterThan(now);
    expect(last).toMatchObject({
      created: [{ fields: { email: "a@x.test" } }],
      troubles: [{ outcome: "failed", reason: "REF_INVALID", due: null }],
    });
  });
});

describe("a remote record that is linked", () => {
  const ours = record("c1", { email: "a@x.test", title: "Analyst" });
  const link = { recordId: "c1", modifiedAt: now - 1, seen: { email: "a@x.test", title: "Analyst" } };
  const knownLink = (more: Partial<Known> = {}) =>
    known({ links: new Map([["r1", link]]), records: new Map([["c1", ours]]), ...more });

  it("changes nothing when it says what was seen: our own echo", () => {
    const plan = decidePage([remote("r1", link.seen)], knownLink(), rules());

    expect(plan).toMatchObject({ changed: [], seen: [], results: [], stamps: [{ externalId: "r1", modifiedAt: now }] });
  });

  it("does not touch what changed only here", () => {
    const here = record("c1", { email: "a@x.test", title: "Countess" });

    const plan = decidePage(
      [remote("r1", { email: "b@x.test", title: "Analyst" })],
      knownLink({ records: new Map([["c1", here]]), owed: new Map([["c1", { since: null, sent: null }]]) }),
      rules(),
    );

    expect(plan.changed.map((each) => each.fields)).toEqual([{ email: "b@x.test", title: "Countess" }]);
  });

  it("takes nothing for a change that we sent ourselves without learning its end, but notes that it is there", () => {
    const here = record("c1", { ...ours.fields, title: "Countess" });
    const sent = { title: "Poet" };

    const plan = decidePage(
      [remote("r1", { ...link.seen, title: "Poet" })],
      knownLink({ records: new Map([["c1", here]]), owed: new Map([["c1", { since: now - 1, sent }]]) }),
      rules(),
    );

    expect(plan.changed).toEqual([]);
    expect(plan.seen.map((each) => each.seen?.title)).toEqual(["Poet"]);
  });

  it("is not taken from a list that lags behind what was read by id", () => {
    const older = remote("r1", { ...link.seen, title: "Poet" }, link.modifiedAt - 1);
    const here = knownLink({ records: new Map([["c1", ours]]) });

    const listed = decidePage([older], here, { ...rules(), listed: true });
    const read = decidePage([older], here, rules());

    expect([listed.changed, listed.seen, listed.stamps]).toEqual([[], [], []]);
    expect(read.changed.map((each) => each.fields.title)).toEqual(["Poet"]);
  });

  it("is taken from a list all the same when what is known of it bears a time that cannot be", () => {
    const known = knownLink({
      records: new Map([["c1", ours]]),
      links: new Map([["r1", { ...link, modifiedAt: now + 400 * 86_400_000 }]]),
    });

    const plan = decidePage([remote("r1", { ...link.seen, title: "Poet" })], known, { ...rules(), listed: true });

    expect(plan.changed.map((each) => each.fields.title)).toEqual(["Poet"]);
  });

  it.each([
    ["here", now + 1, "Countess"],
    ["there", now - 1, "Poet"],
  ])("lets the newer side win where both changed: %s", (_, since, title) => {
    const here = record("c1", { ...ours.fields, title: "Countess" });

    const plan = decidePage(
      [remote("r1", { ...link.seen, title: "Poet" })],
      knownLink({ records: new Map([["c1", here]]), owed: new Map([["c1", { since, sent: null }]]) }),
      rules(),
    );

    expect(plan.changed.at(-1)?.fields.title ?? here.fields.title).toBe(title);
  });

  it("takes only the mark of one that is to be left alone", () => {
    const plan = decidePage([remote("r1", { ...link.seen, title: "Poet", do_not_sync: true })], knownLink(), rules());

    expect(plan.changed.map((each) => each.fields)).toEqual([{ ...ours.fields, do_not_sync: true }]);
    expect(plan.troubles).toMatchObject([{ reason: "SKIP_EXCLUDED", outcome: "skipped" }]);
  });
});
