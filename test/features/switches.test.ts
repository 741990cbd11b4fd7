import { afterEach, describe, expect, it } from "vitest";
import { sandboxSettings } from "../../src/sandbox/program/settings.ts";
import { bed } from "../fakes/bed.ts";

const beds: Awaited<ReturnType<typeof bed>>[] = [];
afterEach(async () => {
  for (const own of beds.splice(0)) await own.close();
});

/** Both CRMs signed in, with other settings for HubSpot, which is the last connection of the sandbox. */
async function ready(hubspot: readonly (readonly [string, string])[]) {
  const yaml = hubspot.reduce((text, [from, to]) => {
    const at = text.lastIndexOf(from);
    return `${text.slice(0, at)}${to}${text.slice(at + from.length)}`;
  }, sandboxSettings());
  const own = await bed({ yaml });
  beds.push(own);
  for (const crm of ["salesforce", "hubspot"] as const) await (await own.signIn(crm)).confirm();
  await own.rest();
  return own;
}

async function polls(own: Awaited<ReturnType<typeof ready>>, times = 4) {
  for (let n = 0; n < times; n += 1) {
    await own.clock.advance(5_000);
    await own.rest();
  }
}

const ada = { FirstName: "Ada", LastName: "Lovelace", Email: "ada@x.test" };
const bob = { firstname: "Bob", lastname: "Ray", email: "bob@x.test" };

describe("the switches of a connection", () => {
  it("takes nothing in while import is off, and still sends (B22, B24)", async () => {
    const own = await ready([["writeMode: upsert", "import: false\n    writeMode: upsert"]]);
    own.create("hubspot", "contacts", bob);
    own.create("salesforce", "Contact", ada);

    await polls(own);

    expect(await own.sql("select email from contacts")).toMatchObject([{ email: "ada@x.test" }]);
    expect(own.list("hubspot", "contacts").total).toBe(2);
  });

  it("sends nothing while export is off, and still takes in (B23, B24)", async () => {
    const own = await ready([["writeMode: upsert", "export: false\n    writeMode: upsert"]]);
    own.create("hubspot", "contacts", bob);
    own.create("salesforce", "Contact", ada);

    await polls(own);

    expect((await own.sql("select email from contacts")).length).toBe(2);
    expect(own.list("hubspot", "contacts").total).toBe(1);
    expect(own.writes("hubspot")).toEqual([]);
  });

  it("writes nothing that the write mode does not allow, and says so (E19)", async () => {
    const own = await ready([["writeMode: upsert", "writeMode: update"]]);
    own.create("salesforce", "Contact", ada);

    await polls(own);

    expect(own.list("hubspot", "contacts").total).toBe(0);
    expect(await own.engine.outcomes({ limit: 10 })).toMatchObject([
      { connection: "hubspot", direction: "outbound", outcome: "skipped", reason: "SKIP_WRITE_MODE" },
    ]);
  });
});
