import { describe, expect, it } from "vitest";
import { comparisons, decideMatch, matchField, matchKeys } from "../../engine/rules/match.ts";
import { isEmail } from "../../engine/rules/normalise.ts";
import fc from "../fakes/property.ts";

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

describe("one person or company written in many ways (B25, B26)", () => {
  it.each([
    ["email", ["Ann@Bücher.test", "ann@bücher.test ", "ANN@xn--bcher-kva.test"]],
    ["domain", ["https://www.bücher.test/über?x", "xn--bcher-kva.test", "WWW.BÜCHER.TEST."]],
    ["phone", ["+49 (0)30 / 123-45", "0049 30 12345", "tel:+49-30-12345", "＋49 30 12345"]],
    ["phone", ["+49 30 12345 ext. 6", "+49 30 12345x6", "tel:+49-30-12345;ext=6", "+49 30 12345 Durchwahl 6"]],
    ["last_name:loose", ["Muñoz", "MUNOZ", "Mun\u0303oz"]],
    ["last_name:loose", ["Sørensen", "Sorensen"]],
    ["name:company", ["IBM", "I.B.M. Corporation", "IBM Corp.", "ibm, Inc"]],
    ["name:company", ["Acme", "ACME GmbH & Co. KG", "Acme G.m.b.H.", "Acmé AG"]],
    ["name:company", ["Müller und Söhne", "Muller und Sohne OHG"]],
    ["seats:exact", ["12", 12]],
  ] as const)("has one key as %s", (told, ways) => {
    const keys = ways.map((value) => matchKeys({ [matchField(told)]: value }, [[told]])[0]);

    expect(new Set(keys).size).toBe(1);
    expect(keys[0]).not.toBe("");
  });

  it.each([
    ["phone", "+49 30 12345 ext. 6", "+49 30 12345"],
    ["phone", "+49 30 12345 ext. 6", "+49 30 123456"],
    ["name", "IBM", "IBM Corporation"],
    ["name", "Muñoz", "Munoz"],
    ["name:company", "Limited", "Company"],
    ["name:company", "Acme", "Acme Tools Ltd"],
    ["domain", "acme.test", "mail.acme.test"],
  ])("stays another one as %s: %s and %s", (told, one, other) => {
    const keys = [one, other].map((value) => matchKeys({ [matchField(told)]: value }, [[told]])[0]);

    expect(keys[0]).not.toBe(keys[1]);
  });

  it("is compared as the match says, else by the field's name", () => {
    const fields = { name: "Acme Ltd.", code: "A-1", work_email: "A@x.test" };

    expect(matchKeys(fields, [["name"], ["name:company", "code:exact"], ["work_email"]])).toEqual([
      "acme ltd",
      "acme\u001fA-1",
      "a@x.test",
    ]);
  });

  it("keeps its key when the key is normalised again, and never throws", () => {
    const text = fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.string({ unit: "binary" }),
      fc.webUrl(),
      fc.emailAddress(),
      fc.stringMatching(/^[+0]{0,3}[0-9 ()x#.-]{0,14}$/),
    );

    fc.assert(
      fc.property(text, fc.constantFrom(...comparisons), (value, by) => {
        const key = matchKeys({ f: value }, [[`f:${by}`]])[0] ?? "";
        const again = matchKeys({ f: key }, [[`f:${by}`]])[0] ?? "";
        expect(again).toBe(key);
      }),
      { numRuns: 500 },
    );
  });
});

describe("fields that speak of different records (E23)", () => {
  const free = (recordId: string) => ({ recordId, taken: false });
  const taken = (recordId: string) => ({ recordId, taken: true });

  it("are told apart from a mere duplicate", () => {
    const conflict = { kind: "ambiguous", recordIds: ["a", "b"], level: 0, conflicting: true };

    expect(decideMatch([[taken("a")], [free("b")]])).toEqual(conflict);
    expect(decideMatch([[taken("a")], [free("a")]])).toEqual({ kind: "ambiguous", recordIds: ["a"], level: 0 });
    expect(decideMatch([[taken("a")], [free("b"), free("c")]])).toEqual({
      kind: "ambiguous",
      recordIds: ["a"],
      level: 0,
    });
    expect(decideMatch([[taken("a")], [taken("b")]])).toEqual({ kind: "ambiguous", recordIds: ["a"], level: 0 });
  });

  it("never lead to a guess: one record is chosen only where a level names it alone and it is free", () => {
    const candidate = fc.record({ recordId: fc.constantFrom("a", "b", "c"), taken: fc.boolean() });
    const levels = fc.array(fc.array(candidate, { maxLength: 3 }), { maxLength: 2 });

    fc.assert(
      fc.property(levels, (told) => {
        const match = decideMatch(told);
        const first = told.find((level) => level.length > 0) ?? [];
        const mirrored = decideMatch(told.map((level) => level.toReversed()));
        expect(match.kind === "one").toBe(
          new Set(first.map((one) => one.recordId)).size === 1 && first.every((one) => !one.taken),
        );
        expect(mirrored.kind).toBe(match.kind);
      }),
    );
  });
});
