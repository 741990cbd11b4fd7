import { afterEach, describe, expect, it } from "vitest";
import type { FieldSettings, Settings } from "../../engine/index.ts";
import type { Store } from "../../engine/store/open.ts";
import { bed } from "../fakes/bed.ts";

const yaml = `workspace: test
connections:
  salesforce: { provider: salesforce, objects: [contact], poll: 6h, share: 100 }
  hubspot: { provider: hubspot, objects: [contact], poll: 6h, share: 100 }
objects:
  contact:
    fields:
      team: { type: string }
`;

const team: FieldSettings = {
  remote: { salesforce: "Team__c", hubspot: null, pipedrive: null },
  direction: "both",
  behaviour: "overwrite",
  default: null,
  type: "string",
  references: null,
};

/** A mapping that changes after the first sync, on the database that `address` opens. */
export function remapSuite(dialect: string, address: () => Promise<string>): void {
  describe(`a mapping changes after the first sync on ${dialect}`, () => {
    const beds: Awaited<ReturnType<typeof bed>>[] = [];
    afterEach(async () => {
      const used = beds.splice(0);
      for (const own of used) await own.close();
      expect(used.flatMap((own) => own.errors)).toEqual([]);
    });

    const teams = { nowhere: null, here: null, there: "Labs", alike: "Sales", apart: "North" };

    /** Contacts of both CRMs, with a team here, in Salesforce, on both alike, on both differently, or nowhere; not mapped yet. */
    async function ready(crms: readonly ("salesforce" | "hubspot")[] = ["salesforce"]) {
      const own = await bed({ yaml, databaseUrl: await address() });
      beds.push(own);
      own.schema("salesforce", "Contact", { op: "add-field", field: "Team__c", type: "string", length: 20 });
      own.schema("salesforce", "Contact", { op: "add-field", field: "Area__c", type: "string", length: 20 });
      own.schema("hubspot", "contacts", { op: "add-field", field: "team", type: "string" });
      for (const crm of crms) await (await own.signIn(crm)).confirm();
      for (const [name, value] of Object.entries(teams))
        own.create("salesforce", "Contact", { LastName: name, Email: `${name}@x.test`, Team__c: value });
      for (let n = 0; n < 3; n += 1) await own.rest();
      await own.write("update contacts set team = 'Field' where last_name = 'here'");
      await own.write("update contacts set team = 'Sales' where last_name = 'alike'");
      await own.write("update contacts set team = 'South' where last_name = 'apart'");
      for (let n = 0; n < 3; n += 1) await own.rest();
      return own;
    }

    type Own = Awaited<ReturnType<typeof ready>>;

    function withTeam({ config }: Own, mapped: Partial<FieldSettings> | null): Settings {
      const { contact } = config.settings.objects;
      if (!contact) throw new Error("no contacts");
      const fields = { ...contact.fields, ...(mapped ? { team: { ...team, ...mapped } } : {}) };
      return { ...config.settings, objects: { contact: { ...contact, fields } } };
    }

    /** The program starts anew with another configuration, and nobody touches anything. */
    async function restart(own: Own, settings: Settings, store: Store = own.rows, rests = 4) {
      const engine = await own.open("worker-1", store, settings);
      for (let n = 0; n < rests; n += 1) await own.rest([engine]);
      return engine;
    }

    async function ours(own: Own) {
      const rows = await own.sql<{ last_name: string; team: string | null }>("select last_name, team from contacts");
      return Object.fromEntries(rows.map((row) => [row.last_name, row.team]));
    }

    function theirs(own: Own, field = "Team__c") {
      const { records } = own.list("salesforce", "Contact");
      return Object.fromEntries(records.map(({ fields }) => [fields.LastName, fields[field] ?? null]));
    }

    it("B27: a field that is mapped newly comes in for records that are linked already, ours goes out, and where both differ the CRM that is listed first wins", async () => {
      const own = await ready();

      await restart(own, withTeam(own, {}));

      const all = { nowhere: null, here: "Field", there: "Labs", alike: "Sales", apart: "North" };
      expect([await ours(own), theirs(own)]).toEqual([all, all]);
    });

    it("B27: where a policy says who wins, it also decides what both sides hold when a field is mapped", async () => {
      const own = await ready();

      await restart(own, withTeam(own, { conflict: "ours" }));

      expect([(await ours(own)).apart, theirs(own).apart]).toEqual(["South", "South"]);
    });

    it("B27: a field that is to be asked about waits for a person where both sides hold something else", async () => {
      const own = await ready();

      const engine = await restart(own, withTeam(own, { conflict: "ask" }));

      expect([(await ours(own)).apart, theirs(own).apart]).toEqual(["South", "North"]);
      expect(await engine.conflicts()).toMatchObject([{ field: "team" }]);
    });

    it("B27: in a CRM that is listed behind another one that knows the record, ours stands", async () => {
      const own = await ready(["salesforce", "hubspot"]);
      const { records } = own.list("hubspot", "contacts");
      for (const one of records) {
        const name = String(one.fields.lastname);
        own.edit("hubspot", "contacts", one.id, { team: { there: "Labs", apart: "North" }[name] ?? "" });
      }

      await restart(own, withTeam(own, { remote: { salesforce: null, hubspot: "team", pipedrive: null } }));

      const after = own.list("hubspot", "contacts").records.map(({ fields }) => [fields.lastname, fields.team || null]);
      const all = { nowhere: null, here: "Field", there: "Labs", alike: "Sales", apart: "South" };
      expect([await ours(own), Object.fromEntries(after)]).toEqual([all, all]);
    });

    it("B34: a field that only goes out and only fills leaves what the CRM holds, the first time and later", async () => {
      const own = await ready();

      const engine = await restart(own, withTeam(own, { direction: "outbound", behaviour: "fill" }));
      const first = theirs(own);
      await own.write("update contacts set team = 'East' where last_name in ('nowhere', 'there')");
      for (let n = 0; n < 2; n += 1) await own.rest([engine]);

      expect(first).toEqual({ ...teams, here: "Field" });
      expect(theirs(own)).toEqual({ ...teams, here: "Field", nowhere: "East" });
      expect((await ours(own)).there).toBe("East");
    });

    it("B34: a record that is met only later is known by what it holds, too, and none of it comes in", async () => {
      const own = await ready();
      const engine = await restart(own, withTeam(own, { direction: "outbound", behaviour: "fill" }));
      own.create("salesforce", "Contact", { LastName: "later", Email: "later@x.test", Team__c: "West" });
      await own.clock.advance(30_000);
      await engine.orderPull("salesforce");
      await own.rest([engine]);

      const met = (await ours(own)).later;
      await own.write("update contacts set team = 'East' where last_name = 'later'");
      for (let n = 0; n < 2; n += 1) await own.rest([engine]);

      expect([met, theirs(own).later]).toEqual([null, "West"]);
    });

    it("B27: another field of the CRM takes the place of the first one: what was seen of that one decides nothing", async () => {
      const own = await ready();
      await restart(own, withTeam(own, {}));
      const rows = own.list("salesforce", "Contact").records;
      const idOf = (name: string) => rows.find(({ fields }) => fields.LastName === name)?.id ?? "none";
      own.edit("salesforce", "Contact", idOf("there"), { Area__c: "Labs" });
      own.edit("salesforce", "Contact", idOf("apart"), { Area__c: "West" });

      await restart(own, withTeam(own, { remote: { salesforce: "Area__c", hubspot: null, pipedrive: null } }));

      const all = { nowhere: null, here: "Field", there: "Labs", alike: "Sales", apart: "West" };
      expect([await ours(own), theirs(own, "Area__c")]).toEqual([all, all]);
      expect(theirs(own).apart).toBe("North");
    });

    it("B27: a field that was taken out of the mapping and comes back is met anew: an empty one there clears nothing here", async () => {
      const own = await ready();
      await restart(own, withTeam(own, {}));
      await restart(own, withTeam(own, null));
      for (const { id, fields } of own.list("salesforce", "Contact").records)
        if (fields.LastName === "there") own.edit("salesforce", "Contact", id, { Team__c: null, Title: "Changed" });
      await own.write("delete from field_values");

      await restart(own, withTeam(own, {}));

      expect([(await ours(own)).there, theirs(own).there]).toEqual(["Labs", "Labs"]);
    });

    it("B27: where nothing is read, what is mapped newly goes out at once", async () => {
      const own = await ready();
      const mapped = withTeam(own, {});
      const blind = { ...mapped, connections: mapped.connections.map((one) => ({ ...one, import: false })) };

      await restart(own, blind);

      expect(theirs(own)).toEqual({ nowhere: null, here: "Field", there: "Labs", alike: "Sales", apart: "South" });
    });

    it("B27: nothing of a new field goes out before it is known what the CRM holds", async () => {
      const own = await ready();

      const engine = await restart(own, atNight(withTeam(own, {})));
      await own.write("update contacts set title = 'Changed' where last_name in ('here', 'there', 'apart')");
      for (let n = 0; n < 3; n += 1) await own.rest([engine]);
      const byDay = [theirs(own), theirs(own, "Title")];
      await own.clock.advance(11 * 3_600_000);
      for (let n = 0; n < 4; n += 1) await own.rest([engine]);

      const changed = { nowhere: null, here: "Changed", there: "Changed", alike: null, apart: "Changed" };
      const all = { nowhere: null, here: "Field", there: "Labs", alike: "Sales", apart: "North" };
      expect(byDay).toEqual([teams, changed]);
      expect([await ours(own), theirs(own)]).toEqual([all, all]);
    });

    it("B27: a resync that comes first asks the CRM, and takes what it holds", async () => {
      const own = await ready();
      // A poll reads again what is about as old as the newest record: the others are older.
      await own.clock.advance(2 * 3_600_000);
      own.create("salesforce", "Contact", { LastName: "late", Email: "late@x.test" });
      await own.clock.advance(60_000);
      await own.engine.orderPull("salesforce");
      await own.rest();
      const engine = await restart(own, atNight(withTeam(own, {})));
      const before = (await ours(own)).apart;
      const [row] = await own.sql<{ id: string }>("select id from contacts where last_name = 'apart'");

      await engine.orderResync({ record: { object: "contact", id: row?.id ?? "none" } }, "test|U1|test");
      await own.rest([engine]);

      expect([before, (await ours(own)).apart, theirs(own).apart]).toEqual(["South", "North", "North"]);
    });

    it("B27: the same mapping again, and a first start with an older database, read nothing anew", async () => {
      const own = await ready();
      const engine = await restart(own, withTeam(own, {}));
      await own.write("delete from meta where key like 'mapping %'");
      const runs = (await engine.runs({ kind: "backfill", limit: 50 })).length;

      const area = { remote: { salesforce: "Area__c", hubspot: null, pipedrive: null } };

      const older = await restart(own, withTeam(own, area));
      const afterOlder = (await older.runs({ kind: "backfill", limit: 50 })).length;
      const same = await restart(own, withTeam(own, { ...area, conflict: "theirs", behaviour: "fill" }));
      const afterSame = (await same.runs({ kind: "backfill", limit: 50 })).length;
      const back = await restart(own, withTeam(own, {}));
      const afterBack = (await back.runs({ kind: "backfill", limit: 50 })).length;

      expect([afterOlder, afterSame, afterBack]).toEqual([runs, runs, runs + 1]);
    });

    it("B27: a crash in the midst of forgetting leaves everything as it was, and the next start does it", async () => {
      const own = await ready();
      await restart(own, withTeam(own, {}));
      const rows = own.list("salesforce", "Contact").records;
      for (const { id, fields } of rows)
        if (fields.LastName === "there") own.edit("salesforce", "Contact", id, { Area__c: "West" });
      const area = withTeam(own, { remote: { salesforce: "Area__c", hubspot: null, pipedrive: null } });
      const state = async () => [
        await own.sql(
          "select external_id, seen from field_values where connection = 'salesforce' order by external_id",
        ),
        await own.sql("select key, value from meta where key like '% salesforce contact' order by key"),
      ];
      const before = await state();
      const changed: number[] = [];

      const crash = own.open("worker-1", crashing(own.rows, changed), area);
      await expect(crash).rejects.toThrow("the power failed");
      const after = await state();
      await restart(own, area);

      expect(changed).toEqual([4]);
      expect(after).toEqual(before);
      expect([(await ours(own)).there, theirs(own, "Area__c").here]).toEqual(["West", "Field"]);
    });
  });
}

/** Everything is read from the beginning only at night; it is day. */
function atNight(settings: Settings): Settings {
  const offPeak = { from: "20:00", to: "06:00", zone: "UTC" };
  return { ...settings, connections: settings.connections.map((one) => ({ ...one, offPeak })) };
}

/** Fails behind the statement that forgets, inside its transaction; `changed` = how many rows it had changed. */
function crashing(store: Store, changed: number[]): Store {
  return {
    ...store,
    close: async () => {},
    write: (work, lasting) =>
      store.write(
        (sql) =>
          work({
            ...sql,
            run: async (text, params) => {
              const rows = await sql.run(text, params);
              if (!text.includes("update field_values set seen")) return rows;
              changed.push(rows);
              throw new Error("the power failed");
            },
          }),
        lasting,
      ),
  };
}
