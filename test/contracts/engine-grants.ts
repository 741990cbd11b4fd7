import { afterEach, describe, expect, it } from "vitest";
import { bed, until } from "../fakes/bed.ts";

const yaml = `workspace: test
connections:
  salesforce: { provider: salesforce, objects: [account, contact], poll: 5s, share: 100 }
  hubspot: { provider: hubspot, objects: [contact], poll: 5s, share: 100 }
`;

/** Reconnects that cannot hurt (features.md, M5), on the database that `address` opens. */
export function grantsSuite(dialect: string, address: () => Promise<string>): void {
  describe(`grants on ${dialect}`, () => {
    const beds: Awaited<ReturnType<typeof bed>>[] = [];
    afterEach(async () => {
      const used = beds.splice(0);
      for (const own of used) await own.close();
      expect(used.flatMap((own) => own.errors)).toEqual([]);
    });

    async function ready(options: Parameters<typeof bed>[0] = {}) {
      const revoked: string[] = [];
      const own = await bed({
        databaseUrl: await address(),
        yaml,
        onRequest: (_crm, { url, body }) => {
          if (url.endsWith("/revoke")) revoked.push(new URLSearchParams(body ?? "").get("token") ?? "");
        },
        ...options,
      });
      beds.push(own);
      for (const crm of ["salesforce", "hubspot"] as const) await (await own.signIn(crm)).confirm();
      await own.rest();
      return { ...own, revoked };
    }
    type Own = Awaited<ReturnType<typeof ready>>;
    const polls = async (own: Pick<Own, "clock" | "rest">, times: number) => {
      for (let n = 0; n < times; n += 1) {
        await own.clock.advance(5_000);
        await own.rest();
      }
    };
    const states = async (own: Own, connection = "salesforce") => {
      const rows = await own.sql<{ state: string; n: unknown }>(
        `select state, count(*) as n from grants where connection = '${connection}' group by state order by state`,
      );
      return Object.fromEntries(rows.map(({ state, n }) => [state, Number(n)]));
    };

    it("signs in twenty times again and ends no grant that is in use (M5)", async () => {
      const own = await ready();
      own.create("salesforce", "Contact", { LastName: "Ada", Email: "ada@x.test" });
      await polls(own, 2);

      for (let n = 0; n < 20; n += 1) {
        await (await own.signIn("salesforce")).confirm();
        await polls(own, 2);
      }

      expect(await states(own)).toEqual({ ended: 20, live: 1 });
      expect(new Set(own.revoked).size).toBe(20);
      expect(await own.engine.openIncidents()).toEqual([]);
      expect((await own.engine.overview()).map((view) => view.health.state)).toEqual(["healthy", "healthy"]);
      expect(await own.engine.signIns.crowd("salesforce")).toEqual({ count: 1, most: 5, ends: [] });
    });

    it("makes room before the browser goes to the CRM when nobody worked meanwhile (M5)", async () => {
      const own = await ready();

      for (let n = 0; n < 7; n += 1) await (await own.signIn("salesforce")).confirm();

      const { live, ...others } = await states(own);
      expect(live).toBe(1);
      expect((others.replaced ?? 0) + 1).toBeLessThanOrEqual(5);
      await polls(own, 1);
      expect(await states(own)).toEqual({ ended: 7, live: 1 });
    });

    it("keeps the old grant until a read with the new one has worked (M5)", async () => {
      const own = await ready();
      const signIn = await own.signIn("salesforce");
      const outage = own.fault("salesforce", "outage");
      await signIn.confirm();
      await polls(own, 2);
      const during = await states(own);

      own.heal(outage.id);
      await polls(own, 20);

      expect(during).toEqual({ live: 1, replaced: 1 });
      expect(await states(own)).toEqual({ ended: 1, live: 1 });
      expect(own.revoked).toHaveLength(1);
    });

    it("throws away what nobody confirmed: cancelled, expired, and left for a newer one (M5)", async () => {
      const own = await ready();

      const cancelled = await own.signIn("salesforce");
      await until(own.clock, own.engine.signIns.cancel(cancelled.id, "U1"));
      await own.signIn("salesforce");
      await own.signIn("salesforce");
      await polls(own, 1);
      const before = await states(own);
      await own.clock.advance(600_000);
      await polls(own, 1);

      expect(before).toEqual({ ended: 2, live: 1, waiting: 1 });
      expect(await states(own)).toEqual({ ended: 3, live: 1 });
      expect((await own.engine.overview())[0]?.health.state).toBe("healthy");
    });

    it("changes no row and writes nothing anywhere when somebody signs in at another org (A9, M5)", async () => {
      const own = await ready();
      own.create("salesforce", "Contact", { LastName: "Ada", Email: "ada@x.test" });
      await polls(own, 4);
      const tables = ["records", "links", "outbox", "cursors", "field_values", "outcomes", "schemas"];
      const rows = async () => {
        const all: Record<string, unknown> = {};
        for (const table of tables) {
          const told = await own.sql<Record<string, unknown>>(`select * from ${table}`);
          all[table] = told.map((row) => JSON.stringify({ ...row, polled_at: null })).sort();
        }
        const [connection] = await own.sql("select token, identity from connections where name = 'salesforce'");
        return { ...all, connection: { ...(connection as object) } };
      };
      const before = await rows();
      const writes = { salesforce: own.writes("salesforce").length, hubspot: own.writes("hubspot").length };

      const { id, finished } = await own.signIn("salesforce", "other");
      const confirmed = await own.engine.signIns.confirm(id, "U1");

      expect(finished).toMatchObject({ ok: true, signIn: { status: "wrong_org", difference: null } });
      expect(confirmed.ok).toBe(false);
      expect(await rows()).toEqual(before);
      await polls(own, 3);
      expect(own.writes("salesforce").length).toBe(writes.salesforce);
      expect(own.writes("hubspot").length).toBe(writes.hubspot);
      expect(await states(own)).toEqual({ ended: 1, live: 1 });
    });

    it("refuses the second of two first sign-ins at different orgs, however late it is confirmed (M5)", async () => {
      const own = await bed({ databaseUrl: await address(), yaml });
      beds.push(own);
      const first = await own.signIn("salesforce", "main", "U1");
      const second = await own.signIn("salesforce", "other", "U2");

      const done = await first.confirm();
      const late = await second.confirm();

      expect(done).toMatchObject({ ok: true });
      expect(late).toMatchObject({ ok: false, why: "refused" });
      expect((await own.engine.overview())[0]?.identity?.name).toBe("Meadow Works");
    });

    it("keeps the alert until a call with the new sign-in has worked (M5)", async () => {
      const own = await ready();
      own.fault("salesforce", "revoke-grant");
      await polls(own, 6);
      const asked = (await own.engine.openIncidents()).map((one) => one.facts.proving ?? false);

      await (await own.signIn("salesforce")).confirm();
      await own.engine.check();
      const proving = (await own.engine.openIncidents()).map((one) => one.facts.proving ?? false);
      await polls(own, 1);

      expect([asked, proving]).toEqual([[false], [true]]);
      expect(await own.engine.openIncidents()).toEqual([]);
    });

    it("proves a sign-in by a read of its own where nothing else is called, and only then (M5)", async () => {
      const own = await bed({ databaseUrl: await address(), yaml });
      beds.push(own);
      for (const crm of ["salesforce", "hubspot"] as const) await (await own.signIn(crm)).confirm();
      await own.engine.pause("salesforce", "U1", "");
      await polls(own, 2);
      const proven = async () => {
        const rows = await own.sql<{ c: string }>("select connection as c from grants where proven_at is not null");
        return rows.map((row) => row.c).sort();
      };
      const before = { proven: await proven(), calls: own.calls("salesforce").calls.length };

      await own.clock.advance(60_000);
      await own.rest();
      const after = { proven: await proven(), calls: own.calls("salesforce").calls.length };
      await own.clock.advance(600_000);
      await own.rest();

      expect(before.proven).toEqual([]);
      expect(after.proven).toEqual(["hubspot", "salesforce"]);
      expect(after.calls).toBeGreaterThan(before.calls);
      expect(own.calls("salesforce").calls.length).toBe(after.calls);
    });

    it("reads lost rights anew, keeps what is still missing, and tries again what waited for the rest (M5)", async () => {
      const own = await ready();
      await polls(own, 1);
      const title = (write: boolean) => {
        const at = { op: "set-permission", level: "field", field: "Title", read: true, write };
        own.schema("salesforce", "Contact", at);
      };
      const recheck = () => until(own.clock, own.engine.signIns.recheck("salesforce"));
      const none = await recheck();
      title(false);
      const { id } = await own.signIn("salesforce");
      await until(own.clock, own.engine.signIns.confirm(id, "U1"));

      const still = await recheck();
      title(true);
      const back = await recheck();

      expect(none).toEqual({ state: "nothing_lost" });
      expect(still).toMatchObject({ state: "read", now: { lost: [{ remote: "Contact.Title" }] } });
      expect(back).toMatchObject({ state: "read", before: { lost: [{}] }, now: { lost: [] } });
      expect((await own.engine.signIn(id))?.difference?.lost).toEqual([]);
      expect(await recheck()).toEqual({ state: "nothing_lost" });
      const schemas = await own.sql("select object from schemas where connection = 'salesforce' and read_at = 0");
      expect(schemas).toEqual([{ object: "contact" }]);
    });

    it("tells which rights a new sign-in has lost and gained (M5)", async () => {
      const own = await ready();
      await polls(own, 1);
      own.schema("salesforce", "Contact", {
        op: "set-permission",
        level: "field",
        field: "Title",
        read: true,
        write: false,
      });
      const lost = await own.signIn("salesforce");
      await lost.confirm();
      await polls(own, 2);
      own.schema("salesforce", "Contact", {
        op: "set-permission",
        level: "field",
        field: "Title",
        read: true,
        write: true,
      });
      const gained = await own.signIn("salesforce");

      const title = { object: "contact", name: "title", right: "update", remote: "Contact.Title" };
      expect(lost.finished).toMatchObject({
        signIn: { difference: { lost: [title], gained: [], user: null, unknown: [] } },
      });
      expect(gained.finished).toMatchObject({ signIn: { difference: { lost: [], gained: [title] } } });
    });
  });
}
