import { expect, it } from "vitest";
import { codeIn } from "../../../src/sandbox/pipedrive/home.ts";
import { pipedrive } from "./pipedrive-company.ts";

const records = "pipedrive/records";
const source = codeIn("main", "persons", "leadSource");

it("creates, edits, finds and deletes records by hand, in the API's names and in simpler ones", () => {
  const pipe = pipedrive();
  const fields = { name: "Ann Lee", emails: [{ value: "ann@x.example" }, { value: "a@home.example", label: "home" }] };

  const made = pipe.control("POST", `${records}/persons`, { fields });
  const edited = pipe.control("PATCH", `${records}/persons/1`, {
    fields: { last_name: "Fox", phone: "+1 202 555 0101", "Lead source": "Web", custom_fields: {} },
  });
  const found = pipe.control("GET", `${records}/persons?email=ANN@x.example`);
  const shown = pipe.call("GET", "/api/v2/persons/1").body.data;
  const gone = pipe.control("DELETE", `${records}/persons/1`);

  expect([made.status, edited.status, gone.status]).toEqual([201, 200, 200]);
  expect(edited.body.fields).toMatchObject({ name: "Ann Fox", email: "ann@x.example", [source]: "Web" });
  expect(found.body.total).toBe(1);
  expect(shown).toMatchObject({ first_name: "Ann", last_name: "Fox", phones: [{ value: "+1 202 555 0101" }] });
  expect(shown.emails).toHaveLength(2);
});

it("puts deals into a stage, and names unknown fields", () => {
  const pipe = pipedrive();

  const plain = pipe.control("POST", `${records}/deals`, { fields: { title: "Big", value: 10 } });
  const placed = pipe.control("POST", `${records}/deals`, { fields: { title: "Bigger", stage_id: 7, status: "won" } });
  const unknown = pipe.control("POST", `${records}/deals`, { fields: { name: "Big" } });

  expect(plain.body.fields).toMatchObject({ stage_id: 1, pipeline_id: 1, status: "open", value: 10 });
  expect(placed.body.fields).toMatchObject({ stage_id: 7, pipeline_id: 2, status: "won" });
  expect(unknown.body.error).toContain("unknown field name; deals has: id, title");
});

it("checks the rules only when asked to", () => {
  const pipe = pipedrive();
  const fields = { value: 10 };

  const loose = pipe.control("POST", `${records}/deals`, { fields });
  const checked = pipe.control("POST", `${records}/deals?check=1`, { fields });

  expect([loose.status, checked.status]).toEqual([201, 400]);
  expect(checked.body.error).toBe("Validation failed: title: Title must be given");
});

it("works in one of two companies, whose codes differ", () => {
  const pipe = pipedrive();
  pipe.control("POST", `${records}/persons?account=other`, { fields: { name: "Ann" } });

  const [main, other] = ["main", "other"].map(
    (name) => pipe.control("GET", `${records}/persons?account=${name}`).body.total,
  );

  expect([main, other]).toEqual([0, 1]);
  expect(codeIn("other", "persons", "leadSource")).not.toBe(source);
});

it("adds fields under a code of their own, and finds them by label", () => {
  const pipe = pipedrive();
  const edit = (body: object) => pipe.control("PATCH", "pipedrive/schema/deals", body);

  const added = edit({ op: "add-field", field: "Size", type: "picklist", options: ["S"] });
  const more = edit({ op: "add-option", field: "Size", value: "L" });
  const renamed = edit({ op: "rename-field", field: "Size", to: "Format" });
  const field = pipe.call("GET", "/api/v2/dealFields?limit=500").body.data.find((one) => one.field_name === "Format");
  const lead = pipe.call("GET", "/api/v1/leadFields?limit=500").body.data.find((one) => one.name === "Format");
  const removed = edit({ op: "delete-field", field: "Format" });
  const rule = edit({ op: "add-rule", name: "r", field: "title", message: "no", when: { op: "equals", value: "x" } });

  expect([added, more, renamed, removed].map((one) => one.status)).toEqual([200, 200, 200, 200]);
  expect(field?.field_code).toMatch(/^[0-9a-f]{40}$/);
  expect(field).toMatchObject({ field_type: "enum", options: [{ label: "S" }, { label: "L" }] });
  expect(lead?.key).toBe(field?.field_code);
  expect([rule.status, rule.body.error]).toEqual([
    400,
    "Pipedrive has no validation rules; no such edit is known here",
  ]);
});

it("counts calls and shows the quota, and its faults beside those of the others", () => {
  const pipe = pipedrive();
  pipe.call("GET", "/api/v2/persons");

  const calls = pipe.control("GET", "calls?service=pipedrive").body;
  const kinds = pipe.control("GET", "faults").body.kinds;

  expect(calls.calls).toMatchObject([{ method: "GET", path: "/api/v2/persons", status: 200 }]);
  expect(calls.quota).toMatchObject({ burst: { used: 1, limit: 160 }, daily: { used: 10, limit: 600_000 } });
  expect(Object.keys(Object(kinds).pipedrive)).toContain("account-closed");
});
