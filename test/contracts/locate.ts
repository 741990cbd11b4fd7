import { afterEach, describe, expect, it } from "vitest";
import { bed, until } from "../fakes/bed.ts";

const yaml = `workspace: test
connections:
  salesforce: { provider: salesforce, objects: [contact, account], poll: 60s, share: 100 }
  hubspot: { provider: hubspot, objects: [contact, account], poll: 60s, share: 100 }
  hubspot-2: { provider: hubspot, objects: [contact], poll: 60s, share: 100 }
  pipedrive: { provider: pipedrive, objects: [contact, account], poll: 60s, share: 100 }
objects:
  contact: { match: [[email]] }
  account: { match: [[name]], fields: { email: { salesforce: Email__c, hubspot: null, pipedrive: null } } }
`;

/** Records by whatever people call them, on one kind of database. `next` gives an empty one. */
export function locateSuite(kind: string, next: () => string | undefined | Promise<string | undefined>): void {
  describe(`records are found by any name on ${kind}`, () => {
    const beds: Awaited<ReturnType<typeof bed>>[] = [];
    afterEach(async () => {
      for (const own of beds.splice(0)) await own.close();
    });

    async function ready() {
      const databaseUrl = await next();
      const own = await bed({ yaml, ...(databaseUrl === undefined ? {} : { databaseUrl }) });
      beds.push(own);
      await own.write(
        "insert into contacts (id, last_name, email) values ('ada', 'Ada', 'Ada@X.test'), ('bob', 'Bob', 'bob@x.test')",
      );
      await own.write("insert into accounts (id, name, email) values ('acme', 'Acme', 'bob@x.test')");
      const links: readonly (readonly [connection: string, object: string, external: string, record: string])[] = [
        ["salesforce", "contact", "003Hs00002AbCdEIAV", "ada"],
        ["hubspot", "contact", "12", "ada"],
        ["hubspot", "account", "12", "acme"],
        ["hubspot-2", "contact", "12", "bob"],
        ["pipedrive", "contact", "12", "bob"],
        ["pipedrive", "account", "12", "acme"],
      ];
      for (const link of links)
        await own.rows.write((sql) =>
          sql.run(
            "insert into links (connection, object, external_id, record_id, state, modified_at, linked_at) values (?, ?, ?, ?, 'synced', 0, 0)",
            link,
          ),
        );
      const identity = (id: string) => JSON.stringify({ id, name: id, sandbox: false, user: "u", scopes: [] });
      for (const [name, portal] of [
        ["hubspot", "111"],
        ["hubspot-2", "222"],
      ] as const)
        await own.rows.write((sql) =>
          sql.run("update connections set identity = ? where name = ?", [identity(portal), name]),
        );
      await own.rows.write((sql) =>
        sql.run(
          `insert into outcomes (connection, object, direction, subject, outcome, reason, detail, first_at, last_at)
             values ('salesforce', 'contact', 'inbound', '003Hs00002AbCdFIAV', 'skipped', 'SKIP_NO_EMAIL', '', 0, 0)`,
        ),
      );
      return own;
    }

    it("tells each record that a name may mean", { timeout: 30_000 }, async () => {
      const own = await ready();
      const find = async (text: string) => {
        const [found = []] = await until(own.clock, own.engine.locate([text], 9));
        return found.map((one) => ("id" in one ? one.id : `${one.stranger.connection} ${one.stranger.subject}`)).sort();
      };

      const told: Record<string, readonly string[]> = {};
      for (const text of names) told[text] = await find(text);

      expect(told).toEqual(expected);
    });
  });
}

const expected: Readonly<Record<string, readonly string[]>> = {
  ada: ["ada"],
  "003Hs00002AbCdEIAV": ["ada"],
  "003Hs00002AbCdE": ["ada"],
  "https://x.my.salesforce.com/003Hs00002AbCdE?srPos=0": ["ada"],
  "https://x.lightning.force.com/lightning/r/Account/003Hs00002AbCdEIAV/view": [],
  "003Hs00002AbCdFIAV": ["salesforce 003Hs00002AbCdFIAV"],
  // The same number is used by many.
  "12": ["acme", "ada", "bob"],
  "https://app.hubspot.com/contacts/111/record/0-1/12?x=1": ["ada"],
  "https://app.hubspot.com/contacts/222/contact/12": ["bob"],
  "https://app.hubspot.com/contacts/999/record/0-1/12": ["ada", "bob"],
  "https://app.hubspot.com/contacts/111/record/0-2/12/view": ["acme"],
  "https://acme.pipedrive.com/person/12": ["bob"],
  "https://acme.pipedrive.com/organization/12": ["acme"],
  "https://acme.pipedrive.com/deal/12": [],
  // Nobody has made a key of what plain SQL wrote; an account is not matched by its address.
  "ADA@x.test": ["ada"],
  "<mailto:bob@x.test|bob@x.test>": ["acme", "bob"],
  "nobody@x.test": [],
  nobody: [],
};

const names = Object.keys(expected);
