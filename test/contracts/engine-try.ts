import { afterEach, describe, expect, it } from "vitest";
import type { MappingAsked, Settings } from "../../engine/index.ts";
import { bed, until } from "../fakes/bed.ts";

const yaml = `workspace: test
connections:
  salesforce: { provider: salesforce, objects: [contact], poll: 6h, share: 100 }
objects:
  contact:
    fields:
      team: { type: string }
`;

/** A mapping that is tried before it is saved, on one kind of database. `next` gives an empty one. */
export function trySuite(kind: string, next: () => string | undefined | Promise<string | undefined>): void {
  describe(`a mapping is tried on ${kind}`, () => {
    const beds: Awaited<ReturnType<typeof bed>>[] = [];
    afterEach(async () => {
      const used = beds.splice(0);
      for (const own of used) await own.close();
      expect(used.flatMap((own) => own.errors)).toEqual([]);
    });

    /** Five contacts: with a team on neither side, here, there, on both alike and on both differently; one only here. */
    async function ready() {
      const databaseUrl = await next();
      const own = await bed({ yaml, ...(databaseUrl === undefined ? {} : { databaseUrl }) });
      beds.push(own);
      own.schema("salesforce", "Contact", { op: "add-field", field: "Team__c", type: "string", length: 6 });
      await (await own.signIn("salesforce")).confirm();
      const teams = { nowhere: null, here: null, there: "Labs", alike: "Sales", apart: "North" };
      for (const [name, team] of Object.entries(teams))
        own.create("salesforce", "Contact", { LastName: name, Email: `${name}@x.test`, Team__c: team });
      await until(own.clock, own.engine.tick());
      await own.rest();
      await own.write("update contacts set team = 'Field' where last_name = 'here'");
      await own.write("update contacts set team = 'Sales' where last_name = 'alike'");
      await own.write("update contacts set team = 'South' where last_name = 'apart'");
      for (let n = 0; n < 3; n += 1) await own.rest();
      return own;
    }

    type Own = Awaited<ReturnType<typeof ready>>;

    const asked = (more: Partial<MappingAsked> = {}): MappingAsked => ({
      connection: "salesforce",
      object: "contact",
      field: "team",
      remote: "Team__c",
      ...more,
    });

    const tryOn = (own: Own, more: Partial<MappingAsked> = {}) => until(own.clock, own.engine.tryMapping(asked(more)));

    /** Name -> what stands here and there after it. */
    const told = ({ rows }: Awaited<ReturnType<typeof tryOn>>) =>
      Object.fromEntries(rows.map(({ record, here, there }) => [record.fields.last_name, [here.after, there.after]]));

    it.each([
      ["both", "overwrite"],
      ["both", "fill"],
      ["inbound", "overwrite"],
      ["inbound", "fill"],
      ["outbound", "overwrite"],
      ["outbound", "fill"],
    ] as const)("B27, B34: what is told of %s, %s is what happens once it is saved", async (direction, behaviour) => {
      const own = await ready();
      const before = own.calls("salesforce").calls.at(-1)?.seq ?? 0;
      const rows = await own.sql("select fields from records");

      const trial = await tryOn(own, { direction, behaviour });

      const spent = own.calls("salesforce", before).calls.map((call) => call.path);
      expect(trial).toMatchObject({ state: "tried", sum: { records: 5, refused: [] } });
      expect(spent.filter((path) => !path.endsWith("/describe"))).toHaveLength(1);
      expect(own.writes("salesforce")).toEqual([]);
      expect(await own.sql("select fields from records")).toEqual(rows);
      expect(told(trial)).toEqual(await saved(own, trial));
    });

    /** Saves the mapping, and lets the program start with it: nobody touches anything. */
    async function saved(own: Own, { settings }: Awaited<ReturnType<typeof tryOn>>) {
      const { contact } = own.config.settings.objects;
      if (!contact || !settings) throw new Error("nothing to save");
      const fields = { ...contact.fields, team: settings };
      const changed: Settings = { ...own.config.settings, objects: { contact: { ...contact, fields } } };
      const engine = await own.open("worker-1", own.rows, changed);
      for (let n = 0; n < 4; n += 1) await own.rest([engine]);
      const ours = await own.sql<{ last_name: string; team: string | null }>("select last_name, team from contacts");
      const theirs = own.list("salesforce", "Contact").records.map(({ fields: one }) => one);
      return Object.fromEntries(
        ours.map(({ last_name: name, team }) => [
          name,
          [team, theirs.find((one) => one.LastName === name)?.Team__c ?? null],
        ]),
      );
    }

    it("tells what would be refused and what would be lost, by reason, and asks for one call alone", async () => {
      const own = await ready();
      await own.write("update contacts set team = 'Far too long' where last_name in ('here', 'nowhere')");
      await own.rest();

      const refused = await tryOn(own, { direction: "outbound" });
      const cut = await tryOn(own, { direction: "outbound", cut: true });

      const long = refused.rows.find(({ record }) => record.fields.last_name === "nowhere");
      expect(refused.sum.refused).toEqual([{ side: "there", reason: "DATA_TOO_LONG", records: 2 }]);
      expect(long?.there).toMatchObject({ changes: false, refused: { reason: "DATA_TOO_LONG" } });
      expect(cut.sum).toMatchObject({ refused: [], lossy: 2 });
      expect(told(cut).nowhere).toEqual(["Far too long", "Far to"]);
    });

    it("stops where nothing could be synced, and says what was meant", async () => {
      const own = await ready();

      const missing = await tryOn(own, { remote: "Teem__c" });
      const absent = await tryOn(own, { object: "deal" });
      const id = await tryOn(own, { field: "id", direction: "inbound" });

      expect(missing).toMatchObject({ state: "stopped", rows: [], findings: [{ what: "missing", near: ["Team__c"] }] });
      expect(absent).toMatchObject({ state: "absent" });
      expect(id).toMatchObject({ state: "stopped", findings: [{ what: "own_id" }] });
    });

    it("tries what is only here as new, and tells when the CRM does not answer", async () => {
      const own = await ready();
      await own.write("insert into contacts (id, last_name, email, team) values ('c1', 'New', 'new@x.test', 'East')");

      const trial = await tryOn(own);
      own.fault("salesforce", "outage");
      const silent = await tryOn(own);

      const fresh = trial.rows.find(({ record }) => record.id === "c1");
      expect(fresh).toMatchObject({ externalId: null, there: { before: null, after: "East", changes: true } });
      expect(silent).toMatchObject({ state: "untold", rows: [] });
    });
  });
}
