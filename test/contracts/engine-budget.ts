import { afterEach, describe, expect, it } from "vitest";
import { bed, until } from "../fakes/bed.ts";

type Own = Awaited<ReturnType<typeof bed>>;

const polls = async (own: Own, times = 3) => {
  for (let n = 0; n < times; n += 1) {
    await own.clock.advance(5_000);
    await own.rest();
  }
};

/** As the terminal does it: another process on the same rows, which never ticks. */
export async function setElsewhere(own: Own, ...set: Parameters<Own["engine"]["setBudget"]>) {
  const terminal = await own.open("terminal");
  const answer = await until(own.clock, terminal.setBudget(...set));
  await terminal.close();
  return answer;
}

/** What people set of a connection's calls while the program runs, on the database that `address` opens. */
export function budgetSuite(dialect: string, address: () => Promise<string>): void {
  describe(`M6: what people set of a CRM's calls, on ${dialect}`, () => {
    const beds: Awaited<ReturnType<typeof bed>>[] = [];
    afterEach(async () => {
      const used = beds.splice(0);
      for (const own of used) await own.close();
      expect(used.flatMap((own) => own.errors)).toEqual([]);
    });

    async function ready() {
      const own = await bed({ databaseUrl: await address() });
      beds.push(own);
      for (const crm of ["salesforce", "hubspot"] as const) await (await own.signIn(crm)).confirm();
      await polls(own);
      return own;
    }
    const sentTo = (own: Own, email: string) => own.list("salesforce", "Contact", `Email=${email}`).total;
    const insert = (own: Own, ...ids: readonly string[]) =>
      own.write(
        `insert into contacts (id, last_name, email) values ${ids.map((id) => `('${id}', 'N ${id}', '${id}@x.test')`).join(", ")}`,
      );

    it("outbound paused by the terminal: nothing unasked is written from the next tick on, what a person asks for goes, and a button sends the rest (B13)", async () => {
      const own = await ready();
      await insert(own, "c0");
      await polls(own);
      const set = await setElsewhere(own, "salesforce", { what: "outboundPaused", value: true }, "Ann", null);

      await insert(own, "c1");
      await own.write("update contacts set last_name = 'Changed' where id = 'c0'");
      await polls(own);
      const meanwhile = [sentTo(own, "c1@x.test"), own.list("hubspot", "contacts", "email=c1@x.test").total];
      const written = own.writes("salesforce").at(-1)?.seq ?? 0;
      await own.engine.orderResync({ record: { object: "contact", id: "c0" } }, "U1");
      await polls(own, 2);
      const asked = own.list("salesforce", "Contact", "Email=c0@x.test").records[0]?.fields.LastName;
      const forPerson = own.writes("salesforce", written).length;
      const price = await own.engine.priceBacklog("salesforce");
      const before = own.calls("salesforce").calls.at(-1)?.seq ?? 0;
      await own.engine.setBudget("salesforce", { what: "outboundPaused", value: false }, "Ben");
      await own.rest();

      expect(set).toMatchObject({ done: true, budget: { outboundPaused: { value: true, by: "Ann" } } });
      expect(meanwhile).toEqual([0, 1]);
      expect([asked, forPerson]).toEqual(["Changed", 1]);
      expect(price).toMatchObject({ records: 1, connections: [{ connection: "salesforce", records: 1 }] });
      expect(sentTo(own, "c1@x.test")).toBe(1);
      const sent = own.calls("salesforce", before).calls.filter((call) => /sobjects|IN%20\(/.test(call.path));
      expect(Math.abs(sent.length - price.calls)).toBeLessThanOrEqual(1);
    });

    it("the share set by the terminal holds from the next tick on, over the file's, after a restart too, and is given back (B13, D3)", async () => {
      const own = await ready();
      own.fault("salesforce", "daily-limit", { used: 50_000, limit: 100_000 });
      await polls(own, 1);
      const open = await own.engine.limits();
      await setElsewhere(own, "salesforce", { what: "share", value: 0.4 }, "Ann");

      await insert(own, "c1");
      await polls(own);
      const held = sentTo(own, "c1@x.test");
      const [view] = await own.engine.limits();
      const [incident] = (await own.engine.openIncidents()).filter((one) => one.kind === "api_limit");
      const next = await own.open("worker-2");
      await until(own.clock, next.tick());
      await next.close();
      await own.engine.setBudget("salesforce", { what: "share", value: null }, "Ben");
      await polls(own);

      expect(open[0]).toMatchObject({ share: 1, daily: { level: "free" }, budget: { share: null } });
      expect([held, sentTo(own, "c1@x.test")]).toEqual([0, 1]);
      expect(view).toMatchObject({ share: 0.4, fileShare: 1, daily: { allowed: 40_000, level: "held" } });
      expect(incident?.facts).toMatchObject({ level: "held", share: 0.4, fileShare: 1, shareBy: "Ann" });
      expect((await own.engine.limits())[0]).toMatchObject({ share: 1, budget: { share: { value: null, by: "Ben" } } });
    });

    it("of two who set the same one does, a stale card changes nothing, and a share that is none is refused", async () => {
      const own = await ready();
      const slow = { what: "slowed", value: true } as const;

      const both = await until(
        own.clock,
        Promise.all(["Ann", "Ben"].map((by) => own.engine.setBudget("hubspot", slow, by, null))),
      );
      const stale = await own.engine.setBudget("hubspot", { what: "slowed", value: false }, "Cas", null);
      const wrong = own.engine.setBudget("hubspot", { what: "share", value: 1.2 }, "Cas");

      await expect(wrong).rejects.toThrow(RangeError);
      expect(both.map((one) => one.done).sort()).toEqual([false, true]);
      expect(stale).toMatchObject({ done: false, budget: { slowed: { value: true } } });
      expect((await own.engine.budgets()).get("hubspot")?.slowed).toMatchObject({ value: true });
      expect((await own.engine.budgets()).get("salesforce")).toBeUndefined();
    });
  });
}
