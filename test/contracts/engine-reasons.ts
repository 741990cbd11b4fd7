import { afterEach, describe, expect, it } from "vitest";
import { commitPage } from "../../engine/inbound/commit.ts";
import type { InboundRules } from "../../engine/inbound/recall.ts";
import { sandboxSettings } from "../../src/sandbox/program/settings.ts";
import { bed } from "../fakes/bed.ts";

const ada = { FirstName: "Ada", LastName: "Lovelace", Email: "ada@x.test" };

/** What is left unsent, unasked or untaken says why, on the database of `address`. */
export function reasonsSuite(dialect: string, address: () => Promise<string>): void {
  describe(`reasons on ${dialect}`, () => {
    const beds: Awaited<ReturnType<typeof bed>>[] = [];
    afterEach(async () => {
      for (const own of beds.splice(0)) await own.close();
    });

    /** Both CRMs signed in; HubSpot, the last connection, with other switches. */
    async function ready(hubspot: string) {
      const text = sandboxSettings();
      const at = text.lastIndexOf("writeMode: upsert");
      const yaml = `${text.slice(0, at)}${hubspot}${text.slice(at + "writeMode: upsert".length)}`;
      const own = await bed({ yaml, databaseUrl: await address() });
      beds.push(own);
      return own;
    }
    type Own = Awaited<ReturnType<typeof ready>>;
    const signIn = async (own: Own) => {
      for (const crm of ["salesforce", "hubspot"] as const) await (await own.signIn(crm)).confirm();
      await own.rest();
    };
    const polls = async (own: Own, times = 4) => {
      for (let n = 0; n < times; n += 1) {
        await own.clock.advance(5_000);
        await own.rest();
      }
    };
    const owed = (own: Own) => own.engine.outcomes({ connection: "hubspot", direction: "outbound", limit: 10 });

    it("says SKIP_WRITE_OFF of what an object's switch keeps back, once and in its run (E30, B23)", async () => {
      const own = await ready("export: { default: true, contact: false }\n    writeMode: upsert");
      await signIn(own);
      own.create("salesforce", "Contact", ada);

      await polls(own, 8);

      const outcomes = await owed(own);
      const runs = await own.engine.runs({ connection: "hubspot", direction: "outbound", limit: 50 });
      expect(outcomes).toMatchObject([{ outcome: "skipped", reason: "SKIP_WRITE_OFF", attempts: 1 }]);
      expect(runs.filter((run) => run.object === "contact").map((run) => run.counts.skipped)).toEqual([1]);
      expect(own.writes("hubspot")).toEqual([]);
    });

    it("sends what is owed when writing is switched on again, and the outcome goes (E30, B24)", async () => {
      const own = await ready("export: false\n    writeMode: upsert");
      await signIn(own);
      own.create("salesforce", "Contact", ada);
      await polls(own);
      const [before] = await owed(own);
      await own.engine.stop();
      const { settings } = own.config;
      const connections = settings.connections.map((one) => ({ ...one, export: true }));
      Object.assign(own.config, { settings: { ...settings, connections } });

      const again = await own.open("worker-1", own.rows);
      for (let n = 0; n < 4; n += 1) {
        await own.clock.advance(5_000);
        await own.rest([again]);
      }

      expect(before?.reason).toBe("SKIP_WRITE_OFF");
      expect(await again.outcomes({ limit: 10 })).toEqual([]);
      expect(own.list("hubspot", "contacts").total).toBe(1);
    });

    it("counts a record that a run finds right as SKIP_NO_CHANGE, and nothing of it stays wrong (E31, C2)", async () => {
      const own = await ready("writeMode: upsert");
      await signIn(own);
      own.create("salesforce", "Contact", ada);
      await polls(own);
      const [record] = await own.sql<{ id: string }>("select id from contacts");

      const { runId } = await own.engine.orderResync({ record: { object: "contact", id: record?.id ?? "" } }, "U1");
      await polls(own);

      const results = await own.engine.runOutcomes(runId);
      expect(results).toEqual([{ outcome: "skipped", reason: "SKIP_NO_CHANGE", records: 2 }]);
      expect(await own.engine.outcomes({ limit: 10 })).toEqual([]);
    });

    it("takes NOT_MODIFIED for what it says: skipped without a change, and not sent again (E31)", async () => {
      const own = await bed({
        databaseUrl: await address(),
        between: (_, { url, method }, answer) =>
          method === "PATCH" && /composite\/sobjects(\?|$)/.test(url)
            ? { ...answer, body: notModified(answer.body) }
            : answer,
      });
      beds.push(own);
      await signIn(own);
      own.create("salesforce", "Contact", ada);
      await polls(own);

      await own.write("update contacts set title = 'Countess'");
      await polls(own);
      const before = own.writes("salesforce").length;
      await polls(own);

      const [run] = await own.engine.runs({ connection: "salesforce", direction: "outbound", limit: 1 });
      const results = await own.engine.runOutcomes(run?.id ?? "");
      expect(results).toEqual([{ outcome: "skipped", reason: "SKIP_NO_CHANGE", records: 1 }]);
      expect(await own.engine.outcomes({ limit: 10 })).toEqual([]);
      expect([before, own.writes("salesforce").length]).toEqual([1, 1]);
    });

    it("says SKIP_NOT_LINKED of a delete that travels to where the record has no counterpart (C5)", async () => {
      const text = sandboxSettings().replace("  contact:\n", "  contact:\n    delete: outbound\n");
      const at = text.lastIndexOf("writeMode: upsert");
      const own = await bed({
        databaseUrl: await address(),
        yaml: `${text.slice(0, at)}writeMode: update${text.slice(at + "writeMode: upsert".length)}`,
      });
      beds.push(own);
      await signIn(own);
      own.create("salesforce", "Contact", ada);
      await polls(own);
      const [record] = await own.sql<{ id: string }>("select id from contacts");

      await own.write("delete from contacts");
      const { runId } = await own.engine.orderResync({ record: { object: "contact", id: record?.id ?? "" } }, "U1");
      await polls(own);

      const results = await own.engine.runOutcomes(runId);
      expect(results.map((one) => `${one.outcome} ${one.reason}`).sort()).toEqual([
        "deleted null",
        "skipped SKIP_NOT_LINKED",
      ]);
      expect(own.list("salesforce", "Contact").total).toBe(0);
      expect(await own.engine.outcomes({ limit: 10 })).toEqual([]);
    });

    it("says SKIP_NOT_LINKED where a record is asked for that a CRM has not and may not get (C5)", async () => {
      const own = await ready("writeMode: update");
      await signIn(own);
      own.create("salesforce", "Contact", ada);
      await polls(own);
      const [record] = await own.sql<{ id: string }>("select id from contacts");

      await own.engine.orderResync({ record: { object: "contact", id: record?.id ?? "" } }, "U1");
      await polls(own);

      expect(await owed(own)).toMatchObject([{ outcome: "skipped", reason: "SKIP_NOT_LINKED" }]);
    });

    it("says SKIP_UNKNOWN of a record that is asked for and not shown, and nothing of it stays wrong (E25)", async () => {
      const hidden = { now: false };
      const own = await bed({
        databaseUrl: await address(),
        between: (_, { url }, answer) => {
          if (hidden.now && /composite\/sobjects\/Contact/.test(url)) return { ...answer, body: "[null]" };
          const isList = hidden.now && /FROM(\+|%20)Contact/i.test(url);
          return isList ? { ...answer, body: JSON.stringify({ totalSize: 0, done: true, records: [] }) } : answer;
        },
      });
      beds.push(own);
      await signIn(own);
      const id = own.create("salesforce", "Contact", { ...ada, Email: null });
      await polls(own);
      const before = await own.engine.outcomes({ connection: "salesforce", direction: "inbound", limit: 10 });
      hidden.now = true;

      const remote = { connection: "salesforce", object: "contact", externalId: id };
      const { runId } = await own.engine.orderResync({ remote }, "U1");
      await polls(own);

      expect(before.map((one) => one.reason)).toEqual(["SKIP_NO_EMAIL"]);
      expect(await own.engine.runOutcomes(runId)).toEqual([{ outcome: "skipped", reason: "SKIP_UNKNOWN", records: 1 }]);
      expect(await own.engine.run(runId)).toMatchObject({ state: "completed", counts: { skipped: 1 } });
      expect(await own.engine.outcomes({ limit: 10 })).toEqual([]);
    });

    it("tries a record that our own code throws over three times, and its neighbours go on (E29)", async () => {
      const own = await ready("writeMode: upsert");
      const page = (at: number, retell: boolean) =>
        own.rows.write((sql) => commitPage(sql, twoRows, rulesAt(at, retell), { lane: 1, runId: null }));

      const first = await page(1_000, false);
      const again = [await page(5_000, true), await page(9_000, true)];

      const told = (results: typeof first) => results.map((one) => [one.subject, one.outcome, one.reason]);
      expect(told(first)).toEqual([
        ["bad", "waiting", "ERR_UNKNOWN"],
        ["good", "created", null],
      ]);
      expect(again.flatMap(told)).toEqual([
        ["bad", "waiting", "ERR_UNKNOWN"],
        ["bad", "failed", "ERR_UNKNOWN"],
      ]);
    });
  });
}

/** A collection's answer in which each record was refused as unchanged. */
function notModified(body: string): string {
  const errors = [{ statusCode: "NOT_MODIFIED", message: "nothing has changed", fields: [] }];
  return JSON.stringify((JSON.parse(body) as object[]).map((one) => ({ ...one, success: false, errors })));
}

const twoRows = {
  records: ["bad", "good"].map((externalId) => ({
    externalId,
    modifiedAt: 1,
    fields: { Email: `${externalId}@x.test` },
  })),
  gone: [],
  broken: [],
};

/** Rules whose reading of one row throws. */
function rulesAt(now: number, retell: boolean): InboundRules {
  let ids = 0;
  return {
    connection: "salesforce",
    object: "contact",
    map: [],
    settings: { match: [["email"]], required: [], doNotSync: null, delete: "never", fields: {} },
    behaviours: {},
    rank: () => 0,
    now,
    retell,
    newId: () => {
      ids += 1;
      return `record_${now}_${ids}`;
    },
    inward: ({ Email: email }) => {
      if (email === "bad@x.test") throw new RangeError("a value that nobody thought of");
      return { fields: { email: email ?? null }, problems: [] };
    },
  };
}
