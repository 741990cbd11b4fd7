import { describe, expect, it } from "vitest";
import type { FieldType, Schema, SchemaField, Value } from "../../engine/record.ts";
import { compileInward, type FieldMap, objectMap } from "../../engine/rules/mapping.ts";
import { outward } from "../../engine/rules/outward.ts";
import type { FieldSettings, ObjectSettings } from "../../engine/settings.ts";

const setting = (own: Partial<FieldSettings>): FieldSettings => ({
  remote: {},
  direction: "both",
  behaviour: "overwrite",
  default: null,
  type: null,
  references: null,
  ...own,
});

const object = (fields: Record<string, FieldSettings>): ObjectSettings => ({
  match: [["email"]],
  required: [],
  doNotSync: null,
  delete: "never",
  fields,
});

const line = (field: string, own: Partial<FieldMap> = {}): FieldMap => ({
  field,
  remote: field.toUpperCase(),
  direction: "both",
  behaviour: "overwrite",
  default: null,
  type: null,
  references: null,
  ...own,
});

const schemaOf = (types: Record<string, FieldType>, own: Partial<SchemaField> = {}): Schema => ({
  object: "contact",
  creatable: true,
  updatable: true,
  deletable: true,
  fields: Object.fromEntries(
    Object.entries(types).map(([name, type]) => [
      name,
      {
        name,
        label: `The ${name}`,
        type,
        length: null,
        required: false,
        creatable: true,
        updatable: true,
        unique: false,
        options: null,
        references: [],
        ...own,
      },
    ]),
  ),
});

describe("objectMap", () => {
  const salesforce = { id: "salesforce", fields: { contact: { email: "Email", account_id: "AccountId" } } } as const;

  it("maps the standard names where the settings say nothing", () => {
    const map = objectMap(object({}), salesforce, "contact");

    expect(map).toEqual([
      line("email", { remote: "Email" }),
      line("account_id", { remote: "AccountId", references: "account" }),
    ]);
  });

  it("lets the settings add, override and unmap", () => {
    const settings = object({
      email: setting({ remote: { salesforce: "Work_Email__c" }, direction: "inbound", behaviour: "fill" }),
      account_id: setting({ remote: { salesforce: null } }),
      seats: setting({ remote: { salesforce: "Seats__c" }, type: "integer", default: 1 }),
      score: setting({ remote: { hubspot: "score" } }),
    });

    const map = objectMap(settings, salesforce, "contact");

    expect(map).toEqual([
      line("email", { remote: "Work_Email__c", direction: "inbound", behaviour: "fill" }),
      line("seats", { remote: "Seats__c", type: "integer", default: 1 }),
    ]);
  });

  it("gives money and days one form for all CRMs, unless the settings name another", () => {
    const provider = { id: "hubspot", fields: { deal: { amount: "amount", close_date: "closedate" } } } as const;
    const told = object({ close_date: setting({ type: "datetime" }) });

    const [standard, own] = [object({}), told].map((settings) => objectMap(settings, provider, "deal"));

    expect(standard?.map(({ type }) => type)).toEqual(["number", "date"]);
    expect(own?.map(({ type }) => type)).toEqual(["number", "datetime"]);
  });

  it("knows nothing of an object that neither side names", () => {
    expect(objectMap(object({}), salesforce, "ship")).toEqual([]);
  });
});

describe("compileInward", () => {
  const read = (type: FieldType | null, value: Value) => {
    const { fields, problems } = compileInward([line("f", { type })], null)({ F: value });
    return problems[0]?.reason ?? fields.f;
  };

  it.each<[FieldType | null, Value, Value]>([
    ["string", "", null],
    ["string", 7, "7"],
    ["string", " as it is ", " as it is "],
    ["number", " 12.50 ", 12.5],
    ["number", "", null],
    ["number", "1e3", 1000],
    ["number", "0x10", "DATA_FORMAT"],
    ["number", "Infinity", "DATA_FORMAT"],
    ["number", "twelve", "DATA_FORMAT"],
    ["number", true, "DATA_FORMAT"],
    ["integer", "12.0", 12],
    ["integer", "12.5", "DATA_FORMAT"],
    ["boolean", "true", true],
    ["boolean", "No", false],
    ["boolean", 1, true],
    ["boolean", "", null],
    ["boolean", "constructor", "DATA_FORMAT"],
    ["date", "2026-03-31", "2026-03-31"],
    ["date", "2026-02-30", "DATA_TIMESTAMP"],
    ["date", "31.03.2026", "DATA_TIMESTAMP"],
    ["date", "2026-03-31T23:30:00-02:00", "2026-04-01"],
    ["date", 0, "1970-01-01"],
    ["datetime", "2026-03-31T09:00:00.000+0000", "2026-03-31T09:00:00.000Z"],
    ["datetime", "2026-03-31T09:00:00Z", "2026-03-31T09:00:00.000Z"],
    ["datetime", "2026-03-31T09:00:00.123456Z", "2026-03-31T09:00:00.123Z"],
    ["datetime", "2026-03-31 11:00+02:00", "2026-03-31T09:00:00.000Z"],
    ["datetime", "1774947600000", "2026-03-31T09:00:00.000Z"],
    ["datetime", "1774947600", "DATA_TIMESTAMP"],
    ["datetime", "2026-03-31T25:00:00Z", "DATA_TIMESTAMP"],
    ["datetime", "2026-02-30T09:00:00Z", "DATA_TIMESTAMP"],
    ["datetime", "2026-03-31T09:00:00", "DATA_TIMESTAMP"],
    ["datetime", 1e300, "DATA_TIMESTAMP"],
    ["multipicklist", "a;b", "a;b"],
    ["reference", "0015", "0015"],
    [null, "", null],
    [null, 5, 5],
  ])("reads %s %j as %j", (type, value, expected) => {
    expect(read(type, value)).toEqual(expected);
  });

  it("takes the type of the schema when the mapping names none", () => {
    const inward = compileInward([line("seats")], schemaOf({ SEATS: "integer" }));

    expect(inward({ SEATS: "3" })).toEqual({ fields: { seats: 3 }, problems: [] });
  });

  it("leaves out what was not read and what goes outbound only", () => {
    const inward = compileInward([line("a"), line("b"), line("c", { direction: "outbound" })], null);

    expect(inward({ A: "1", C: "3", D: "4" })).toEqual({ fields: { a: "1" }, problems: [] });
  });

  it("reads the rest of a record with a bad value, and does not repeat the value", () => {
    const inward = compileInward([line("seats", { type: "number" }), line("name")], null);

    const { fields, problems } = inward({ SEATS: "secret", NAME: "x" });

    expect(fields).toEqual({ name: "x" });
    expect(problems).toEqual([{ field: "seats", remote: "SEATS", reason: "DATA_FORMAT", detail: "not a number" }]);
  });
});

describe("a value that has parts (E26)", () => {
  const inward = compileInward([line("a", { type: "multipicklist" }), line("b")], null);

  it.each<[unknown, Value | undefined, string | undefined]>([
    [["x", "y"], "x;y", undefined],
    [[], null, undefined],
    [{ city: "Berlin" }, undefined, "DATA_MALFORMED"],
    [["x", 5], undefined, "DATA_MALFORMED"],
  ])("%j becomes %j, and never hides what stands beside it", (value, expected, reason) => {
    // What a CRM truly sends is not bound by our types.
    const remote: Record<string, Value> = JSON.parse(JSON.stringify({ A: value, B: "beside" }));

    const { fields, problems } = inward(remote);

    expect([fields.a, fields.b, problems[0]?.reason]).toEqual([expected, "beside", reason]);
  });
});

describe("outward", () => {
  it("speaks of the given outbound fields only, in the CRM's names", () => {
    const map = [line("a"), line("b", { direction: "inbound" }), line("c", { direction: "outbound" }), line("d")];

    const sent = outward({ a: "1", b: "2", c: "3", x: "9" }, map, null);

    expect(sent).toEqual({ fields: { A: "1", C: "3" }, problems: [] });
  });

  it("clears what is empty, or sends the default", () => {
    const sent = outward({ a: "", b: null }, [line("a"), line("b", { default: "new" })], null);

    expect(sent.fields).toEqual({ A: null, B: "new" });
  });

  it("sends the defaults of absent fields with a create, and nothing empty", () => {
    const sent = outward({ a: "" }, [line("a"), line("b", { default: "new" })], null, "create");

    expect(sent.fields).toEqual({ B: "new" });
  });

  it("gives values the form of the schema's type", () => {
    const types = { A: "boolean", B: "datetime", C: "date", D: "string", E: "integer" } as const;
    const ours = { a: "1", b: "2026-03-31T11:00:00+02:00", c: "2026-03-31T09:00:00Z", d: 5, e: "7" };

    const sent = outward(
      ours,
      ["a", "b", "c", "d", "e"].map((field) => line(field)),
      schemaOf(types),
    );

    expect(sent.fields).toEqual({ A: true, B: "2026-03-31T09:00:00.000Z", C: "2026-03-31", D: "5", E: 7 });
  });

  it("does not send what the schema lacks, what may not be written and what does not fit", () => {
    const readOnly = schemaOf({ A: "string" }, { creatable: false, updatable: false });
    const schema = { ...readOnly, fields: { ...readOnly.fields, ...schemaOf({ B: "date", C: "string" }).fields } };

    const sent = outward({ a: "1", b: "soon", c: "3", d: "4" }, [line("a"), line("b"), line("c"), line("d")], schema);

    expect(sent.fields).toEqual({ C: "3" });
    expect(sent.problems.map(({ field, reason }) => [field, reason])).toEqual([
      ["a", "PERM_FIELD"],
      ["b", "DATA_TIMESTAMP"],
      ["d", "SCHEMA_FIELD_MISSING"],
    ]);
  });

  it("asks for the right that the write needs", () => {
    const schema = schemaOf({ A: "string" }, { creatable: true, updatable: false });

    expect(outward({ a: "1" }, [line("a")], schema, "create").fields).toEqual({ A: "1" });
    expect(outward({ a: "1" }, [line("a")], schema, "update").problems).toHaveLength(1);
  });
});

describe("our domain", () => {
  it("is the bare host of whatever address the CRM keeps", () => {
    const map = [
      {
        field: "domain",
        remote: "Website",
        direction: "both",
        behaviour: "overwrite",
        default: null,
        type: null,
        references: null,
      },
    ] as const;

    const read = ["https://www.Acme.test/about?x=1", "acme.test", "none yet", null].map(
      (Website) => compileInward(map, null)({ Website }).fields.domain,
    );

    expect(read).toEqual(["acme.test", "acme.test", "none yet", null]);
  });
});

describe("two CRMs that write the same thing differently", () => {
  const deal = { amount: "amount", close_date: "closes" };
  const map = (id: "salesforce" | "hubspot") => objectMap(object({}), { id, fields: { deal } }, "deal");
  const sides = {
    salesforce: { map: map("salesforce"), schema: schemaOf({ amount: "number", closes: "date" }) },
    hubspot: { map: map("hubspot"), schema: schemaOf({ amount: "number", closes: "datetime" }) },
  };
  const read = (side: keyof typeof sides, remote: Record<string, Value>) =>
    compileInward(sides[side].map, sides[side].schema)(remote).fields;
  const write = (side: keyof typeof sides, fields: Record<string, Value>) =>
    outward(fields, sides[side].map, sides[side].schema).fields;

  it.each<[string, Record<string, Value>, Record<string, Value>]>([
    ["a day", { closes: "2026-11-30" }, { closes: "2026-11-30T00:00:00Z" }],
    ["a time of that day", { closes: "2026-11-30" }, { closes: "2026-11-30T17:45:12.123Z" }],
    ["a day in milliseconds", { closes: "2026-11-30" }, { closes: "1795996800000" }],
    ["money", { amount: 1234.5 }, { amount: "1234.50" }],
    ["nothing", { amount: null, closes: null }, { amount: "", closes: "" }],
  ])("mean the same by %s, and what one wrote is no change when the other brings it back", (_, salesforce, hubspot) => {
    const here = read("salesforce", salesforce);

    const there = read("hubspot", hubspot);
    const echoed = read("hubspot", write("hubspot", here));
    const returned = read("salesforce", write("salesforce", there));

    expect([there, echoed, returned]).toEqual([here, here, here]);
  });
});
