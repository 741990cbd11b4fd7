import { afterEach, expect, it } from "vitest";
import { bed, until } from "../fakes/bed.ts";

const HOUR = 3_600_000;

const beds: Awaited<ReturnType<typeof bed>>[] = [];
afterEach(async () => {
  for (const own of beds.splice(0)) await own.close();
});

async function connected() {
  const own = await bed();
  beds.push(own);
  for (const crm of ["salesforce", "hubspot"] as const) await (await own.signIn(crm)).confirm();
  await own.rest();
  return own;
}

it.each(["paused and resumed", "disconnected and signed in again"])(
  "asks nobody about the time in which a connection was %s",
  async (how) => {
    const own = await connected();
    const pause = how.startsWith("paused");
    if (pause) await own.engine.pause("salesforce", "U1", "quarter end");
    else await until(own.clock, own.engine.disconnect("salesforce", "U1"));
    await own.run(2 * HOUR, 60_000);
    const meanwhile = await own.engine.openIncidents();

    await (pause ? own.engine.resume("salesforce", "oren") : (await own.signIn("salesforce")).confirm());
    await own.engine.check();
    const rightAfter = await own.engine.openIncidents();
    await own.rest();
    const [salesforce] = await own.engine.overview();

    expect([meanwhile, rightAfter]).toEqual([[], []]);
    expect(salesforce?.health).toEqual({ state: "healthy" });
  },
);
