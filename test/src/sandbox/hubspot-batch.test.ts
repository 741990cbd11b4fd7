import { expect, it } from "vitest";
import { hubspot, violationsAt } from "./hubspot-portal.ts";
import { sdk } from "./hubspot-sdk.ts";

const contacts = "/crm/v3/objects/contacts";
const batch = `${contacts}/batch`;

const traced = (emails: readonly string[]) =>
  emails.map((email, i) => ({ properties: { email }, associations: [], objectWriteTraceId: `t${i + 1}` }));

it("creates a hundred with 201, and one more not at all", () => {
  const hub = hubspot();
  const inputs = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ properties: { email: `p${i}@x.example` } }));

  const tooMany = hub.call("POST", `${batch}/create`, { inputs: inputs(101) });
  const made = hub.call("POST", `${batch}/create`, { inputs: inputs(100) });

  expect([tooMany.status, tooMany.body.category]).toEqual([400, "VALIDATION_ERROR"]);
  expect(made.status).toBe(201);
  expect(made.body.results).toHaveLength(100);
  expect(violationsAt("POST", `${batch}/create`, made)).toEqual([]);
});

it("without trace ids does all or nothing and names only the first bad row", () => {
  const hub = hubspot();
  const id = hub.create("contacts", { email: "taken@x.example" });
  const inputs = ["new@x.example", "taken@x.example", "n/a"].map((email) => ({ properties: { email } }));

  const got = hub.call("POST", `${batch}/create`, { inputs });
  const listed = hub.call("GET", `${contacts}?limit=100`).body.results;

  expect([got.status, got.body.message]).toEqual([409, `Contact already exists. Existing ID: ${id}`]);
  expect(listed).toHaveLength(1);
});

it("with a trace id of its own for each input answers row by row, 207", async () => {
  const hub = hubspot();
  const id = hub.create("contacts", { email: "taken@x.example" });
  const api = sdk(hub);

  const inputs = traced(["new@x.example", "taken@x.example", "n/a"]);
  const got = await api.batch.createWithHttpInfo("contacts", { inputs });
  const raw = hub.call("POST", `${batch}/create`, { inputs });

  expect(got.httpStatusCode).toBe(207);
  expect(got.data.results).toMatchObject([{ objectWriteTraceId: "t1", properties: { email: "new@x.example" } }]);
  expect("errors" in got.data && got.data.errors).toMatchObject([
    {
      category: "CONFLICT",
      message: `Contact already exists. Existing ID: ${id}`,
      context: { objectWriteTraceId: ["t2"] },
    },
    { category: "VALIDATION_ERROR", context: { objectWriteTraceId: ["t3"] } },
  ]);
  expect(violationsAt("POST", `${batch}/create`, raw)).toEqual([]);
});

it("takes trace ids that are not unique as none", () => {
  const hub = hubspot();
  const inputs = traced(["a@x.example", "n/a"]).map((input) => ({ ...input, objectWriteTraceId: "same" }));

  const got = hub.call("POST", `${batch}/create`, { inputs });

  expect(got.status).toBe(400);
});

it("refuses one e-mail twice in a batch; with trace ids only the second", () => {
  const hub = hubspot();

  const whole = hub.call("POST", `${batch}/create`, {
    inputs: ["a@x.example", "A@x.example"].map((email) => ({ properties: { email } })),
  });
  const rows = hub.call("POST", `${batch}/create`, { inputs: traced(["a@x.example", "A@x.example"]) });

  expect([whole.status, whole.body.message]).toEqual([400, "Duplicate IDs found in batch input: [A@x.example]"]);
  expect([rows.status, rows.body.results.length, rows.body.numErrors]).toEqual([207, 1, 1]);
});

it("reads fresh values; ids that name nothing are listed in one error with 207", async () => {
  const hub = hubspot();
  const id = hub.create("contacts", { email: "a@x.example" });
  const gone = hub.create("contacts", { email: "b@x.example" });
  hub.call("DELETE", `${contacts}/${gone}`);
  const api = sdk(hub);
  const ask = { properties: ["email"], propertiesWithHistory: [] };

  const got = await api.batch.readWithHttpInfo("contacts", { ...ask, inputs: [{ id }, { id: gone }, { id: "999" }] });
  const archived = await api.batch.read("contacts", { ...ask, inputs: [{ id: gone }] }, true);
  const byEmail = await api.batch.read("contacts", { ...ask, idProperty: "email", inputs: [{ id: "A@x.example" }] });
  const raw = hub.call("POST", `${batch}/read`, { ...ask, inputs: [{ id }, { id: "999" }] });

  expect(got.httpStatusCode).toBe(207);
  expect(got.data.results.map((one) => one.id)).toEqual([id]);
  expect("errors" in got.data && got.data.errors).toMatchObject([
    {
      category: "OBJECT_NOT_FOUND",
      message: "Could not get some CONTACT objects, they may be deleted or not exist. Check that ids are valid.",
      context: { ids: [gone, "999"] },
    },
  ]);
  expect(archived.results).toMatchObject([{ id: gone, archived: true }]);
  expect(byEmail.results.map((one) => one.id)).toEqual([id]);
  expect(violationsAt("POST", `${batch}/read`, raw)).toEqual([]);
});

it("updates; an id that names nothing costs only its row, a bad value the whole batch", () => {
  const hub = hubspot();
  const id = hub.create("contacts", { email: "a@x.example" });
  const row = (of: string, phone: string) => ({ id: of, properties: { phone } });

  const partly = hub.call("POST", `${batch}/update`, { inputs: [row(id, "1"), row("999", "2")] });
  const whole = hub.call("POST", `${batch}/update`, {
    inputs: [row(id, "3"), { id: hub.create("contacts", { phone: "9" }), properties: { lead_source: "Smoke" } }],
  });
  const read = hub.call("GET", `${contacts}/${id}?properties=phone`);

  expect([partly.status, partly.body.results.length]).toEqual([207, 1]);
  expect(partly.body.errors).toMatchObject([{ category: "OBJECT_NOT_FOUND", context: { ids: ["999"] } }]);
  expect(violationsAt("POST", `${batch}/update`, partly)).toEqual([]);
  expect(whole.status).toBe(400);
  expect(read.body.properties.phone).toBe("1");
});

it("updates contacts by record id only", () => {
  const hub = hubspot();
  hub.create("contacts", { email: "a@x.example" });

  const got = hub.call("POST", `${batch}/update`, {
    inputs: [{ id: "a@x.example", idProperty: "email", properties: { phone: "1" } }],
  });

  expect([got.status, got.body.message]).toEqual([400, "Unable to perform update/upsert by non-unique 0-1 property"]);
});

it("upserts by e-mail and says which are new", async () => {
  const hub = hubspot();
  const id = hub.create("contacts", { email: "a@x.example" });
  const api = sdk(hub);
  const input = (email: string) => ({ id: email, idProperty: "email", properties: { phone: "1" } });

  const got = await api.batch.upsert("contacts", { inputs: [input("a@x.example"), input("b@x.example")] });
  const raw = hub.call("POST", `${batch}/upsert`, { inputs: [input("c@x.example")] });

  expect(got.results.map((one) => "_new" in one && one._new)).toEqual([false, true]);
  expect(got.results[0]?.id).toBe(id);
  expect(got.results[1]?.properties.email).toBe("b@x.example");
  expect(raw.status).toBe(200);
  expect(violationsAt("POST", `${batch}/upsert`, raw)).toEqual([]);
});

it("refuses an upsert by a property that is not unique, and one record twice", () => {
  const hub = hubspot();
  hub.create("contacts", { email: "a@x.example" });
  const twice = { id: "a@x.example", idProperty: "email", properties: {} };

  const domain = hub.call("POST", "/crm/v3/objects/companies/batch/upsert", {
    inputs: [{ id: "x.example", idProperty: "domain", properties: {} }],
  });
  const same = hub.call("POST", `${batch}/upsert`, { inputs: [twice, twice] });

  expect([domain.status, domain.body.message]).toEqual([
    400,
    "Unable to perform update/upsert by non-unique 0-2 property",
  ]);
  expect([same.status, same.body.message.slice(0, 36)]).toEqual([400, "Duplicate IDs found in batch input: "]);
});

it("archives with 204, also ids that name nothing", async () => {
  const hub = hubspot();
  const id = hub.create("contacts", { email: "a@x.example" });
  const api = sdk(hub);

  const got = await api.batch.archiveWithHttpInfo("contacts", { inputs: [{ id }, { id: "999" }] });
  const read = hub.call("GET", `${contacts}/${id}`);

  expect(got.httpStatusCode).toBe(204);
  expect(read.status).toBe(404);
});

it("a locked record is 423 alone, and stops a batch without trace ids before anything is written", () => {
  const hub = hubspot();
  const [free, held] = [hub.create("contacts", { phone: "1" }), hub.create("contacts", { phone: "2" })];
  hub.fault("lock-row", { type: "contacts", id: held });

  const alone = hub.call("PATCH", `${contacts}/${held}`, { properties: { phone: "3" } });
  const whole = hub.call("POST", `${batch}/update`, {
    inputs: [free, held].map((id) => ({ id, properties: { phone: "3" } })),
  });
  const rows = hub.call("POST", `${batch}/update`, {
    inputs: [free, held].map((id) => ({ id, properties: { phone: "4" }, objectWriteTraceId: id })),
  });
  const phones = hub.call("GET", `${contacts}?properties=phone`).body.results.map((one) => one.properties.phone);

  expect([alone.status, whole.status, rows.status]).toEqual([423, 423, 207]);
  expect(phones).toEqual(["4", "2"]);
});

it("lose-write says yes and stores nothing; drop-answer stores and says nothing", () => {
  const hub = hubspot();
  hub.fault("lose-write", { times: 1 });

  const lost = hub.call("POST", contacts, { properties: { email: "lost@x.example" } });
  hub.fault("drop-answer", { times: 1 });
  const read = hub.call("POST", `${contacts}/search`, {});
  const dropped = hub.call("POST", contacts, { properties: { email: "kept@x.example" } });
  const again = hub.call("POST", contacts, { properties: { email: "kept@x.example" } });
  const retried = hub.call("POST", contacts, { properties: { email: "lost@x.example" } });

  expect([lost.status, read.drop, dropped.drop, again.status, retried.status]).toEqual([201, false, true, 409, 201]);
});
