import { describe, expect, it } from "vitest";
import type { Schema, SchemaField } from "../../engine/record.ts";
import { checkMapping, type MappingPlace } from "../../engine/rules/check-mapping.ts";
import type { FieldMap } from "../../engine/rules/field-map.ts";

const field = (name: string, more: Partial<SchemaField> = {}): SchemaField => ({
  name,
  label: name,
  type: "string",
  length: 40,
  required: false,
  creatable: true,
  updatable: true,
  unique: false,
  options: null,
  references: [],
  ...more,
});

const schemaOf = (...fields: readonly SchemaField[]): Schema => ({
  object: "contact",
  creatable: true,
  updatable: true,
  deletable: true,
  fields: Object.fromEntries(fields.map((each) => [each.name, each])),
});

const line = (more: Partial<FieldMap> = {}): FieldMap => ({
  field: "region",
  remote: "Region__c",
  direction: "both",
  behaviour: "overwrite",
  default: null,
  type: null,
  references: null,
  ...more,
});

const place = (more: Partial<MappingPlace> = {}): MappingPlace => ({
  line: line(),
  map: [],
  schema: schemaOf(field("Region__c")),
  connection: { import: true, export: true, writeMode: "upsert" },
  readOnly: false,
  ...more,
});

const found = (more: Partial<MappingPlace>) => checkMapping(place(more)).map(({ what, weight }) => `${weight} ${what}`);

describe("B34: a mapping against the CRM's description", () => {
  it("has nothing to say of one that fits", () => {
    const findings = checkMapping(place());

    expect(findings).toEqual([]);
  });

  it.each([
    ["Regoin__c", ["Region__c"]],
    ["Ragion__c", ["Region__c"]],
    ["Rgion__c", ["Region__c"]],
    ["region", ["Region__c"]],
    ["Region", ["Region__c"]],
    ["Shoe_Size", []],
  ])("names what was most likely meant by %s", (remote, near) => {
    const [first] = checkMapping(
      place({ line: line({ remote }), schema: schemaOf(field("Region__c"), field("Email")) }),
    );

    expect(first).toMatchObject({ what: "missing", weight: "stop", near });
  });

  it("says nothing of a path to another object", () => {
    expect(found({ line: line({ remote: "Owner.Name" }) })).toEqual([]);
  });

  it.each<[string, Partial<MappingPlace>, readonly string[]]>([
    ["read only", { schema: schemaOf(field("Region__c", { creatable: false, updatable: false })) }, ["warning closed"]],
    [
      "read only, and nothing but outbound",
      {
        line: line({ direction: "outbound" }),
        schema: schemaOf(field("Region__c", { creatable: false, updatable: false })),
      },
      ["stop closed"],
    ],
    [
      "read only, and nothing but inbound",
      {
        line: line({ direction: "inbound" }),
        schema: schemaOf(field("Region__c", { creatable: false, updatable: false })),
      },
      [],
    ],
    ["set once", { schema: schemaOf(field("Region__c", { updatable: false })) }, ["warning half_open"]],
    ["changed only", { schema: schemaOf(field("Region__c", { creatable: false })) }, ["note half_open"]],
    [
      "required, and never sent",
      { line: line({ direction: "inbound" }), schema: schemaOf(field("Region__c", { required: true })) },
      ["warning required"],
    ],
    [
      "of another kind",
      { line: line({ type: "number" }), schema: schemaOf(field("Region__c", { type: "date" })) },
      ["warning kind"],
    ],
    ["a reference", { schema: schemaOf(field("Region__c", { type: "reference" })) }, ["warning reference"]],
    [
      "a closed object",
      { schema: { ...schemaOf(field("Region__c")), creatable: false, updatable: false } },
      ["warning object_closed"],
    ],
    [
      "switched off both ways",
      { connection: { import: false, export: false, writeMode: "upsert" } },
      ["warning switched_off", "warning switched_off"],
    ],
    [
      "switched off for its object alone (B22, B23)",
      {
        connection: {
          import: true,
          export: true,
          writeMode: "upsert",
          imports: { contact: false },
          exports: { contact: false },
        },
      },
      ["warning switched_off", "warning switched_off"],
    ],
    [
      "switched on for its object alone (B24)",
      {
        connection: {
          import: false,
          export: false,
          writeMode: "upsert",
          imports: { contact: true },
          exports: { contact: true },
        },
      },
      [],
    ],
    ["only coming in", { readOnly: true }, ["warning switched_off"]],
    ["ignored (B27)", { line: line({ behaviour: "ignore" }) }, ["note ignored"]],
    ["our id coming in", { line: line({ field: "id" }) }, ["stop own_id"]],
    ["no name of ours", { line: line({ field: "Region" }) }, ["stop unnamed"]],
    ["taken by another", { map: [line({ field: "area", remote: "region__C" })] }, ["warning taken_there"]],
    ["in another's place", { map: [line({ remote: "Area__c" })] }, ["note replaces"]],
    ["configured already", { map: [line()] }, ["note saved"]],
    ["configured otherwise (B27)", { map: [line({ behaviour: "fill" })] }, []],
  ])("tells of a field that is %s", (_, more, told) => {
    expect(found(more)).toEqual(told);
  });

  it("says which values a picklist takes", () => {
    const options = ["North", "South"].map((value) => ({ value, label: value, active: value === "North" }));

    const [first] = checkMapping(place({ schema: schemaOf(field("Region__c", { type: "picklist", options })) }));

    expect(first).toMatchObject({ what: "picklist", says: "Region__c takes North." });
  });
});
