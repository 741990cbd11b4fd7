import { afterEach, describe, expect, it } from "vitest";
import { bed, until } from "../fakes/bed.ts";

const hour = 3_600_000;

/** What people order and ask besides the sync itself, on the database that `address` opens. */
export function ordersSuite(dialect: string, address: () => Promise<string>): void {
  describe(`orders and questions on ${dialect}`, () => {
    const beds: Awaited<ReturnType<typeof bed>>[] = [];
    afterEach(async () => {
      const used = beds.splice(0);
      for (const own of used) await own.close();
      expect(used.flatMap((own) => own.errors)).toEqual([]);
    });

    async function ready() {
      const databaseUrl = await address();
      const own = await bed({ databaseUrl });
      beds.push(own);
      for (const crm of ["salesforce", "hubspot"] as const) await (await own.signIn(crm)).confirm();
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
    const tokenOf = async (own: Own, name: string) => {
      const [row] = await own.sql<{ token: string | null }>(`select token from connections where name = '${name}'`);
      return row?.token ?? null;
    };
    const ada = { FirstName: "Ada", LastName: "Lovelace", Email: "ada@x.test" };

    it("reads an object from the beginning when it is asked for: nothing is written, what was missed comes, a delete made meanwhile is noticed", async () => {
      const own = await ready();
      const ids = Array.from({ length: 30 }, (_, n) =>
        own.create("salesforce", "Contact", { LastName: `Person ${n}`, Email: `p${n}@x.test` }),
      );
      await polls(own, 8);
      const written = () =>
        own.sql(
          "select id, version, updated_at from records union all select external_id, modified_at, linked_at from links",
        );
      const before = await written();
      const calls = () => own.calls("salesforce").calls.length + own.calls("hubspot").calls.length;
      const [first, second] = ids;
      const [lost] = await own.sql<{ record_id: string }>(
        `select record_id from links where connection = 'salesforce' and external_id = '${first}'`,
      );

      const ordered = await own.engine.orderWhole("salesforce", "contact");
      const twice = await own.engine.orderWhole("salesforce", "account");
      await polls(own, 3);

      expect([ordered, twice]).toEqual([true, true]);
      expect(await written()).toEqual(before);
      const runs = await own.engine.runs({ kind: "backfill", limit: 20 });
      expect(runs.filter((run) => run.object === "contact" && run.connection === "salesforce").length).toBe(2);
      expect(calls()).toBeGreaterThan(0);

      // A row that we lost the link of is met again, and a delete that falls into the reading is no secret.
      await own.write(`delete from field_values where external_id = '${first}'`);
      await own.write(`delete from links where external_id = '${first}' and connection = 'salesforce'`);
      await own.engine.orderWhole("salesforce", "contact");
      own.control("DELETE", `salesforce/records/Contact/${second}`);
      await polls(own, 4);

      const [again] = await own.sql<{ record_id: string }>(
        `select record_id from links where connection = 'salesforce' and external_id = '${first}'`,
      );
      expect(again?.record_id).toBe(lost?.record_id);
      const [gone] = await own.sql<{ deleted_in_crm: number }>(
        `select deleted_in_crm from links where connection = 'salesforce' and external_id = '${second}'`,
      );
      expect(gone?.deleted_in_crm).toBe(1);
      await own.engine.orderWhole("salesforce", "contact");
      expect(
        (await own.engine.overview()).flatMap((view) => view.objects).every((one) => one.phase === "incremental"),
      ).toBe(true);
    });

    it("disconnects: the grant is taken back and forgotten, records stay, nothing is announced, and it goes on after a sign-in (B2, B36, B37)", async () => {
      const own = await ready();
      own.create("salesforce", "Contact", ada);
      await polls(own, 4);

      const revoked = await until(own.clock, own.engine.disconnect("salesforce", "slack|U1|Olga"));
      await own.write("update contacts set title = 'Countess'");
      await polls(own, 40);

      expect(revoked).toBe(true);
      expect(await tokenOf(own, "salesforce")).toBeNull();
      expect(own.calls("salesforce").calls.some((call) => /oauth2\/revoke/.test(call.path))).toBe(true);
      const view = (await own.engine.overview()).find((one) => one.name === "salesforce");
      expect(view?.health).toMatchObject({ state: "paused", why: "disconnected" });
      expect(view?.pending).toBe(1);
      expect(await own.engine.openIncidents()).toEqual([]);
      expect((await own.sql("select id from contacts")).length).toBe(1);

      await (await own.signIn("salesforce")).confirm();
      await polls(own, 3);

      expect(own.list("salesforce", "Contact").records[0]?.fields).toMatchObject({ Title: "Countess" });
      expect(own.list("salesforce", "Contact").total).toBe(1);
    });

    it("forgets the grant also when the CRM does not answer, and says so", async () => {
      const own = await ready();
      own.fault("hubspot", "outage");

      const revoked = await until(own.clock, own.engine.disconnect("hubspot", "slack|U1|Olga"));

      expect(revoked).toBe(false);
      expect(await tokenOf(own, "hubspot")).toBeNull();
    });

    it("cancels a resync: what has not begun stands as before, and the run says cancelled", async () => {
      const own = await ready();
      own.schema("salesforce", "Contact", {
        op: "add-rule",
        name: "no",
        field: "Title",
        message: "No.",
        when: { op: "matches", value: "Bad" },
      });
      await own.write("insert into contacts (id, last_name, email, title) values ('c1', 'A', 'a@x.test', 'Bad')");
      await own.write("insert into contacts (id, last_name, email, title) values ('c2', 'B', 'b@x.test', 'Bad')");
      await polls(own, 4);
      const failed = () => own.sql<{ state: string }>("select state, run_id from outbox order by record_id");
      const before = await failed();

      const { runId, wanted } = await own.engine.orderResync({ outcomes: { outcome: "failed" } }, "slack|U1|Olga");
      const cancelled = await own.engine.cancelResync(runId, "slack|U1|oren");
      const again = await own.engine.cancelResync(runId, "slack|U1|oren");
      await polls(own, 2);

      expect(before.map((row) => row.state)).toEqual(["failed", "failed"]);
      expect({ wanted, cancelled, again }).toEqual({ wanted: 2, cancelled: true, again: false });
      expect(await own.engine.run(runId)).toMatchObject({ state: "cancelled" });
      expect(await failed()).toEqual(before);
    });

    it("knows how long nobody worked here, once it has looked at everything again, and tells no short restart", async () => {
      const own = await ready();
      await polls(own, 2);
      const from = own.clock.wall();
      await until(own.clock, own.engine.stop());

      await own.clock.advance(30_000);
      const second = await own.open("worker-2");
      await own.rest([second]);
      const afterShort = await second.downtime();
      await second.close();
      await own.clock.advance(hour);
      const third = await own.open("worker-3");
      await until(own.clock, third.check());
      const beforeLook = await third.downtime();
      await own.rest([third]);
      const back = await third.downtime();
      await third.close();

      expect(afterShort).toBeNull();
      expect(beforeLook).toBeNull();
      expect(back?.from).toBeGreaterThanOrEqual(from);
      expect((back?.to ?? 0) - (back?.from ?? 0)).toBeGreaterThanOrEqual(hour);
    });

    it("tells the whole history of a record, newest first (C10)", async () => {
      const own = await ready();
      own.create("salesforce", "Contact", ada);
      await polls(own, 4);
      const [view] = await own.engine.findRecords("ada@x.test", 1);
      const ids = view ? [view.record?.id ?? "", ...view.links.map((link) => link.externalId)] : [];

      const history = await own.engine.history("contact", ids, 10);

      expect(history.map((one) => `${one.direction} ${one.connection} ${one.outcome}`)).toEqual([
        "outbound hubspot created",
        "inbound salesforce created",
      ]);
    });

    it("diagnoses: all is right, then what is wrong and what to do, and changes nothing (A10, B4, B19)", async () => {
      const own = await ready();
      const healthy = await until(own.clock, own.engine.diagnose("salesforce"));
      own.schema("salesforce", "Contact", { op: "rename-field", field: "Title", to: "Job__c" });
      own.schema("salesforce", "Account", { op: "set-permission", level: "object", read: true, write: false });

      const ill = await until(own.clock, own.engine.diagnose("salesforce"));

      expect(healthy.filter((finding) => !finding.ok)).toEqual([]);
      expect(healthy.map((finding) => finding.what)).toContain("Daily limit");
      const wrong = ill.filter((finding) => !finding.ok);
      expect(wrong.map((finding) => finding.what)).toEqual(["Object account", "Object contact"]);
      expect(wrong[0]?.detail).toMatch(/may not be created; may not be changed/);
      expect(wrong[1]?.detail).toMatch(/Title is not there/);
      expect(wrong.every((finding) => finding.todo !== null)).toBe(true);
    });

    it("finds runs by connection, object, direction, reason and time", async () => {
      const own = await ready();
      own.create("salesforce", "Contact", ada);
      own.create("salesforce", "Contact", { LastName: "Nomail" });
      await polls(own, 4);
      const { engine, clock } = own;
      const kinds = async (filter: object) =>
        (await engine.runs({ limit: 50, withWork: true, ...filter })).map(
          (run) => `${run.connection} ${run.object} ${run.direction} ${run.kind}`,
        );

      expect(await kinds({ connection: "hubspot" })).toEqual(["hubspot contact outbound live"]);
      expect(await kinds({ direction: "inbound" })).toEqual(["salesforce contact inbound incremental"]);
      expect(await kinds({ reason: "SKIP_NO_EMAIL" })).toEqual(["salesforce contact inbound incremental"]);
      expect(await kinds({ reason: "DUP_RULE" })).toEqual([]);
      expect(await kinds({ object: "account" })).toEqual([]);
      expect(await kinds({ since: clock.wall() + 1 })).toEqual([]);
    });
  });
}
