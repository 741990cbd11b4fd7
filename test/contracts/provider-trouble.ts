import { expect, it } from "vitest";
import type { Make } from "./crm-rig.ts";
import { create, troubleIn, update } from "./writes.ts";

/** The CRM is down, slow, confused or refuses us: a reason, never a surprise, and never a false yes or no. */
export function troubleContract(make: Make): void {
  const faults = [
    ["outage", {}, "PROVIDER_DOWN", true],
    ["html-error", {}, "PROVIDER_DOWN", true],
    ["html-error", { status: 504 }, "PROVIDER_TIMEOUT", true],
    ["drop-answer", {}, "PROVIDER_TIMEOUT", true],
    ["expire-token", {}, "AUTH_TOKEN_EXPIRED", false],
    ["revoke-grant", {}, "AUTH_TOKEN_EXPIRED", false],
    ["daily-limit", { used: 100, limit: 100 }, "LIMIT_DAILY", false],
  ] as const;

  it.each(faults)("answers every write under %s %o", async (fault, more, reason, unsure) => {
    const { connect, theirs, fault: strike, person } = await make();
    const id = person.create("contact", { last_name: "Z" });
    strike(fault, more);

    const results = await connect().push("contact", [
      create("a", theirs("contact", { last_name: "A" })),
      create("b", theirs("contact", { last_name: "B" })),
      update("c", id, theirs("contact", { title: "x" })),
    ]);

    expect(results.map((result) => (result.ok ? "ok" : [result.key, result.reason, result.unsure]))).toEqual([
      ["a", reason, unsure],
      ["b", reason, unsure],
      ["c", reason, unsure],
    ]);
  });

  it("finds what a lost answer had done", async () => {
    const { connect, theirs, fault, provider } = await make();
    fault("drop-answer", { times: 1 });
    const crm = connect();

    const [lost] = await crm.push("contact", [create("a", theirs("contact", { last_name: "A", email: "a@x.test" }))]);
    const found = await crm.find("contact", provider.fields.contact?.email ?? "", ["a@x.test"]);

    expect(lost).toMatchObject({ ok: false, unsure: true });
    expect(found.length).toBe(1);
  });

  it.each([
    ["outage", "PROVIDER_DOWN"],
    ["html-error", "PROVIDER_DOWN"],
    ["garbage", "DATA_MALFORMED"],
    ["expire-token", "AUTH_TOKEN_EXPIRED"],
  ] as const)("fails a read under %s with %s", async (fault, reason) => {
    const { connect, fault: strike, person } = await make();
    const id = person.create("contact", { last_name: "Z", email: "z@x.test" });
    const crm = connect();
    const { cursor } = await crm.changes("contact", null);
    strike(fault);

    const troubles = [
      await troubleIn(crm.changes("contact", null)),
      await troubleIn(crm.changes("contact", cursor)),
      await troubleIn(crm.read("contact", [id])),
      await troubleIn(crm.find("contact", "email", ["z@x.test"])),
      await troubleIn(crm.describe("contact")),
      await troubleIn(crm.identity()),
    ];

    expect(troubles.map((trouble) => trouble?.reason)).toEqual(troubles.map(() => reason));
    expect(troubles.map((trouble) => trouble?.unsure)).not.toContain(true);
  });

  it("names an object that is not there", async () => {
    const { connect } = await make();

    const described = await troubleIn(connect().describe("gadget__c"));

    expect(described?.reason).toBe("SCHEMA_OBJECT_MISSING");
  });

  it("reads the use of the limits off an answer (B11)", async () => {
    const { connect, provider, request } = await make();
    const usages: unknown[] = [];
    const watching = connect({
      request: async (asked) => {
        const answer = await request(asked);
        usages.push(provider.observe(answer).usage);
        return answer;
      },
    });

    await watching.describe("contact");

    const [usage] = usages.filter((one) => one !== null);
    const burst = { limit: expect.any(Number), remaining: expect.any(Number) };
    const told = {
      salesforce: { burst: null, daily: { used: expect.any(Number), limit: 200_000 } },
      hubspot: { burst: { ...burst, windowMs: 10_000 } },
      pipedrive: { burst: { ...burst, windowMs: 2_000 }, daily: { used: expect.any(Number), limit: 600_000 } },
    } as const;
    expect(usage).toMatchObject(told[provider.id]);
  });
}
