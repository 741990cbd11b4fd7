import { afterEach, describe, expect, it } from "vitest";
import { bed } from "../fakes/bed.ts";

describe("what may be new to send", () => {
  const beds: Awaited<ReturnType<typeof bed>>[] = [];
  afterEach(async () => {
    for (const own of beds.splice(0)) await own.close();
  });

  it("is told after a pull that brought something, and not after one that brought nothing", async () => {
    const own = await bed();
    beds.push(own);
    for (const crm of ["salesforce", "hubspot"] as const) await (await own.signIn(crm)).confirm();
    await own.rest();
    let told = 0;
    own.engine.onChange(() => {
      told += 1;
    });

    await own.clock.advance(5_000);
    await own.rest();
    const nothing = told;
    own.create("salesforce", "Contact", { FirstName: "Ada", LastName: "Lovelace", Email: "ada@x.test" });
    await own.clock.advance(5_000);
    await own.rest();

    expect([nothing, told]).toEqual([0, 1]);
  });
});
