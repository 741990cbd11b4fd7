import { afterEach, describe, expect, it } from "vitest";
import type { Selection } from "../../engine/index.ts";
import { sandboxSettings } from "../../src/sandbox/program/settings.ts";
import { bed, seeded, until } from "../fakes/bed.ts";

const beds: Awaited<ReturnType<typeof bed>>[] = [];
afterEach(async () => {
  for (const own of beds.splice(0)) {
    await own.close();
    expect(own.errors).toEqual([]);
  }
});

/** Both CRMs connected and quiet: nobody polls while a job is measured. */
async function ready(share = 100) {
  const yaml = sandboxSettings().replaceAll("poll: 5s", "poll: 6h").replaceAll("share: 100", `share: ${share}`);
  const own = await bed({ yaml });
  beds.push(own);
  for (const crm of ["salesforce", "hubspot"] as const) await (await own.signIn(crm)).confirm();
  await own.rest();
  return own;
}

type Own = Awaited<ReturnType<typeof ready>>;
type CrmName = "salesforce" | "hubspot";
const crms = ["salesforce", "hubspot"] as const;

const rule = {
  salesforce: { type: "Contact", field: "Title" },
  hubspot: { type: "contacts", field: "jobtitle" },
} as const;

const forbid = (own: Own, crm: CrmName) =>
  own.schema(crm, rule[crm].type, {
    op: "add-rule",
    name: "closed",
    field: rule[crm].field,
    message: "Titles are closed",
    when: { op: "equals", value: "Boss" },
  });
const allow = (own: Own, crm: CrmName) => own.schema(crm, rule[crm].type, { op: "remove-rule", name: "closed" });

async function insert(own: Own, ids: readonly string[], title: string | null): Promise<void> {
  const values = ids.map((id) => `('${id}', 'Name ${id}', '${id}@x.test', ${title === null ? "null" : `'${title}'`})`);
  await own.write(`insert into contacts (id, last_name, email, title) values ${values.join(", ")}`);
}

/** The price that is told, and the calls that the job then makes. */
async function measure(own: Own, selection: Selection) {
  const price = await own.engine.priceResync(selection);
  const seqs = crms.map((crm) => own.calls(crm).calls.at(-1)?.seq ?? 0);
  await own.engine.orderResync(selection, "U1");
  for (let n = 0; n < 4; n += 1) await own.rest();
  const actual = crms.map((crm, n) => own.calls(crm, seqs[n]).calls.length);
  const told = crms.map((crm) => price.connections.find((each) => each.connection === crm)?.calls ?? 0);
  return { price, told, actual };
}

describe("the price of a resync", () => {
  it.each([1, 2, 3, 4, 5, 6])("equals the calls that it makes, but for one: job %i", async (seed) => {
    const random = seeded(seed);
    const own = await ready();
    const names = (prefix: string, most: number) =>
      Array.from({ length: Math.floor(random() * most) + 1 }, (_, n) => `${prefix}${n}`);
    // Known to both CRMs, then refused there as they change; unknown there, and refused as they are made.
    const known = names("k", 260);
    await insert(own, known, null);
    for (let n = 0; n < 3; n += 1) await own.rest();
    for (const crm of crms) forbid(own, crm);
    await insert(own, names("n", 260), "Boss");
    if (random() < 0.7) await own.write("update contacts set title = 'Boss' where id like 'k%'");
    for (let n = 0; n < 6; n += 1) await own.rest();
    for (const crm of crms) allow(own, crm);

    const { told, actual, price } = await measure(own, { outcomes: { direction: "outbound" } });

    expect(price.records).toBe(price.connections.reduce((sum, each) => sum + each.records, 0));
    expect(price.records).toBeGreaterThan(0);
    for (const [n, calls] of told.entries()) expect(Math.abs(calls - (actual[n] ?? 0))).toBeLessThanOrEqual(1);
    expect(await own.engine.outcomes({ limit: 10 })).toEqual([]);
  });

  it("counts the reading of what was left out", async () => {
    const own = await ready();
    for (let n = 0; n < 230; n += 1) own.create("salesforce", "Contact", { LastName: `X${n}` });
    await until(own.clock, own.engine.pullNow("salesforce"));

    const { told, actual, price } = await measure(own, { outcomes: { reason: "SKIP_NO_EMAIL" } });

    expect(price.records).toBe(230);
    expect(told).toEqual([4, 0]);
    expect(actual).toEqual([4, 0]);
  });

  it("is small for one record that is as it should be", async () => {
    const own = await ready();
    await insert(own, ["c1"], null);
    for (let n = 0; n < 3; n += 1) await own.rest();

    const { told, actual, price } = await measure(own, { record: { object: "contact", id: "c1" } });

    expect(price).toMatchObject({ records: 2, aboutMs: 60_000 });
    expect(told).toEqual([2, 3]);
    expect(actual).toEqual(told);
  });

  it("tells what is left at the scarcest CRM, and how long a big job takes at our share of its window", async () => {
    const own = await ready(50);
    own.fault("hubspot", "burst-limit", { limit: 20, windowMs: 10_000 });
    own.fault("salesforce", "daily-limit", { used: 4_000, limit: 10_000 });
    forbid(own, "hubspot");
    await insert(
      own,
      Array.from({ length: 1_200 }, (_, n) => `b${n}`),
      "Boss",
    );
    for (let n = 0; n < 6; n += 1) await own.rest();

    const both = await own.engine.priceResync({ record: { object: "contact", id: "b1" } });
    const big = await own.engine.priceResync({ outcomes: { connection: "hubspot" } });

    expect(both.callsLeft).toBeGreaterThan(900);
    expect(both.callsLeft).toBeLessThan(1_000);
    expect(big).toMatchObject({ records: 1_200, callsLeft: null });
    expect(big.calls).toBeGreaterThan(36);
    expect(big.aboutMs).toBe(Math.max(60_000, Math.floor(big.calls / 10) * 10_000));
  });

  it("is nothing where there is nothing to do", async () => {
    const own = await ready();

    const price = await own.engine.priceResync({ outcomes: { reason: "DATA_TOO_LONG" } });

    expect(price).toEqual({ records: 0, calls: 0, callsLeft: null, aboutMs: 0, connections: [] });
  });
});
