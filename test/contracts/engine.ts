import { afterEach, describe, expect, it } from "vitest";
import { bed, until } from "../fakes/bed.ts";

/** What the engine promises, with the real SDKs over both simulated CRMs, on the database that `address` opens. */
export function engineSuite(dialect: string, address: () => Promise<string>): void {
  describe(`engine on ${dialect}`, () => {
    const beds: Awaited<ReturnType<typeof bed>>[] = [];
    afterEach(async () => {
      const used = beds.splice(0);
      for (const own of used) await own.close();
      expect(used.flatMap((own) => own.errors)).toEqual([]);
    });

    async function connected(options: Parameters<typeof bed>[0] = {}) {
      const own = await bed({ databaseUrl: await address(), ...options });
      beds.push(own);
      for (const crm of ["salesforce", "hubspot"] as const) await (await own.signIn(crm)).confirm();
      return own;
    }

    /** Both backfills of empty CRMs done, so that new records may be created. */
    async function ready(options: Parameters<typeof bed>[0] = {}) {
      const own = await connected(options);
      await own.rest();
      return own;
    }

    type Own = Awaited<ReturnType<typeof ready>>;
    const polls = async (own: Own, times = 3) => {
      for (let n = 0; n < times; n += 1) {
        await own.clock.advance(5_000);
        await own.rest();
      }
    };
    const ada = { FirstName: "Ada", LastName: "Lovelace", Email: "ada@x.test", Phone: "+441234567" };

    it("brings a contact that only Salesforce knows into the workspace and HubSpot, once, with no echo", async () => {
      const own = await ready();
      own.create("salesforce", "Contact", ada);

      await polls(own, 6);

      const [contact] = await own.sql<Record<string, unknown>>("select first_name, email, phone from contacts");
      expect({ ...contact }).toEqual({ first_name: "Ada", email: "ada@x.test", phone: "+441234567" });
      const [twin] = own.list("hubspot", "contacts").records;
      expect(twin?.fields).toMatchObject({ firstname: "Ada", email: "ada@x.test" });
      expect(own.list("hubspot", "contacts").total).toBe(1);
      expect(own.writes("hubspot").length).toBe(1);
      expect(own.writes("salesforce")).toEqual([]);
    });

    it("matches what both CRMs know, lets the first connection win at the first match, and the newer value later", async () => {
      const own = await connected();
      own.create("salesforce", "Contact", { ...ada, Title: "Countess" });
      const other = own.create("hubspot", "contacts", {
        firstname: "A.",
        lastname: "Lovelace",
        email: "ADA@x.test",
        jobtitle: "",
      });

      await polls(own, 4);

      expect(own.list("salesforce", "Contact").total).toBe(1);
      expect(own.list("hubspot", "contacts").records[0]?.fields).toMatchObject({
        firstname: "Ada",
        jobtitle: "Countess",
      });

      own.edit("hubspot", "contacts", other, { jobtitle: "Analyst" });
      await polls(own, 4);

      expect(own.list("salesforce", "Contact").records[0]?.fields).toMatchObject({ Title: "Analyst" });
    });

    it("sends an UPDATE of the workspace to both CRMs, exactly one write each", async () => {
      const own = await ready();
      own.create("salesforce", "Contact", ada);
      await polls(own, 5);
      const before = { salesforce: own.writes("salesforce").length, hubspot: own.writes("hubspot").length };

      await own.write("update contacts set title = 'Countess' where email = 'ada@x.test'");
      await own.rest();
      await polls(own, 5);

      expect(own.list("salesforce", "Contact").records[0]?.fields).toMatchObject({ Title: "Countess" });
      expect(own.list("hubspot", "contacts").records[0]?.fields).toMatchObject({ jobtitle: "Countess" });
      expect(own.writes("salesforce").length - before.salesforce).toBe(1);
      expect(own.writes("hubspot").length - before.hubspot).toBe(1);
    });

    it("sends parents before children and links them there", async () => {
      const own = await ready();

      await own.write(
        "insert into contacts (id, last_name, email, account_id) values ('c1', 'Lovelace', 'ada@x.test', 'a1')",
      );
      await own.write("insert into accounts (id, name, domain) values ('a1', 'Analytical', 'analytical.test')");
      await polls(own, 4);

      const [account] = own.list("salesforce", "Account").records;
      expect(own.list("salesforce", "Contact").records[0]?.fields).toMatchObject({ AccountId: account?.id });
      const [company] = own.list("hubspot", "companies").records;
      expect(own.list("hubspot", "contacts").records[0]?.fields).toMatchObject({ associatedcompanyid: company?.id });
    });

    it.each([
      ["no e-mail", { LastName: "X" }, "SKIP_NO_EMAIL", "skipped"],
      ["a bad e-mail", { LastName: "X", Email: "n/a" }, "SKIP_BAD_EMAIL", "skipped"],
      [
        "marked not to be synced",
        { LastName: "X", Email: "x@x.test", Do_Not_Sync__c: true },
        "SKIP_EXCLUDED",
        "skipped",
      ],
    ])("leaves out a contact with %s and says why (E12, E13, E15)", async (_, fields, reason, outcome) => {
      const own = await ready();
      own.create("salesforce", "Contact", fields);

      await polls(own, 2);

      expect(await own.engine.outcomes({ limit: 10 })).toMatchObject([{ reason, outcome, direction: "inbound" }]);
      expect(await own.sql("select id from contacts")).toEqual([]);
      const [salesforce] = await own.engine.overview();
      expect(salesforce?.objects.find(({ object }) => object === "contact")).toMatchObject({
        known: 1,
        synced: 0,
        skipped: 1,
      });
    });

    it("tells a trouble once, however often its record is read again", async () => {
      const own = await ready();
      own.create("salesforce", "Contact", { LastName: "X" });

      await polls(own, 6);

      const runs = await own.engine.runs({ kind: "incremental", limit: 50 });
      expect(runs.map((run) => run.counts.skipped)).toEqual([1]);
    });

    it("takes neither of two remote records for one of ours by guessing (B25, E23)", async () => {
      const own = await ready();
      own.create("salesforce", "Contact", ada);
      own.create("salesforce", "Contact", { ...ada, FirstName: "Other" });

      await polls(own, 2);

      expect(await own.engine.outcomes({ limit: 10 })).toMatchObject([{ reason: "DUP_AMBIGUOUS", outcome: "failed" }]);
      expect((await own.sql("select id from contacts")).length).toBe(1);
    });

    it("notes a refused write with the CRM's words, leaves it alone, and heals it when its cause has gone (A14)", async () => {
      const own = await ready();
      own.schema("hubspot", "contacts", {
        op: "add-rule",
        name: "no-titles",
        field: "jobtitle",
        message: "Titles are closed",
        when: { op: "equals", value: "Boss" },
      });
      await own.write("insert into contacts (id, last_name, email, title) values ('c1', 'X', 'x@x.test', 'Boss')");
      await polls(own, 5);
      const [refused] = await own.engine.outcomes({ connection: "hubspot", direction: "outbound", limit: 10 });
      const tried = own.writes("hubspot").length;
      await polls(own, 5);
      expect(refused).toMatchObject({ reason: "RULE_VALIDATION", outcome: "failed" });
      expect(refused?.detail).toContain("Titles are closed");
      expect(own.writes("hubspot").length).toBe(tried);

      own.schema("hubspot", "contacts", { op: "remove-rule", name: "no-titles" });
      const { runId } = await own.engine.orderResync({ outcomes: { reason: "RULE_VALIDATION" } }, "test");
      await polls(own, 2);

      expect(await own.engine.run(runId)).toMatchObject({
        state: "completed",
        wanted: 1,
        counts: { failed: 0, created: 1 },
      });
      expect(await own.engine.outcomes({ limit: 10 })).toEqual([]);
      expect(own.list("hubspot", "contacts").records[0]?.fields).toMatchObject({ jobtitle: "Boss" });
    });

    it("does not call a resync done that the CRM only says it has stored (A13)", async () => {
      const own = await ready();
      own.create("salesforce", "Contact", ada);
      await polls(own, 5);
      await own.write("update contacts set title = 'Countess'");
      const lost = own.fault("hubspot", "lose-write");
      await own.rest();
      const { runId } = await own.engine.orderResync({ record: { object: "contact", id: await theId(own) } }, "test");
      await own.rest();

      const results = await own.engine.runResults(runId, 10);
      expect(results).toContainEqual(expect.objectContaining({ reason: "ERR_UNKNOWN", outcome: "waiting" }));
      expect(own.list("hubspot", "contacts").records[0]?.fields.jobtitle ?? null).toBeNull();

      own.heal(lost.id);
      const again = await own.engine.orderResync({ record: { object: "contact", id: await theId(own) } }, "test");
      await own.rest();

      expect((await own.engine.runResults(again.runId, 10)).map((one) => one.outcome).sort()).toEqual([
        "skipped",
        "updated",
      ]);
      expect(own.list("hubspot", "contacts").records[0]?.fields.jobtitle).toBe("Countess");
    });

    it("does not take a version from before its own write for a change: a lagging index undoes nothing", async () => {
      const own = await ready();
      const id = own.create("salesforce", "Contact", ada);
      await polls(own, 5);
      own.fault("salesforce", "search-lag", { ms: 20_000 });

      // The poll after our write still shows the record as it was before it.
      own.edit("salesforce", "Contact", id, { Phone: "+4999999" });
      await own.write("update contacts set title = 'Countess'");
      await polls(own, 8);

      const [contact] = await own.sql<Record<string, unknown>>("select title, phone from contacts");
      expect({ ...contact }).toEqual({ title: "Countess", phone: "+4999999" });
      expect(own.list("salesforce", "Contact").records[0]?.fields).toMatchObject({
        Title: "Countess",
        Phone: "+4999999",
      });
    });

    it.each(["salesforce", "hubspot"] as const)(
      "creates once in %s when the answer to the create is lost",
      async (crm) => {
        const own = await ready();
        own.fault(crm, "drop-answer", { times: 1 });

        await own.write("insert into contacts (id, last_name, email) values ('c1', 'X', 'x@x.test')");
        await polls(own, 8);

        expect(own.list(crm, crm === "salesforce" ? "Contact" : "contacts").total).toBe(1);
        expect(await own.sql("select * from outbox")).toEqual([]);
        expect(await own.engine.outcomes({ limit: 10 })).toEqual([]);
      },
    );

    it("asks for a sign-in after two refusals of a revoked grant, keeps what waits, and goes on after it (A5, A8, B6, E41)", async () => {
      const own = await ready();
      own.create("salesforce", "Contact", ada);
      await polls(own, 5);

      own.fault("salesforce", "revoke-grant");
      await own.write("update contacts set title = 'Countess'");
      for (let n = 0; n < 10; n += 1) {
        await own.clock.advance(1_000);
        await own.rest();
      }

      expect(await own.engine.openIncidents()).toMatchObject([
        { kind: "sign_in_needed", connection: "salesforce", reason: "AUTH_GRANT_REVOKED" },
      ]);
      const [view, other] = await own.engine.overview();
      expect(view).toMatchObject({ pending: 1, health: { state: "action_needed" } });
      expect(other).toMatchObject({ pending: 0, health: { state: "healthy" } });
      const since = own.calls("salesforce").calls.length;

      const signIn = await own.signIn("salesforce");
      expect(signIn.finished).toMatchObject({ ok: true, signIn: { status: "waiting" } });
      expect(own.list("salesforce", "Contact").records[0]?.fields.Title ?? null).toBeNull();
      await signIn.confirm();
      await polls(own, 2);

      expect(await own.engine.openIncidents()).toEqual([]);
      expect(own.list("salesforce", "Contact").records[0]?.fields.Title).toBe("Countess");
      // It went on at the cursor: no second backfill.
      expect(
        own
          .calls("salesforce")
          .calls.slice(since)
          .filter((call) => /query\?/.test(call.path)).length,
      ).toBeLessThan(8);
    });

    it("never uses a grant of another account (A9)", async () => {
      const own = await ready();
      own.create("salesforce", "Contact", ada);
      await polls(own, 5);
      own.fault("salesforce", "revoke-grant");
      await own.write("update contacts set title = 'Countess'");
      for (let n = 0; n < 10; n += 1) {
        await own.clock.advance(1_000);
        await own.rest();
      }

      const signIn = await own.signIn("salesforce", "other");
      const confirmed = await signIn.confirm();
      await polls(own, 3);

      expect(signIn.finished).toMatchObject({ ok: true, signIn: { status: "wrong_org" } });
      expect(confirmed.ok).toBe(false);
      expect(await own.engine.openIncidents()).toMatchObject([{ kind: "sign_in_needed", reason: "AUTH_WRONG_ORG" }]);
      const foreign = own.list("salesforce", "Contact", "account=other&limit=100000").records;
      expect(foreign.filter((record) => record.fields.Title === "Countess")).toEqual([]);
    });

    it("lets nobody but the person who pressed confirm a sign-in, and a link work once", async () => {
      const own = await ready();
      const id = await own.engine.signIns.begin("hubspot", {
        platform: "slack",
        user: "U1",
        name: "one",
        channel: null,
      });
      const opened = await own.engine.signIns.open(id);
      const again = await own.engine.signIns.open(id);
      const stranger = await own.engine.signIns.finish({
        state: "nobody",
        code: "x",
        error: null,
        cookie: opened?.cookie ?? null,
      });
      const foreign = await own.signIn("hubspot", "main", "U2");

      expect(again).toBeNull();
      expect(stranger).toMatchObject({ ok: false, why: "unknown" });
      expect(await own.engine.signIns.confirm(foreign.id, "U1")).toMatchObject({ ok: false, why: "stranger" });
      expect(await foreign.confirm()).toMatchObject({ ok: true });
      expect(await foreign.confirm()).toMatchObject({ ok: false, why: "used" });
    });

    it("tells an outage from a revoked grant, and recovers by itself", async () => {
      const own = await ready();
      const faults = [own.fault("salesforce", "outage"), own.fault("hubspot", "outage")];
      await own.write("insert into contacts (id, last_name, email) values ('c1', 'X', 'x@x.test')");
      for (let n = 0; n < 60; n += 1) {
        await own.clock.advance(1_000);
        await own.rest();
      }
      expect((await own.engine.openIncidents()).map((one) => [one.kind, one.connection]).sort()).toEqual([
        ["provider_outage", "hubspot"],
        ["provider_outage", "salesforce"],
      ]);

      for (const { id } of faults) own.heal(id);
      await polls(own, 10);

      expect(await own.engine.openIncidents()).toEqual([]);
      expect(own.list("salesforce", "Contact").total).toBe(1);
      expect(own.list("hubspot", "contacts").total).toBe(1);
    });

    it("calls nothing while a connection is paused, and sends what waited when it is resumed (B20)", async () => {
      const own = await ready();
      await own.engine.pause("salesforce", "test", "maintenance");
      const since = own.calls("salesforce").calls.length;
      await own.write("insert into contacts (id, last_name, email) values ('c1', 'X', 'x@x.test')");
      await polls(own, 3);

      const [paused, other] = await own.engine.overview();
      expect(own.calls("salesforce").calls.length).toBe(since);
      expect(paused).toMatchObject({ pending: 1, health: { state: "paused", by: "test", why: "maintenance" } });
      expect(other).toMatchObject({ pending: 0, health: { state: "healthy" } });

      await own.engine.resume("salesforce", "oren");
      await polls(own, 2);

      expect(own.list("salesforce", "Contact").total).toBe(1);
    });

    it("refreshes an access token in silence and stores a rotated one before it is used (A5)", async () => {
      const own = await ready({ rotate: true });
      own.create("salesforce", "Contact", ada);
      own.fault("salesforce", "expire-token");
      await polls(own, 2);
      own.fault("salesforce", "expire-token");
      await polls(own, 2);

      expect(await own.engine.openIncidents()).toEqual([]);
      expect((await own.sql("select id from contacts")).length).toBe(1);
    });

    it("marks what was deleted in a CRM, keeps the record, and says so instead of making it anew (C4)", async () => {
      const own = await ready();
      const id = own.create("salesforce", "Contact", ada);
      await polls(own, 5);

      own.control("DELETE", `salesforce/records/Contact/${id}`);
      await polls(own, 3);
      await own.write("update contacts set title = 'Countess'");
      await polls(own, 2);

      const [view] = await own.engine.findRecords(id, 5);
      expect(view?.links.find((link) => link.connection === "salesforce")?.deletedInCrm).toBe(true);
      expect(view?.outcomes).toMatchObject([{ connection: "salesforce", reason: "REC_DELETED" }]);
      expect(own.list("salesforce", "Contact").total).toBe(0);
    });

    it("goes on with the page when one answer is an HTML page, and notes the run", async () => {
      const own = await connected();
      own.create("salesforce", "Contact", ada);
      own.fault("salesforce", "html-error", { times: 1 });
      own.fault("hubspot", "garbage", { times: 1 });

      for (let n = 0; n < 20; n += 1) {
        await own.clock.advance(1_000);
        await own.rest();
      }

      expect((await own.engine.runs({ state: "failed", limit: 10 })).length).toBeGreaterThanOrEqual(1);
      expect((await own.sql("select id from contacts")).length).toBe(1);
      expect(await own.engine.openIncidents()).toEqual([]);
    });

    it("keeps a second worker out until the first has gone, and fences what comes late", async () => {
      const own = await ready();
      const second = await own.open("worker-2");
      own.create("salesforce", "Contact", ada);
      await own.clock.advance(5_000);
      await until(own.clock, Promise.all([own.engine.tick(), second.tick()]));
      const lone = own.calls("salesforce").calls.length;
      await until(own.clock, second.tick());

      expect(own.calls("salesforce").calls.length).toBe(lone);

      await own.clock.advance(60_000);
      await until(own.clock, second.tick());

      expect(own.calls("salesforce").calls.length).toBeGreaterThan(lone);
      await second.stop();
    });
  });
}

async function theId(own: { sql<T>(text: string): Promise<readonly T[]> }): Promise<string> {
  const [row] = await own.sql<{ id: string }>("select id from contacts");
  return row?.id ?? "";
}
