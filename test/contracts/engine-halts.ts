import { afterEach, describe, expect, it } from "vitest";
import type { HttpRequest, HttpResponse } from "../../engine/provider.ts";
import { bed, type CrmName } from "../fakes/bed.ts";

const ada = { FirstName: "Ada", LastName: "Lovelace", Email: "ada@x.test" };
const SECOND = 1_000;
/** A moment after each of the pauses between tries. */
const tries = [11 * SECOND, 61 * SECOND, 301 * SECOND];

/** Runs of one object that break off without a known cause, on the database of `address`. */
export function haltsSuite(dialect: string, address: () => Promise<string>): void {
  describe(`runs that break off on ${dialect}`, () => {
    const beds: Awaited<ReturnType<typeof bed>>[] = [];
    afterEach(async () => {
      for (const own of beds.splice(0)) await own.close();
    });

    /** Both CRMs signed in and read once; then `ill` requests are counted and end as `end` says. */
    async function ready(
      ill: (crm: CrmName, asked: HttpRequest) => boolean,
      end: (answer: HttpResponse) => HttpResponse,
    ) {
      const world = { on: false, met: 0 };
      const own = await bed({
        databaseUrl: await address(),
        between: (crm, asked, answer) => {
          if (!world.on || !ill(crm, asked)) return answer;
          world.met += 1;
          return end(answer);
        },
      });
      beds.push(own);
      for (const crm of ["salesforce", "hubspot"] as const) await (await own.signIn(crm)).confirm();
      await own.rest();
      world.on = true;
      return { own, world };
    }
    type Own = Awaited<ReturnType<typeof ready>>["own"];
    const later = async (own: Own, ...pauses: readonly number[]) => {
      for (const ms of pauses) {
        await own.clock.advance(ms);
        await own.rest();
      }
    };
    const stopped = async (own: Own) =>
      (await own.engine.openIncidents())
        .filter((one) => one.kind === "run_stopped")
        .map((one) => [one.connection, one.reason, one.severity, JSON.parse(String(one.facts.stopped))]);
    const failedRuns = async (own: Own, direction: "inbound" | "outbound") =>
      (await own.engine.runs({ direction, limit: 200 }))
        .filter((run) => run.reason === "RUN_UNKNOWN")
        .map((run) => [run.connection, run.object, run.state, run.detail]);

    const contactsOfSalesforce = (crm: CrmName, { url }: HttpRequest) =>
      crm === "salesforce" && /FROM(\+|%20)Contact/i.test(url);
    const throws = () => {
      throw new RangeError("page 7 that nobody thought of");
    };
    const words = "salesforce RangeError - - page <n> that nobody thought of";

    it("tries a pull that throws again three times, then stops this object alone, and says so (E44)", async () => {
      const { own, world } = await ready(contactsOfSalesforce, throws);
      own.create("salesforce", "Contact", ada);

      await later(own, 5 * SECOND, ...tries);
      const met = world.met;
      own.create("salesforce", "Account", { Name: "Meadow" });
      await later(own, 600 * SECOND, 5 * SECOND, 5 * SECOND, 5 * SECOND);

      expect([met, world.met]).toEqual([4, 4]);
      expect(await failedRuns(own, "inbound")).toEqual([["salesforce", "contact", "failed", words]]);
      expect(await stopped(own)).toEqual([
        [
          "salesforce",
          "RUN_UNKNOWN",
          "critical",
          [{ object: "contact", direction: "inbound", since: expect.any(Number), words }],
        ],
      ]);
      const health = (await own.engine.overview()).map((one) => [one.name, one.health]);
      expect(health[0]).toEqual(["salesforce", { state: "degraded", reason: "RUN_UNKNOWN" }]);
      expect(await own.engine.unknowns(5)).toMatchObject([{ fingerprint: words, times: 4 }]);
      expect(own.list("hubspot", "companies").total).toBe(1);
      expect(own.list("hubspot", "contacts").total).toBe(0);
    });

    it("goes on at once when a person asks for it, and then the incident is over (E44, B24)", async () => {
      const { own, world } = await ready(contactsOfSalesforce, throws);
      own.create("salesforce", "Contact", ada);
      await later(own, 5 * SECOND, ...tries, 600 * SECOND);

      await own.engine.orderPull("salesforce", "contact");
      await later(own, SECOND, 600 * SECOND);
      const inVain = [world.met, (await stopped(own)).length];
      world.on = false;
      await later(own, 600 * SECOND);
      const unasked = own.list("hubspot", "contacts").total;
      await own.engine.orderPull("salesforce", "contact");
      await later(own, SECOND, 5 * SECOND, 5 * SECOND);

      expect([inVain, unasked]).toEqual([[5, 1], 0]);
      expect(own.list("hubspot", "contacts").total).toBe(1);
      expect(await stopped(own)).toEqual([]);
    });

    it("forgets earlier surprises when a try succeeds, and a start tries what had stopped once more (E44)", async () => {
      const { own, world } = await ready(contactsOfSalesforce, throws);
      await later(own, 5 * SECOND, 11 * SECOND, 61 * SECOND);
      world.on = false;
      await later(own, 301 * SECOND);
      world.on = true;
      const before = world.met;
      await later(own, 5 * SECOND, ...tries, 600 * SECOND);
      const met = world.met - before;
      const told = (await stopped(own)).length;
      world.on = false;

      const again = await own.open("worker-1", own.rows);
      await own.clock.advance(5 * SECOND);
      await own.rest([again]);

      expect([before, met, told]).toEqual([3, 4, 1]);
      expect((await again.openIncidents()).map((one) => one.kind)).toEqual([]);
    });

    it("tries a push that throws again three times, then stops it, and sends once when it is asked for (E44)", async () => {
      const looksUp = (crm: CrmName, { url }: HttpRequest) =>
        crm === "salesforce" && /FROM Contact WHERE \(?Email IN/i.test(decodeURIComponent(url.replaceAll("+", " ")));
      const { own, world } = await ready(looksUp, throws);
      own.create("hubspot", "contacts", { firstname: "Ada", lastname: "Lovelace", email: "ada@x.test" });

      await later(own, 5 * SECOND, 5 * SECOND, ...tries, ...tries);
      const met = world.met;
      own.create("hubspot", "companies", { name: "Meadow", domain: "meadow.test" });
      await later(own, 600 * SECOND, 5 * SECOND, 5 * SECOND);
      const told = await stopped(own);
      world.on = false;
      await own.engine.orderPull("salesforce");
      await later(own, ...Array(4).fill(10 * SECOND));

      expect(met).toBe(4);
      expect(await failedRuns(own, "outbound")).toEqual([["salesforce", "contact", "failed", words]]);
      expect(told).toMatchObject([
        ["salesforce", "RUN_UNKNOWN", "critical", [{ object: "contact", direction: "outbound" }]],
      ]);
      expect(own.list("salesforce", "Account").total).toBe(1);
      expect(own.list("salesforce", "Contact").total).toBe(1);
      expect(await stopped(own)).toEqual([]);
    });

    it("counts an answer without a known name that ends a whole pull alike, while other objects are answered (E40, E44)", async () => {
      const { own, world } = await ready(contactsOfSalesforce, (answer) => ({
        ...answer,
        status: 400,
        body: JSON.stringify([{ errorCode: "NOBODY_KNOWS_IT", message: "This is no day for contacts." }]),
      }));

      for (let n = 0; n < 90 && (await stopped(own)).length === 0; n += 1) await later(own, 6 * SECOND);
      const met = world.met;
      await later(own, 600 * SECOND, 6 * SECOND);

      expect([met, world.met]).toEqual([4, 4]);
      expect(await stopped(own)).toMatchObject([["salesforce", "RUN_UNKNOWN", "critical", [{ object: "contact" }]]]);
      expect(await failedRuns(own, "inbound")).toEqual([
        ["salesforce", "contact", "failed", expect.stringContaining("This is no day for contacts.")],
      ]);
      expect((await own.engine.openIncidents()).map((one) => one.kind)).toEqual(["run_stopped"]);
    });
  });
}
