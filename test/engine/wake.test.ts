import { describe, expect, it } from "vitest";
import type { Schema, SchemaField } from "../../engine/record.ts";
import type { SchemaChange } from "../../engine/rules/drift.ts";
import { isExplained, isMovedBy, type Refusal } from "../../engine/rules/wake.ts";

const refusal = (reason: Refusal["reason"], more: Partial<Refusal> = {}): Refusal => ({
  reason,
  field: "Stage",
  code: "CODE",
  value: "Webinar",
  ...more,
});
const gains = (...added: readonly string[]): SchemaChange => ({
  what: "options",
  field: "Stage",
  added,
  removed: [],
  open: false,
});

describe("a change of the schema (M3)", () => {
  it("wakes a value that the picklist has gained, also as one of several and in other letters, and no other (E34)", () => {
    const change = gains("webinar ");

    const moved = [
      refusal("DATA_PICKLIST_INVALID"),
      refusal("DATA_PICKLIST_INVALID", { value: "Fair;WEBINAR" }),
      refusal("DATA_PICKLIST_INVALID", { value: "Fair" }),
      refusal("DATA_PICKLIST_INVALID", { field: "Source" }),
      refusal("DATA_TOO_LONG"),
    ].map((each) => isMovedBy(change, each));

    expect(moved).toEqual([true, true, false, false, false]);
  });

  const rows: readonly (readonly [SchemaChange, Refusal, boolean])[] = [
    [{ what: "options", field: "Stage", added: [], removed: [], open: true }, refusal("DATA_PICKLIST_INVALID"), true],
    [{ what: "required", field: "Stage", now: false }, refusal("DATA_REQUIRED_MISSING", { value: null }), true],
    [{ what: "required", field: "Stage", now: true }, refusal("DATA_REQUIRED_MISSING", { value: null }), false],
    [{ what: "length", field: "Stage", from: 3, to: 7 }, refusal("DATA_TOO_LONG"), true],
    [{ what: "length", field: "Stage", from: 3, to: 6 }, refusal("DATA_TOO_LONG"), false],
    [{ what: "length", field: "Stage", from: 3, to: null }, refusal("DATA_TOO_LONG"), true],
    [{ what: "right", field: "Stage", right: "updatable", gained: true }, refusal("PERM_FIELD"), true],
    [{ what: "right", field: "Stage", right: "updatable", gained: false }, refusal("PERM_FIELD"), false],
    [{ what: "right", field: null, right: "creatable", gained: true }, refusal("PERM_OBJECT_WRITE"), true],
    [{ what: "right", field: null, right: "creatable", gained: true }, refusal("PERM_FIELD"), false],
    [{ what: "added", field: "Stage", label: "Stage" }, refusal("SCHEMA_FIELD_MISSING", { code: null }), true],
    [{ what: "retyped", field: "Stage", from: "number", to: "string" }, refusal("DATA_FORMAT"), true],
  ];

  it.each(rows)("%j moves %j: %s (E32, E33, E35)", (change, refused, expected) => {
    expect(isMovedBy(change, refused)).toBe(expected);
  });

  it("that took a field away wakes what the CRM refused for it, and not what was left out for it", () => {
    const removed: SchemaChange = { what: "removed", field: "Stage", label: "Stage", renamedTo: null, candidates: [] };

    const byCrm = isMovedBy(removed, refusal("SCHEMA_FIELD_MISSING"));
    const byUs = isMovedBy(removed, refusal("SCHEMA_FIELD_MISSING", { code: null }));
    const demanded = isMovedBy(removed, refusal("DATA_REQUIRED_MISSING", { code: null }));

    expect([byCrm, byUs, demanded]).toEqual([true, false, true]);
  });
});

describe("a refusal that the schema explains", () => {
  const stage: SchemaField = {
    name: "Stage",
    label: "Stage",
    type: "picklist",
    length: 5,
    required: true,
    creatable: true,
    updatable: false,
    unique: false,
    options: [
      { value: "New", label: "New", active: true },
      { value: "Old", label: "Old", active: false },
    ],
    references: [],
  };
  const schema: Schema = {
    object: "deal",
    creatable: true,
    updatable: true,
    deletable: true,
    fields: { Stage: stage },
  };

  it("is not worth another attempt: the value is not in the list, too long, missing or closed", () => {
    const refused = [
      refusal("DATA_PICKLIST_INVALID", { value: "Old" }),
      refusal("DATA_TOO_LONG"),
      refusal("DATA_REQUIRED_MISSING", { value: null }),
      refusal("PERM_FIELD"),
      refusal("SCHEMA_FIELD_MISSING", { field: "Gone" }),
      refusal("DATA_FORMAT", { code: null }),
    ];

    expect(refused.map((each) => isExplained(each, schema))).toEqual(refused.map(() => true));
  });

  it("is not one that the CRM made in spite of its own description", () => {
    const refused = [
      refusal("DATA_PICKLIST_INVALID", { value: "New" }),
      refusal("DATA_TOO_LONG", { value: "New" }),
      refusal("RULE_VALIDATION"),
      refusal("PERM_OBJECT_WRITE"),
      refusal("SCHEMA_FIELD_MISSING"),
      refusal("DATA_REQUIRED_MISSING", { field: null, value: null }),
    ];

    expect(refused.map((each) => isExplained(each, schema))).toEqual(refused.map(() => false));
  });
});
