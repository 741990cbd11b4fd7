import { describe, expect, it } from "vitest";
import { type Rig, rig } from "../../contracts/crm-rig.ts";
import { create, idOf, update } from "../../contracts/writes.ts";

const ADA = { LastName: "Lovelace", Email: "ada@x.test" };

/** An org with a duplicate rule on the address, and one contact that has it. */
async function org(blocks: boolean) {
  const own = await rig("salesforce");
  const there = own.person.create("contact", { last_name: "Byron", email: ADA.Email });
  const rule = { op: "add-rule", name: "Same_Email", field: "Email", message: "Use one of these records?", blocks };
  own.schema("contact", { ...rule, when: { op: "duplicate", value: "" } });
  return { own, there, crm: own.connect() };
}

function headersOf({ requests }: Rig): readonly (string | undefined)[] {
  return requests.map(({ headers }) => headers["sforce-duplicate-rule-header"]).filter((each) => each !== undefined);
}

describe("a duplicate rule that only warns", () => {
  it("names the record in the way and says that it may be saved all the same, of creates and updates (E39)", async () => {
    const { own, there, crm } = await org(false);
    const id = own.person.create("contact", { last_name: "King", email: "king@x.test" });

    const results = await crm.push("contact", [create("a", ADA), update("b", id, { Email: ADA.Email })]);

    const refusal = { ok: false, reason: "DUP_RULE", existingId: there, mayForce: true, unsure: false };
    expect(results).toMatchObject([refusal, refusal]);
  });

  it("takes a write that was decided to be saved anyway, once, and asks again of the others", async () => {
    const { own, crm } = await org(false);
    const before = own.requests.length;

    const results = await crm.push("contact", [{ ...create("a", ADA), anyway: true }, create("b", ADA)]);

    expect(results.map((result) => result.ok)).toEqual([true, false]);
    const sent = headersOf({ ...own, requests: own.requests.slice(before) });
    expect(sent.map((header) => /allowSave=(\w+)/.exec(header ?? "")?.[1])).toEqual(["true", "false", "false"]);
    const found = await crm.find("contact", "Email", [ADA.Email]);
    expect(found.map(({ externalId }) => externalId)).toContain(idOf(results[0]));
    expect(found.length).toBe(2);
  });

  it("costs a request more for what is saved anyway, and the price says so (M6)", async () => {
    const { own } = await org(false);
    const writes = [create("a", ADA), { ...create("b", ADA), anyway: true as const }];

    const price = own.provider.calls({ op: "push", object: "contact", writes });

    expect(price).toBe(2);
  });

  it("may find several: then a person has to say which", async () => {
    const { own, crm } = await org(false);
    own.person.create("contact", { last_name: "Byron", email: ADA.Email });

    const [result] = await crm.push("contact", [create("a", ADA)]);

    expect(result).toMatchObject({ ok: false, reason: "DUP_RULE", existingId: null, mayForce: true });
  });
});

describe("a duplicate rule that blocks", () => {
  it("cannot be passed over, and is not said to be (E39)", async () => {
    const { there, crm } = await org(true);

    const results = [
      ...(await crm.push("contact", [create("a", ADA)])),
      ...(await crm.push("contact", [{ ...create("b", ADA), anyway: true }])),
    ];

    expect(results).toMatchObject([
      { ok: false, reason: "DUP_RULE", existingId: there },
      { ok: false, reason: "DUP_RULE", existingId: there },
    ]);
    expect(results.map((result) => "mayForce" in result)).toEqual([false, false]);
  });
});

it("names our OwnerId where the words name an inactive user and no field", async () => {
  const own = await rig("salesforce");
  const id = own.person.create("contact", { last_name: "King" });

  const results = await own
    .connect()
    .push("contact", [
      update("a", id, { OwnerId: "0055Y0000000004QAA" }),
      update("b", id, { OwnerId: "0055Y0000000003QAA" }),
      update("c", id, { OwnerId: "0055Y0000000077QAA" }),
    ]);

  expect(results.map((result) => (result.ok ? "ok" : [result.reason, result.field]))).toEqual([
    ["REF_OWNER_INACTIVE", "OwnerId"],
    "ok",
    ["REF_INVALID", "OwnerId"],
  ]);
});
