import { describe, expect, it } from "vitest";
import { drain, rig } from "../../contracts/crm-rig.ts";
import { create, idOf, update } from "../../contracts/writes.ts";

const minute = 60_000;
const ann = { first_name: "Ann", last_name: "Z", email: "ann@x.test", phone: "+1 555 0100", company: "Acme" };

describe("leads", () => {
  it("are written and read with all standard fields", async () => {
    const { connect, theirs, ours } = await rig("salesforce");
    const crm = connect();

    const [made] = await crm.push("lead", [create("k", theirs("lead", ann))]);
    const [record] = await crm.read("lead", [idOf(made)]);

    expect(ours("lead", record)).toEqual({ ...ann, status: expect.any(String) });
    expect(record).not.toHaveProperty("out");
  });

  it("say that they were converted, in every way of reading", async () => {
    const { connect, person, provider, clock } = await rig("salesforce");
    const crm = connect();
    const [open = "", before = "", since = ""] = ["Open", "Before", "Since"].map((last_name) =>
      person.create("lead", { last_name, company: "Acme", email: `${last_name}@x.test` }),
    );
    person.convert(before);
    clock.now += minute;
    const backfill = await drain(crm, "lead", null);
    clock.now += 20 * minute;
    person.convert(since);
    clock.now += minute;

    const changes = await drain(crm, "lead", backfill.cursor);
    const read = await crm.read("lead", [open, before, since]);
    const found = await crm.find("lead", provider.fields.lead?.email ?? "", ["since@x.test"]);

    const outs = (records: readonly { externalId: string; out?: string }[]) =>
      Object.fromEntries(records.map(({ externalId, out }) => [externalId, out]));
    expect(outs(backfill.records)).toEqual({ [open]: undefined, [before]: "SKIP_CONVERTED", [since]: undefined });
    expect(outs(changes.records)).toMatchObject({ [since]: "SKIP_CONVERTED" });
    expect(outs(read)).toEqual({ [open]: undefined, [before]: "SKIP_CONVERTED", [since]: "SKIP_CONVERTED" });
    expect(outs(found)).toEqual({ [since]: "SKIP_CONVERTED" });
  });

  it("have a page in the CRM", async () => {
    const { provider, token } = await rig("salesforce");

    const url = provider.recordUrl(null, token, "lead", "00Q000000000001AAA");

    expect(url).toMatch(/\/lightning\/r\/Lead\/00Q000000000001AAA\/view$/);
  });

  it("refuse a write once they are converted", async () => {
    const { connect, person, theirs } = await rig("salesforce");
    const id = person.create("lead", { last_name: "A", company: "Acme" });
    person.convert(id);

    const [result] = await connect().push("lead", [update("k", id, theirs("lead", { phone: "1" }))]);

    expect(result).toMatchObject({ ok: false, reason: "REC_CONVERTED", unsure: false });
  });
});
