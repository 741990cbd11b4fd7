import { describe, expect, it } from "vitest";
import type { Schema, SchemaField } from "../../engine/record.ts";
import { lint } from "../../engine/rules/lint.ts";

const field = (name: string, more: Partial<SchemaField> = {}): SchemaField => ({
  name,
  label: name,
  type: "string",
  length: null,
  required: false,
  creatable: true,
  updatable: true,
  unique: false,
  options: null,
  references: [],
  ...more,
});

const offered = (...values: readonly string[]) => values.map((value) => ({ value, label: value, active: true }));

const schema = (fields: readonly SchemaField[], more: Partial<Schema> = {}): Schema => ({
  object: "contact",
  creatable: true,
  updatable: true,
  deletable: true,
  fields: Object.fromEntries(fields.map((one) => [one.name, one])),
  ...more,
});

const reasons = (faults: ReturnType<typeof lint>) => faults.map((fault) => [fault.reason, fault.field]);

describe("M7: what a description tells of a write", () => {
  it("misses required fields of a new record, and those that a change empties", () => {
    const own = schema([field("LastName", { required: true }), field("Phone")]);

    expect(reasons(lint({ op: "create", fields: { Phone: "1" } }, own))).toEqual([
      ["DATA_REQUIRED_MISSING", "LastName"],
    ]);
    expect(reasons(lint({ op: "update", fields: { LastName: null } }, own))).toEqual([
      ["DATA_REQUIRED_MISSING", "LastName"],
    ]);
    expect(lint({ op: "update", fields: { Phone: null } }, own)).toEqual([]);
  });

  it("does not miss a required field that the CRM fills by itself", () => {
    const own = schema([field("Owner", { required: true, creatable: false })]);

    expect(lint({ op: "create", fields: {} }, own)).toEqual([]);
  });

  it("holds picklists, one value or several, against what is offered and says what is", () => {
    const own = schema([
      field("Source", { type: "picklist", options: offered("Web", "Event") }),
      field("Tags", { type: "multipicklist", options: offered("a", "b") }),
      field("Open", { type: "picklist" }),
    ]);

    const faults = lint({ op: "create", fields: { Source: "web", Tags: "a;c", Open: "anything" } }, own);

    expect(reasons(faults)).toEqual([
      ["DATA_PICKLIST_INVALID", "Source"],
      ["DATA_PICKLIST_INVALID", "Tags"],
    ]);
    expect(faults[0]?.mend).toBe("Source takes Web, Event.");
    expect(lint({ op: "create", fields: { Source: "Event", Tags: "b;a" } }, own)).toEqual([]);
  });

  it("takes a hidden value for one that may pass, and names no more than eight", () => {
    const options = [...offered(..."abcdefghij"), { value: "old", label: "old", active: false }];
    const own = schema([field("Source", { type: "picklist", options })]);

    expect(lint({ op: "create", fields: { Source: "old" } }, own)).toEqual([]);
    expect(lint({ op: "create", fields: { Source: "z" } }, own)[0]?.mend).toBe(
      "Source takes a, b, c, d, e, f, g, h and 2 more.",
    );
  });

  it("counts characters, and leaves references alone", () => {
    const own = schema([field("Phone", { length: 5 }), field("AccountId", { type: "reference", length: 3 })]);

    const faults = lint({ op: "create", fields: { Phone: "123456", AccountId: "0012" } }, own);

    expect(faults).toEqual([
      {
        reason: "DATA_TOO_LONG",
        field: "Phone",
        detail: "Phone has 6 characters; 5 are allowed.",
        mend: "Shorten Phone to 5 characters.",
      },
    ]);
    expect(lint({ op: "create", fields: { Phone: "12345" } }, own)).toEqual([]);
  });

  it.each(["nobody", "a@b", "@x.test", "a@@x.test", "a b@x.test", "a@x.", "a,b@x.test"])(
    "does not take %s for an e-mail address",
    (value) => {
      const own = schema([field("Email", { type: "email" })]);

      expect(reasons(lint({ op: "update", fields: { Email: value } }, own))).toEqual([["DATA_FORMAT", "Email"]]);
    },
  );

  it.each(["a@x.test", " a.b+c@sub.x.test ", "jürgen@müller.de"])("takes %s for one", (value) => {
    const own = schema([field("Email", { type: "email" })]);

    expect(lint({ op: "update", fields: { Email: value } }, own)).toEqual([]);
  });

  it.each([
    ["create", { creatable: false }],
    ["update", { updatable: false }],
    ["delete", { deletable: false }],
  ] as const)("tells one fault where nobody may %s", (op, more) => {
    const own = schema([field("LastName", { required: true })], more);

    expect(reasons(lint({ op, fields: {} }, own))).toEqual([["PERM_OBJECT_WRITE", null]]);
  });
});
