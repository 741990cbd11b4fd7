import { describe, expect, it } from "vitest";
import type { Fields, FieldType, Schema, SchemaField, Value } from "../../engine/record.ts";
import type { FieldMap } from "../../engine/rules/field-map.ts";
import { compileInward } from "../../engine/rules/mapping.ts";
import { compileOutward } from "../../engine/rules/outward.ts";
import fc from "../fakes/property.ts";

const line = (own: Partial<FieldMap>): FieldMap => ({
  field: "f",
  remote: "F",
  direction: "both",
  behaviour: "overwrite",
  default: null,
  type: null,
  references: null,
  ...own,
});

const field = (type: FieldType, own: Partial<SchemaField>): SchemaField => ({
  name: "F",
  label: "F",
  type,
  length: null,
  required: false,
  creatable: true,
  updatable: true,
  unique: false,
  options: null,
  references: [],
  ...own,
});

const schemaOf = (type: FieldType, own: Partial<SchemaField> = {}): Schema => ({
  object: "contact",
  creatable: true,
  updatable: true,
  deletable: true,
  fields: { F: field(type, own) },
});

function send(value: Value, map: Partial<FieldMap>, schema: Schema, record: Fields = {}) {
  const { fields, problems } = compileOutward([line(map)], schema)({ f: value }, "update", { f: value, ...record });
  const [problem] = problems;
  return problem ? `${problem.reason}: ${problem.detail}` : fields.F;
}

const options = (...values: string[]) => values.map((value) => ({ value, label: value.toUpperCase(), active: true }));

describe("the length of a text (B33, E35)", () => {
  it("is refused with both numbers, and cut only where the mapping says so", () => {
    const schema = schemaOf("string", { length: 5 });

    expect(send("12345", {}, schema)).toBe("12345");
    expect(send("1234567", {}, schema)).toBe("DATA_TOO_LONG: 7 characters, and the CRM's field takes 5");
    expect(send("1234567", { cut: true }, schema)).toBe("12345");
    expect(send("x".repeat(999), {}, schemaOf("reference", { length: 5 }))).toBe("x".repeat(999));
  });

  it("is never cut through a character", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1 }), fc.integer({ min: 1, max: 20 }), (text, length) => {
        const sent = String(send(text, { cut: true }, schemaOf("string", { length })));

        expect(sent.isWellFormed()).toBe(true);
        expect(sent.length).toBeLessThanOrEqual(length);
        expect(text.startsWith(sent)).toBe(true);
      }),
    );
  });
});

describe("the values of a picklist (E34)", () => {
  const schema = schemaOf("picklist", { options: options("hot", "cold") });

  it("are told by their labels where the CRM knows them by number", () => {
    const numbered = [{ value: "16", label: "Retail", active: true }];

    expect(send("Banking", {}, schemaOf("picklist", { options: numbered }))).toBe(
      "DATA_PICKLIST_INVALID: not among the values that the CRM's picklist takes: Retail (16)",
    );
  });

  it("that the CRM does not name are refused before any call", () => {
    expect(send("hot", {}, schema)).toBe("hot");
    expect(send("Hot", {}, schema)).toBe("Hot");
    expect(send("warm", {}, schema)).toBe(
      "DATA_PICKLIST_INVALID: not among the values that the CRM's picklist takes: hot, cold",
    );
    expect(send(null, {}, schema)).toBeNull();
    expect(send("anything", {}, schemaOf("picklist"))).toBe("anything");
    expect(send("anything", {}, schemaOf("picklist", { options: [] }))).toBe("anything");
  });

  it("are looked at one by one where there are several", () => {
    const several = schemaOf("multipicklist", { options: options("a", "b") });

    expect(send("b; a;b", {}, several)).toBe("b;a");
    expect(send("a;c", {}, several)).toMatch(/^DATA_PICKLIST_INVALID/);
    expect(send("a;b", { type: "multipicklist" }, schema)).toBe(
      "SCHEMA_TYPE_CHANGED: several values, and the CRM's field takes one",
    );
    expect(send("hot;cold", { type: "multipicklist", cut: true }, schema)).toBe("hot");
  });

  it("are translated both ways, each in a list of several, and what is not named goes as it is", () => {
    const map = { translate: { won: "Closed Won", lost: "Closed Lost" } };
    const inward = compileInward([line(map)], schemaOf("multipicklist"));

    expect(send("won", map, schemaOf("picklist", { options: options("Closed Won", "Closed Lost") }))).toBe(
      "Closed Won",
    );
    expect(send("won;open;lost", map, schemaOf("multipicklist"))).toBe("Closed Won;open;Closed Lost");
    expect(inward({ F: "Closed Won" }).fields.f).toBe("won");
    expect(inward({ F: "Closed Lost;Open" }).fields.f).toBe("lost;Open");
    expect(inward({ F: "" }).fields.f).toBeNull();
  });

  it("come back as they went, whatever the table", () => {
    const word = fc.stringMatching(/^[a-z]{1,6}$/);
    const table = fc
      .uniqueArray(word, { minLength: 1, maxLength: 6 })
      .map((ours) => Object.fromEntries(ours.map((one) => [one, `T_${one}`])));

    fc.assert(
      fc.property(table, (translate) => {
        const schema = schemaOf("picklist");
        const inward = compileInward([line({ translate })], schema);
        for (const ours of Object.keys(translate)) {
          expect(inward({ F: send(ours, { translate }, schema) ?? null }).fields.f).toBe(ours);
        }
      }),
    );
  });
});

describe("what the CRM's field has no room for (E28, B33)", () => {
  it.each<[string, Value, Partial<FieldMap>, FieldType, Value]>([
    [
      "a time of day",
      "2026-03-31T09:00:00Z",
      { type: "datetime" },
      "date",
      "SCHEMA_TYPE_CHANGED: a time of day, and the CRM's field keeps only the day",
    ],
    ["a time of day, dropped", "2026-03-31T09:00:00Z", { type: "datetime", cut: true }, "date", "2026-03-31"],
    ["a midnight", "2026-03-31T00:00:00Z", { type: "datetime" }, "date", "2026-03-31"],
    ["a midnight there", "2026-03-30T22:00:00Z", { type: "datetime", zone: "Europe/Berlin" }, "date", "2026-03-31"],
    ["a day", "2026-03-31", { type: "date", zone: "Europe/Berlin" }, "datetime", "2026-03-30T22:00:00.000Z"],
    [
      "a fraction",
      2.5,
      { type: "number" },
      "integer",
      "SCHEMA_TYPE_CHANGED: a number with a fraction, and the CRM's field takes whole numbers",
    ],
    ["a fraction, rounded", 2.6, { type: "number", cut: true }, "integer", 3],
    [
      "a number for a day",
      5,
      { type: "number" },
      "date",
      "SCHEMA_TYPE_CHANGED: the mapping says a number, and the CRM's field is a day or time now",
    ],
    [
      "a word for a number",
      "many",
      { type: "string" },
      "number",
      "SCHEMA_TYPE_CHANGED: the mapping says a text, and the CRM's field is a number now",
    ],
    ["a number in words", "12", { type: "string" }, "number", 12],
    ["a yes for a text", true, { type: "boolean" }, "string", "true"],
  ])("%s", (_, value, map, type, expected) => {
    expect(send(value, map, schemaOf(type))).toBe(expected);
  });
});

describe("an amount and its currency (B33)", () => {
  const map: Partial<FieldMap> = { type: "currency", currency: "code" };

  it.each<[Value, Value, Value]>([
    [12.5, "EUR", 12.5],
    ["12.50", "eur", 12.5],
    ["12.50 EUR", "EUR", 12.5],
    [0.1 + 0.2, "EUR", 0.3],
    [12.505, "EUR", "DATA_FORMAT: an amount with more than 2 decimals"],
    [12.5, "JPY", "DATA_FORMAT: an amount with more than 0 decimals"],
    [12.505, "KWD", 12.505],
    [12.5, null, 12.5],
    ["12.50 USD", "EUR", "DATA_FORMAT: an amount with another currency's code than its record has"],
    [12.5, "Euros", "DATA_FORMAT: an amount whose currency is no code of three letters"],
    ["a lot", "EUR", "DATA_FORMAT: not a number"],
    [null, "EUR", null],
  ])("%j in %j is sent as %j", (amount, code, expected) => {
    expect(send(amount, map, schemaOf("number"), { code })).toBe(expected);
  });

  it("is rounded only where the mapping says so", () => {
    expect(send(12.505, { ...map, cut: true }, schemaOf("number"), { code: "JPY" })).toBe(13);
  });
});

describe("what was made to fit", () => {
  it("is known as the CRM holds it, so that its echo is no change", () => {
    const map = [line({ cut: true })];
    const schema = schemaOf("string", { length: 4 });

    const sent = compileOutward(map, schema)({ f: "Countess" }, "update");
    const whole = compileOutward(map, schema)({ f: "Ada" }, "update");

    expect([sent.fields, sent.kept]).toEqual([{ F: "Coun" }, { f: "Coun" }]);
    expect(compileInward(map, schema)({ F: "Coun" }).fields).toEqual(sent.kept);
    expect(whole.kept).toEqual({});
  });
});
