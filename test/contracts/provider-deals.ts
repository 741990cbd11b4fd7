import { expect, it } from "vitest";
import type { Crm, Provider } from "../../engine/provider.ts";
import type { Fields, RemoteRecord } from "../../engine/record.ts";
import { compileInward, objectMap } from "../../engine/rules/mapping.ts";
import { outward } from "../../engine/rules/outward.ts";
import type { ObjectSettings } from "../../engine/settings.ts";
import { drain, type Make } from "./crm-rig.ts";
import { create, idOf, remove, update } from "./writes.ts";

const minute = 60_000;
const standard: ObjectSettings = { match: [], required: [], doNotSync: null, delete: "never", fields: {} };

/** The way of a deal through the standard mapping, there and back. */
async function mapped(provider: Provider, crm: Crm) {
  const schema = await crm.describe("deal");
  const map = objectMap(standard, provider, "deal");
  const inward = compileInward(map, schema);
  const [stage] = schema.fields[provider.fields.deal?.stage ?? ""]?.options ?? [];
  return {
    stage: stage?.value ?? "",
    there: (fields: Fields): Fields => outward(fields, map, schema).fields,
    back: (record: RemoteRecord | undefined): Fields => inward(record?.fields ?? {}).fields,
  };
}

/** Deals: money, days, stages and the account that they belong to, the same for us whichever CRM holds them. */
export function dealContract(make: Make): void {
  it("describes a deal with its stages and its account", async () => {
    const { connect, provider } = await make();

    const schema = await connect().describe("deal");

    const names = provider.fields.deal ?? {};
    const field = (ours: string) => schema.fields[names[ours] ?? ""];
    expect(Object.values(names).filter((name) => schema.fields[name] === undefined)).toEqual([]);
    expect(field("amount")?.type).toBe("number");
    expect(field("close_date")?.type).toMatch(/^date/);
    expect(field("account_id")).toMatchObject({ type: "reference", references: ["account"] });
    expect(field("account_id")).toMatchObject({ creatable: true, updatable: true });
    expect(field("stage")?.type).toBe("picklist");
    expect(field("stage")?.options?.length).toBeGreaterThan(3);
    expect(schema).toMatchObject({ object: "deal", creatable: true, updatable: true, deletable: true });
  });

  it("gives back what was written, in one form for all CRMs", async () => {
    const { connect, provider, person } = await make();
    const crm = connect();
    const { stage, there, back } = await mapped(provider, crm);
    const account_id = person.create("account", { name: "Acme" });
    const given = { name: "Big", amount: 1234.5, stage, close_date: "2026-11-30", account_id };

    const [made] = await crm.push("deal", [create("k", there(given))]);
    const [record] = await crm.read("deal", [idOf(made)]);

    expect(made).toMatchObject({ ok: true, created: true });
    expect(back(record)).toEqual(given);
  });

  it("moves a deal to another account and takes it from all", async () => {
    const { connect, provider, person } = await make();
    const crm = connect();
    const { stage, there, back } = await mapped(provider, crm);
    const [one = "", two = ""] = ["One", "Two"].map((name) => person.create("account", { name }));
    const deal = { name: "D", stage, close_date: "2026-11-30", account_id: one };
    const [made] = await crm.push("deal", [create("k", there(deal))]);

    const [moved] = await crm.push("deal", [update("k", idOf(made), there({ account_id: two }))]);
    const [second] = await crm.read("deal", [idOf(made)]);
    const [cleared] = await crm.push("deal", [update("k", idOf(made), there({ account_id: null, name: "Nobody's" }))]);
    const [third] = await crm.read("deal", [idOf(made)]);
    const [deleted] = await crm.push("deal", [remove("k", idOf(made))]);

    expect([made?.ok, moved?.ok, cleared?.ok, deleted?.ok]).toEqual([true, true, true, true]);
    expect(back(second)).toMatchObject({ account_id: two, name: "D" });
    expect(back(third)).toMatchObject({ account_id: null, name: "Nobody's" });
  });

  it("pulls all deals with their accounts, then what changed", async () => {
    const { connect, provider, person, clock } = await make();
    const crm = connect();
    const { stage, there, back } = await mapped(provider, crm);
    const account_id = person.create("account", { name: "Acme" });
    const deals = ["A", "B"].map((name) => there({ name, stage, close_date: "2026-11-30", account_id }));
    const made = await crm.push("deal", [create("a", deals[0] ?? {}), create("b", deals[1] ?? {})]);
    const [a = "", b = ""] = made.map(idOf);
    clock.now += minute;
    const all = await drain(crm, "deal", null);
    clock.now += 20 * minute;

    person.edit("deal", a, { amount: 5 });
    person.delete("deal", b);
    clock.now += minute;
    const later = await drain(crm, "deal", all.cursor);

    const seen = new Map(all.records.map((record) => [back(record).name, back(record)]));
    expect([...seen.keys()].sort()).toEqual(["A", "B"]);
    expect(seen.get("A")).toEqual({ name: "A", amount: null, stage, close_date: "2026-11-30", account_id });
    expect(later.records.map((record) => [record.externalId, back(record).amount])).toEqual([[a, 5]]);
    expect(later.gone.map(({ externalId }) => externalId)).toEqual([b]);
  });

  it("says what is wrong with a deal", async () => {
    const { connect, provider, person } = await make();
    const crm = connect();
    const { stage, there } = await mapped(provider, crm);
    const good = { name: "D", stage, close_date: "2026-11-30" };
    const gone = person.create("account", { name: "Gone" });
    const [live] = await crm.push("deal", [create("k", there(good))]);
    person.delete("account", gone);
    const { stage: stageField = "", account_id: accountField } = provider.fields.deal ?? {};

    // Sent as it is: what our own rules would hold back, the CRM must be able to refuse as well.
    const results = await crm.push("deal", [
      create("a", { ...there(good), [stageField]: "No Such Stage" }),
      create("b", there({ name: "D", close_date: "2026-11-30" })),
      create("c", there({ ...good, account_id: gone })),
      update("d", idOf(live), there({ account_id: gone })),
      create("e", there(good)),
    ]);

    expect(results.map((result) => (result.ok ? "ok" : [result.reason, result.field]))).toEqual([
      ["DATA_PICKLIST_INVALID", stageField],
      make.can("rules") ? ["DATA_REQUIRED_MISSING", stageField] : "ok",
      ["REF_INVALID", accountField],
      ["REF_INVALID", accountField],
      "ok",
    ]);
  });

  it("finds deals by name and names their page", async () => {
    const { connect, provider, person, clock, token } = await make();
    const crm = connect();
    const { stage, there } = await mapped(provider, crm);
    const account_id = person.create("account", { name: "Acme" });
    const [made] = await crm.push("deal", [
      create("k", there({ name: "The Big One", stage, close_date: "2026-11-30", account_id })),
    ]);
    clock.now += minute;

    const found = await crm.find("deal", provider.fields.deal?.name ?? "", ["The Big One"]);
    const url = provider.recordUrl(await crm.identity(), token, "deal", idOf(made));

    expect(found.map(({ externalId }) => externalId)).toEqual([idOf(made)]);
    expect(found[0]?.fields[provider.fields.deal?.account_id ?? ""]).toBe(account_id);
    const pages = {
      salesforce: /\/Opportunity\/006\w+\/view$/,
      hubspot: /\/record\/0-3\/\d+$/,
      pipedrive: /\/deal\/\d+$/,
    } as const;
    expect(url).toMatch(pages[provider.id]);
  });
}
