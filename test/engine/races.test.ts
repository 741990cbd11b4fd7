import { afterEach, describe, expect, it } from "vitest";
import { NoAnswer } from "../../engine/provider.ts";
import { createLeases } from "../../engine/rounds/lease.ts";
import { openStore } from "../../engine/store/open.ts";
import { sandboxSettings } from "../../src/sandbox/program/settings.ts";
import { bed, temporaryFile, until } from "../fakes/bed.ts";
import { handClock } from "../fakes/ports.ts";
import { throttleBench } from "../fakes/throttle-bench.ts";

/** What the simulation found, each as the shortest story that shows it. */
describe("edits, merges and lost answers that cross", () => {
  const beds: Awaited<ReturnType<typeof bed>>[] = [];
  afterEach(async () => {
    for (const own of beds.splice(0)) await own.close();
  });

  const withoutOwnIds = sandboxSettings().replaceAll(/^ {6}id: .*\n/gm, "");
  const ada = { FirstName: "Ada", LastName: "Lovelace", Email: "ada@x.test", Phone: "+441234567" };
  const grace = { FirstName: "Grace", LastName: "Hopper", Email: "grace@x.test", Phone: "+449876543" };

  async function ready(options: Parameters<typeof bed>[0] = {}) {
    const own = await bed(options);
    beds.push(own);
    for (const crm of ["salesforce", "hubspot"] as const) await (await own.signIn(crm)).confirm();
    await own.rest();
    return own;
  }

  async function polls(own: Awaited<ReturnType<typeof ready>>, times: number) {
    for (let n = 0; n < times; n += 1) {
      await own.clock.advance(5_000);
      await own.rest();
    }
  }

  it("finds its own lost create by what it had sent, though the e-mail address was changed here since", async () => {
    const own = await ready({ yaml: withoutOwnIds });
    own.fault("salesforce", "drop-answer", { times: 1 });
    await own.write("insert into contacts (id, last_name, email) values ('c1', 'Lovelace', 'ada@x.test')");
    await own.rest();
    await own.write("update contacts set email = 'countess@x.test' where id = 'c1'");

    await polls(own, 8);

    const { total, records } = own.list("salesforce", "Contact");
    expect(total).toBe(1);
    expect(records[0]?.fields).toMatchObject({ LastName: "Lovelace", Email: "countess@x.test" });
    expect(await own.sql("select email from contacts")).toEqual([{ email: "countess@x.test" }]);
  });

  it("knows its own lost create by our id there, though its e-mail address was changed there since", async () => {
    const own = await ready();
    own.fault("hubspot", "drop-answer", { times: 1 });
    await own.write("insert into contacts (id, last_name, email) values ('c1', 'Lovelace', 'ada@x.test')");
    await own.rest();
    const [created] = own.list("hubspot", "contacts").records;
    own.edit("hubspot", "contacts", created?.id ?? "", { email: "countess@x.test" });

    await polls(own, 8);

    expect(await own.sql("select id from contacts")).toEqual([{ id: "c1" }]);
    expect(own.list("hubspot", "contacts").total).toBe(1);
    expect(own.list("salesforce", "Contact").total).toBe(1);
  });

  it("does not take what it had sent itself for somebody's change, when a pull meets its create before the answer", async () => {
    const own = await ready();
    own.fault("salesforce", "slow", { times: 1, ms: 9_000, path: "composite/sobjects" });
    await own.write(
      "insert into contacts (id, last_name, email, title) values ('c1', 'Lovelace', 'ada@x.test', 'Old')",
    );
    const sending = own.engine.tick();
    await own.clock.advance(3_000);
    await own.write("update contacts set title = 'New' where id = 'c1'");

    const pulling = own.engine.pullNow("salesforce");
    await until(own.clock, Promise.all([pulling, sending]));
    await polls(own, 8);

    expect(await own.sql("select title from contacts")).toEqual([{ title: "New" }]);
    expect(own.list("salesforce", "Contact").records[0]?.fields).toMatchObject({ Title: "New" });
    expect(own.list("hubspot", "contacts").records[0]?.fields).toMatchObject({ jobtitle: "New" });
  });

  it("takes what somebody put back there before the answer to our own write came", async () => {
    const own = await ready();
    const id = own.create("salesforce", "Contact", { ...ada, Title: "Old" });
    await polls(own, 4);
    own.fault("salesforce", "slow", { times: 1, ms: 9_000, path: "composite/sobjects" });
    await own.write("update contacts set title = 'New'");
    const sending = own.engine.tick();
    await own.clock.advance(3_000);
    const taken = own.list("salesforce", "Contact").records[0]?.fields;
    own.edit("salesforce", "Contact", id, { Title: "Old" });

    await until(own.clock, sending);
    await polls(own, 6);

    expect(taken).toMatchObject({ Title: "New" });
    expect(await own.sql("select title from contacts")).toEqual([{ title: "Old" }]);
    expect(own.list("salesforce", "Contact").records[0]?.fields).toMatchObject({ Title: "Old" });
  });

  it("does not make the loser of a merge anew when its record is edited (B29)", async () => {
    const own = await ready();
    const loser = own.create("salesforce", "Contact", ada);
    const winner = own.create("salesforce", "Contact", grace);
    await polls(own, 3);
    own.control("POST", `salesforce/records/Contact/${loser}/merge`, { into: winner });
    await polls(own, 2);

    await own.write("update contacts set title = 'Countess' where email = 'ada@x.test'");
    await polls(own, 3);

    expect(own.list("salesforce", "Contact").total).toBe(1);
    const outcomes = await own.sql(
      "select reason from outcomes where connection = 'salesforce' and direction = 'outbound'",
    );
    expect(outcomes).toEqual([{ reason: "REC_DELETED" }]);
  });

  it("shows the record whose remote twin was merged what the survivor holds, at the next poll (B29)", async () => {
    const own = await ready();
    const loser = own.create("salesforce", "Contact", ada);
    await polls(own, 2);
    const winner = own.create("salesforce", "Contact", { ...grace, Email: null });
    own.control("POST", `salesforce/records/Contact/${loser}/merge`, { into: winner });

    await polls(own, 1);

    expect(await own.sql("select first_name, last_name from contacts")).toEqual([
      { first_name: "Grace", last_name: "Hopper" },
    ]);
  });

  it("does not take its own unanswered write for somebody's change over a newer edit", async () => {
    const own = await ready();
    own.create("salesforce", "Contact", ada);
    await polls(own, 3);
    own.fault("hubspot", "drop-answer", { times: 1, path: "batch/update" });
    await own.write("update contacts set phone = '+440000001'");
    await own.rest();
    const outage = own.fault("hubspot", "outage");
    await polls(own, 2);
    await own.write("update contacts set phone = '+440000002'");
    own.heal(outage.id);

    await polls(own, 12);

    expect(await own.sql("select phone from contacts")).toEqual([{ phone: "+440000002" }]);
    expect(own.list("salesforce", "Contact").records[0]?.fields).toMatchObject({ Phone: "+440000002" });
    expect(own.list("hubspot", "contacts").records[0]?.fields).toMatchObject({ phone: "+440000002" });
  });
});

describe("an outage of a CRM", () => {
  it("is believed though what is owed is tried in it, too", async () => {
    const own = await bed();
    for (const crm of ["salesforce", "hubspot"] as const) await (await own.signIn(crm)).confirm();
    await own.rest();
    own.create("hubspot", "contacts", { firstname: "Ada", lastname: "Lovelace", email: "ada@x.test" });
    await own.clock.advance(5_000);
    await own.rest();
    own.fault("hubspot", "outage");
    await own.write("update contacts set title = 'Countess'");

    // Both its pull and its push ask at once, and neither is answered.
    for (let n = 0; n < 12; n += 1) {
      await own.clock.advance(5_000);
      await own.rest();
    }
    const [incident] = await own.sql("select kind from incidents where connection = 'hubspot' and state = 'open'");
    await own.close();

    expect(incident).toEqual({ kind: "provider_outage" });
  });
});

describe("a lease that is over", () => {
  it("is no longer ours by our own clock before anybody else can take it", async () => {
    const clock = handClock();
    const store = await openStore({ url: temporaryFile(), objects: {}, clock, log: () => undefined });
    const leases = createLeases(store, clock, "a");
    const others = createLeases(store, clock, "b");

    const lease = await leases.take("crm");
    await clock.advance(26_000);
    const ours = lease !== null && leases.isOurs(lease);
    const early = await others.take("crm");
    await clock.advance(5_000);
    const late = await others.take("crm");
    await store.close();

    expect(ours).toBe(false);
    expect(early).toBe(null);
    expect(late?.fence).toBe(2);
  });

  it("tells that something was written under it, unless that was apart", async () => {
    const clock = handClock();
    const store = await openStore({ url: temporaryFile(), objects: {}, clock, log: () => undefined });
    const leases = createLeases(store, clock, "a");
    const lease = (await leases.take("crm")) ?? { connection: "crm", fence: 0 };
    const seen: number[] = [leases.writes("crm")];

    await leases.write(lease, async () => {}, { apart: true });
    seen.push(leases.writes("crm"));
    await leases.write(lease, async () => void seen.push(leases.writes("crm")));
    seen.push(leases.writes("crm"), leases.writes("another"));
    await store.close();

    expect(seen).toEqual([0, 0, 1, 2, 0]);
  });

  it("lets nothing leave that waited for its turn too long", async () => {
    const { throttle, calls } = throttleBench({});
    const request = throttle.via("live", undefined, () => false);

    const outcome = request({ method: "POST", url: "https://api.crm.test/a", headers: {}, body: null });

    await expect(outcome).rejects.toThrow(NoAnswer);
    await expect(outcome).rejects.toMatchObject({ sent: false, code: "LEASE_OVER" });
    expect(calls).toEqual([]);
  });
});
