import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Sandbox, startSandbox, within } from "../fakes/sandbox.ts";
import { repairs, words } from "./repairs.ts";

// Deadlines of the product are tested with three times the figure: the machine may be slow, the product may not.
const minute = 60_000;

/** The story of a newcomer, on real processes: each part begins where the one before ended. */
describe("the road", { timeout: 4 * minute }, () => {
  let box: Sandbox;
  let begun: number;

  beforeAll(async () => {
    begun = Date.now();
    box = await startSandbox();
  }, minute);
  afterAll(() => box?.stop());

  const count = async (about: RegExp) => (await box.messages()).filter((message) => about.test(words(message))).length;

  it("prints its one address and has both backfills complete within 60 s", async () => {
    expect(box.line).toMatch(/^crmsync sandbox: http:\/\/127\.0\.0\.1:\d+$/);

    await within(3 * minute - (Date.now() - begun), async () =>
      (await count(/first sync is complete/i)) === 2 ? true : null,
    );

    const progress = (await box.messages()).filter((message) => /first sync/i.test(message.text));
    expect(progress.length).toBe(2);
  });

  it("shows both connections healthy, with counts that add up", async () => {
    await box.settled();

    const said = await box.command("viewer", "status");

    expect(said.ackStatus).toBe(200);
    const [answer] = said.shown;
    expect(answer?.private).toBe(true);
    expect(answer?.text).toMatch(/Salesforce: healthy/);
    expect(answer?.text).toMatch(/HubSpot: healthy/);
    for (const [crm, type, connection, object] of [
      ["salesforce", "Contact", "salesforce", "contact"],
      ["hubspot", "contacts", "hubspot", "contact"],
      ["salesforce", "Account", "salesforce", "account"],
      ["hubspot", "companies", "hubspot", "account"],
    ] as const) {
      const { total } = await box.list(crm, type, "limit=1");
      const [linked] = box.sql<{ n: number }>(
        `select count(*) as n from links where connection = '${connection}' and object = '${object}' and deleted_in_crm = 0`,
      );
      const [left] = box.sql<{ n: number }>(
        `select count(*) as n from outcomes o where connection = '${connection}' and object = '${object}' and direction = 'inbound'
         and not exists (select 1 from links l where l.connection = o.connection and l.object = o.object and l.external_id = o.subject)`,
      );
      expect((linked?.n ?? 0) + (left?.n ?? 0)).toBe(total);
      expect(words(answer ?? { text: "", blocks: [] })).toContain(total.toLocaleString("en-US"));
    }
  });

  it("shows at least eight different reasons after the first sync", async () => {
    const reasons = box.sql<{ reason: string }>("select distinct reason from outcomes");

    expect(reasons.length).toBeGreaterThanOrEqual(8);
    expect((await box.calls("hubspot")).refused429 + (await box.calls("salesforce")).refused429).toBe(0);
  });

  it("brings an edit in either CRM into the workspace", async () => {
    const [one, two] = box.sql<{ id: string; salesforce: string; hubspot: string }>(
      `select s.record_id as id, s.external_id as salesforce, h.external_id as hubspot from links s
       join links h on h.connection = 'hubspot' and h.object = s.object and h.record_id = s.record_id
       where s.connection = 'salesforce' and s.object = 'contact' and not exists (select 1 from outcomes o where o.subject in (s.record_id, s.external_id, h.external_id))
       order by s.record_id limit 2 offset 100`,
    );
    await box.edit("salesforce", "Contact", one?.salesforce ?? "", { Title: "Edited in Salesforce" });
    await box.edit("hubspot", "contacts", two?.hubspot ?? "", { jobtitle: "Edited in HubSpot" });

    for (const title of ["Edited in Salesforce", "Edited in HubSpot"]) {
      await within(30_000, async () =>
        box.sql(`select id from contacts where title = '${title}'`).length === 1 ? true : null,
      );
    }
    await box.settled();
  });

  it("sends an UPDATE by another program to both CRMs within 5 s: one write each, no echo (E9)", async () => {
    const [chosen] = box.sql<{ id: string; email: string }>(
      `select c.id, c.email from contacts c where (select count(*) from links l where l.object = 'contact' and l.record_id = c.id) = 2
       and not exists (select 1 from outcomes o where o.subject = c.id) and c.do_not_sync is not 1 order by c.id limit 1 offset 300`,
    );
    await quiet();
    const before = { salesforce: await lastCall("salesforce"), hubspot: await lastCall("hubspot") };

    box.write(`update contacts set title = 'Chief Test Officer' where id = '${chosen?.id}'`);

    await within(15_000, async () => {
      const there = await box.list("salesforce", "Contact", "Title=Chief%20Test%20Officer");
      const here = await box.list("hubspot", "contacts", "jobtitle=Chief%20Test%20Officer");
      return there.total === 1 && here.total === 1 ? true : null;
    });
    // Two more polls: an echo would come now.
    await new Promise((resolve) => setTimeout(resolve, 12_000));
    expect(await writes("salesforce", before.salesforce)).toBe(1);
    expect(await writes("hubspot", before.hubspot)).toBe(1);
  });

  repairs(() => box);

  /** Nothing was written to either CRM for two polls: what the first sync left to do later has been done. */
  async function quiet(): Promise<void> {
    const count = async () => (await writes("salesforce", 0)) + (await writes("hubspot", 0));
    for (let n = 0, last = -1; n < 8; n += 1) {
      const now = await count();
      if (now === last) return;
      last = now;
      await new Promise((resolve) => setTimeout(resolve, 12_000));
    }
  }

  async function lastCall(service: string): Promise<number> {
    return (await box.calls(service)).calls.at(-1)?.seq ?? 0;
  }

  async function writes(service: string, since: number): Promise<number> {
    const { calls } = await box.calls(service, since);
    return calls.filter(
      (call) => /PATCH|PUT/.test(call.method) || /batch\/(create|update|upsert)|composite\/sobjects$/.test(call.path),
    ).length;
  }
});
