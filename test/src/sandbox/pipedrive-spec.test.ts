import { expect, it } from "vitest";
import { membersAt, type Pipe, pipedrive, violationsAt } from "./pipedrive-company.ts";

function filled(): Pipe {
  const pipe = pipedrive();
  const org = pipe.create("organizations", { name: "Acme", website: "https://acme.example", employee_count: 12 });
  const emails = [
    { value: "ann@acme.example", primary: true, label: "work" },
    { value: "ann@home.example", primary: false, label: "home" },
  ];
  const person = pipe.create("persons", {
    name: "Ann Lee",
    org_id: org,
    emails,
    phones: [{ value: "+1 202 555 0101" }],
  });
  const deal = pipe.create("deals", { title: "Big one", value: 1200, person_id: person, org_id: org });
  pipe.create("activities", {
    subject: "Call Ann",
    type: "call",
    deal_id: deal,
    participants: [{ person_id: person }],
  });
  return pipe;
}

it.each(["persons", "organizations", "deals", "activities"])("shows %s as the API document says", (type) => {
  const pipe = filled();

  const list = pipe.call("GET", `/api/v2/${type}`);
  const one = pipe.call("GET", `/api/v2/${type}/1`);
  const gone = pipe.call("DELETE", `/api/v2/${type}/1`);

  expect([list.status, one.status, gone.status]).toEqual([200, 200, 200]);
  expect(violationsAt("GET", `/${type}`, list.body)).toEqual([]);
  expect(violationsAt("GET", `/${type}/{id}`, one.body)).toEqual([]);
  expect(violationsAt("DELETE", `/${type}/{id}`, gone.body)).toEqual([]);
  expect(list.body.data).toEqual([one.body.data]);
});

it.each(["persons", "organizations", "deals", "activities"])(
  "answers writes of %s as the API document says",
  (type) => {
    const pipe = filled();
    const name = type === "persons" || type === "organizations" ? "name" : type === "deals" ? "title" : "subject";

    const made = pipe.call("POST", `/api/v2/${type}`, { [name]: "New" });
    const changed = pipe.call("PATCH", `/api/v2/${type}/1`, { [name]: "Newer" });

    expect([made.status, changed.status]).toEqual([201, 200]);
    expect(violationsAt("POST", `/${type}`, made.body)).toEqual([]);
    expect(violationsAt("PATCH", `/${type}/{id}`, changed.body)).toEqual([]);
    expect(changed.body.data[name]).toBe("Newer");
  },
);

it.each([
  ["persons", ["marketing_status", "doi_status"]],
  ["organizations", []],
  ["deals", ["arr", "mrr", "acv"]],
  [
    "activities",
    ["project_id", "conference_meeting_client", "conference_meeting_url", "conference_meeting_id", "attendees"],
  ],
])("shows every member of %s that the document names, but those of paid extras", (type, extras) => {
  const pipe = filled();

  const shown = Object.keys(pipe.call("GET", `/api/v2/${type}/1`).body.data);

  const missing = membersAt("GET", `/${type}`).filter((name) => !shown.includes(name) && !extras.includes(name));
  expect(missing).toEqual([]);
});

it.each(["person", "organization", "deal", "activity"])("describes %s fields as the API document says", (word) => {
  const pipe = pipedrive();

  const list = pipe.call("GET", `/api/v2/${word}Fields?limit=500&include_fields=required_fields,ui_visibility`);

  expect(list.status).toBe(200);
  expect(list.body.data.length).toBeGreaterThan(10);
  expect(violationsAt("GET", `/${word}Fields`, list.body)).toEqual([]);
});

it("answers searches, pipelines, stages and conversions as the API document says", () => {
  const pipe = filled();
  pipe.clock.ms += 5000;
  const lead = pipe.call("POST", "/api/v1/leads", { title: "Maybe", person_id: 1 }).body.data.id;

  const found = pipe.call("GET", "/api/v2/persons/search?term=ann@acme.example&fields=email&exact_match=true");
  const firms = pipe.call("GET", "/api/v2/organizations/search?term=acm");
  const deals = pipe.call("GET", "/api/v2/deals/search?term=big");
  const all = pipe.call("GET", "/api/v2/itemSearch?term=ac");
  const byField = pipe.call(
    "GET",
    "/api/v2/itemSearch/field?entity_type=organization&field=website&term=https&match=beginning",
  );
  const lines = pipe.call("GET", "/api/v2/pipelines");
  const stages = pipe.call("GET", "/api/v2/stages?pipeline_id=1");
  const order = pipe.call("POST", `/api/v2/leads/${lead}/convert/deal`, {});
  const order_id = order.body.data.conversion_id;
  const status = pipe.call("GET", `/api/v2/leads/${lead}/convert/status/${order_id}`);

  expect(violationsAt("GET", "/persons/search", found.body)).toEqual([]);
  expect(violationsAt("GET", "/organizations/search", firms.body)).toEqual([]);
  expect(violationsAt("GET", "/deals/search", deals.body)).toEqual([]);
  expect(violationsAt("GET", "/itemSearch", all.body)).toEqual([]);
  expect(violationsAt("GET", "/itemSearch/field", byField.body)).toEqual([]);
  expect(violationsAt("GET", "/pipelines", lines.body)).toEqual([]);
  expect(violationsAt("GET", "/stages", stages.body)).toEqual([]);
  expect(violationsAt("POST", "/leads/{id}/convert/deal", order.body)).toEqual([]);
  expect(violationsAt("GET", "/leads/{id}/convert/status/{conversion_id}", status.body)).toEqual([]);
  expect([found, firms, deals].map((one) => one.body.data.items.length)).toEqual([1, 1, 1]);
});
