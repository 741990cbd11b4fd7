import { afterEach, describe, expect, it } from "vitest";
import type { IncidentRow } from "../../engine/index.ts";
import { sandboxSettings } from "../../src/sandbox/program/settings.ts";
import { bed } from "../fakes/bed.ts";

const MINUTE = 60_000;
const LIMIT = 100_000;

const beds: Awaited<ReturnType<typeof bed>>[] = [];
afterEach(async () => {
  for (const own of beds.splice(0)) {
    await own.close();
    expect(own.errors).toEqual([]);
  }
});

/** Both CRMs connected, first syncs done, Salesforce polled each 30 s; we may use `share` of each limit. */
async function ready(share: number) {
  const yaml = sandboxSettings().replaceAll("share: 100", `share: ${share}`).replaceAll("poll: 5s", "poll: 30s");
  const own = await bed({ yaml });
  beds.push(own);
  for (const crm of ["salesforce", "hubspot"] as const) await (await own.signIn(crm)).confirm();
  await own.rest();
  return own;
}

type Own = Awaited<ReturnType<typeof ready>>;

/** The daemon's loops for a while, and what the limit's incidents are after it. */
async function incidentsAfter(own: Own, ms: number): Promise<readonly IncidentRow[]> {
  await own.run(ms, 15_000);
  await own.rest();
  return (await own.engine.openIncidents()).filter((one) => one.kind === "api_limit");
}

const daily = (own: Own, used: number) => own.fault("salesforce", "daily-limit", { used, limit: LIMIT }).id;
const sent = (own: Own, since: number) => own.calls("salesforce", since).calls;
const last = (own: Own) => own.calls("salesforce").calls.at(-1)?.seq ?? 0;
const salesforceHealth = async (own: Own) =>
  (await own.engine.overview()).find((view) => view.name === "salesforce")?.health;

describe("the daily quota of Salesforce, of which we may use 70 %", () => {
  it("makes one incident, which opens at 80 % with the forecast, turns critical at 95 %, and is held at all of it", async () => {
    const own = await ready(70);
    const first = daily(own, 56_100);
    const [near] = await incidentsAfter(own, 8 * MINUTE);
    own.heal(first);
    const second = daily(own, 66_600);
    const [critical] = await incidentsAfter(own, MINUTE);
    own.heal(second);
    daily(own, 70_000);

    const open = await incidentsAfter(own, MINUTE);

    expect(near).toMatchObject({ severity: "warning", reason: "LIMIT_DAILY", key: "api_limit:salesforce" });
    expect(near?.facts).toMatchObject({
      level: "near",
      used: 56_000,
      limit: LIMIT,
      allowed: 70_000,
      share: 0.7,
      rolling: true,
      resetAt: null,
    });
    expect(near?.facts.perHour).toBeGreaterThan(0);
    expect(critical).toMatchObject({ id: near?.id, severity: "critical", facts: { level: "critical", used: 66_500 } });
    expect(open).toMatchObject([{ id: near?.id, severity: "critical", facts: { level: "held", used: 70_000 } }]);
    expect(await salesforceHealth(own)).toMatchObject({ state: "throttled" });
  });

  it("holds everything but what a person asks for, asks seldom whether there is room, and loses nothing", async () => {
    const own = await ready(70);
    await own.write("insert into contacts (id, last_name, email) values ('c0', 'Zero', 'zero@x.test')");
    await incidentsAfter(own, 2 * MINUTE);
    const fault = daily(own, 70_000);
    await incidentsAfter(own, MINUTE);
    const before = last(own);

    own.create("salesforce", "Contact", { LastName: "In", Email: "in@x.test" });
    await own.write("insert into contacts (id, last_name, email) values ('c1', 'Out', 'out@x.test')");
    await incidentsAfter(own, 35 * MINUTE);
    const whileHeld = sent(own, before);
    const [view] = (await own.engine.overview()).filter((each) => each.name === "salesforce");
    const arrivedEarly = own.list("salesforce", "Contact", "Email=out@x.test").total;
    const asked = last(own);
    const { runId } = await own.engine.orderResync({ record: { object: "contact", id: "c0" } }, "U1");
    await own.rest();
    const forPerson = sent(own, asked);
    const run = await own.engine.run(runId);
    own.heal(fault);
    await incidentsAfter(own, 12 * MINUTE);

    expect(whileHeld.length).toBeGreaterThanOrEqual(3);
    expect(whileHeld.length).toBeLessThanOrEqual(4);
    expect(whileHeld.every((call) => call.status === 200)).toBe(true);
    expect(arrivedEarly).toBe(0);
    expect(view).toMatchObject({ health: { state: "throttled" }, pending: 1 });
    expect(forPerson.length).toBeGreaterThan(0);
    expect(run).toMatchObject({ state: "completed", counts: { failed: 0 } });
    expect(own.list("salesforce", "Contact", "Email=out@x.test").total).toBe(1);
    expect(await own.sql("select last_name from contacts where email = 'in@x.test'")).toHaveLength(1);
    expect(await salesforceHealth(own)).toMatchObject({ state: "healthy" });
  });

  it("is held at once by the next process, with the same incident", async () => {
    const own = await ready(70);
    daily(own, 70_000);
    const [held] = await incidentsAfter(own, MINUTE);
    await own.engine.close();
    const before = last(own);

    const second = await own.open("worker-2");
    for (let n = 0; n < 4; n += 1) {
      await own.clock.advance(15_000);
      await own.rest([second]);
    }

    const open = (await second.openIncidents()).filter((one) => one.kind === "api_limit");
    await second.close();
    expect(sent(own, before)).toEqual([]);
    expect(open).toMatchObject([{ id: held?.id, facts: { level: "held" } }]);
  });

  it("is over ten minutes after use fell below 70 % of what we may use, not at the first good figure", async () => {
    const own = await ready(70);
    const fault = daily(own, 56_100);
    await incidentsAfter(own, MINUTE);
    own.heal(fault);
    const between = daily(own, 50_000);
    const above = await incidentsAfter(own, 15 * MINUTE);
    own.heal(between);
    daily(own, 40_000);
    const soon = await incidentsAfter(own, 9 * MINUTE);

    const later = await incidentsAfter(own, 2 * MINUTE);

    expect([above.length, soon.length, later.length]).toEqual([1, 1, 0]);
  });

  it("writes the incident's row seldom while its figures creep", async () => {
    const own = await ready(70);
    daily(own, 56_100);
    await incidentsAfter(own, 10 * MINUTE);
    const [before] = await incidentsAfter(own, 0);

    const [later] = await incidentsAfter(own, 5 * MINUTE);

    expect(later?.facts).toEqual(before?.facts);
    expect(later?.updatedAt).toBe(before?.updatedAt);
  });
});

describe("M6: with 5 % left", () => {
  const reads = (own: Own, since: number) =>
    sent(own, since).filter((call) => call.path.includes("COUNT()%20FROM%20Contact")).length;

  it("live writes still go, also beside a slowed backfill, which waits; nothing is stuck (B10, B13)", async () => {
    const own = await ready(70);
    for (let n = 0; n < 30; n += 1) own.create("salesforce", "Contact", { LastName: `L${n}`, Email: `l${n}@x.test` });
    await incidentsAfter(own, 2 * MINUTE);
    const fault = daily(own, 66_600);
    await incidentsAfter(own, MINUTE);
    await own.engine.setBudget("salesforce", { what: "slowed", value: true }, "Ann");
    await own.engine.orderWhole("salesforce", "contact");
    const before = last(own);

    await own.write("insert into contacts (id, last_name, email) values ('c1', 'Out', 'out@x.test')");
    await incidentsAfter(own, 5 * MINUTE);
    const [run] = await own.engine.runs({ kind: "backfill", limit: 1 });
    const waited = [own.list("salesforce", "Contact", "Email=out@x.test").total, reads(own, before)];
    const state = await salesforceHealth(own);
    own.heal(fault);
    await incidentsAfter(own, 12 * MINUTE);

    expect(waited).toEqual([1, 0]);
    expect(["backfilling", "healthy"]).toContain(state?.state);
    expect(reads(own, before)).toBeGreaterThan(0);
    expect((await own.engine.runs({ kind: "backfill", limit: 1 }))[0]?.id).not.toBe(run?.id);
  });

  it("a paused outbound keeps what is left for what a person asks for", async () => {
    const own = await ready(70);
    await own.write("insert into contacts (id, last_name, email) values ('c0', 'Zero', 'zero@x.test')");
    await incidentsAfter(own, 2 * MINUTE);
    daily(own, 66_600);
    await own.engine.setBudget("salesforce", { what: "outboundPaused", value: true }, "Ann");

    await own.write("insert into contacts (id, last_name, email) values ('c1', 'Out', 'out@x.test')");
    await own.write("update contacts set last_name = 'Asked' where id = 'c0'");
    const [open] = await incidentsAfter(own, 3 * MINUTE);
    const { runId } = await own.engine.orderResync({ record: { object: "contact", id: "c0" } }, "U1");
    await own.rest();

    const [zero] = own.list("salesforce", "Contact", "Email=zero@x.test").records;
    expect(own.list("salesforce", "Contact", "Email=out@x.test").total).toBe(0);
    expect(zero?.fields.LastName).toBe("Asked");
    expect(await own.engine.run(runId)).toMatchObject({ state: "completed", counts: { failed: 0 } });
    expect(open?.facts).toMatchObject({ level: "critical", outboundPaused: true, outboundBy: "Ann" });
  });
});

describe("the CRM's own end of the day", () => {
  it("holds everything when it refuses, without a call a tick, and goes on when there is room", async () => {
    const own = await ready(100);
    const fault = daily(own, LIMIT);
    await own.write("insert into contacts (id, last_name, email) values ('c1', 'Out', 'out@x.test')");
    const before = last(own);

    const open = await incidentsAfter(own, 9 * MINUTE);
    const calls = sent(own, before);
    own.heal(fault);
    await incidentsAfter(own, 12 * MINUTE);

    expect(open).toMatchObject([{ severity: "critical", facts: { level: "held" } }]);
    expect(calls.length).toBeLessThanOrEqual(4);
    expect(own.list("salesforce", "Contact", "Email=out@x.test").total).toBe(1);
    expect(await salesforceHealth(own)).toMatchObject({ state: "healthy" });
  });
});

describe("too many calls in parallel", () => {
  it("is waited out without an incident", async () => {
    const own = await ready(100);
    const fault = own.fault("salesforce", "burst-limit", { limit: 0, windowMs: 10_000 });
    const open = await incidentsAfter(own, MINUTE);
    own.heal(fault.id);

    await incidentsAfter(own, MINUTE);

    expect(open).toEqual([]);
    expect((await own.engine.openIncidents()).map((one) => one.kind)).toEqual([]);
    expect(await salesforceHealth(own)).toMatchObject({ state: "healthy" });
  });
});

describe("what limits shows", () => {
  it("tells use, pace and samples of the last day", async () => {
    const own = await ready(70);
    daily(own, 56_100);
    await incidentsAfter(own, 10 * MINUTE);

    const [salesforce, hubspot] = await own.engine.limits();

    expect(salesforce).toMatchObject({
      connection: "salesforce",
      share: 0.7,
      daily: { limit: LIMIT, allowed: 70_000, level: "near", resetAt: null },
      burst: null,
      heldUntil: null,
    });
    expect(salesforce?.daily?.perHour).toBeGreaterThan(0);
    expect(salesforce?.daily?.samples.length).toBeGreaterThan(5);
    expect(salesforce?.daily?.samples.reduce((sum, sample) => sum + sample.ours, 0)).toBeGreaterThan(20);
    expect(hubspot).toMatchObject({ daily: null, burst: { limit: 110, windowMs: 10_000 } });
  });
});
