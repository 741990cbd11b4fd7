import { afterEach, describe, expect, it } from "vitest";
import { budgetSuite, setElsewhere } from "../contracts/engine-budget.ts";
import { bed, temporaryFile, until } from "../fakes/bed.ts";

budgetSuite("SQLite", async () => temporaryFile());

describe("M6: what is set in the midst of work", () => {
  const beds: Awaited<ReturnType<typeof bed>>[] = [];
  afterEach(async () => {
    const used = beds.splice(0);
    for (const own of used) await own.close();
    expect(used.flatMap((own) => own.errors)).toEqual([]);
  });

  it("a long push ends at the next batch when outbound is paused", async () => {
    const own = await bed();
    beds.push(own);
    await (await own.signIn("salesforce")).confirm();
    await own.rest();
    await setElsewhere(own, "salesforce", { what: "outboundPaused", value: true }, "Ann");
    await own.write(`insert into contacts (id, last_name, email)
      select 'm' || n, 'Many ' || n, 'm' || n || '@x.test' from (with recursive s(n) as (select 1 union all select n + 1 from s where n < 1400) select n from s)`);
    await own.rest();
    await setElsewhere(own, "salesforce", { what: "outboundPaused", value: false }, "Ann");
    own.fault("salesforce", "slow", { ms: 700 });
    const tick = own.engine.tick();
    for (let n = 0; n < 300 && own.list("salesforce", "Contact").total === 0; n += 1) await own.clock.advance(50);

    await setElsewhere(own, "salesforce", { what: "outboundPaused", value: true }, "Ben");
    await until(own.clock, tick);

    const total = own.list("salesforce", "Contact").total;
    expect(total).toBeGreaterThan(0);
    expect(total).toBeLessThan(1_400);
  });

  it("a backfill that is slowed in its midst goes on at 40 %, and at full speed again", async () => {
    const own = await bed();
    beds.push(own);
    for (let n = 0; n < 4_500; n += 1) own.create("hubspot", "contacts", { lastname: `P${n}`, email: `p${n}@x.test` });
    await (await own.signIn("hubspot")).confirm();
    const { id } = own.fault("hubspot", "slow", { ms: 495 });
    const pages = () => own.calls("hubspot").calls.filter((call) => /contacts\?/.test(call.path)).length;
    const tick = own.engine.tick();
    const during = async (ms: number) => {
      const before = pages();
      for (let left = ms; left > 0; left -= 50) await own.clock.advance(50);
      return pages() - before;
    };
    for (let n = 0; n < 400 && pages() < 3; n += 1) await own.clock.advance(50);

    const full = await during(6_000);
    await setElsewhere(own, "hubspot", { what: "slowed", value: true }, "Ann");
    await during(1_500);
    const slowed = await during(6_000);
    await setElsewhere(own, "hubspot", { what: "slowed", value: false }, "Ann");
    await during(1_500);
    const again = await during(6_000);
    own.heal(id);
    await until(own.clock, tick);

    expect(full).toBeGreaterThan(8);
    expect(slowed / full).toBeLessThanOrEqual(0.45);
    expect(slowed / full).toBeGreaterThan(0.3);
    expect(again / full).toBeGreaterThan(0.9);
  });
});
