import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Price, Selection } from "../../engine/index.ts";
import { sandboxSettings } from "../../src/sandbox/program/settings.ts";
import { bed, seeded, until } from "../fakes/bed.ts";

const crms = ["salesforce", "hubspot", "pipedrive"] as const;
type CrmName = (typeof crms)[number];

const JOBS = 100;
/** Pipedrive writes record by record: its jobs are smaller. */
const MOST = 6;
const MOST_IN_BATCHES = 240;

/** Three CRMs, nobody polls, and nothing leaves unasked: what piles up is what the jobs are made of. */
async function quiet() {
  const own = await bed({ yaml: sandboxSettings(crms).replaceAll("poll: 5s", "poll: 6h") });
  for (const crm of crms) await (await own.signIn(crm)).confirm();
  for (let n = 0; n < 3; n += 1) await own.rest();
  for (const crm of crms) await own.engine.setBudget(crm, { what: "outboundPaused", value: true }, "U1");
  return own;
}

type Own = Awaited<ReturnType<typeof quiet>>;

let own: Own;
beforeEach(async () => {
  own = await quiet();
  for (const object of objects) known[object].length = 0;
});
afterEach(async () => {
  await own.close();
  expect(own.errors).toEqual([]);
});

const random = seeded(2_026);
const upTo = (most: number) => Math.floor(random() * (most + 1));
const objects = ["contact", "account"] as const;
let made = 0;
const known: Record<(typeof objects)[number], string[]> = { contact: [], account: [] };

async function create(object: (typeof objects)[number], many: number): Promise<readonly string[]> {
  if (many === 0) return [];
  const ids = Array.from({ length: many }, () => `${object}${++made}`);
  const rows = ids.map((id) =>
    object === "contact" ? `('${id}', 'N${id}', '${id}@x.test')` : `('${id}', 'C${id}', '${id}.test')`,
  );
  const columns = object === "contact" ? "contacts (id, last_name, email)" : "accounts (id, name, domain)";
  await own.write(`insert into ${columns} values ${rows.join(", ")}`);
  known[object].push(...ids);
  return ids;
}

async function change(object: (typeof objects)[number], many: number): Promise<readonly string[]> {
  const ids = [...known[object]].sort(() => random() - 0.5).slice(0, many);
  if (ids.length === 0) return [];
  const list = ids.map((id) => `'${id}'`).join(", ");
  await own.write(
    object === "contact"
      ? `update contacts set title = 'T${++made}' where id in (${list})`
      : `update accounts set phone = '+1 202 555 ${String(++made).padStart(4, "0")}' where id in (${list})`,
  );
  return ids;
}

const untouched = (object: (typeof objects)[number], many: number) =>
  [...known[object]].sort(() => random() - 0.5).slice(0, many);

async function isResync(): Promise<boolean> {
  const [last] = await own.engine.runs({ kind: "resync", limit: 1 });
  return last?.state === "completed" && last.endedAt !== null && own.clock.wall() - last.endedAt < 1_000;
}

/** What is told, and what is then asked of each CRM. */
async function measure(price: Price, order: () => Promise<unknown>) {
  const last = crms.map((crm) => own.calls(crm).calls.at(-1)?.seq ?? 0);
  await order();
  await own.rest();
  // A resync ends with its round; of other work the next ones must find nothing more.
  if (!(await isResync())) for (let n = 0; n < 2; n += 1) await own.rest();
  return crms.map((crm, n) => ({
    crm,
    told: price.connections.find((each) => each.connection === crm)?.calls ?? 0,
    made: own.calls(crm, last[n]).calls.length,
  }));
}

describe("M6: the price that is told before a bulk job", () => {
  it(`equals the calls that it makes, but for one, in ${JOBS} random jobs on three CRMs: new, changed and unchanged records mixed (B10, B16, C13)`, async () => {
    const wrong: object[] = [];
    const all = { told: 0, made: 0 };

    for (let job = 0; job < JOBS; job += 1) {
      const object = objects[upTo(1)] ?? "contact";
      const where: CrmName | undefined = [undefined, ...crms][upTo(3)];
      const most = where !== undefined && where !== "pipedrive" && job % 12 === 0 ? MOST_IN_BATCHES : MOST;
      const ids = new Set([
        ...(await create(object, upTo(most))),
        ...(await change(object, upTo(most))),
        ...untouched(object, upTo(most / 2)),
      ]);
      const selection: Selection = { several: [...ids].map((id) => ({ object, id, connection: where })) };
      const price = await own.engine.priceResync(selection);
      const seen = await measure(price, () => own.engine.orderResync(selection, "U1"));
      for (const { crm, told, made } of seen) {
        all.told += told;
        all.made += made;
        if (Math.abs(told - made) > 1) wrong.push({ job, crm, told, made, object, where, records: ids.size });
      }
    }

    expect(wrong).toEqual([]);
    expect(all.made).toBeGreaterThan(500);
    expect(Math.abs(all.told / all.made - 1)).toBeLessThan(0.02);
  });

  it("equals the calls of a backlog that waits for outbound to be resumed, new and changed records, on each CRM", async () => {
    await create("contact", 12);
    await create("account", 4);
    await own.rest();
    const resumed = (crm: CrmName, value: boolean) =>
      own.engine.setBudget(crm, { what: "outboundPaused", value: !value }, "U1");
    for (const crm of crms) await resumed(crm, true);
    await own.rest();
    for (const crm of crms) await resumed(crm, false);
    await create("contact", 17);
    await change("contact", 9);
    await change("account", 3);
    await own.rest();

    for (const crm of crms) {
      const price = await own.engine.priceBacklog(crm);
      const seen = await measure(price, () => resumed(crm, true));
      const one = seen.find((each) => each.crm === crm);
      expect(price.records).toBeGreaterThan(20);
      expect(one?.told).toBeGreaterThan(0);
      expect([crm, Math.abs((one?.told ?? 0) - (one?.made ?? 0)) <= 1, one]).toEqual([crm, true, one]);
    }
  });

  it.each([0, 1, 230])("equals the calls of reading everything from the beginning, of %i contacts", async (many) => {
    for (let n = 0; n < many; n += 1) {
      own.create("salesforce", "Contact", { LastName: `S${n}`, Email: `s${n}@x.test` });
      own.create("hubspot", "contacts", { lastname: `H${n}`, email: `h${n}@x.test` });
      own.create("pipedrive", "persons", { name: `P${n}`, emails: [{ value: `p${n}@x.test`, primary: true }] });
      await own.clock.advance(60_000);
    }
    for (let n = 0; n < 2; n += 1) {
      await until(own.clock, own.engine.pullNow());
      await own.clock.advance(60_000);
    }

    for (const crm of crms) {
      const price = await own.engine.priceWhole(crm, ["contact"]);
      const seen = await measure(price, () => own.engine.orderWhole(crm, "contact"));
      const one = seen.find((each) => each.crm === crm);
      expect([crm, Math.abs((one?.told ?? 0) - (one?.made ?? 0)) <= 1, one]).toEqual([crm, true, one]);
    }
  });
});
