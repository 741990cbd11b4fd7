import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seeded } from "../fakes/bed.ts";
import { type Sandbox, startSandbox, within } from "../fakes/sandbox.ts";

const minute = 60_000;

/** kill -9 of the real daemon at random moments: nothing lost, nothing done twice. */
describe("kill -9", { timeout: 5 * minute }, () => {
  let box: Sandbox;
  beforeAll(async () => {
    box = await startSandbox();
  }, minute);
  afterAll(() => box?.stop());

  const random = seeded(20_261_121);
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

  it("at five moments of backfill, push and posting leaves what an undisturbed run leaves", async () => {
    await box.fault("salesforce", "drop-answer", { times: 2 });
    await box.fault("hubspot", "drop-answer", { times: 2 });
    for (let n = 0; n < 5; n += 1) {
      await pause(500 + random() * 4_000);
      await box.daemon("kill");
      box.write(
        `insert into contacts (id, first_name, last_name, email) values ('kill${n}', 'Kill', 'Nine ${n}', 'kill${n}@kill.test')`,
      );
      await box.daemon("start");
    }
    await box.settled();

    // Every person of the CRMs is there once: no create was doubled, by e-mail and by our own id.
    for (const [crm, type, email, own] of [
      ["salesforce", "Contact", "Email", "Crmsync_Id__c"],
      ["hubspot", "contacts", "email", "crmsync_id"],
    ] as const) {
      const { records } = await box.list(crm, type, "limit=100000");
      const ids = records.map((record) => record.fields[own]).filter((id) => typeof id === "string" && id !== "");
      expect(new Set(ids).size).toBe(ids.length);
      for (let n = 0; n < 5; n += 1)
        expect(records.filter((record) => record.fields[email] === `kill${n}@kill.test`).length).toBe(1);
    }
    // Every remote record is accounted for.
    for (const [crm, type, object] of [
      ["salesforce", "Contact", "contact"],
      ["hubspot", "contacts", "contact"],
      ["salesforce", "Account", "account"],
      ["hubspot", "companies", "account"],
    ] as const) {
      const { total } = await box.list(crm, type, "limit=1");
      const known = await within(30_000, async () => {
        const [row] = box.sql<{ n: number }>(
          `select (select count(*) from links where connection = '${crm}' and object = '${object}' and deleted_in_crm = 0)
             + (select count(*) from outcomes o where connection = '${crm}' and object = '${object}' and direction = 'inbound'
                and not exists (select 1 from links l where l.connection = o.connection and l.object = o.object and l.external_id = o.subject)) as n`,
        );
        return row?.n === total ? row.n : null;
      });
      expect(known).toBe(total);
    }
    const [check] = box.sql<{ integrity_check: string }>("pragma integrity_check");
    expect(check?.integrity_check).toBe("ok");

    // No message was lost, and at most one more came for each kill.
    const progress = (await box.messages()).filter((message) => /first sync/i.test(message.text));
    expect(progress.filter((message) => /complete/i.test(message.text)).length).toBeGreaterThanOrEqual(2);
    expect(progress.length).toBeLessThanOrEqual(2 + 5);
  });
});
