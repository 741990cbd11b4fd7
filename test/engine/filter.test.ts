import { describe, expect, it } from "vitest";
import type { Value } from "../../engine/record.ts";
import type { Condition } from "../../engine/rules/condition.ts";
import { describeFilter, type Filter, readyFilter } from "../../engine/rules/filter.ts";
import { isActive, leftOut } from "../../engine/rules/left-out.ts";
import fc from "../fakes/property.ts";

const takes = (condition: Omit<Condition, "field">, value: Value) =>
  readyFilter({ field: "f", ...condition } as Condition).miss({ f: value }) === null;

describe("a condition (A11)", () => {
  it.each<[Omit<Condition, "field">, Value, boolean]>([
    [{ op: "equals", value: "DE" }, " de ", true],
    [{ op: "equals", value: "DE" }, "DEU", false],
    [{ op: "equals", value: "DE" }, null, false],
    [{ op: "equals", value: 5 }, "5.0", true],
    [{ op: "equals", value: "5" }, 5, true],
    [{ op: "equals", value: null }, "", true],
    [{ op: "equals", value: true }, "true", true],
    [{ op: "equals", value: true }, 1, true],
    [{ op: "equals", value: false }, null, true],
    [{ op: "equals", value: "2026-03-31" }, "2026-03-31T09:00:00.000Z", true],
    [{ op: "not", value: "DE" }, null, true],
    [{ op: "not", value: null }, "", false],
    [{ op: "in", value: ["DE", "AT"] }, "at", true],
    [{ op: "in", value: ["DE", "AT"] }, "", false],
    [{ op: "in", value: ["DE", null] }, "", true],
    [{ op: "empty", value: true }, "", true],
    [{ op: "empty", value: false }, 0, true],
    [{ op: "contains", value: "Test" }, "a TEST record", true],
    [{ op: "contains", value: "test" }, null, false],
    [{ op: "starts", value: "+49" }, "+49 30", true],
    [{ op: "starts", value: "49" }, "+49 30", false],
    [{ op: "greater", value: 1000 }, "1000.5", true],
    [{ op: "greater", value: 1000 }, 1000, false],
    [{ op: "greater", value: 1000 }, "much", false],
    [{ op: "less", value: 0 }, null, false],
    [{ op: "less", value: "2026-04-01" }, "2026-03-31T23:59:59Z", true],
    [{ op: "less", value: "2026-04-01" }, "2026-03-31T23:30:00-02:00", false],
    [{ op: "greater", value: "2026-04-01T09:00:00+02:00" }, "2026-04-01T07:00:01Z", true],
    [{ op: "greater", value: "2026-04-01" }, 5, false],
  ])("%j over %j is %s", (condition, value, expected) => {
    expect(takes(condition, value)).toBe(expected);
  });
});

describe("a filter (A11, B21)", () => {
  const german: Filter = { field: "country", op: "in", value: ["DE", "AT"] };
  const big: Filter = { field: "seats", op: "greater", value: 100 };
  const test: Filter = { field: "name", op: "starts", value: "Test" };

  it("names the first rule that is missed, and says the whole of what cannot be taken apart", () => {
    const filter = readyFilter({ and: [{ or: [german, big] }, { not: test }] });

    expect(filter.miss({ country: "DE", name: "Acme" })).toBeNull();
    expect(filter.miss({ seats: 500, name: "Acme" })).toBeNull();
    expect(filter.miss({ country: "US", name: "Test" })?.says).toBe("country is one of DE, AT or seats is over 100");
    expect(filter.miss({ country: "DE", name: "Test 1" })).toEqual({
      says: "not (name begins with Test)",
      fields: ["name"],
    });
    expect(filter.fields).toEqual(["country", "seats", "name"]);
  });

  it("leaves a record out with a sentence that says which rule (B39)", () => {
    expect(leftOut({ country: "US" }, { filter: german })).toEqual({
      reason: "SKIP_EXCLUDED",
      detail: "Only records are synced where country is one of DE, AT.",
      field: "country",
    });
    expect(leftOut({ country: "de" }, { filter: german })).toBeNull();
    expect(leftOut({ country: "US" }, {})).toBeNull();
  });

  it("has a reason of its own for record types and pipelines (B21)", () => {
    const filter: Filter = { and: [{ field: "record_type", op: "equals", value: "Partner" }, german] };

    expect(leftOut({ record_type: "Customer", country: "DE" }, { filter })?.reason).toBe("SKIP_RECORD_TYPE");
    expect(leftOut({ record_type: "Partner", country: "US" }, { filter })?.reason).toBe("SKIP_EXCLUDED");
    expect(leftOut({}, { filter: { field: "pipeline", op: "empty", value: false } })?.reason).toBe("SKIP_RECORD_TYPE");
  });

  it("decides what is active without leaving anything out (A19)", () => {
    expect(isActive({ country: "US" }, { active: german })).toBe(false);
    expect(isActive({ country: "AT" }, { active: german })).toBe(true);
    expect(isActive({ country: "US" }, {})).toBe(true);
  });

  it("keeps its sentence short, however long the rule is", () => {
    const long: Filter = { field: "name", op: "equals", value: "😀".repeat(400) };

    const detail = leftOut({}, { filter: long })?.detail ?? "";

    expect(detail.length).toBeLessThan(340);
    expect(detail.isWellFormed()).toBe(true);
  });

  const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.constant("2026-03-31"));
  const { filter: anyFilter } = fc.letrec<{ filter: Filter }>((tie) => ({
    filter: fc.oneof(
      { depthSize: "small" },
      fc.record({ field: fc.constantFrom("a", "b"), op: fc.constantFrom("equals" as const, "not" as const), value }),
      fc.record({
        field: fc.constantFrom("a", "b"),
        op: fc.constant("in" as const),
        value: fc.array(value, { minLength: 1 }),
      }),
      fc.record({ field: fc.constantFrom("a", "b"), op: fc.constant("greater" as const), value: fc.integer() }),
      fc.record({ and: fc.array(tie("filter"), { minLength: 1, maxLength: 3 }) }),
      fc.record({ or: fc.array(tie("filter"), { minLength: 1, maxLength: 3 }) }),
      fc.record({ not: tie("filter") }),
    ),
  }));

  it("obeys logic whatever it is made of and whatever the record holds", () => {
    const holds = (filter: Filter, fields: Record<string, Value>) => readyFilter(filter).miss(fields) === null;

    fc.assert(
      fc.property(anyFilter, anyFilter, fc.record({ a: value, b: value }), (one, other, fields) => {
        expect(holds({ not: one }, fields)).toBe(!holds(one, fields));
        expect(holds({ and: [one, other] }, fields)).toBe(holds(one, fields) && holds(other, fields));
        expect(holds({ or: [one, other] }, fields)).toBe(
          holds({ not: { and: [{ not: one }, { not: other }] } }, fields),
        );
        expect(describeFilter(one)).not.toBe("");
      }),
    );
  });
});
