import { describe, expect, it } from "vitest";
import { decideMatch, isEmail, matchKeys } from "../../engine/rules/match.ts";

const keyOf = (field: string, value: string | number | null) => matchKeys({ [field]: value }, [[field]])[0];

describe("matchKeys", () => {
  it.each([
    ["email", " Ann@X.Test ", "ann@x.test"],
    ["email", "not an address", ""],
    ["email", null, ""],
    ["work_email", "A@B.test", "a@b.test"],
    ["domain", "https://www.Example.test/about?x=1", "example.test"],
    ["domain", "example.test.", "example.test"],
    ["domain", "info@example.test", "example.test"],
    ["domain", "http://example.test:8080", "example.test"],
    ["domain", "none", ""],
    ["phone", "+49 (0)30 / 123-45", "493012345"],
    ["phone", "0049 30 12345", "493012345"],
    ["phone", "n/a", ""],
    ["account_id", "001aB", "001aB"],
    ["name", "  ACME,   Inc. ", "acme inc"],
    ["name", "Acme\u00a0Inc", "acme inc"],
    ["last_name", "O’Brien", "obrien"],
    ["last_name", "O'Brien", "obrien"],
    ["name", "Ｃａｆé", "café"],
    ["name", "Cafe\u0301", "café"],
    ["name", "STRASSE", "strasse"],
    ["name", "Straße", "strasse"],
    ["name", "a\u200bb", "ab"],
    ["name", "C++", "c++"],
    ["name", " - ", ""],
    ["seats", 12, "12"],
  ])("normalises %s %j to %j", (field, value, key) => {
    expect(keyOf(field, value)).toBe(key);
  });

  it("gives one key per level and none where a field of the level is empty", () => {
    const fields = { email: "a@x.test", first_name: "Ann", last_name: "Lee", phone: "" };

    const keys = matchKeys(fields, [["email"], ["first_name", "last_name"], ["last_name", "phone"], ["missing"]]);

    expect(keys).toEqual(["a@x.test", "ann\u001flee", "", ""]);
  });

  it("does not take two fields for one", () => {
    const levels = [["first_name", "last_name"]];

    const [one] = matchKeys({ first_name: "Ann Bee", last_name: "Cee" }, levels);
    const [other] = matchKeys({ first_name: "Ann", last_name: "Bee Cee" }, levels);

    expect(one).not.toBe(other);
  });
});

describe("isEmail", () => {
  it.each([
    "a@b.co",
    "first.last+tag@sub.example.test",
    " padded@x.test ",
    "o'neil@x.test",
    "a_b-c@x-y.test",
    "müller@müller.test",
    "user@xn--bcher-kva.xn--p1ai",
    `${"a".repeat(64)}@x.test`,
  ])("takes %j", (text) => {
    expect(isEmail(text)).toBe(true);
  });

  it.each([
    "",
    "a",
    "@x.test",
    "a@",
    "a@b",
    "a@@x.test",
    "a@x..test",
    ".a@x.test",
    "a.@x.test",
    "a..b@x.test",
    "a b@x.test",
    "a@-x.test",
    "a@x.test,b@x.test",
    "<a@x.test>",
    "a@x.1",
    "a@x.test\u0000",
    `${"a".repeat(65)}@x.test`,
    `a@${"b".repeat(64)}.test`,
    `a@${"bbbbbbbbb.".repeat(30)}test`,
  ])("refuses %j", (text) => {
    expect(isEmail(text)).toBe(false);
  });

  it("stays fast on hostile text", () => {
    const hostile = ["a".repeat(100_000), `a@${"a-".repeat(120)}!`, `a@${"a.".repeat(120)}`, `${"a.".repeat(31)}@!`];

    expect(hostile.map(isEmail)).toEqual([false, false, false, false]);
  });
});

describe("decideMatch", () => {
  const free = (recordId: string) => ({ recordId, taken: false });
  const taken = (recordId: string) => ({ recordId, taken: true });

  it("finds nobody without candidates", () => {
    expect(decideMatch([[], []])).toEqual({ kind: "none" });
    expect(decideMatch([])).toEqual({ kind: "none" });
  });

  it("lets the first level with any candidate decide", () => {
    expect(decideMatch([[free("a")], [free("b"), free("c")]])).toEqual({ kind: "one", recordId: "a", level: 0 });
    expect(decideMatch([[], [free("b")]])).toEqual({ kind: "one", recordId: "b", level: 1 });
  });

  it("does not choose among several, also when only one is free", () => {
    const match = decideMatch([[free("a"), taken("b")], [free("c")]]);

    expect(match).toEqual({ kind: "ambiguous", recordIds: ["a", "b"], level: 0 });
  });

  it("does not give away a record that is linked already", () => {
    expect(decideMatch([[taken("a")]])).toEqual({ kind: "ambiguous", recordIds: ["a"], level: 0 });
  });

  it("counts a record that is found twice once", () => {
    expect(decideMatch([[free("a"), free("a")]])).toEqual({ kind: "one", recordId: "a", level: 0 });
  });
});
