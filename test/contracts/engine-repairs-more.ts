import { afterEach, describe, expect, it } from "vitest";
import type { RepairAnswer, RepairScope } from "../../engine/index.ts";
import { bed, until } from "../fakes/bed.ts";

const two = (objects: string) => `workspace: test
connections:
  salesforce: { provider: salesforce, objects: [account, contact], poll: 60s, share: 100 }
  hubspot: { provider: hubspot, objects: [account, contact], poll: 60s, share: 100 }
objects:
${objects}
`;

/** Conflicts, matches, parents and what is let in once, on the database of `address`. */
export function moreRepairsSuite(dialect: string, address: () => Promise<string>): void {
  describe(`repairs of records that meet on ${dialect}`, () => {
    const beds: Awaited<ReturnType<typeof bed>>[] = [];
    afterEach(async () => {
      const used = beds.splice(0);
      for (const own of used) await own.close();
      expect(used.flatMap((own) => own.errors)).toEqual([]);
    });

    async function ready(objects: string) {
      const own = await bed({ databaseUrl: await address(), yaml: two(objects) });
      beds.push(own);
      for (const crm of ["salesforce", "hubspot"] as const) await (await own.signIn(crm)).confirm();
      await own.rest();
      return own;
    }
    type Own = Awaited<ReturnType<typeof ready>>;
    const polls = async (own: Own, times = 2) => {
      for (let n = 0; n < times; n += 1) {
        await own.clock.advance(60_000);
        await own.rest();
        await own.rest();
      }
    };
    const order = async (own: Own, scope: RepairScope, answer: RepairAnswer) => {
      const view = await until(own.clock, own.engine.repairs(scope));
      return until(own.clock, own.engine.orderRepair(scope, answer, { mark: view?.mark ?? "", by: "slack|U1|Ann" }));
    };

    it("decides a field that both sides changed, and keeps the side for the next time (R3, M1)", async () => {
      const own = await ready("  contact: { fields: { title: { conflict: ask } } }\n  account: {}");
      const remote = own.create("salesforce", "Contact", { LastName: "Ada", Email: "ada@x.test", Title: "Clerk" });
      await polls(own, 3);
      const clash = async (here: string, there: string) => {
        const outage = own.fault("salesforce", "outage");
        await own.write(`update contacts set title = '${here}'`);
        await own.rest();
        own.edit("salesforce", "Contact", remote, { Title: there });
        own.heal(outage.id);
        await polls(own, 10);
      };
      await clash("Countess", "Baroness");
      const [cause] = await own.engine.causes({ reason: "REC_CHANGED" });
      const scope = { cause: cause?.id ?? "" };
      const view = await until(own.clock, own.engine.repairs(scope));

      const first = await order(own, scope, { kind: "side", field: "title", side: "here", keep: true });
      await polls(own);
      const decided = own.list("salesforce", "Contact").records[0]?.fields.Title;
      await clash("Queen", "Empress");

      expect(view?.offers[0]).toMatchObject({ kind: "side", field: "title", here: "Countess", there: "Baroness" });
      expect(first.state).toBe("ordered");
      expect(decided).toBe("Countess");
      expect(await own.engine.conflicts()).toEqual([]);
      expect(own.list("salesforce", "Contact").records[0]?.fields.Title).toBe("Queen");
      expect(await own.engine.keptRules()).toMatchObject([{ field: "title", does: { kind: "side", side: "here" } }]);
    });

    it("lets a record in once although a rule leaves it out, and only once (E15, B21)", async () => {
      const own = await ready("  contact: { filter: { field: title, equals: Buyer } }\n  account: {}");
      own.create("salesforce", "Contact", { LastName: "Out", Email: "out@x.test", Title: "Seller" });
      await polls(own);
      const [cause] = await own.engine.causes({ reason: "SKIP_EXCLUDED" });
      const view = await until(own.clock, own.engine.repairs({ cause: cause?.id ?? "" }));

      await order(own, { cause: cause?.id ?? "" }, { kind: "include" });
      await polls(own);

      expect(view?.offers.map((one) => one.kind)).toEqual(["include", "again"]);
      expect(await own.sql("select last_name from contacts")).toEqual([{ last_name: "Out" }]);
      expect(own.list("hubspot", "contacts").total).toBe(0);
    });

    it("makes a record once where creating is switched off (E19)", async () => {
      const own = await ready("  contact: {}\n  account: {}");
      const { settings } = own.config;
      const connections = settings.connections.map((one) =>
        one.name === "hubspot" ? { ...one, writeMode: "update" as const } : one,
      );
      await own.engine.stop();
      const again = await own.open("worker-2", own.rows, { ...settings, connections });
      const rest = async () => {
        for (let n = 0; n < 3; n += 1) {
          await own.clock.advance(60_000);
          await own.rest([again]);
        }
      };
      await own.write("insert into contacts (id, last_name, email) values ('c', 'New', 'new@x.test')");
      await rest();
      const [cause] = await again.causes({ reason: "SKIP_WRITE_MODE" });
      const view = await until(own.clock, again.repairs({ cause: cause?.id ?? "" }));

      await until(
        own.clock,
        again.orderRepair(
          { cause: cause?.id ?? "" },
          { kind: "create" },
          { mark: view?.mark ?? "", by: "slack|U1|Ann" },
        ),
      );
      await rest();
      await own.write("insert into contacts (id, last_name, email) values ('d', 'Next', 'next@x.test')");
      await rest();

      expect(own.list("hubspot", "contacts").records.map(({ fields }) => fields.email)).toEqual(["new@x.test"]);
      expect(await again.causes({ reason: "SKIP_WRITE_MODE" })).toMatchObject([{ records: 1, example: "d" }]);
    });

    it("takes the record of ours that somebody picked among several (E23)", async () => {
      const own = await ready("  contact: { match: [[first_name, last_name]] }\n  account: {}");
      await own.write(
        "insert into contacts (id, first_name, last_name, email) values ('a', 'Ann', 'Twin', 'a@x.test'), ('b', 'Ann', 'Twin', 'b@x.test')",
      );
      await own.engine.pause("salesforce", "U1", "test");
      own.create("hubspot", "contacts", { firstname: "Ann", lastname: "Twin", email: "hub@x.test" });
      await polls(own, 3);
      const found = (await own.engine.causes({ connection: "hubspot" })).filter((one) => one.direction === "inbound");
      const [cause] = found;
      const view = await until(own.clock, own.engine.repairs({ cause: cause?.id ?? "" }));
      const match = view?.offers.find((one) => one.kind === "match");

      const ordered = await order(own, { cause: cause?.id ?? "" }, { kind: "match", side: "here", id: "b" });
      await polls(own);

      expect(cause?.reason).toBe("DUP_AMBIGUOUS");
      expect(match?.kind === "match" ? match.candidates.map((one) => one.id) : []).toEqual(["a", "b"]);
      expect(ordered.state).toBe("ordered");
      const [record] = await own.engine.findRecords("b", 1);
      expect(record?.links.map((link) => link.connection)).toEqual(["hubspot"]);
      expect((await own.engine.causes({ connection: "hubspot" })).filter((one) => one.direction === "inbound")).toEqual(
        [],
      );
    });

    it("offers to go through them one by one where each has another answer (E23)", async () => {
      const own = await ready("  contact: { match: [[first_name, last_name]] }\n  account: {}");
      await own.write(
        "insert into contacts (id, first_name, last_name, email) values ('a', 'Ann', 'Twin', 'a@x.test'), ('b', 'Ann', 'Twin', 'b@x.test')",
      );
      await own.engine.pause("salesforce", "U1", "test");
      for (const n of [1, 2])
        own.create("hubspot", "contacts", { firstname: "Ann", lastname: "Twin", email: `h${n}@x.test` });
      await polls(own, 3);
      const [cause] = (await own.engine.causes({ connection: "hubspot" })).filter((one) => one.direction === "inbound");

      const view = await until(own.clock, own.engine.repairs({ cause: cause?.id ?? "" }));
      const records = await own.engine.recordsOf(cause?.id ?? "", 10);

      expect(view?.offers.map((one) => one.kind)).toEqual(["each", "again"]);
      expect(records.map((one) => one.connection)).toEqual(["hubspot", "hubspot"]);
    });

    it("follows a renamed field for whatever changed meanwhile, also beside a kept word of another CRM (A17, A18)", async () => {
      const fields = "{ lead_source: { salesforce: LeadSource, hubspot: lead_source } }";
      const own = await ready(`  contact: { fields: ${fields} }\n  account: {}`);
      for (const n of [1, 2])
        own.create("salesforce", "Contact", { LastName: `P${n}`, Email: `p${n}@x.test`, LeadSource: "Trade Show" });
      await polls(own, 3);
      const [bad] = await own.engine.causes({ connection: "hubspot", reason: "DATA_PICKLIST_INVALID" });
      await order(own, { cause: bad?.id ?? "" }, { kind: "pick", field: "lead_source", value: "Event", keep: true });
      await polls(own);
      own.schema("salesforce", "Contact", { op: "rename-field", field: "LeadSource", to: "Origin__c" });
      await own.clock.advance(3_600_000);
      await polls(own, 2);
      const [first] = own.list("hubspot", "contacts").records;
      own.edit("hubspot", "contacts", first?.id ?? "", { lead_source: "Referral" });
      await polls(own, 3);

      const at = { connection: "salesforce", object: "contact", field: "lead_source" };
      const kept = await until(own.clock, own.engine.followField(at, "Origin__c", "slack|U1|Ann"));
      await polls(own, 5);

      expect(bad?.records).toBe(2);
      expect(kept?.does).toEqual({ kind: "remap", remote: "Origin__c" });
      const there = own.list("salesforce", "Contact").records.map(({ fields }) => fields.Origin__c);
      expect(there.sort()).toEqual(["Referral", "Trade Show"]);
      expect(
        own
          .list("hubspot", "contacts")
          .records.map(({ fields }) => fields.lead_source)
          .sort(),
      ).toEqual(["Event", "Referral"]);
      expect(await own.engine.causes({ outcome: "failed" })).toEqual([]);
    });

    it("reads the account first, then the contact that was left out for want of it (E18)", async () => {
      const own = await ready("  contact: { required: [account_id] }\n  account: { required: [phone] }");
      const account = own.create("salesforce", "Account", { Name: "Acme" });
      own.create("salesforce", "Contact", { LastName: "Child", Email: "child@x.test", AccountId: account });
      await polls(own, 4);
      const [cause] = await own.engine.causes({ reason: "SKIP_NO_ACCOUNT" });
      own.control("PATCH", `salesforce/records/Account/${account}?silent=1`, { fields: { Phone: "+1 555 0100" } });

      const ordered = await order(own, { cause: cause?.id ?? "" }, { kind: "parent" });
      await polls(own);

      expect(cause).toMatchObject({ existingId: account, records: 1 });
      expect(ordered.state).toBe("ordered");
      expect(await own.sql("select last_name from contacts")).toEqual([{ last_name: "Child" }]);
      expect(await own.engine.causes({ connection: "salesforce" })).toEqual([]);
    });
  });
}
