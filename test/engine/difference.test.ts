import { describe, expect, it } from "vitest";
import { sameAccount } from "../../engine/connections/same-account.ts";
import { crowdOf } from "../../engine/rules/crowd.ts";
import { difference, type NamedRight, type Rights, stillDiffers } from "../../engine/rules/difference.ts";

const right = (object: string, field: string | null, may: NamedRight["right"]): NamedRight => ({
  object,
  field,
  right: may,
  need: "Edit",
  name: field?.toLowerCase() ?? null,
  remote: field === null ? object : `${object}.${field}`,
});
const rights = (own: Partial<Rights> = {}): Rights => ({
  user: "ada",
  scopes: ["api", "refresh_token"],
  known: ["deal"],
  missing: [],
  ...own,
});

describe("the difference of two grants (M5)", () => {
  it("is nothing when both may do the same", () => {
    const none = { lost: [], gained: [], scopesLost: [], scopesGained: [], user: null, unknown: [] };

    expect(difference(rights(), rights())).toEqual(none);
  });

  it("names what was lost and what was gained, and the scopes and users", () => {
    const before = rights({ missing: [right("deal", "Stage", "update")], scopes: ["api", "id"] });
    const after = rights({ missing: [right("deal", "Amount", "update")], user: "bob" });

    expect(difference(before, after)).toEqual({
      lost: [right("deal", "Amount", "update")],
      gained: [right("deal", "Stage", "update")],
      scopesLost: ["id"],
      scopesGained: ["refresh_token"],
      user: { before: "ada", after: "bob" },
      unknown: [],
    });
  });

  it("calls no field gained because its whole object was lost", () => {
    const before = rights({ missing: [right("deal", "Amount", "update")] });
    const after = rights({ missing: [right("deal", null, "update")] });

    expect(difference(before, after)).toMatchObject({ lost: [right("deal", null, "update")], gained: [] });
  });

  it("holds on, by the rights as they are now, only where the right is missing or not known", () => {
    const [amount, stage] = [right("deal", "Amount", "update"), right("deal", "Stage", "update")];
    const before = difference(rights({ scopes: ["api", "id"] }), rights({ missing: [amount, stage], scopes: ["api"] }));

    const some = stillDiffers(before, rights({ missing: [stage], scopes: ["api", "id"] }));
    const unknown = stillDiffers(before, rights({ known: [], scopes: [] }));
    const closed = stillDiffers(before, rights({ missing: [right("deal", null, "update")], scopes: ["api"] }));

    expect(some).toEqual({ ...before, lost: [stage], scopesLost: [] });
    expect(unknown).toEqual(before);
    expect(closed).toEqual(before);
  });

  it("concludes nothing of an object that only one side knows, nor of scopes that are not told", () => {
    const after = rights({ known: [], missing: [right("deal", null, "read")], scopes: [] });

    expect(difference(rights(), after)).toMatchObject({ lost: [], scopesLost: [], unknown: ["deal"] });
  });
});

describe("one more sign-in of the same user (M5)", () => {
  const grants = (count: number) =>
    Array.from({ length: count }, (_, at) => ({ id: `g${at}`, connection: `crm${at}`, live: true, madeAt: at }));

  it.each([
    [4, 5, []],
    [5, 5, ["crm0"]],
    [6, 5, ["crm0", "crm1"]],
    [9, null, []],
  ])("of %d where %s are kept ends those of %j", (count, most, ends) => {
    expect(crowdOf(grants(count), most, "crm4")).toEqual({ count, most, ends });
  });

  it("ends nobody's when the oldest is its own, or in use nowhere", () => {
    const unused = grants(5).map((each, at) => (at === 0 ? { ...each, live: false } : each));

    expect(crowdOf(grants(5), 5, "crm0").ends).toEqual([]);
    expect(crowdOf(unused, 5, "crm4").ends).toEqual([]);
  });
});

describe("the same account (M5)", () => {
  const org = { id: "00D5Y0000000001EAA", name: "Meadow", sandbox: false, user: "ada", scopes: [] };

  it("is the same org on the same side, whoever signed in", () => {
    expect(sameAccount(org, { ...org, id: "00D5Y0000000001", user: "bob" })).toBe(true);
    expect(sameAccount(org, { ...org, sandbox: true })).toBe(false);
    expect(sameAccount(org, { ...org, id: "00D5Z0000000001EAA" })).toBe(false);
  });
});
