import { afterEach, describe, expect, it } from "vitest";
import { bed, until } from "../fakes/bed.ts";

describe("many edits at once", () => {
  const beds: Awaited<ReturnType<typeof bed>>[] = [];
  afterEach(async () => {
    for (const own of beds.splice(0)) await own.close();
  });

  const names = Array.from({ length: 650 }, (_, n) => `Person ${n}`);
  const yaml = `workspace: test
connections:
  salesforce: { provider: salesforce, objects: [account, contact], poll: 1h, share: 100 }
`;

  async function linked() {
    const own = await bed({ yaml });
    beds.push(own);
    for (const [n, name] of names.entries())
      own.create("salesforce", "Contact", { LastName: name, Email: `person${n}@x.test`, Title: "Clerk" });
    await (await own.signIn("salesforce")).confirm();
    await own.rest();
    return own;
  }

  const pushes = (own: Awaited<ReturnType<typeof linked>>, since: number) =>
    own.writes("salesforce", since).map((call) => call.records);

  it("leave in whole batches, each record once, and nothing is owed afterwards", async () => {
    const own = await linked();
    const since = own.calls("salesforce").calls.at(-1)?.seq ?? 0;

    await own.write("update contacts set title = 'Chief ' || last_name");
    await own.rest();

    expect(pushes(own, since)).toEqual([200, 200, 200, 50]);
    const titles = own.list("salesforce", "Contact").records.map(({ fields }) => fields.Title);
    expect(titles.toSorted()).toEqual(names.map((name) => `Chief ${name}`).toSorted());
    expect(await own.sql("select count(*) as n from outbox")).toEqual([{ n: 0 }]);
  });

  it("are runs that began when they were sent and ended with the CRM's answer", async () => {
    const own = await linked();
    own.fault("salesforce", "slow", { ms: 700 });
    await own.write("update contacts set title = 'Chief' where last_name = 'Person 1'");
    const before = own.clock.wall();

    const work = own.engine.tick();
    await own.clock.advance(5_000);
    await work;

    const [run] = await own.engine.runs({ direction: "outbound", limit: 1 });
    expect((run?.endedAt ?? 0) - (run?.startedAt ?? 0)).toBeGreaterThanOrEqual(700);
    expect(run?.startedAt).toBeGreaterThanOrEqual(before);
    expect(run?.endedAt).toBeLessThanOrEqual(before + 5_000);
  });

  it("leave once more when they are made again while the first are on their way", async () => {
    const own = await linked();
    await own.write("update contacts set title = 'Chief ' || last_name");
    const work = own.engine.tick();
    await own.clock.advance(12);
    await own.write("update contacts set title = 'Head ' || last_name");
    await own.clock.advance(1_000);
    await work;

    await own.rest();

    const titles = own.list("salesforce", "Contact").records.map(({ fields }) => fields.Title);
    expect(titles.toSorted()).toEqual(names.map((name) => `Head ${name}`).toSorted());
    expect(await own.sql("select count(*) as n from outbox")).toEqual([{ n: 0 }]);
  });

  it("are noted without a copy of what the CRM holds now, and the next edits on both sides are told apart all the same", async () => {
    const own = await linked();
    await own.write("update contacts set title = 'Chief ' || last_name");
    await own.rest();
    const [noted] = await own.sql<{ n: number }>(
      "select count(*) as n from field_values where seen is null and sent_at is not null",
    );
    const [one] = await own.sql<{ record_id: string; external_id: string }>(
      "select record_id, external_id from links where object = 'contact' order by external_id limit 1 offset 450",
    );
    const since = own.calls("salesforce").calls.at(-1)?.seq ?? 0;

    own.edit("salesforce", "Contact", one?.external_id ?? "", { Phone: "+1 555 0100" });
    await own.write(`update contacts set title = 'Head of all' where id = '${one?.record_id}'`);
    await until(own.clock, own.engine.pullNow());
    await own.rest();

    expect(Number(noted?.n)).toBeGreaterThan(400);
    const [there] = own.list("salesforce", "Contact").records.filter((record) => record.id === one?.external_id);
    expect(there?.fields).toMatchObject({ Title: "Head of all", Phone: "+1 555 0100" });
    const [here] = await own.sql(`select title, phone from contacts where id = '${one?.record_id}'`);
    expect(here).toMatchObject({ title: "Head of all", phone: "+1 555 0100" });
    expect(pushes(own, since)).toEqual([1]);
  });

  it("keep what a pull takes in while they are on their way", async () => {
    const own = await linked();
    const [one] = await own.sql<{ external_id: string }>(
      "select external_id from links where object = 'contact' order by record_id limit 1",
    );
    const id = one?.external_id ?? "";
    await own.clock.advance(3_600_000);
    own.edit("salesforce", "Contact", id, { Phone: "+440000009" });
    await own.write("update contacts set title = 'Chief ' || last_name");

    await own.rest();
    await own.rest();

    const remote = own.list("salesforce", "Contact").records.find((each) => each.id === id);
    const [here] = await own.sql<{ phone: string; title: string }>(
      `select c.phone, c.title from contacts c join links l on l.record_id = c.id where l.external_id = '${id}'`,
    );
    expect({ ...here }).toEqual({ phone: "+440000009", title: remote?.fields.Title });
    expect(String(here?.title)).toMatch(/^Chief /);
    expect(await own.sql("select count(*) as n from outbox")).toEqual([{ n: 0 }]);
  });

  it("are still owed while they are on their way, so that whoever takes over sends them", async () => {
    const own = await linked();
    await own.write("update contacts set title = 'Chief ' || last_name");
    const work = own.engine.tick();
    await own.clock.advance(3);
    const [under] = await own.sql<{ state: string; n: number }>(
      "select state, count(*) as n from outbox group by state",
    );
    await own.clock.advance(1_000);
    await work;

    expect({ ...under }).toEqual({ state: "pending", n: names.length });
  });

  it("wait behind what a person asks for meanwhile", async () => {
    const own = await linked();
    await own.write("update contacts set title = 'Chief ' || last_name");
    const since = own.calls("salesforce").calls.at(-1)?.seq ?? 0;
    const [last] = await own.sql<{ id: string }>(
      "select id from records where object = 'contact' order by id desc limit 1",
    );
    const work = own.engine.tick();
    await own.clock.advance(3);
    await own.engine.orderResync({ record: { object: "contact", id: last?.id ?? "" } }, "U1");
    await own.clock.advance(1_000);
    await work;

    const [first, second] = pushes(own, since);

    expect([first, second]).toEqual([200, 1]);
  });
});
