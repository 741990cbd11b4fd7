import { describe, expect, it } from "vitest";
import type { Request, Work } from "../../../engine/provider.ts";
import { pipedrive } from "../../../engine/providers/pipedrive/index.ts";
import { drain, rig } from "../../contracts/crm-rig.ts";
import { providerContract } from "../../contracts/provider.ts";
import { create, idOf, remove, troubleIn, update } from "../../contracts/writes.ts";

providerContract("pipedrive");

const minute = 60_000;

describe("reading", () => {
  it("keeps archived deals: nobody deleted them", async () => {
    const { connect, person, clock } = await rig("pipedrive");
    const live = person.create("deal", { name: "Live" });
    const old = person.create("deal", { name: "Old" });
    const { records, cursor } = await drain(connect(), "deal", null);
    clock.now += 20 * minute;

    person.edit("deal", old, { is_archived: true });
    clock.now += minute;
    const later = await drain(connect(), "deal", cursor);
    const read = await connect().read("deal", [live, old]);
    const anew = await drain(connect(), "deal", null);

    expect(new Set(records.map(({ externalId }) => externalId))).toEqual(new Set([live, old]));
    expect(later.records.map(({ externalId }) => externalId)).toEqual([old]);
    expect(later.gone).toEqual([]);
    expect(read.map(({ externalId }) => externalId)).toEqual([live, old]);
    expect(new Set(anew.records.map(({ externalId }) => externalId))).toEqual(new Set([live, old]));
  });

  it("tells that a deal was merged away, though not into which (B29)", async () => {
    const { connect, person, clock } = await rig("pipedrive");
    const [loser = "", winner = ""] = ["One", "Two"].map((name) => person.create("deal", { name }));
    const { cursor } = await drain(connect(), "deal", null);
    clock.now += minute;

    person.merge("deal", loser, winner);
    clock.now += minute;
    const { gone } = await drain(connect(), "deal", cursor);

    expect(gone.map(({ externalId, mergedInto }) => [externalId, mergedInto])).toContainEqual([loser, null]);
  });

  it("finds an organization by its address in the web, where the common search does not look", async () => {
    const { connect, person, clock, requests } = await rig("pipedrive");
    const ids = ["https://www.acme.test/", "Acme.test"].map((domain) =>
      person.create("account", { name: "A", domain }),
    );
    person.create("account", { name: "Other", domain: "other.test" });
    clock.now += 2 * minute;
    const before = requests.length;

    const found = await connect().find("account", "website", ["acme.test", "nobody.test"]);

    expect(new Set(found.map(({ externalId }) => externalId))).toEqual(new Set(ids));
    expect(requests.length - before).toBe(pipedrive.calls({ op: "find", object: "account", by: "website", count: 2 }));
  });

  it("finds what is too young for the search index", async () => {
    const { connect, person, fault } = await rig("pipedrive");
    fault("search-lag", { ms: minute });
    const id = person.create("contact", { last_name: "Z", email: "z@x.test" });

    const found = await connect().find("contact", "email", ["z@x.test"]);

    expect(found.map(({ externalId }) => externalId)).toEqual([id]);
  });
});

describe("leads", () => {
  async function withLead() {
    const world = await rig("pipedrive");
    const person_id = world.person.create("contact", { first_name: "Ann", last_name: "Z", email: "ann@x.test" });
    const organization_id = world.person.create("account", { name: "Acme" });
    const crm = world.connect();
    const [made] = await crm.push("lead", [
      create("k", { title: "Acme lead", person_id, organization_id, value: 12.5 }),
    ]);
    return { ...world, crm, id: idOf(made), organization_id };
  }

  it("have the names of the person and the organization that they hang on", async () => {
    const { crm, ours, id } = await withLead();

    const { records } = await drain(crm, "lead", null);
    const [read] = await crm.read("lead", [id]);

    const told = { first_name: "Ann", last_name: "Z", email: "ann@x.test", phone: null, company: "Acme" };
    expect(records.map((record) => [record.externalId, ours("lead", record)])[0]).toEqual([id, told]);
    expect(ours("lead", read)).toEqual(told);
  });

  it("are found by the address of their person", async () => {
    const { crm, id, clock } = await withLead();
    clock.now += minute;

    const found = await crm.find("lead", "person_email", ["ann@x.test", "none@x.test"]);

    expect(found.map(({ externalId }) => externalId)).toEqual([id]);
  });

  it("keep their currency when their value changes, and are deleted", async () => {
    const { crm, id, provider, app, token, request, clock } = await withLead();
    const fields = { lead: ["title", "value", "currency"] };
    const reading = provider.connect({ app, token, request, fields, now: () => clock.now });

    const [changed] = await crm.push("lead", [update("k", id, { currency: "EUR" })]);
    const [again] = await crm.push("lead", [update("k", id, { value: 20 })]);
    const [lead] = await reading.read("lead", [id]);
    const [deleted] = await crm.push("lead", [remove("k", id)]);

    expect([changed?.ok, again?.ok, deleted?.ok]).toEqual([true, true, true]);
    expect(lead?.fields).toEqual({ title: "Acme lead", value: 20, currency: "EUR" });
    expect(await reading.read("lead", [id])).toEqual([]);
  });

  it("need somebody to hang on", async () => {
    const { crm } = await withLead();

    const results = await crm.push("lead", [
      create("a", { title: "Nobody's" }),
      create("b", { person_email: "x@x.test" }),
    ]);

    expect(results.map((result) => (result.ok ? "ok" : result.reason))).toEqual([
      "DATA_REQUIRED_MISSING",
      "PERM_FIELD",
    ]);
  });

  it("are said to be converted, not deleted (E14)", async () => {
    const { crm, id, person, clock } = await withLead();
    const { cursor } = await drain(crm, "lead", null);
    clock.now += minute;

    person.convert(id);
    clock.now += minute;
    const { records, gone } = await drain(crm, "lead", cursor);

    expect(records.filter(({ externalId }) => externalId === id).map(({ out }) => out)).toContain("SKIP_CONVERTED");
    expect(gone).toEqual([]);
  });
});

describe("limits", () => {
  it("never lets the door be shut, however much is asked (the windows as the throttle keeps them)", async () => {
    const { connect, person, requests, provider } = await rig("pipedrive");
    const ids = ["a", "b", "c"].map((last_name) =>
      person.create("contact", { last_name, email: `${last_name}@x.test` }),
    );
    const emails = Array.from({ length: 40 }, (_, at) => `nobody${at}@x.test`);

    const found = await connect().find("contact", "email", ["a@x.test", ...emails]);

    expect(found.map(({ externalId }) => externalId)).toEqual(ids.slice(0, 1));
    expect(requests.filter((asked) => provider.limits.windows[1]?.applies(asked)).length).toBe(41);
  });

  it("knows the door that is shut after many a refused request", async () => {
    const { connect, request, provider, fault, app, token } = await rig("pipedrive");
    fault("burst-limit", { limit: 1, windowMs: 2_000 });
    const waits: (number | null)[] = [];
    const impatient: Request = async (asked) => {
      const answer = await request(asked);
      waits.push(provider.observe(answer).retryAfterMs);
      return answer;
    };
    const crm = connect({ request: impatient });

    const reasons = [];
    for (let at = 0; at < 24; at += 1) reasons.push((await troubleIn(crm.identity()))?.reason);

    expect([app.apiUrl, token.instanceUrl]).toEqual([null, "http://127.0.0.1:4001"]);
    expect(reasons[1]).toBe("LIMIT_BURST");
    expect(reasons.at(-1)).toBe("LIMIT_BURST");
    expect([waits[1], waits.at(-1)]).toEqual([2_000, 300_000]);
  });

  it("takes as many requests as it says", async () => {
    const { connect, person, requests, clock } = await rig("pipedrive");
    const ids = ["a", "b"].map((last_name) => person.create("contact", { last_name, email: `${last_name}@x.test` }));
    const crm = connect();
    clock.now += 2 * minute;
    const writes = [
      create("a", { last_name: "New" }),
      update("b", ids[0] ?? "", { email: "a2@x.test" }),
      update("c", ids[1] ?? "", { first_name: "B", last_name: "B" }),
      remove("d", "999"),
      remove("e", "no id"),
    ];
    const works: readonly (readonly [Work, () => Promise<unknown>])[] = [
      [{ op: "describe", object: "contact" }, () => crm.describe("contact")],
      [{ op: "describe", object: "deal" }, () => crm.describe("deal")],
      [{ op: "read", object: "contact", count: 2 }, () => crm.read("contact", ids)],
      [
        { op: "find", object: "contact", by: "email", count: 2 },
        () => crm.find("contact", "email", ["a@x.test", "b@x.test"]),
      ],
      [{ op: "push", object: "contact", writes }, () => crm.push("contact", writes)],
    ];

    const counted: [number, number][] = [];
    for (const [work, act] of works) {
      const before = requests.length;
      await act();
      counted.push([pipedrive.calls(work), requests.length - before]);
    }

    expect(counted).toEqual(counted.map(([told]) => [told, told]));
    expect(counted.map(([told]) => told)).toEqual([1, 3, 1, 4, 5]);
  });
});
