import { expect, it } from "vitest";
import { codeIn } from "../../../src/sandbox/pipedrive/home.ts";
import { type Pipe, pipedrive } from "./pipedrive-company.ts";

const persons = "/api/v2/persons";
const ownId = codeIn("main", "persons", "ownId");
const source = codeIn("main", "persons", "leadSource");
const yearly = codeIn("main", "deals", "yearly");
const competitors = codeIn("main", "deals", "competitors");

function optionsOf(pipe: Pipe, word: string, code: string): ReadonlyMap<unknown, unknown> {
  const field = pipe.call("GET", `/api/v2/${word}Fields/${code}`).body.data;
  const options = Array.isArray(field.options) ? field.options : [];
  return new Map(options.map((one: { label: unknown; id: unknown }) => [one.label, one.id]));
}

it("accepts the same person twice: nothing is unique", () => {
  const pipe = pipedrive();
  const body = { name: "Ann Lee", emails: [{ value: "ann@acme.example" }], custom_fields: { [ownId]: "c_1" } };

  const ids = [pipe.create("persons", body), pipe.create("persons", body)];

  expect(ids).toEqual([1, 2]);
});

it("takes a name apart, and keeps all addresses with one that is primary", () => {
  const pipe = pipedrive();
  const emails = [
    { value: "a@x.example", label: "home" },
    { value: "b@x.example", primary: true },
  ];

  const { data } = pipe.call("POST", persons, { name: "Anna Maria Lee", emails }).body;
  const single = pipe.call("POST", persons, { name: "Cher" }).body.data;

  expect(data).toMatchObject({ first_name: "Anna Maria", last_name: "Lee", owner_id: 11_001, is_deleted: false });
  expect(data.emails).toEqual([
    { value: "a@x.example", primary: false, label: "home" },
    { value: "b@x.example", primary: true, label: "work" },
  ]);
  expect(single).toMatchObject({ first_name: "Cher", last_name: null, emails: [], phones: [] });
});

it("keeps options by their ids, several too, and shows labels when asked", () => {
  const pipe = pipedrive();
  const known = optionsOf(pipe, "deal", competitors);
  const [one, two] = [known.get("Globex"), known.get("Initech")];
  const custom_fields = { [competitors]: [one, two], [yearly]: { value: 10.5, currency: "EUR" } };

  const made = pipe.call("POST", "/api/v2/deals", { title: "Big", custom_fields }).body.data;
  const labelled = pipe.call("GET", "/api/v2/deals/1?include_option_labels=true").body.data;
  const cleared = pipe.call("PATCH", "/api/v2/deals/1", { custom_fields: { [competitors]: null } }).body.data;

  expect(made.custom_fields).toMatchObject(custom_fields);
  expect(labelled.custom_fields).toMatchObject({
    [competitors]: [
      { id: one, label: "Globex" },
      { id: two, label: "Initech" },
    ],
  });
  expect(cleared.custom_fields).toMatchObject({ [competitors]: null, [yearly]: { value: 10.5, currency: "EUR" } });
});

it("moves a deal through its stages and tells when it was won", () => {
  const pipe = pipedrive();
  pipe.create("deals", { title: "Big", stage_id: 3 });
  pipe.clock.ms += 5000;

  const moved = pipe.call("PATCH", "/api/v2/deals/1", { stage_id: 7 }).body.data;
  const won = pipe.call("PATCH", "/api/v2/deals/1", { status: "won" }).body.data;
  const reopened = pipe.call("PATCH", "/api/v2/deals/1", { status: "open" }).body.data;

  expect(moved).toMatchObject({ stage_id: 7, pipeline_id: 2, stage_change_time: "2026-11-20T10:00:05Z" });
  expect(won).toMatchObject({ status: "won", won_time: "2026-11-20T10:00:05Z", lost_time: null });
  expect(reopened).toMatchObject({ status: "open", won_time: null, close_time: null });
});

it("links an activity to the person that takes part first of all", () => {
  const pipe = pipedrive();
  for (const name of ["Ann", "Bob"]) pipe.create("persons", { name });
  const participants = [{ person_id: 1 }, { person_id: 2, primary: true }];

  const made = pipe.call("POST", "/api/v2/activities", { type: "meeting", participants, done: true }).body.data;

  expect(made).toMatchObject({
    subject: "Meeting",
    person_id: 2,
    done: true,
    marked_as_done_time: "2026-11-20T10:00:00Z",
  });
});

it.each([
  ["persons", {}, "name: Name must be given"],
  ["deals", {}, "title: Title must be given"],
  ["persons", { name: "A", first_name: "B" }, "first_name: is read-only"],
  ["persons", { name: "A", nickname: "B" }, "nickname: is not allowed"],
  ["persons", { name: "A", owner_id: "7" }, "owner_id: must be a number"],
  ["persons", { name: "A", emails: "a@x.example" }, "emails: must be an array"],
  ["persons", { name: "A", emails: [{ value: 7 }] }, "emails[0].value: must be a string"],
  ["persons", { name: 7 }, "name: must be a string"],
  ["persons", { name: "x".repeat(256) }, "name: length must be less than or equal to 255"],
  ["persons", { name: "A", visible_to: 2 }, "visible_to: must be one of 1, 3, 5, 7"],
  [
    "persons",
    { name: "A", custom_fields: { ["f".repeat(40)]: 1 } },
    `custom_fields.${"f".repeat(40)}: custom field does not exist`,
  ],
  [
    "persons",
    { name: "A", custom_fields: { [source]: 99_999 } },
    `custom_fields.${source}: option 99999 does not exist`,
  ],
  ["persons", { name: "A", custom_fields: { [source]: "Web" } }, `custom_fields.${source}: must be a number`],
  [
    "persons",
    { name: "A", custom_fields: { [ownId]: "x".repeat(256) } },
    `custom_fields.${ownId}: length must be less`,
  ],
  ["deals", { title: "A", stage_id: "3" }, "stage_id: must be a number"],
  ["deals", { title: "A", value: "3" }, "value: must be a number"],
  ["deals", { title: "A", is_archived: 1 }, "is_archived: must be a boolean"],
  ["deals", { title: "A", status: "gone" }, "status: must be one of [open, won, lost]"],
  ["deals", { title: "A", lost_reason: "price" }, "lost_reason: can only be set when status is lost"],
  ["deals", { title: "A", expected_close_date: "2026-02-30" }, "expected_close_date: must be a valid date"],
  [
    "deals",
    { title: "A", custom_fields: { [competitors]: [] } },
    `custom_fields.${competitors}: must contain at least one option`,
  ],
  ["activities", { subject: "A", person_id: 1 }, "person_id: is read-only"],
  ["activities", { subject: "A", due_time: "9 am" }, "due_time: must be a valid time"],
])("refuses %s %j by the schema", (type, body, problem) => {
  const pipe = pipedrive();

  const got = pipe.call("POST", `/api/v2/${type}`, body);

  expect(got.status).toBe(400);
  expect(got.body).toMatchObject({
    success: false,
    code: "ERR_SCHEMA_VALIDATION_FAILED",
    data: null,
    additional_data: null,
  });
  expect(got.body.error).toContain(`Validation failed: ${problem}`);
});

it.each([
  ["persons", { name: "A", org_id: 77 }, "org_id: Organization 77 does not exist"],
  ["persons", { name: "A", owner_id: 11_004 }, "owner_id: user 11004 is not active"],
  ["persons", { name: "A", owner_id: 5 }, "owner_id: user 5 does not exist"],
  ["deals", { title: "A", person_id: 77 }, "person_id: Person 77 does not exist"],
  ["deals", { title: "A", stage_id: 77 }, "stage_id: stage 77 does not exist"],
  ["activities", { subject: "A", participants: [{ person_id: 77 }] }, "participants: Person 77 does not exist"],
])("refuses %s %j, which means nothing", (type, body, problem) => {
  const pipe = pipedrive();

  const got = pipe.call("POST", `/api/v2/${type}`, body);

  expect(got.status).toBe(400);
  expect(got.body).toMatchObject({ code: "ERR_INVALID_INPUT", error: `Validation failed: ${problem}` });
});

it("refuses a body that is no JSON object, and PUT where v2 has PATCH", () => {
  const pipe = pipedrive();
  const headers = { authorization: `Bearer ${pipe.access.token}` };

  const broken = pipe.send("POST", persons, "{name", headers);
  const list = pipe.send("POST", persons, "[]", headers);
  const put = pipe.call("PUT", `${persons}/1`, { name: "A" });

  expect([broken.status, list.status, put.status]).toEqual([400, 400, 404]);
});

it("knows job titles only where contact sync is on", () => {
  const pipe = pipedrive();
  const token = pipe.grantOf("other").token;

  const on = pipe.call("POST", persons, { name: "A", job_title: "Buyer" });
  const off = pipe.call("POST", persons, { name: "A", job_title: "Buyer" }, token);
  const shown = pipe.call("POST", persons, { name: "A" }, token).body.data;

  expect(on.body.data.job_title).toBe("Buyer");
  expect(off.status).toBe(403);
  expect("job_title" in shown).toBe(false);
});

it("asks for required custom fields at the screen, not over the API", () => {
  const pipe = pipedrive();
  pipe.control("PATCH", "pipedrive/schema/persons", { op: "set-required", field: ownId, on: true });

  const made = pipe.call("POST", persons, { name: "A" });
  const field = pipe.call("GET", `/api/v2/personFields/${ownId}?include_fields=required_fields`).body.data;

  expect(made.status).toBe(201);
  expect(field.required_fields).toEqual({ enabled: true });
});

it("makes fields over the API, two of one name too, and deletes its own", () => {
  const pipe = pipedrive();
  const body = { field_name: "Size", field_type: "set", options: [{ label: "S" }, { label: "L" }] };

  const [first, second] = [1, 2].map(() => pipe.call("POST", "/api/v2/dealFields", body).body.data);
  const inLeads = pipe.call("GET", "/api/v1/leadFields?limit=500").body.data.map((one) => one.key);
  const gone = pipe.call("DELETE", `/api/v2/dealFields/${second?.field_code}`);
  const builtin = pipe.call("DELETE", "/api/v2/dealFields/title");

  expect(first).toMatchObject({ field_name: "Size", field_type: "set", is_custom_field: true });
  expect(first?.field_code).toMatch(/^[0-9a-f]{40}$/);
  expect(second?.field_code).not.toBe(first?.field_code);
  expect(inLeads).toContain(first?.field_code);
  expect([gone.status, builtin.status]).toEqual([200, 404]);
});

it("merges one record into another, which takes what it lacks; the loser is not found any more", () => {
  const pipe = pipedrive();
  pipe.create("persons", { name: "Ann Lee", phones: [{ value: "+1 202 555 0101" }] });
  pipe.create("persons", { name: "Ann M Lee", emails: [{ value: "ann@x.example" }] });
  pipe.create("deals", { title: "Big", person_id: 1 });

  const merged = pipe.call("PUT", "/api/v1/persons/1/merge", { merge_with_id: 2 });
  const loser = pipe.call("GET", `${persons}/1`);
  const winner = pipe.call("GET", `${persons}/2`).body.data;
  const list = pipe.call("GET", persons).body.data;
  const deal = pipe.call("GET", "/api/v2/deals/1").body.data;

  expect(merged.body.data).toMatchObject({ id: 2, merge_what_id: 1 });
  expect([loser.status, loser.body.error]).toEqual([404, "Person not found"]);
  expect(winner).toMatchObject({ name: "Ann M Lee", phones: [{ value: "+1 202 555 0101" }] });
  expect(list.map((one) => one.id)).toEqual([2]);
  expect(JSON.stringify(winner)).not.toMatch(/merge/);
  expect(deal.person_id).toBe(2);
});

it("forgets a write that lose-write took, though it says yes", () => {
  const pipe = pipedrive();
  pipe.create("persons", { name: "Ann" });
  pipe.fault("lose-write", { times: 1 });

  const said = pipe.call("PATCH", `${persons}/1`, { name: "Bob" });

  expect([said.status, said.body.data.name]).toEqual([200, "Bob"]);
  expect(pipe.call("GET", `${persons}/1`).body.data.name).toBe("Ann");
});

it("brings a deleted deal back, under the same id and with a new stamp; persons stay gone", () => {
  const pipe = pipedrive();
  pipe.create("deals", { title: "Big" });
  pipe.create("persons", { name: "Ann" });
  pipe.call("PATCH", "/api/v2/deals/1", { is_deleted: true });
  pipe.call("DELETE", `${persons}/1`);
  pipe.clock.ms += 5000;

  const gone = pipe.call("GET", "/api/v2/deals").body.data;
  const back = pipe.call("PATCH", "/api/v2/deals/1", { is_deleted: false, title: "Bigger" });
  const person = pipe.call("PATCH", `${persons}/1`, { is_deleted: false });

  expect(gone).toEqual([]);
  expect(back.body.data).toMatchObject({
    id: 1,
    title: "Bigger",
    is_deleted: false,
    update_time: "2026-11-20T10:00:05Z",
  });
  expect(person.status).toBe(404);
});
