import { expect, it } from "vitest";
import { codeIn } from "../../../src/sandbox/pipedrive/home.ts";
import { type Pipe, pipedrive } from "./pipedrive-company.ts";

const leads = "/api/v1/leads";
const ownId = codeIn("main", "leads", "ownId");

function withPerson(): Pipe {
  const pipe = pipedrive();
  pipe.create("persons", { name: "Ann Lee" });
  return pipe;
}

it("keeps leads under UUIDs, with the custom fields of deals beside the others", () => {
  const pipe = withPerson();
  const body = { title: "Maybe", person_id: 1, value: { amount: 100, currency: "EUR" }, [ownId]: "l_1" };

  const made = pipe.call("POST", leads, body);
  const changed = pipe.call("PATCH", `${leads}/${made.body.data.id}`, { title: "Rather", is_archived: true });
  const lists = [leads, `${leads}/archived`].map((path) => pipe.call("GET", path).body.data.length);
  const gone = pipe.call("DELETE", `${leads}/${made.body.data.id}`);

  expect(made.status).toBe(201);
  expect(made.body.data).toMatchObject({
    ...body,
    visible_to: "3",
    owner_id: 11_001,
    add_time: "2026-11-20T10:00:00Z",
  });
  expect(made.body.data.id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  expect(changed.body.data.title).toBe("Rather");
  expect(lists).toEqual([0, 1]);
  expect(gone.body).toEqual({ success: true, data: { id: made.body.data.id } });
  expect(pipe.call("GET", `${leads}/${made.body.data.id}`).body.error).toBe("Lead not found");
});

it.each([
  [{ person_id: 1 }, "Title must be given"],
  [{ title: "A" }, "A lead must be linked to a person or an organization"],
  [{ title: "A", person_id: 77 }, "person_id: Person 77 does not exist"],
  [{ title: "A", person_id: 1, value: 100 }, "value: must be an object with amount and currency"],
  [{ title: "A", person_id: 1, label_ids: ["x"] }, "label_ids: must be an array of ids of lead labels"],
  [{ title: "A", person_id: 1, visible_to: 3 }, "visible_to: must be one of [1, 3, 5, 7]"],
  [{ title: "A", person_id: 1, ["f".repeat(40)]: 1 }, "custom field does not exist"],
])("refuses the lead %j", (body, problem) => {
  const pipe = withPerson();

  const got = pipe.call("POST", leads, body);

  expect(got.status).toBe(400);
  expect(got.body.error).toContain(problem);
});

it("pages by start and limit, sorted and filtered by time", () => {
  const pipe = withPerson();
  for (const title of ["c", "a", "b"]) {
    pipe.call("POST", leads, { title, person_id: 1 });
    pipe.clock.ms += 1000;
  }

  const first = pipe.call("GET", `${leads}?limit=2&start=0&sort=title%20ASC`);
  const second = pipe.call("GET", `${leads}?limit=2&start=2&sort=title%20ASC`);
  const late = pipe.call("GET", `${leads}?updated_since=2026-11-20T10:00:01Z`);
  const wrong = pipe.call("GET", `${leads}?updated_since=2026-11-20T10:00:01.5Z`);

  expect(first.body.data.map((one) => one.title)).toEqual(["a", "b"]);
  expect(first.body.additional_data.pagination).toEqual({
    start: 0,
    limit: 2,
    more_items_in_collection: true,
    next_start: 2,
  });
  expect(second.body.additional_data.pagination.more_items_in_collection).toBe(false);
  expect(late.body.data.map((one) => one.title)).toEqual(["a", "b"]);
  expect(wrong.status).toBe(400);
});

it("converts a lead into a deal: an order first, the deal when it is done", () => {
  const pipe = withPerson();
  const lead = pipe.call("POST", leads, {
    title: "Maybe",
    person_id: 1,
    value: { amount: 90, currency: "EUR" },
    [ownId]: "x",
  });
  const { id } = lead.body.data;

  const order = pipe.call("POST", `/api/v2/leads/${id}/convert/deal`, { stage_id: 2 }).body.data.conversion_id;
  const early = pipe.call("GET", `/api/v2/leads/${id}/convert/status/${order}`).body.data;
  pipe.clock.ms += 2000;
  const late = pipe.call("GET", `/api/v2/leads/${id}/convert/status/${order}`).body.data;
  const deal = pipe.call("GET", `/api/v2/deals/${late.deal_id}`).body.data;
  const again = pipe.call("POST", `/api/v2/leads/${id}/convert/deal`, {});

  expect([early.status, late.status]).toEqual(["running", "completed"]);
  expect(deal).toMatchObject({
    title: "Maybe",
    person_id: 1,
    value: 90,
    currency: "EUR",
    stage_id: 2,
    source_lead_id: id,
  });
  expect(deal.custom_fields).toMatchObject({ [ownId]: "x" });
  expect(again.status).toBe(404);
});

it("converts a lead by hand, too", () => {
  const pipe = withPerson();
  const made = pipe.control("POST", "pipedrive/records/leads", { fields: { title: "Maybe", person_id: 1 } });

  const done = pipe.control("POST", `pipedrive/records/leads/${made.body.id}/convert`, {});

  expect([made.status, done.status]).toEqual([201, 200]);
  expect(pipe.call("GET", "/api/v2/deals").body.data.map((one) => one.title)).toEqual(["Maybe"]);
});

it("keeps notes at records, with v1's times and flags", () => {
  const pipe = withPerson();

  const made = pipe.call("POST", "/api/v1/notes", { content: "Hello", person_id: 1, pinned_to_person_flag: 1 });
  const changed = pipe.call("PUT", `/api/v1/notes/${made.body.data.id}`, { content: "Bye" });
  const list = pipe.call("GET", "/api/v1/notes?person_id=1").body.data;
  const loose = pipe.call("POST", "/api/v1/notes", { content: "Hello" });
  const gone = pipe.call("DELETE", `/api/v1/notes/${made.body.data.id}`);

  expect(made.body.data).toMatchObject({
    content: "Hello",
    add_time: "2026-11-20 10:00:00",
    pinned_to_person_flag: true,
  });
  expect(changed.body.data.content).toBe("Bye");
  expect(list.length).toBe(1);
  expect([loose.status, gone.status]).toEqual([400, 200]);
});

it("lists labels, sources and kinds of activities", () => {
  const pipe = pipedrive();

  const [labels, sources, kinds] = ["leadLabels", "leadSources", "activityTypes"].map((path) =>
    pipe.call("GET", `/api/v1/${path}`),
  );

  expect(labels?.body.data.map((one) => one.name)).toEqual(["Hot", "Warm", "Cold"]);
  expect(sources?.body.data.map((one) => one.name)).toContain("API");
  expect(kinds?.body.data.map((one) => one.key_string)).toContain("meeting");
});
