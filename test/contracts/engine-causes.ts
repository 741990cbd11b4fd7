import { afterEach, describe, expect, it } from "vitest";
import type { HttpRequest } from "../../engine/provider.ts";
import { sandboxSettings } from "../../src/sandbox/program/settings.ts";
import { bed, until } from "../fakes/bed.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const cycleMs = 15 * minute;

/** One CRM and one object: seven days go by in a few seconds. */
const salesforceAlone = `workspace: test
connections:
  salesforce: { provider: salesforce, objects: [contact], poll: 15m, share: 100 }
objects:
  contact:
    match: [[email]]
    fields:
      lead_source: { salesforce: LeadSource }
      id: { salesforce: Crmsync_Id__c, direction: outbound }
`;

/** Records that stand refused sleep until their cause moves, and drift stops only what it hits, on the database of `address`. */
export function causesSuite(dialect: string, address: () => Promise<string>): void {
  // A server answers in real time: a week of it would take minutes, and what it holds is the same.
  const days = dialect === "SQLite" ? 7 : 0.25;

  describe(`causes that move on ${dialect}`, () => {
    const beds: Awaited<ReturnType<typeof bed>>[] = [];
    afterEach(async () => {
      const used = beds.splice(0);
      for (const own of used) await own.close();
      expect(used.flatMap((own) => own.errors)).toEqual([]);
    });

    async function ready(poll: string, options: Parameters<typeof bed>[0] = {}) {
      const tried: string[] = [];
      const own = await bed({
        databaseUrl: await address(),
        yaml: sandboxSettings().replaceAll("poll: 5s", `poll: ${poll}`),
        onRequest: (crm, asked) => tried.push(...written(crm, asked)),
        ...options,
      });
      beds.push(own);
      for (const { name } of own.config.settings.connections)
        await (await own.signIn(name === "hubspot" ? "hubspot" : "salesforce")).confirm();
      await own.rest();
      return { ...own, tried };
    }
    type Own = Awaited<ReturnType<typeof ready>>;

    /** One cycle of polls, with the tick that follows what it has woken. */
    const cycles = async (own: Own, times: number, ms = cycleMs) => {
      for (let n = 0; n < times; n += 1) {
        await own.clock.advance(ms);
        await own.rest();
        await own.rest();
      }
    };
    const failed = async (own: Own, connection: string) =>
      (await own.engine.outcomes({ connection, outcome: "failed", limit: 5_000 })).filter(
        (one) => one.direction === "outbound",
      );
    const insert = (own: Own, count: number, more: Readonly<Record<string, string>>) => {
      const columns = ["id", "last_name", "email", ...Object.keys(more)];
      const values = Array.from({ length: count }, (_, n) => {
        const texts = [`c${n}`, `Name ${n}`, `n${n}@x.test`, ...Object.values(more)];
        return `(${texts.map((text) => `'${text}'`).join(", ")})`;
      });
      return own.write(`insert into contacts (${columns.join(", ")}) values ${values.join(", ")}`);
    };

    it("M3: 1,000 refusals over seven days cost at most 1,100 attempts, and all go through within one cycle of the value (E34, A16)", async () => {
      const own = await ready("15m", { yaml: salesforceAlone });
      const before = own.tried.length;

      await insert(own, 1_000, { lead_source: "Webinar" });
      await own.rest();
      const refused = await failed(own, "salesforce");
      await cycles(own, 4);
      // The poll's overlap begins at the newest record: without this one it would hold all the others for ever.
      own.create("salesforce", "Contact", { LastName: "Later", Email: "later@x.test" });
      await cycles(own, (days * day) / cycleMs);
      const attempts = own.tried.slice(before).filter((one) => one === "salesforce").length;
      own.schema("salesforce", "Contact", { op: "add-option", field: "LeadSource", value: "Webinar" });
      await cycles(own, 1);

      expect(refused.length).toBe(1_000);
      expect(attempts).toBeLessThanOrEqual(1_100);
      expect(await failed(own, "salesforce")).toEqual([]);
      const sources = own.list("salesforce", "Contact").records.map(({ fields }) => fields.LeadSource);
      expect(sources.filter((source) => source === "Webinar").length).toBe(1_000);
    });

    it("M3: probes a rule that no description tells of with one record, and wakes all when it is gone (E36)", async () => {
      const own = await ready("15m", { yaml: salesforceAlone });
      const rule = {
        op: "add-rule",
        name: "no",
        field: "Title",
        message: "Titles are closed.",
        when: { op: "matches", value: "Bad" },
      };
      own.schema("salesforce", "Contact", rule);
      const before = own.tried.length;

      await insert(own, 60, { title: "Bad" });
      await own.rest();
      await cycles(own, (days * day) / cycleMs / 3);
      const attempts = own.tried.length - before;
      own.schema("salesforce", "Contact", { op: "remove-rule", name: "no" });
      await cycles(own, (days * day) / cycleMs / 3);

      expect(attempts).toBeGreaterThan(62);
      expect(attempts).toBeLessThanOrEqual(60 + Math.ceil(days) * 12);
      expect(await failed(own, "salesforce")).toEqual([]);
      expect(own.list("salesforce", "Contact", "limit=1").total).toBe(60);
    });

    it("wakes only the records whose value the picklist has gained (E34)", async () => {
      const own = await ready("15m", { yaml: salesforceAlone });
      await insert(own, 3, { lead_source: "Webinar" });
      await own.write("insert into contacts (id, last_name, email, lead_source) values ('d', 'D', 'd@x.test', 'Fair')");
      await own.rest();
      const before = own.tried.length;

      own.schema("salesforce", "Contact", { op: "add-option", field: "LeadSource", value: "Fair" });
      await cycles(own, 1);

      expect(own.tried.length - before).toBe(1);
      expect((await failed(own, "salesforce")).map((one) => one.subject).toSorted()).toEqual(["c0", "c1", "c2"]);
    });

    it("goes on when a permission has appeared (E32, A13, B8)", async () => {
      const own = await ready("15m", { yaml: salesforceAlone });
      const right = { op: "set-permission", level: "field", field: "Title" };
      own.schema("salesforce", "Contact", { ...right, write: false });
      await cycles(own, 5);
      await insert(own, 2, { title: "Clerk" });
      await cycles(own, 1);
      const refused = await failed(own, "salesforce");

      own.schema("salesforce", "Contact", { ...right, write: true });
      await cycles(own, 1);

      expect(refused.map((one) => one.reason)).toEqual(["PERM_FIELD", "PERM_FIELD"]);
      expect(await failed(own, "salesforce")).toEqual([]);
      const titles = own.list("salesforce", "Contact").records.map(({ fields }) => fields.Title);
      expect(titles).toEqual(["Clerk", "Clerk"]);
    });

    it("tells what changed in the CRM's description, in which of our fields, and how many records it hits (A17)", async () => {
      const own = await ready("15m", { yaml: salesforceAlone });
      for (const [n, source] of ["Web", "Web", "Referral"].entries())
        own.create("salesforce", "Contact", { LastName: `N${n}`, Email: `n${n}@x.test`, LeadSource: source });
      await cycles(own, 1);
      own.schema("salesforce", "Contact", { op: "remove-option", field: "LeadSource", value: "Web" });
      own.schema("salesforce", "Contact", { op: "set-required", field: "Title", on: true });
      own.schema("salesforce", "Contact", { op: "add-field", field: "Unmapped__c", type: "text" });
      await cycles(own, 5);

      const findings = await until(own.clock, own.engine.diagnose("salesforce"));

      const told = findings.find((one) => one.what === "Changes of contact");
      expect(told).toMatchObject({ ok: true, todo: null });
      expect(told?.detail).toMatch(/LeadSource lost "Web" \(our lead_source; 2 linked records\)/);
      expect(told?.detail).toMatch(/Title is demanded now/);
      expect(told?.detail).not.toMatch(/Unmapped__c/);
    });

    it("keeps our values when a field is deleted in the CRM and made anew, empty (A17)", async () => {
      const own = await ready("5s");
      const id = own.create("hubspot", "contacts", { lastname: "Lovelace", email: "ada@x.test", jobtitle: "Countess" });
      await cycles(own, 4, 5_000);
      own.schema("hubspot", "contacts", { op: "delete-field", field: "jobtitle" });
      await cycles(own, 2, hour);
      own.schema("hubspot", "contacts", { op: "add-field", field: "jobtitle", type: "text" });
      await cycles(own, 2, hour);

      own.edit("hubspot", "contacts", id, { phone: "+441234567" });
      await cycles(own, 4, 5_000);

      const rows = await own.sql<Record<string, unknown>>("select title, phone from contacts");
      expect(rows.map((row) => ({ ...row }))).toEqual([{ title: "Countess", phone: "+441234567" }]);
      expect(own.list("salesforce", "Contact").records[0]?.fields).toMatchObject({ Title: "Countess" });
      expect(await own.engine.openIncidents()).toEqual([]);
    });

    it("does not believe a description without any field: nothing is called gone for it", async () => {
      let empty = false;
      const own = await ready("15m", {
        yaml: salesforceAlone,
        between: (_crm, { url }, answer) =>
          empty && url.endsWith("/describe") ? { ...answer, body: '{"createable":true,"fields":[]}' } : answer,
      });
      empty = true;
      await cycles(own, 5);
      own.create("salesforce", "Contact", { LastName: "Lovelace", Email: "ada@x.test", Title: "Countess" });
      await cycles(own, 1);

      expect(own.lines).toContain("warn an empty description was not believed");
      expect(await own.engine.openIncidents()).toEqual([]);
      expect((await own.sql<{ title: string }>("select title from contacts")).map((row) => row.title)).toEqual([
        "Countess",
      ]);
    });

    const crms = [
      {
        crm: "salesforce",
        type: "Contact",
        phone: "Phone",
        title: "Title",
        last: "LastName",
        email: "Email",
        to: "Role__c",
      },
      {
        crm: "hubspot",
        type: "contacts",
        phone: "phone",
        title: "jobtitle",
        last: "lastname",
        email: "email",
        to: "role",
      },
    ] as const;

    it.each(crms)(
      "stops only the field that vanished in $crm, says what it hits and what it may be now, and heals (A17, A18)",
      async (names) => {
        const { crm, type, phone, title, last, email, to } = names;
        const own = await ready("5s");
        const id = own.create(crm, type, { [last]: "Lovelace", [email]: "ada@x.test", [title]: "Countess" });
        await cycles(own, 4, 5_000);
        own.schema(crm, type, { op: "rename-field", field: title, to });
        own.edit(crm, type, id, { [phone]: "+441234567" });
        await own.write("update contacts set title = 'Analyst', last_name = 'King'");
        await cycles(own, 6, 15_000);
        const [row] = await own.sql<Record<string, unknown>>("select title, phone from contacts");
        const states = await own.sql<{ state: string }>(`select state from links where connection = '${crm}'`);
        const hurt = await failed(own, crm);
        const open = (await own.engine.openIncidents()).filter((one) => one.kind === "schema_drift");
        const there = own.list(crm, type).records[0]?.fields;

        own.edit(crm, type, id, { [phone]: "+447654321" });
        own.schema(crm, type, { op: "rename-field", field: to, to: title });
        await cycles(own, 24, 30_000);

        expect({ ...row }).toEqual({ title: "Analyst", phone: "+441234567" });
        expect(there).toMatchObject({ [last]: "King", [to]: "Countess" });
        expect(hurt).toMatchObject([{ reason: "SCHEMA_FIELD_MISSING", field: "title" }]);
        expect(states.map((each) => each.state)).toEqual(["partly_synced"]);
        expect(open.length).toBe(1);
        expect(open[0]).toMatchObject({ connection: crm, severity: "warning", reason: "SCHEMA_FIELD_MISSING" });
        expect(JSON.parse(String(open[0]?.facts.lost))).toMatchObject([
          { object: "contact", field: "title", remote: title, records: 1, renamedTo: to },
        ]);
        expect(own.list(crm, type).records[0]?.fields).toMatchObject({ [title]: "Analyst", [phone]: "+447654321" });
        expect(await failed(own, crm)).toEqual([]);
        expect((await own.engine.openIncidents()).filter((one) => one.kind === "schema_drift")).toEqual([]);
      },
    );
  });
}

/** One entry for each record that a request wants to write. */
function written(crm: string, { method, url, body }: HttpRequest): readonly string[] {
  const writes =
    crm === "salesforce"
      ? /composite\/sobjects/.test(url) && method !== "GET"
      : /batch\/(create|update|upsert)/.test(url);
  if (!writes || body === null) return [];
  const told = JSON.parse(body) as { records?: unknown[]; inputs?: unknown[]; ids?: unknown[] };
  const reads = crm === "salesforce" && told.ids !== undefined;
  return reads ? [] : (told.records ?? told.inputs ?? []).map(() => crm);
}
