import { describe, expect, it } from "vitest";
import type { Schema, SchemaField } from "../../engine/record.ts";
import { diffSchema } from "../../engine/rules/drift.ts";
import { lostFields } from "../../engine/rules/lost.ts";
import type { FieldMap } from "../../engine/rules/mapping.ts";

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
const schema = (fields: readonly SchemaField[], more: Partial<Schema> = {}): Schema => ({
  object: "contact",
  creatable: true,
  updatable: true,
  deletable: true,
  fields: Object.fromEntries(fields.map((each) => [each.name, each])),
  ...more,
});
const options = (...values: readonly string[]) => values.map((value) => ({ value, label: value, active: true }));
const line = (ours: string, remote: string): FieldMap => ({
  field: ours,
  remote,
  direction: "both",
  behaviour: "overwrite",
  default: null,
  type: null,
  references: null,
});

describe("what changed in a CRM's description (A17)", () => {
  it("is nothing between two that say the same, whatever the order of the fields and of the values", () => {
    const a = schema([field("A"), field("B", { options: options("x", "y") })]);
    const b = schema([field("B", { options: options("y", "x") }), field("A")]);

    const changes = diffSchema(a, b);

    expect(changes).toEqual([]);
  });

  it("is told field by field: type, values, demand, length and rights (B33)", () => {
    const before = schema([
      field("Amount", { type: "number" }),
      field("Stage", { options: options("New", "Won") }),
      field("Name", { length: 80 }),
    ]);
    const after = schema(
      [
        field("Amount", { type: "string" }),
        field("Stage", { options: [...options("New", "Lost"), { value: "Won", label: "Won", active: false }] }),
        field("Name", { length: 40, required: true, updatable: false }),
      ],
      { deletable: false },
    );

    const changes = diffSchema(before, after);

    expect(changes).toEqual([
      { what: "right", field: null, right: "deletable", gained: false },
      { what: "retyped", field: "Amount", from: "number", to: "string" },
      { what: "options", field: "Stage", added: ["Lost"], removed: ["Won"], open: false },
      { what: "required", field: "Name", now: true },
      { what: "length", field: "Name", from: 80, to: 40 },
      { what: "right", field: "Name", right: "updatable", gained: false },
    ]);
  });

  it("tells a list that was closed and one that was opened", () => {
    const closed = schema([field("Source", { options: options("Web") })]);
    const open = schema([field("Source")]);

    const opened = diffSchema(closed, open);
    const shut = diffSchema(open, closed);

    expect(opened).toEqual([{ what: "options", field: "Source", added: [], removed: [], open: true }]);
    expect(shut).toEqual([{ what: "options", field: "Source", added: ["Web"], removed: [], open: false }]);
  });

  it("takes a field that went when its like came for renamed, and ranks what else it may be (A18)", () => {
    const before = schema([field("Job_Title__c", { label: "Job Title" }), field("Headline__c", { label: "Headline" })]);
    const after = schema([
      field("Role_Title__c", { label: "Job Title" }),
      field("Headline__c", { label: "Headline" }),
      field("Shoe_Size__c", { label: "Shoe size", type: "number" }),
    ]);

    const [removed] = diffSchema(before, after);

    expect(removed).toMatchObject({ what: "removed", field: "Job_Title__c", renamedTo: "Role_Title__c" });
    const names = removed?.what === "removed" ? removed.candidates.map((one) => one.name) : [];
    expect(names[0]).toBe("Role_Title__c");
    expect(names).not.toContain("Shoe_Size__c");
  });

  it("prefers the picklist with the same values, and calls nothing renamed where two are as likely", () => {
    const gone = field("Tier__c", { label: "Tier", type: "picklist", options: options("Gold", "Silver") });
    const like = field("Level_A__c", { label: "Level", type: "picklist", options: options("Gold", "Silver") });
    const other = field("Level_B__c", { label: "Level", type: "picklist", options: options("North", "South") });
    const twins = [field("Tier_1__c", { label: "Tier" }), field("Tier_2__c", { label: "Tier" })];

    const [byValues] = diffSchema(schema([gone]), schema([other, like]));
    const [unclear] = diffSchema(schema([field("Tier__c", { label: "Tier" })]), schema(twins));

    expect(byValues?.what === "removed" && byValues.candidates[0]?.name).toBe("Level_A__c");
    expect(unclear).toMatchObject({ what: "removed", renamedTo: null });
  });
});

describe("mapped fields that the CRM does not show (A17, A18)", () => {
  const at = { connection: "hubspot", object: "contact" };

  it("are noted once, with what each may be now, and without fields that are mapped already", () => {
    const was = schema([field("title", { label: "Title" }), field("role", { label: "Title" })]);
    const is = schema([field("role", { label: "Title" }), field("title_2", { label: "Title" })]);
    const map = [line("title", "title"), line("role", "role")];

    const { lost } = lostFields({ at, map, was, is, before: [], now: 5 });
    const later = lostFields({ at, map, was: is, is, before: lost, now: 9 });

    expect(lost).toMatchObject([{ field: "title", remote: "title", label: "Title", since: 5, renamedTo: "title_2" }]);
    expect(lost[0]?.candidates.map((one) => one.name)).toEqual(["title_2"]);
    expect(later.lost).toEqual(lost);
  });

  it("are told also when they were never there, but a path to another object is not one of them", () => {
    const is = schema([field("email")]);
    const map = [line("email", "email"), line("tier", "tier__c"), line("account", "Account.Name")];

    const { lost } = lostFields({ at, map, was: null, is, before: [], now: 5 });

    expect(lost.map((each) => each.remote)).toEqual(["tier__c"]);
  });

  it("are back when the CRM shows them again, and forgotten when they are mapped elsewhere", () => {
    const is = schema([field("title"), field("role")]);
    const gone = lostFields({ at, map: [line("title", "title")], was: null, is: schema([]), before: [], now: 5 }).lost;

    const back = lostFields({ at, map: [line("title", "title")], was: schema([]), is, before: gone, now: 9 });
    const remapped = lostFields({ at, map: [line("title", "role")], was: is, is, before: gone, now: 9 });

    expect(back).toMatchObject({ lost: [], back: [{ remote: "title", since: 5 }] });
    expect(remapped).toEqual({ lost: [], back: [] });
  });
});
