import { describe, expect, it } from "vitest";
import { planWrite } from "../../engine/outbound/plan.ts";
import type { Fields, Schema, SchemaField, WorkspaceRecord } from "../../engine/record.ts";
import type { FieldMap } from "../../engine/rules/field-map.ts";
import type { ObjectSettings } from "../../engine/settings.ts";

const names = ["name", "email", "country", "phone", "account_id", "deal_id", "contact_id", "title"];

const settingsOf = (more: Partial<ObjectSettings>): ObjectSettings => ({
  match: [["email"], ["phone"]],
  required: [],
  doNotSync: null,
  delete: "never",
  fields: {},
  ...more,
});

const record = (id: string, fields: Fields): WorkspaceRecord => ({
  object: "contact",
  id,
  fields,
  version: 1,
  deleted: false,
});

describe("a record on its way out", () => {
  const field = (name: string, own: Partial<SchemaField> = {}): SchemaField => ({
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
    ...own,
  });
  const schema = (...fields: SchemaField[]): Schema => ({
    object: "contact",
    creatable: true,
    updatable: true,
    deletable: true,
    fields: Object.fromEntries(fields.map((each) => [each.name, each])),
  });
  const line = (name: string, own: Partial<FieldMap> = {}): FieldMap => ({
    field: name,
    remote: name,
    direction: "both",
    behaviour: "overwrite",
    default: null,
    type: null,
    references: null,
    ...own,
  });
  const row = { connection: "salesforce", object: "contact", recordId: "ada" };
  const planOf = (
    fields: Fields,
    settings: Partial<ObjectSettings>,
    {
      map = names.map((name) => line(name)),
      crm = schema(...names.map((name) => field(name))),
      seen = null as Fields | null,
    } = {},
  ) => {
    const links =
      seen === null
        ? []
        : [{ externalId: "r1", recordId: "ada", seen, deletedInCrm: false, state: "synced", place: null }];
    const rules = {
      connection: { writeMode: "upsert" },
      settings: settingsOf(settings),
      map,
      schema: crm,
      parents: new Map(),
    };
    // Only what the plan reads of a row and a link is given.
    return planWrite(row as never, { record: record("ada", fields), links } as never, rules as never);
  };

  it("A11: is left out by the filter, linked or not", () => {
    const filter = { filter: { not: { field: "name", op: "starts", value: "Test" } } } as const;

    expect(planOf({ name: "Test 1" }, filter)).toMatchObject({
      kind: "refused",
      why: { reason: "SKIP_EXCLUDED", detail: "Only records are synced where not (name begins with Test)." },
    });
    expect(planOf({ name: "Test 1" }, filter, { seen: {} })).toMatchObject({ kind: "refused" });
    expect(planOf({ name: "Ada" }, filter)).toMatchObject({ kind: "write", write: { fields: { name: "Ada" } } });
  });

  it("B33: sends the default for what is empty, and is refused where there is none", () => {
    const demanding = { requiredOutbound: ["name"] };
    const map = [line("name", { default: "unknown" })];

    expect(planOf({ email: "a@x.test" }, demanding)).toMatchObject({
      kind: "refused",
      why: { reason: "DATA_REQUIRED_MISSING", field: "name" },
    });
    expect(planOf({ name: "" }, demanding, { map })).toMatchObject({
      kind: "write",
      write: { fields: { name: "unknown" } },
    });
    expect(planOf({ title: "x" }, demanding, { seen: {} })).toMatchObject({ kind: "write" });
  });

  it("E35: goes without a text that is too long, and not at all where the CRM demands it", () => {
    const short = (required: boolean) => schema(field("name", { length: 3, required }), field("title"));

    const partly = planOf({ name: "Countess", title: "x" }, {}, { crm: short(false) });
    const refused = planOf({ name: "Countess", title: "x" }, {}, { crm: short(true) });

    expect(partly).toMatchObject({
      kind: "write",
      write: { fields: { title: "x" } },
      left: { reason: "DATA_TOO_LONG", field: "name" },
    });
    expect(refused).toMatchObject({
      kind: "refused",
      why: { reason: "DATA_TOO_LONG", detail: "8 characters, and the CRM's field takes 3", field: "name" },
    });
  });

  it("is sent once where it was cut, and its link knows what the CRM holds", () => {
    const crm = schema(field("name", { length: 4 }), field("title"));
    const map = [line("name", { cut: true }), line("title")];

    const first = planOf({ name: "Countess" }, {}, { crm, map, seen: {} });
    const again = planOf({ name: "Countess" }, {}, { crm, map, seen: { name: "Coun" } });
    const later = planOf({ name: "Countess", title: "x" }, {}, { crm, map, seen: { name: "Coun" } });

    expect(first).toMatchObject({ write: { fields: { name: "Coun" } }, sent: { name: "Coun" }, isWhole: false });
    expect(again.kind).toBe("nothing");
    expect(later).toMatchObject({ write: { fields: { title: "x" } } });
  });
});
