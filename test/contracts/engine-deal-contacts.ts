import { afterEach, describe, expect, it } from "vitest";
import { addLink, dropLink } from "../../src/sandbox/hubspot/links.ts";
import { bed } from "../fakes/bed.ts";

const yaml = `
connections:
  salesforce: { provider: salesforce, objects: [account, contact, deal], poll: 5s, share: 100 }
  hubspot: { provider: hubspot, objects: [account, contact, deal], poll: 5s, share: 100 }
objects:
  contact: { match: [[email]], required: [email], delete: both }
  deal: { fields: { contact_ids: {} } }
`;

/** The contacts of a deal between Salesforce, HubSpot and the database that `address` opens. */
export function dealContactsSuite(dialect: string, address: () => Promise<string>): void {
  describe(`the contacts of deals on ${dialect}`, () => {
    const beds: Awaited<ReturnType<typeof bed>>[] = [];
    afterEach(async () => {
      const used = beds.splice(0);
      for (const own of used) await own.close();
      expect(used.flatMap((own) => own.errors)).toEqual([]);
    });

    async function ready() {
      const own = await bed({ databaseUrl: await address(), yaml });
      beds.push(own);
      const people = Object.fromEntries(
        ["ada", "bob", "eve"].map((name) => [
          name,
          own.create("salesforce", "Contact", { LastName: name, Email: `${name}@x.test` }),
        ]),
      );
      const fields = { Name: "Frame", StageName: "Prospecting", CloseDate: "2026-12-01", Amount: 100 };
      const deal = own.create("salesforce", "Opportunity", fields);
      const take = (name: string) =>
        own.create("salesforce", "OpportunityContactRole", { OpportunityId: deal, ContactId: people[name] });
      const roles = { ada: take("ada") };
      for (const crm of ["salesforce", "hubspot"] as const) await (await own.signIn(crm)).confirm();
      await own.rest();
      await polls(own, 4);
      return { own, people, deal, roles, take };
    }
    type Own = Awaited<ReturnType<typeof ready>>["own"];

    async function polls(own: Own, times = 3) {
      for (let n = 0; n < times; n += 1) {
        await own.clock.advance(5_000);
        await own.rest();
      }
    }

    const idOf = async (own: Own, crm: string, object: string, recordId: string) => {
      const [row] = await own.sql<{ external_id: string }>(
        `select external_id from links where connection = '${crm}' and object = '${object}' and record_id = '${recordId}'`,
      );
      return row?.external_id ?? "";
    };
    /** The first names that our deal, Salesforce and HubSpot hold. */
    async function held(own: Own) {
      const contacts = await own.sql<{ id: string; email: string }>(
        "select id, fields ->> 'email' as email from records where object = 'contact'",
      );
      const [deal] = await own.sql<{ id: string; members: string | null }>(
        "select id, fields ->> 'contact_ids' as members from records where object = 'deal'",
      );
      const here = contacts.filter(({ id }) => deal?.members?.split(";").includes(id));
      const emails = (crm: "salesforce" | "hubspot", type: string, field: string, ids: readonly unknown[]) =>
        own
          .list(crm, type)
          .records.filter(({ id }) => ids.includes(id))
          .map((one) => String(one.fields[field]).split("@")[0])
          .toSorted();
      const roles = own.list("salesforce", "OpportunityContactRole").records.map(({ fields }) => fields.ContactId);
      const there = await idOf(own, "hubspot", "deal", deal?.id ?? "");
      const links = own.hubspot.portals.get("main")?.links.get(`deals/${there}/contacts`) ?? new Set();
      return {
        ours: here.map(({ email }) => email.split("@")[0]).toSorted(),
        salesforce: emails("salesforce", "Contact", "Email", roles),
        hubspot: emails("hubspot", "contacts", "email", [...links]),
      };
    }
    async function contactId(own: Own, name: string) {
      const [row] = await own.sql<{ id: string }>(`select id from contacts where email = '${name}@x.test'`);
      return row?.id ?? "";
    }
    /** What a person does in HubSpot. */
    async function inHubspot(own: Own, change: typeof addLink | typeof dropLink, name: string) {
      const [deal] = await own.sql<{ id: string }>("select id from deals");
      const links = own.hubspot.portals.get("main")?.links ?? new Map();
      const [from, to] = [
        await idOf(own, "hubspot", "deal", deal?.id ?? ""),
        await idOf(own, "hubspot", "contact", await contactId(own, name)),
      ];
      change(links, "deals", from, "contacts", to);
      own.edit("hubspot", "deals", from, {
        num_associated_contacts: String(links.get(`deals/${from}/contacts`)?.size),
      });
    }

    it("come in, and go out with a new deal", async () => {
      const { own } = await ready();

      expect(await held(own)).toEqual({ ours: ["ada"], salesforce: ["ada"], hubspot: ["ada"] });
    });

    it("a role that came or went is found, although the deal's stamp stands", async () => {
      const { own, roles, take } = await ready();

      take("bob");
      await polls(own);
      const after = await held(own);
      own.control("DELETE", `salesforce/records/OpportunityContactRole/${roles.ada}`);
      await polls(own);

      expect(after).toEqual({ ours: ["ada", "bob"], salesforce: ["ada", "bob"], hubspot: ["ada", "bob"] });
      expect(await held(own)).toEqual({ ours: ["bob"], salesforce: ["bob"], hubspot: ["bob"] });
    });

    it("both sides may add different ones, and one that both had may go", async () => {
      const { own, take } = await ready();

      take("bob");
      await inHubspot(own, addLink, "eve");
      await polls(own, 4);
      const after = await held(own);
      await inHubspot(own, dropLink, "ada");
      await polls(own, 4);

      const all = ["ada", "bob", "eve"];
      expect(after).toEqual({ ours: all, salesforce: all, hubspot: all });
      expect(await held(own)).toEqual({ ours: ["bob", "eve"], salesforce: ["bob", "eve"], hubspot: ["bob", "eve"] });
    });

    it("what a program writes to the view goes to both, only what changed", async () => {
      const { own } = await ready();
      const [bob, ada] = [await contactId(own, "bob"), await contactId(own, "ada")];

      await own.write(`update deals set contact_ids = '${[bob, ada].toSorted().join(";")}'`);
      await polls(own);
      const after = await held(own);
      await own.write("update deals set contact_ids = null");
      await polls(own);

      expect(after).toEqual({ ours: ["ada", "bob"], salesforce: ["ada", "bob"], hubspot: ["ada", "bob"] });
      expect(await held(own)).toEqual({ ours: [], salesforce: [], hubspot: [] });
    });

    it("somebody whom we do not know stays there, and joins when he is synced", async () => {
      const { own, deal } = await ready();
      const stranger = own.create("salesforce", "Contact", { LastName: "Stranger" });
      own.create("salesforce", "OpportunityContactRole", { OpportunityId: deal, ContactId: stranger });
      await polls(own);
      await own.write(`update deals set contact_ids = '${await contactId(own, "bob")}'`);
      await polls(own);
      const before = own.list("salesforce", "OpportunityContactRole").records.map(({ fields }) => fields.ContactId);

      own.edit("salesforce", "Contact", stranger, { Email: "stranger@x.test" });
      await polls(own, 5);

      expect(before).toContain(stranger);
      expect(await held(own)).toEqual({
        ours: ["bob", "stranger"],
        salesforce: ["bob", "stranger"],
        hubspot: ["bob", "stranger"],
      });
    });

    it("who is merged moves along, and who is deleted leaves", async () => {
      const { own, people, take } = await ready();
      take("eve");
      await polls(own);

      own.control("POST", `salesforce/records/Contact/${people.ada}/merge`, { into: people.bob });
      await polls(own, 4);
      const after = await held(own);
      own.control("DELETE", `salesforce/records/Contact/${people.eve}`);
      await polls(own, 4);

      expect(after.ours).toEqual(["bob", "eve"]);
      expect(after.hubspot).toEqual(["bob", "eve"]);
      expect((await held(own)).ours).toEqual(["bob"]);
    });
  });
}
