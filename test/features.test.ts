import { describe, expect, it } from "vitest";
import { claims } from "./features/claims.ts";
import { elsewhere, elsewhereFaults } from "./features/elsewhere.ts";
import { itemIds } from "./features/items.ts";
import { numbersIn } from "./features/numbers.ts";
import { open } from "./features/open.ts";
import { itemLines, reachLines } from "./features/print.ts";
import { type Claims, reachFaults, reachRows, unknownShare } from "./features/reach.ts";
import { readTests, testsOf } from "./features/read-tests.ts";
import { itemFaults, itemRows } from "./features/table.ts";

const tests = readTests();

describe("the table of items", () => {
  it("names every item once, with the tests that show it, where else it is shown, or what is missing", () => {
    const rows = itemRows(tests, elsewhere, open);

    expect(itemFaults(rows, tests)).toEqual([]);
    expect(elsewhereFaults()).toEqual([]);
    expect(itemIds.length).toBe(133);
    expect(itemLines(rows).at(-1)).toMatch(/^133 items: \d+ shown by tests, \d+ shown elsewhere, \d+ open$/);
  });

  const source = (title: string) => testsOf("x.test.ts", `it(${JSON.stringify(title)}, () => {});`);
  const faults = (title: string, given: { why?: true; open?: true } = {}) => {
    const found = source(title);
    const where = { why: "w", where: [], says: "s" };
    const rows = itemRows(found, given.why ? { A1: where } : {}, given.open ? { A1: "m" } : {});
    return itemFaults(
      rows.filter(({ id }) => id === "A1"),
      found,
    );
  };

  it.each([
    ["an item that nothing shows", "plain", {}, /A1 is shown by no test/],
    ["a number that is no item", "shows more (A1, A24)", {}, /A24 is no item/],
    ["an open item that a test shows", "shows it (A1)", { open: true }, /open\.ts/],
    ["an item elsewhere that a test shows", "shows it (A1)", { why: true }, /elsewhere\.ts/],
    ["an item in both lists", "plain", { open: true, why: true }, /take one away/],
  ] as const)("refuses %s", (_, title, given, fault) => {
    const found = faults(title, given);

    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(fault);
  });

  it.each([
    ["skips (A10)", ["A10"]],
    ["matches by levels (B26–B28, E13)", ["B26", "B27", "B28", "E13"]],
    ["a range with a hyphen C1-C3", ["C1", "C2", "C3"]],
    ["a range over letters A23–B1", ["A23", "B1"]],
    ["E13", ["E13"]],
    ["knows E2E, A4s, XA1 and B2B", []],
  ])("reads the numbers of %j", (name, numbers) => {
    expect(numbersIn(name)).toEqual(numbers);
  });

  it("reads titles with their describes, of tables and templates too, and none that does not run", () => {
    const code = [
      'describe("outer", () => {',
      '  it("one", () => {});',
      '  it.each([["a"]])("two %s", () => {});',
      `  it(\`three \${name} end\`, () => {});`,
      '  it.skip("four", () => {});',
      '  it.todo("five");',
      "});",
      'describe.skip("off", () => { it("six", () => {}); });',
      "for (const x of list) test(x, () => {});",
    ].join("\n");

    const read = testsOf("x.test.ts", code);

    expect(read.map(({ names }) => names)).toEqual([
      ["outer", "one"],
      ["outer", "two %s"],
      ["outer", "three … end"],
      [""],
    ]);
    expect(read[1]?.code).toContain('[["a"]]');
  });
});

describe("the reach of the catalogue", () => {
  it("has for each reason and CRM a body, a source that says that there is none, a test of ours, or what is missing", () => {
    const rows = reachRows(claims);

    expect(reachFaults(claims, tests)).toEqual([]);
    expect(rows.length).toBe(claims.codes.length * claims.providers.length);
    expect(reachLines(rows, { bodies: 1, unknown: 0 }).at(-1)).toContain(`${claims.codes.length} reasons`);
  });

  it("leaves less than one body in a hundred without a name, over all and for each CRM", () => {
    const shares = claims.providers.map((id) => unknownShare(claims.recorded.filter((one) => one.provider === id)));

    expect(unknownShare(claims.recorded)).toBeLessThan(0.01);
    expect(Math.max(...shares)).toBeLessThan(0.01);
  });

  const body = claims.recorded.find(({ trouble }) => trouble.reason === "DATA_TOO_LONG");
  const small = (own: Partial<Claims>): Claims => ({
    codes: ["DATA_TOO_LONG"],
    providers: ["salesforce"],
    recorded: [],
    own: {},
    cannot: {},
    open: {},
    written: new Set(),
    ...own,
  });
  const test = { file: "x.test.ts", title: "cuts" };
  const named = testsOf("x.test.ts", 'it("cuts (E35)", () => { expect(code).toBe("DATA_TOO_LONG"); });');

  it.each([
    ["nothing", small({}), named, /has no body/],
    ["a test that is not there", small({ own: { DATA_TOO_LONG: { ...test, title: "sews" } } }), named, /no test/],
    [
      "a test that does not name it",
      small({ own: { DATA_TOO_LONG: test } }),
      testsOf("x.test.ts", 'it("cuts", f);'),
      /not name/,
    ],
    [
      "one that is open and reached",
      small({ own: { DATA_TOO_LONG: test }, open: { DATA_TOO_LONG: "m" } }),
      named,
      /open ones/,
    ],
    [
      "a source that a body refutes",
      small({ recorded: body ? [body] : [], cannot: { salesforce: { DATA_TOO_LONG: "s" } } }),
      named,
      /but a recorded body does/,
    ],
    [
      "one that is said to be written nowhere and is",
      small({ open: { DATA_TOO_LONG: "written nowhere" }, written: new Set(["DATA_TOO_LONG"]) }),
      named,
      /own\.ts/,
    ],
    [
      "an open one that bodies reach",
      small({ recorded: body ? [body] : [], open: { DATA_TOO_LONG: "m" } }),
      named,
      /open ones/,
    ],
  ] as const)("refuses %s", (_, given, found, fault) => {
    const faults = reachFaults(given, found);

    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(fault);
  });

  it("refuses one unknown body in a hundred", () => {
    const known = Array.from({ length: 99 }, () => body).filter((one) => one !== undefined);
    const strange = known
      .slice(0, 1)
      .map((one) => ({ ...one, trouble: { ...one.trouble, reason: "ERR_UNKNOWN" as const } }));

    const faults = reachFaults(small({ recorded: [...known, ...strange] }), []);

    expect(faults).toEqual([expect.stringContaining("1.0 % of the recorded bodies have no name")]);
  });
});
