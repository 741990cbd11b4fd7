import { afterEach, describe, expect, it } from "vitest";
import { bed } from "../fakes/bed.ts";

const yaml = `workspace: three
connections:
  salesforce: { provider: salesforce, poll: 5s, objects: [account, contact, deal] }
  pipedrive: { provider: pipedrive, poll: 5s }
`;

/** The whole engine between Salesforce and Pipedrive. */
describe("Pipedrive as a CRM among others", () => {
  const beds: Awaited<ReturnType<typeof bed>>[] = [];
  afterEach(async () => {
    const used = beds.splice(0);
    for (const own of used) await own.close();
    expect(used.flatMap((own) => own.errors)).toEqual([]);
  });

  async function ready(options: Parameters<typeof bed>[0] = {}) {
    const own = await bed({ yaml, ...options });
    beds.push(own);
    for (const crm of ["salesforce", "pipedrive"] as const) await (await own.signIn(crm)).confirm();
    await own.rest();
    return own;
  }

  const polls = async (own: Awaited<ReturnType<typeof ready>>, times: number) => {
    for (let n = 0; n < times; n += 1) {
      await own.clock.advance(5_000);
      await own.rest();
    }
  };
  const ada = { FirstName: "Ada", LastName: "Lovelace", Email: "ada@x.test", Phone: "+441234567" };

  it("takes a contact of Salesforce once and sends no echo", async () => {
    const own = await ready();
    own.create("salesforce", "Contact", ada);

    await polls(own, 6);

    const { total, records } = own.list("pipedrive", "persons");
    expect(total).toBe(1);
    expect(records[0]?.fields).toMatchObject({ name: "Ada Lovelace", email: "ada@x.test", phone: "+441234567" });
    expect(own.writes("pipedrive").map(({ method }) => method)).toEqual(["POST"]);
    expect(own.writes("salesforce")).toEqual([]);
  });

  it("carries an edit there and back, and leaves a person's other addresses alone", async () => {
    const own = await ready();
    const emails = [
      { value: "ada@x.test", primary: true, label: "work" },
      { value: "ada@home.test", primary: false, label: "home" },
    ];
    const id = own.create("pipedrive", "persons", { name: "Ada Lovelace", emails });
    await polls(own, 4);
    const [contact] = own.list("salesforce", "Contact").records;

    own.edit("salesforce", "Contact", contact?.id ?? "", { Email: "countess@x.test", FirstName: "Augusta Ada" });
    await polls(own, 4);

    const [person] = own.list("pipedrive", "persons").records;
    expect(contact?.fields).toMatchObject({ FirstName: "Ada", LastName: "Lovelace", Email: "ada@x.test" });
    expect(person?.id).toBe(id);
    expect(person?.fields).toMatchObject({ name: "Augusta Ada Lovelace", email: "countess@x.test" });
    expect(person?.fields.emails).toEqual([
      { value: "countess@x.test", primary: true, label: "work" },
      { value: "ada@home.test", primary: false, label: "home" },
    ]);
  });

  it("makes no second person when the answer to a create is lost (no field is unique there)", async () => {
    const own = await ready();
    own.fault("pipedrive", "drop-answer", { times: 1 });
    own.create("salesforce", "Contact", ada);

    await polls(own, 20);

    expect(own.list("pipedrive", "persons").total).toBe(1);
    const rows = await own.sql<{ state: string }>("select state from outbox");
    expect(rows).toEqual([]);
  });

  it("matches a person that both know, by e-mail", async () => {
    const own = await bed({ yaml });
    beds.push(own);
    own.create("salesforce", "Contact", ada);
    own.create("pipedrive", "persons", { name: "A. Lovelace", email: "ADA@x.test" });
    for (const crm of ["salesforce", "pipedrive"] as const) await (await own.signIn(crm)).confirm();

    await polls(own, 5);

    expect([own.list("salesforce", "Contact").total, own.list("pipedrive", "persons").total]).toEqual([1, 1]);
    expect(own.list("pipedrive", "persons").records[0]?.fields).toMatchObject({ name: "Ada Lovelace" });
  });

  it("carries won, lost and open again both ways, and stays quiet then", async () => {
    const translate = "{ Prospecting: 1, Negotiation/Review: 4, Closed Won: won, Closed Lost: lost }";
    const stage = `stage: { salesforce: StageName, pipedrive: stage_id, translate: { pipedrive: ${translate} } }`;
    const own = await ready({ yaml: `${yaml}\nobjects:\n  deal:\n    fields:\n      ${stage}\n` });
    const deal = { Name: "Big", Amount: 10, StageName: "Closed Won", CloseDate: "2026-11-30" };
    const id = own.create("salesforce", "Opportunity", deal);
    await polls(own, 6);
    const there = () => own.list("pipedrive", "deals").records[0];
    const stages: unknown[] = [there()?.fields.status];

    own.edit("pipedrive", "deals", there()?.id ?? "", { status: "lost" });
    await polls(own, 6);
    stages.push(own.list("salesforce", "Opportunity").records[0]?.fields.StageName);
    own.edit("salesforce", "Opportunity", id, { StageName: "Negotiation/Review" });
    await polls(own, 6);
    stages.push(there()?.fields.status, there()?.fields.stage_id);
    const written = own.writes("pipedrive").length + own.writes("salesforce").length;
    await polls(own, 4);

    expect(stages).toEqual(["won", "Closed Lost", "open", 4]);
    expect(own.writes("pipedrive").length + own.writes("salesforce").length).toBe(written);
  });

  it("takes an account with its domain, and then its people", async () => {
    const own = await ready();
    const AccountId = own.create("salesforce", "Account", { Name: "Acme", Website: "https://acme.test" });
    own.create("salesforce", "Contact", { ...ada, AccountId });

    await polls(own, 8);

    const [organization] = own.list("pipedrive", "organizations").records;
    const [person] = own.list("pipedrive", "persons").records;
    expect(organization?.fields).toMatchObject({ name: "Acme", website: "acme.test" });
    expect(String(person?.fields.org_id)).toBe(organization?.id);
  });

  it("says of a deleted person that it is gone, and loses nothing of ours (C4)", async () => {
    const own = await ready();
    const id = own.create("pipedrive", "persons", { name: "Ada Lovelace", email: "ada@x.test" });
    await polls(own, 4);

    own.control("DELETE", `pipedrive/records/persons/${id}`);
    await polls(own, 4);

    const rows = await own.sql<{ deleted_in_crm: unknown }>(
      "select deleted_in_crm from links where connection = 'pipedrive'",
    );
    expect(rows.map((row) => Boolean(row.deleted_in_crm))).toEqual([true]);
    expect(own.list("salesforce", "Contact").total).toBe(1);
    expect(await own.sql("select id from contacts")).toHaveLength(1);
  });
});
