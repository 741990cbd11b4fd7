import { afterEach, describe, expect, it } from "vitest";
import { bed, until } from "../fakes/bed.ts";

let own: Awaited<ReturnType<typeof bed>> | null = null;
const open = async (yaml: string) => {
  own = await bed({ yaml });
  return own;
};
afterEach(async () => {
  await own?.close();
  own = null;
});

/** The clock of the bed begins on 21 November 2026 at 10:00 UTC, 11:00 in Berlin. */
const nightly = (more = "") => `connections:
  hubspot:
    provider: hubspot
    objects: [account, contact]
    poll: 10s
    offPeak: { from: "20:00", to: "06:00", zone: Europe/Berlin }
${more}`;
const HOUR = 3_600_000;

describe("poll intervals per object (B18, B32)", () => {
  it("ask for contacts each ten seconds and for companies each minute", async () => {
    const world = await open(
      "connections:\n  hubspot: { provider: hubspot, objects: [account, contact], poll: { default: 60s, contact: 10s } }\n",
    );
    await (await world.signIn("hubspot")).confirm();
    await world.run(30_000);
    const since = world.calls("hubspot").calls.at(-1)?.seq ?? 0;

    await world.run(60_000);

    const asked = world.calls("hubspot", since).calls.filter((call) => call.path.endsWith("/search"));
    const many = (type: string) => asked.filter((call) => call.path.includes(`/${type}/`)).length;
    expect([many("contacts"), many("companies")]).toEqual([6, 1]);
  });
});

describe("off-peak hours (B13)", () => {
  it("hold the first sync until they begin, and tell when that is", async () => {
    const world = await open(nightly());
    await (await world.signIn("hubspot")).confirm();
    world.create("hubspot", "contacts", { email: "ann@lee.test", lastname: "Lee" });

    await world.run(20_000);
    const held = await world.sql("select id from contacts");
    await world.clock.advance(9 * HOUR);
    await world.run(20_000);
    const pulled = await world.sql("select id from contacts");

    expect([held.length, pulled.length]).toEqual([0, 1]);
  });

  it("are no reason to call a held first sync stuck, overdue or to restart it", async () => {
    const world = await open(nightly());
    await (await world.signIn("hubspot")).confirm();
    await world.clock.advance(8.99 * HOUR);
    for (let n = 0; n < 40; n += 1) world.create("hubspot", "contacts", { email: `c${n}@lee.test`, lastname: "Lee" });
    await world.run(60_000);

    const view = await world.engine.overview();
    const incidents = await world.engine.openIncidents();

    expect(incidents).toEqual([]);
    expect(view[0]?.health.state).not.toBe("stuck");
  });

  it("do not hold changes after the first sync, nor what is written here", async () => {
    const world = await open(nightly());
    await (await world.signIn("hubspot")).confirm();
    const ann = world.create("hubspot", "contacts", { email: "ann@lee.test", lastname: "Lee" });
    await world.clock.advance(9 * HOUR);
    await world.run(20_000);
    await world.clock.advance(11 * HOUR);
    await world.run(20_000);

    world.edit("hubspot", "contacts", ann, { jobtitle: "Chief" });
    await world.run(20_000);
    const [inbound] = await world.sql<{ title: string }>("select title from contacts");
    await world.write("update contacts set phone = '+49 30 1'");
    await world.run(20_000);
    const [there] = world.list("hubspot", "contacts").records;

    expect(inbound?.title).toBe("Chief");
    expect(there?.fields.phone).toBe("+49 30 1");
  });
});

describe("what another CRM's first sync brings (B13)", () => {
  it("waits for the hours of the connection that it goes to; what is written here does not", async () => {
    const world = await open(nightly("  salesforce: { provider: salesforce, objects: [contact], poll: 10s }\n"));
    await (await world.signIn("hubspot")).confirm();
    await world.clock.advance(9 * HOUR);
    await world.run(20_000);
    await world.clock.advance(12 * HOUR);
    world.create("salesforce", "Contact", { LastName: "Moved", Email: "moved@lee.test" });
    await (await world.signIn("salesforce")).confirm();
    await world.run(30_000);
    await world.write("insert into contacts (last_name, email) values ('Typed', 'typed@lee.test')");

    await world.run(20_000);
    const byDay = world.list("hubspot", "contacts").records.map((each) => each.fields.email);
    await world.clock.advance(12 * HOUR);
    await world.run(30_000);
    const byNight = world.list("hubspot", "contacts").records.map((each) => each.fields.email);

    expect(byDay).toEqual(["typed@lee.test"]);
    expect(byNight.toSorted()).toEqual(["moved@lee.test", "typed@lee.test"]);
  });
});

describe("overlap of two pulls (D4)", () => {
  const plain = "connections:\n  hubspot: { provider: hubspot, objects: [contact], poll: 1h }\n";

  it("is refused with the run that is going on and its beginning", async () => {
    const world = await open(plain);
    await (await world.signIn("hubspot")).confirm();
    for (let n = 0; n < 250; n += 1) world.create("hubspot", "contacts", { email: `c${n}@lee.test`, lastname: "Lee" });
    const began = world.clock.wall();
    const first = world.engine.pullNow("hubspot");
    world.fault("hubspot", "slow", { ms: 2_000 });
    for (let n = 0; n < 100 && (await world.engine.runs({ state: "in_progress", limit: 1 })).length === 0; n += 1)
      await world.clock.advance(100);

    const refused = await until(world.clock, world.engine.pullNow("hubspot"));
    const done = await until(world.clock, first);

    expect(done).toEqual([]);
    expect(refused).toMatchObject([
      {
        reason: "RUN_OVERLAP",
        connection: "hubspot",
        run: { object: "contact", kind: "backfill", state: "in_progress" },
      },
    ]);
    expect(refused[0]?.since).toBe(refused[0]?.run?.startedAt);
    expect((refused[0]?.since ?? 0) - began).toBeLessThan(10_000);
  });

  it("is refused to a second worker while the first one holds the lease", async () => {
    const world = await open(plain);
    await (await world.signIn("hubspot")).confirm();
    await world.run(5_000);
    const other = await world.open("worker-2");

    const refused = await until(world.clock, other.pullNow("hubspot"));

    expect(refused).toEqual([{ reason: "RUN_OVERLAP", connection: "hubspot", run: null, since: null }]);
    await other.close();
  });

  it("is free again when nobody pulls", async () => {
    const world = await open(plain);
    await (await world.signIn("hubspot")).confirm();
    await world.run(5_000);

    const answers = [
      await until(world.clock, world.engine.pullNow("hubspot")),
      await until(world.clock, world.engine.pullNow()),
    ];

    expect(answers).toEqual([[], []]);
  });
});

describe("after downtime", () => {
  it("all that came meanwhile is caught up with the first tick (A6)", async () => {
    const world = await open("connections:\n  hubspot: { provider: hubspot, objects: [contact], poll: 5m }\n");
    await (await world.signIn("hubspot")).confirm();
    await world.run(20_000);
    await world.clock.advance(3 * 24 * HOUR);
    for (let n = 0; n < 5; n += 1) world.create("hubspot", "contacts", { email: `d${n}@lee.test`, lastname: "Lee" });
    await world.clock.advance(20_000);

    await world.rest();

    expect(await world.sql("select id from contacts")).toHaveLength(5);
  });
});
