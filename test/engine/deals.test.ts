import { afterEach, describe, expect, it } from "vitest";
import { sandboxSettings } from "../../src/sandbox/program/settings.ts";
import { bed } from "../fakes/bed.ts";

const beds: Awaited<ReturnType<typeof bed>>[] = [];
afterEach(async () => {
  const used = beds.splice(0);
  for (const own of used) await own.close();
  expect(used.flatMap((own) => own.errors)).toEqual([]);
});

const withoutOwnIds = sandboxSettings()
  .replaceAll(/^ {6}id: .*\n/gm, "")
  .replace("[[name, account_id]]", "[[name, account_id], [name, amount, close_date]]");

async function ready(options: Parameters<typeof bed>[0] = {}) {
  const own = await bed(options);
  beds.push(own);
  for (const crm of ["salesforce", "hubspot"] as const) await (await own.signIn(crm)).confirm();
  await own.rest();
  return own;
}

type Own = Awaited<ReturnType<typeof ready>>;

async function polls(own: Own, times = 4) {
  for (let n = 0; n < times; n += 1) {
    await own.clock.advance(5_000);
    await own.rest();
  }
}

const stage = "Closed Won";

describe("deals", () => {
  it("go with their account from Salesforce to HubSpot and stay quiet there", async () => {
    const own = await ready();
    const account = own.create("salesforce", "Account", { Name: "Acme", Website: "acme.test" });
    const deal = { Name: "Big", Amount: 1234.5, StageName: stage, CloseDate: "2026-11-30", AccountId: account };
    own.create("salesforce", "Opportunity", deal);

    await polls(own, 8);

    const [row] = await own.sql<Record<string, unknown>>(
      "select d.name, d.amount, d.stage, d.close_date, a.name as account from deals d join accounts a on a.id = d.account_id",
    );
    expect({ ...row }).toEqual({ name: "Big", amount: 1234.5, stage, close_date: "2026-11-30", account: "Acme" });
    const [company] = own.list("hubspot", "companies").records;
    const [twin] = own.list("hubspot", "deals").records;
    expect(twin?.fields).toMatchObject({
      dealname: "Big",
      amount: "1234.5",
      dealstage: stage,
      hs_primary_associated_company: company?.id,
    });
    expect(String(twin?.fields.closedate)).toMatch(/^2026-11-30T00:00/);
    expect(own.writes("salesforce")).toEqual([]);
    const { length } = own.writes("hubspot");
    await polls(own, 3);
    expect(own.writes("hubspot").length).toBe(length);
  });

  it("follow an edit in HubSpot, the hour of the day left aside", async () => {
    const own = await ready();
    const account = own.create("salesforce", "Account", { Name: "Acme", Website: "acme.test" });
    const deal = { Name: "Big", Amount: 10, StageName: stage, CloseDate: "2026-11-30", AccountId: account };
    own.create("salesforce", "Opportunity", deal);
    await polls(own, 8);
    const [twin] = own.list("hubspot", "deals").records;
    const before = own.writes("hubspot").length;

    own.edit("hubspot", "deals", twin?.id ?? "", { amount: "20.50", closedate: "2026-12-24T17:30:00.000Z" });
    await polls(own, 6);

    expect(own.list("salesforce", "Opportunity").records[0]?.fields).toMatchObject({
      Amount: 20.5,
      CloseDate: "2026-12-24",
    });
    expect(own.writes("salesforce").length).toBe(1);
    expect(own.writes("hubspot").length).toBe(before);
  });

  it("are matched by name and account, so that namesakes of other accounts stay apart", async () => {
    const own = await bed();
    beds.push(own);
    const deal = { Name: "Renewal", StageName: stage, CloseDate: "2026-11-30" };
    for (const name of ["Acme", "Globex"]) {
      const AccountId = own.create("salesforce", "Account", { Name: name, Website: `${name.toLowerCase()}.test` });
      own.create("salesforce", "Opportunity", { ...deal, AccountId });
      const company = own.create("hubspot", "companies", { name, domain: `${name.toLowerCase()}.test` });
      const fields = { dealname: "renewal", dealstage: stage, hs_primary_associated_company: company };
      own.create("hubspot", "deals", fields);
    }

    for (const crm of ["salesforce", "hubspot"] as const) await (await own.signIn(crm)).confirm();
    await own.rest();
    await polls(own, 6);

    expect(await own.sql("select name from deals")).toHaveLength(2);
    expect([own.list("salesforce", "Opportunity").total, own.list("hubspot", "deals").total]).toEqual([2, 2]);
  });

  it.each([
    ["salesforce", "'a1'"],
    ["hubspot", "'a1'"],
    ["salesforce", "null"],
    ["hubspot", "null"],
  ] as const)(
    "are created once in %s when the answer is lost and the CRM holds no id of ours, with the account %s",
    async (crm, account) => {
      const own = await ready({ yaml: withoutOwnIds });
      await own.write("insert into accounts (id, name, domain) values ('a1', 'Acme', 'acme.test')");
      await polls(own, 3);
      const path = crm === "salesforce" ? "composite/sobjects" : "deals/batch/create";
      own.fault(crm, "drop-answer", { times: 1, path });

      await own.write(
        `insert into deals (id, name, stage, close_date, amount, account_id)
         values ('d1', 'Big', '${stage}', '2026-11-30', 7.5, ${account})`,
      );
      await polls(own, 12);

      expect(own.list(crm, crm === "salesforce" ? "Opportunity" : "deals").total).toBe(1);
      expect(await own.sql("select * from outbox")).toEqual([]);
    },
  );

  it("that an account of the same CRM already has under that name are not made again", async () => {
    const own = await ready({ yaml: withoutOwnIds });
    await own.write("insert into accounts (id, name, domain) values ('a1', 'Acme', 'acme.test')");
    await polls(own, 3);
    const [account] = own.list("salesforce", "Account").records;
    const other = own.create("salesforce", "Account", { Name: "Globex" });
    const deal = { Name: "Big", StageName: stage, CloseDate: "2026-11-30" };
    own.create("salesforce", "Opportunity", { ...deal, AccountId: account?.id });
    own.create("salesforce", "Opportunity", { ...deal, AccountId: other });

    await own.write(
      `insert into deals (id, name, stage, close_date, account_id) values ('d1', 'Big', '${stage}', '2026-11-30', 'a1')`,
    );
    await polls(own, 6);

    expect(own.list("salesforce", "Opportunity").total).toBe(2);
    expect(await own.sql("select id from deals where id = 'd1'")).toHaveLength(1);
    expect(await own.sql("select id from deals")).toHaveLength(2);
  });
});

describe("leads", () => {
  it("are left alone from the day on which they are converted", async () => {
    const own = await ready();
    const ada = { FirstName: "Ada", LastName: "Lovelace", Email: "ada@x.test", Company: "Engines" };
    const id = own.create("salesforce", "Lead", ada);
    await polls(own, 3);
    const [before] = await own.sql<Record<string, unknown>>("select first_name, email, company from leads");
    own.edit("salesforce", "Lead", id, { Email: "countess@x.test" });
    own.control("POST", `salesforce/records/Lead/${id}/convert`, {});

    await polls(own, 3);

    const [after] = await own.sql<Record<string, unknown>>("select first_name, email, company from leads");
    expect({ ...before }).toEqual({ first_name: "Ada", email: "ada@x.test", company: "Engines" });
    expect({ ...after }).toEqual({ ...before });
    expect(await own.engine.outcomes({ limit: 10 })).toMatchObject([
      { object: "lead", subject: id, outcome: "skipped", reason: "SKIP_CONVERTED" },
    ]);
  });

  it("fail with their reason when something is written to a converted one", async () => {
    const own = await ready();
    const id = own.create("salesforce", "Lead", { LastName: "Lovelace", Email: "ada@x.test", Company: "Engines" });
    await polls(own, 3);
    own.control("POST", `salesforce/records/Lead/${id}/convert`, {});

    await own.write("update leads set company = 'Other'");
    await polls(own, 3);

    const outcomes = await own.engine.outcomes({ limit: 10 });
    expect(outcomes.map(({ outcome, reason }) => [outcome, reason])).toContainEqual(["failed", "REC_CONVERTED"]);
    expect(await own.sql("select company from leads")).toEqual([{ company: "Other" }]);
  });
});
