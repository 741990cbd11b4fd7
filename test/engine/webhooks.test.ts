import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Route } from "../../bots/bot.ts";
import { subscribe, takeDeliveries } from "../../src/sandbox/hubspot/webhooks.ts";
import { createDoors } from "../../src/webhooks/doors.ts";
import { bed } from "../fakes/bed.ts";

const yaml = `connections:
  salesforce: { provider: salesforce, objects: [contact], poll: 24h }
  hubspot: { provider: hubspot, objects: [account, contact], poll: 24h }
`;
const publicUrl = "http://127.0.0.1:3000";

let own: Awaited<ReturnType<typeof bed>>;
let ann: string;

/** Everything but the socket: what HubSpot sends goes through the real door. */
function doorOf(nudged: () => void) {
  const { engine, config, clock } = own;
  const env = { ...config.env, publicUrl };
  const doors = createDoors({ engine, settings: config.settings, env, now: clock.wall, onHint: nudged, log: () => {} });
  const route = doors("/webhooks/hubspot");
  if (!route) throw new Error("there is no door");
  return async (sent: ReturnType<typeof takeDeliveries>[number]) => {
    let status = 0;
    const response = { writeHead: (told: number) => (status = told), end: () => {} };
    const request = { url: new URL(sent.url).pathname, method: sent.method, headers: sent.headers };
    const [first, , third] = [request, null, response] as unknown as Parameters<Route["handle"]>;
    await route.handle(first, Buffer.from(sent.body), third);
    return status;
  };
}

const searches = () => own.calls("hubspot").calls.filter((call) => call.path.endsWith("/search")).length;
const titleOf = async () =>
  (await own.sql<{ title: string }>("select title from contacts where email = 'ann@lee.test'"))[0]?.title;

beforeAll(async () => {
  own = await bed({ yaml });
  for (const crm of ["salesforce", "hubspot"] as const) await (await own.signIn(crm)).confirm();
  ann = own.create("hubspot", "contacts", { email: "ann@lee.test", lastname: "Lee", jobtitle: "Clerk" });
  await own.run(30_000);
}, 60_000);
afterAll(() => own.close());

describe("a change at HubSpot", () => {
  it("is here within seconds of the webhook, though the next poll is a day away", async () => {
    const subscription = subscribe(own.hubspot, `${publicUrl}/webhooks/hubspot`, ["contacts"]);
    let nudges = 0;
    const door = doorOf(() => {
      nudges += 1;
    });
    own.edit("hubspot", "contacts", ann, { jobtitle: "Chief" });

    const statuses = await Promise.all(takeDeliveries(own.hubspot, subscription).map(door));
    await own.run(20_000);

    expect(statuses).toEqual([204]);
    expect(nudges).toBe(1);
    expect(await titleOf()).toBe("Chief");
  });

  it("is looked for once a second, however many webhooks tell of it, and once more when the search must know", async () => {
    const before = searches();
    for (let n = 0; n < 50; n += 1)
      await own.engine.hint({ provider: "hubspot", account: "48213001", types: ["contacts"] });

    await own.run(30_000);

    expect(searches() - before).toBe(2);
  });

  it("is not looked for when another portal, another CRM or an object that we do not sync is meant", async () => {
    const before = searches();
    const asked = [
      await own.engine.hint({ provider: "hubspot", account: "1", types: ["contacts"] }),
      await own.engine.hint({ provider: "pipedrive", account: "48213001", types: null }),
      await own.engine.hint({ provider: "hubspot", account: "48213001", types: ["tickets"] }),
    ];

    await own.run(3_000);

    expect(asked).toEqual([0, 0, 0]);
    expect(searches()).toBe(before);
  });

  it("is believed by what is read, not by what is told", async () => {
    const [subscription] = [subscribe(own.hubspot, `${publicUrl}/webhooks/hubspot`, ["contacts"])];
    own.edit("hubspot", "contacts", ann, { jobtitle: "Director" });
    const told = takeDeliveries(own.hubspot, subscription);
    own.edit("hubspot", "contacts", ann, { jobtitle: "President" });

    for (const each of told) await doorOf(() => {})(each);
    await own.run(20_000);

    expect(await titleOf()).toBe("President");
  });

  it("that no webhook told of is found by the next poll", async () => {
    own.edit("hubspot", "contacts", ann, { jobtitle: "Retired" });
    await own.run(5_000);
    const before = await titleOf();

    await own.clock.advance(86_400_000);
    await own.run(5_000);

    expect([before, await titleOf()]).toEqual(["President", "Retired"]);
  });
});
