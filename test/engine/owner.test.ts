import { afterEach, describe, expect, it } from "vitest";
import { bed, until } from "../fakes/bed.ts";

const beds: Awaited<ReturnType<typeof bed>>[] = [];
afterEach(async () => {
  const used = beds.splice(0);
  for (const own of used) await own.close();
  expect(used.flatMap((own) => own.errors)).toEqual([]);
});

const yaml = `
connections:
  salesforce: { provider: salesforce, objects: [owner, account], poll: 5s, share: 100 }
  hubspot: { provider: hubspot, objects: [owner, account], poll: 5s, share: 100 }
  pipedrive: { provider: pipedrive, objects: [owner, account], poll: 5s, share: 100 }
objects:
  account:
    fields:
      phone: { pipedrive: null }
      owner_id: { salesforce: OwnerId, hubspot: hubspot_owner_id, pipedrive: owner_id, type: "reference:owner" }
      id: { salesforce: Crmsync_Id__c, hubspot: crmsync_id }
`;

type Crm = "salesforce" | "hubspot" | "pipedrive";

async function ready() {
  const own = await bed({ yaml });
  beds.push(own);
  for (const crm of ["salesforce", "hubspot", "pipedrive"] satisfies Crm[]) await (await own.signIn(crm)).confirm();
  await own.rest();
  return own;
}

async function polls(own: Awaited<ReturnType<typeof ready>>, times = 4) {
  for (let n = 0; n < times; n += 1) {
    await own.clock.advance(5_000);
    await own.rest();
  }
}

describe("owners", () => {
  it("come in from every CRM as one person each, those who have left too, and nothing is sent", async () => {
    const own = await ready();

    await polls(own, 3);

    const rows = await own.sql<{ name: string; email: string; active: unknown }>(
      "select name, email, active from owners order by name, email",
    );
    const ofOneCompany = rows.filter(({ email }) => email.endsWith("@meadowworks.example"));
    expect(ofOneCompany.map(({ name, active }) => [name, Boolean(active)])).toEqual([
      ["Integration User", true],
      ["Jo Seller", true],
      ["Kim Former", false],
      ["Robin Admin", true],
    ]);
    // Pipedrive's people have addresses of their own.
    expect(rows.length).toBe(8);
    const links = await own.sql<{ n: number }>(
      "select count(*) as n from links where object = 'owner' group by connection",
    );
    expect(links.map(({ n }) => Number(n))).toEqual([4, 4, 4]);
    expect(await own.sql("select * from outbox")).toEqual([]);
    expect(["salesforce", "hubspot", "pipedrive"].flatMap((crm) => own.writes(crm as Crm))).toEqual([]);
  });

  it("are what the owner of a record points to, in each CRM by its own id", async () => {
    const own = await ready();
    await polls(own, 2);
    const id = own.create("salesforce", "Account", { Name: "Acme", Website: "acme.test" });

    await polls(own, 6);

    const [row] = await own.sql<Record<string, unknown>>(
      "select a.name, o.name as owner from accounts a join owners o on o.id = a.owner_id",
    );
    const owner = own.list("salesforce", "Account").records.find((each) => each.id === id)?.fields.OwnerId;
    expect(owner).toMatch(/^005/);
    expect({ ...row }).toEqual({ name: "Acme", owner: "Robin Admin" });
    const [company] = own.list("hubspot", "companies").records;
    expect(company?.fields.hubspot_owner_id).toBe("0017001");
  });

  it("who are no users of another CRM keep no record from it: it is sent without them, and that is said", async () => {
    const own = await ready();
    await polls(own, 2);
    own.create("salesforce", "Account", { Name: "Acme", Website: "acme.test" });

    await polls(own, 6);

    expect(own.list("pipedrive", "organizations").records.map(({ fields }) => fields.name)).toEqual(["Acme"]);
    expect(await own.engine.outcomes({ limit: 10 })).toMatchObject([
      { connection: "pipedrive", object: "account", outcome: "failed", reason: "REF_INVALID", field: "owner_id" },
    ]);
  });

  it("need no right to write anywhere", async () => {
    const own = await ready();
    await polls(own, 2);

    const told = JSON.stringify(await until(own.clock, own.engine.diagnose("hubspot")));

    expect(told).not.toContain("owners.write");
  });
});
