import { afterEach, describe, expect, it } from "vitest";
import { bed } from "../fakes/bed.ts";

/** The rules of the configuration, end to end on one kind of database. `next` gives an empty one. */
export function rulesSuite(kind: string, next: () => string | undefined | Promise<string | undefined>): void {
  describe(`rules on ${kind}`, () => {
    const beds: Awaited<ReturnType<typeof bed>>[] = [];
    afterEach(async () => {
      const used = beds.splice(0);
      for (const own of used) await own.close();
      expect(used.flatMap((own) => own.errors)).toEqual([]);
    });

    async function opened(text: string) {
      const databaseUrl = await next();
      const own = await bed({ yaml: text, ...(databaseUrl === undefined ? {} : { databaseUrl }) });
      beds.push(own);
      return own;
    }

    const yaml = (contact: string) => `workspace: test
connections:
  salesforce: { provider: salesforce, objects: [contact], poll: 5s, share: 100 }
  hubspot: { provider: hubspot, objects: [contact], poll: 5s, share: 100 }
objects:
  contact: ${contact}
`;

    async function ready(contact: string) {
      const own = await opened(yaml(contact));
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

    const there = (own: Own) => own.list("hubspot", "contacts").records.map(({ fields }) => fields);
    const reasons = (own: Own, direction: string) =>
      own
        .sql<{ reason: string; detail: string }>(
          `select reason, detail from outcomes where direction = '${direction}' order by subject`,
        )
        .then((rows) => rows.map(({ reason, detail }) => [reason, detail]));

    describe("a filter (A11, B39)", () => {
      const rules = "{ filter: { field: title, not: Clerk } }";
      const why = ["SKIP_EXCLUDED", "Only records are synced where title is not Clerk."];

      it("keeps out what does not match, lets go what leaves, and takes it back with all that changed meanwhile", async () => {
        const own = await ready(rules);
        const ada = own.create("salesforce", "Contact", { LastName: "Ada", Email: "ada@x.test", Title: "Head" });
        own.create("salesforce", "Contact", { LastName: "Bob", Email: "bob@x.test", Title: "clerk" });
        await polls(own);
        const synced = there(own).map(({ lastname }) => lastname);
        const skipped = await reasons(own, "inbound");

        own.edit("salesforce", "Contact", ada, { Title: "Clerk", Phone: "+49 30 12345" });
        await polls(own);
        await own.write("update contacts set first_name = 'Augusta' where email = 'ada@x.test'");
        await polls(own);
        const away = there(own)[0];
        const [linked] = await own.sql<{ n: number }>("select count(*) as n from links");
        own.edit("salesforce", "Contact", ada, { Title: "Head of all" });
        await polls(own);

        expect(synced).toEqual(["Ada"]);
        expect(skipped).toEqual([why]);
        expect(away).toMatchObject({ jobtitle: "Head", phone: null });
        expect(Number(linked?.n)).toBe(2);
        expect(there(own)[0]).toMatchObject({ jobtitle: "Head of all", phone: "+49 30 12345", firstname: "Augusta" });
        const [back] = own.list("salesforce", "Contact").records.filter(({ id }) => id === ada);
        expect(back?.fields).toMatchObject({ FirstName: "Augusta", Title: "Head of all" });
        expect(await own.sql("select record_id from outbox")).toEqual([]);
      });

      it("keeps our own records back, too, and a changed rule looks at everything again", async () => {
        const own = await ready(rules);
        await own.write("insert into contacts (last_name, email, title) values ('Ada', 'ada@x.test', 'Clerk')");
        own.create("salesforce", "Contact", { LastName: "Bob", Email: "bob@x.test", Title: "Clerk" });
        await polls(own);
        const before = [there(own).length, await reasons(own, "outbound"), await reasons(own, "inbound")];

        const { contact } = own.config.settings.objects;
        if (contact) Object.assign(own.config.settings.objects, { contact: { ...contact, filter: null } });
        const again = await own.open("worker-1", own.rows);
        for (let n = 0; n < 6; n += 1) {
          await own.clock.advance(5_000);
          await own.rest([again]);
        }

        expect(before).toEqual([0, [why, why], [why]]);
        expect(
          there(own)
            .map(({ lastname }) => lastname)
            .toSorted(),
        ).toEqual(["Ada", "Bob"]);
        expect(own.list("salesforce", "Contact").total).toBe(2);
        expect(await reasons(own, "inbound")).toEqual([]);
      });
    });

    describe("what is active (A19)", () => {
      it("is counted apart on every connection, and changes nothing of the sync", async () => {
        const own = await ready("{ active: { not: { field: title, equals: Retired } } }");
        for (const [name, title] of [
          ["Ada", "Head"],
          ["Bob", "retired"],
          ["Cid", ""],
        ] as const)
          own.create("salesforce", "Contact", { LastName: name, Email: `${name}@x.test`, Title: title });
        await polls(own);

        const counts = await own.engine.activity();

        expect(there(own).length).toBe(3);
        expect(counts).toEqual([
          { connection: "salesforce", object: "contact", active: 2, inactive: 1 },
          { connection: "hubspot", object: "contact", active: 2, inactive: 1 },
        ]);
      });
    });

    describe("values that have to fit (B33)", () => {
      it("go in each CRM's own words and come back as ours", async () => {
        const own = await ready(`
    fields:
      title: { translate: { salesforce: { boss: Chief }, hubspot: { boss: C-Level } } }`);
        own.create("salesforce", "Contact", { LastName: "Ada", Email: "ada@x.test", Title: "Chief" });
        await polls(own);
        const [ours] = await own.sql<{ title: string }>("select title from contacts");
        const first = there(own)[0]?.jobtitle;
        const { length } = own.writes("salesforce");
        await polls(own);

        expect([ours?.title, first]).toEqual(["boss", "C-Level"]);
        expect(own.writes("salesforce").length).toBe(length);
      });

      it("are refused before any call where they are too long, and cut where the mapping says so", async () => {
        const own = await ready("{ fields: { title: { cut: true } } }");
        const long = "x".repeat(200);
        await own.write(`insert into contacts (last_name, email, title) values ('Ada', 'ada@x.test', '${long}')`);
        await polls(own);
        const [made] = own.list("salesforce", "Contact").records;
        const since = own.calls("salesforce").calls.at(-1)?.seq ?? 0;
        await own.write(`update contacts set first_name = '${"y".repeat(50)}'`);
        await polls(own);

        expect(made?.fields.Title).toBe("x".repeat(128));
        const [ours] = await own.sql<{ title: string }>("select title from contacts");
        expect(ours?.title).toBe(long);
        expect(own.writes("salesforce", since)).toEqual([]);
        expect(await reasons(own, "outbound")).toEqual([
          ["DATA_TOO_LONG", "50 characters, and the CRM's field takes 40"],
        ]);
      });
    });

    describe("a record that needs its account (E18)", () => {
      it("is left out while the account is, and comes when the account comes", async () => {
        const rules = "{ required: [account_id] }\n  account: { filter: { not: { field: name, starts: Test } } }";
        const own = await opened(yaml(rules).replaceAll("[contact]", "[account, contact]"));
        await (await own.signIn("salesforce")).confirm();
        const account = own.create("salesforce", "Account", { Name: "Test Ltd" });
        own.create("salesforce", "Contact", { LastName: "Ada", Email: "ada@x.test", AccountId: account });
        own.create("salesforce", "Contact", { LastName: "Bob", Email: "bob@x.test" });
        await own.rest();
        await polls(own);
        const before = (await reasons(own, "inbound")).map(([reason]) => reason);

        own.edit("salesforce", "Account", account, { Name: "Acme Ltd" });
        await polls(own);

        expect(before.toSorted()).toEqual(["SKIP_EXCLUDED", "SKIP_NO_ACCOUNT", "SKIP_NO_ACCOUNT"]);
        expect(await own.sql("select last_name from contacts")).toEqual([{ last_name: "Ada" }]);
        expect((await reasons(own, "inbound")).map(([reason]) => reason)).toEqual(["SKIP_NO_ACCOUNT"]);
      });
    });
  });
}
