import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Answered, apiRig, tokens } from "./rig.ts";

let rig: Awaited<ReturnType<typeof apiRig>>;
let document: Answered["body"];
beforeAll(async () => {
  rig = await apiRig();
  for (const crm of ["salesforce", "hubspot"] as const) await (await rig.signIn(crm)).confirm();
  rig.create("salesforce", "Contact", { LastName: "Lovelace", Email: "ada@x.test" });
  rig.create("salesforce", "Contact", { LastName: "Nomail" });
  for (let n = 0; n < 4; n += 1) {
    await rig.clock.advance(5_000);
    await rig.rest();
  }
  ({ body: document } = await rig.ask("GET", "/v1/openapi.json", undefined, { token: tokens.viewer }));
});
afterAll(() => rig.close());

const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });

/** What the specification of OpenAPI 3.1 demands of the parts that are used here. */
const metaSchema = {
  type: "object",
  required: ["openapi", "info", "paths"],
  properties: {
    openapi: { type: "string", pattern: "^3\\.1\\.\\d+$" },
    info: {
      type: "object",
      required: ["title", "version"],
      properties: { title: { type: "string" }, version: { type: "string" } },
    },
    paths: {
      type: "object",
      propertyNames: { pattern: "^/" },
      additionalProperties: {
        type: "object",
        propertyNames: { enum: ["get", "put", "post", "delete"] },
        additionalProperties: { $ref: "#/$defs/operation" },
      },
    },
    security: { type: "array", items: { type: "object", additionalProperties: { type: "array" } } },
    components: { type: "object", required: ["schemas", "securitySchemes"] },
  },
  $defs: {
    operation: {
      type: "object",
      required: ["operationId", "responses"],
      properties: {
        operationId: { type: "string" },
        tags: { type: "array", items: { type: "string" } },
        parameters: {
          type: "array",
          items: {
            type: "object",
            required: ["name", "in", "schema"],
            properties: { in: { enum: ["query", "header", "path"] }, required: { type: "boolean" } },
            if: { properties: { in: { const: "path" } } },
            // biome-ignore lint/suspicious/noThenProperty: a word of JSON Schema.
            then: { required: ["required"], properties: { required: { const: true } } },
          },
        },
        requestBody: { type: "object", required: ["content"], properties: { content: { $ref: "#/$defs/content" } } },
        responses: {
          type: "object",
          minProperties: 1,
          propertyNames: { pattern: "^[1-5]\\d\\d$" },
          additionalProperties: {
            type: "object",
            required: ["description"],
            properties: { description: { type: "string" }, content: { $ref: "#/$defs/content" } },
          },
        },
      },
    },
    content: {
      type: "object",
      additionalProperties: {
        type: "object",
        required: ["schema"],
        properties: { schema: { $ref: "https://json-schema.org/draft/2020-12/schema" } },
      },
    },
  },
};

interface Operation {
  readonly operationId: string;
  readonly parameters: readonly { readonly name: string; readonly in: string }[];
  readonly responses: Readonly<Record<string, unknown>>;
}

const operations = () =>
  Object.entries(document.paths as Record<string, Record<string, Operation>>).flatMap(([path, own]) =>
    Object.entries(own).map(([method, operation]) => ({ path, method, operation })),
  );

/** The schema that the document has for an answer. */
function told(path: string, method: string, status: number) {
  const { schema } = document.paths[path][method].responses[status].content["application/json"];
  return ajv.compile({ ...schema, components: document.components });
}

describe("the OpenAPI document", () => {
  it("has the form of OpenAPI 3.1, every schema in it included", () => {
    const check = ajv.compile(metaSchema);

    const valid = check(document);

    expect(check.errors ?? []).toEqual([]);
    expect(valid).toBe(true);
  });

  it("names every operation once, and every part of its address", () => {
    const all = operations();

    const ids = all.map((one) => one.operation.operationId);
    const parts = all.map(({ path, operation }) => ({
      path,
      told: operation.parameters.filter((one) => one.in === "path").map((one) => `{${one.name}}`),
    }));

    expect(ids.length).toBeGreaterThan(25);
    expect(new Set(ids).size).toBe(ids.length);
    for (const one of parts) expect(one.told).toEqual([...one.path.matchAll(/\{\w+\}/g)].map(([part]) => part));
  });

  it("types the fields of each object by the mapping", () => {
    const { schema } = document.paths["/v1/records/deal/{id}"].put.requestBody.content["application/json"];

    const { amount, close_date, account_id } = schema.properties.fields.properties;

    expect(amount).toEqual({ type: ["number", "null"] });
    expect(close_date.anyOf[0]).toMatchObject({ type: "string", format: "date" });
    expect(account_id).toEqual({ type: ["string", "null"] });
    expect(schema.properties.fields.additionalProperties).toBe(false);
  });

  it.each([
    ["PUT", "/v1/records/contact/own", "/v1/records/contact/{id}", { fields: { title: "Countess" } }, 201],
    ["PUT", "/v1/records/contact/own", "/v1/records/contact/{id}", { fields: { title: "Countess" } }, 200],
    ["POST", "/v1/records/contact", "/v1/records/contact", { fields: { email: "ada@x.test" } }, 200],
    ["GET", "/v1/records/contact", "/v1/records/contact", undefined, 200],
    ["GET", "/v1/records/contact/own", "/v1/records/contact/{id}", undefined, 200],
    ["GET", "/v1/records/contact/none", "/v1/records/contact/{id}", undefined, 404],
    ["GET", "/v1/records/contact?limit=x", "/v1/records/contact", undefined, 400],
    ["PUT", "/v1/records/contact/own", "/v1/records/contact/{id}", { fields: { title: 1 } }, 400],
    ["DELETE", "/v1/records/contact/own", "/v1/records/contact/{id}", undefined, 200],
    ["GET", "/v1/runs", "/v1/runs", undefined, 200],
    ["GET", "/v1/runs?status=none", "/v1/runs", undefined, 400],
    ["GET", "/v1/status", "/v1/status", undefined, 200],
    ["GET", "/v1/openapi.json", "/v1/openapi.json", undefined, 200],
  ])("tells what %s %s answers", async (method, path, place, body, status) => {
    const answer = await rig.ask(method, path, body);

    const check = told(place, method.toLowerCase(), status);
    expect(answer.status).toBe(status);
    expect([check(answer.body), check.errors]).toEqual([true, null]);
  });

  it("tells what is answered about a run, a linked record and a refused program", async () => {
    const [run] = (await rig.ask("GET", "/v1/runs?reason=SKIP_NO_EMAIL")).body.runs;
    const [record] = (await rig.ask("GET", "/v1/records/contact?email=ada@x.test")).body.records;

    const answers = [
      [told("/v1/runs/{id}", "get", 200), await rig.ask("GET", `/v1/runs/${run.id}`)],
      [told("/v1/runs/{id}/records", "get", 200), await rig.ask("GET", `/v1/runs/${run.id}/records`)],
      [told("/v1/records/contact/{id}", "get", 200), await rig.ask("GET", `/v1/records/contact/${record.id}`)],
      [told("/v1/status", "get", 401), await rig.ask("GET", "/v1/status", undefined, { token: null })],
    ] as const;

    expect(answers.map(([check, { body }]) => [check(body), check.errors])).toEqual(answers.map(() => [true, null]));
    expect(answers[2][1].body.links).toHaveLength(2);
  });
});

describe("runs and status over HTTP", () => {
  const list = async (query: string) => (await rig.ask("GET", `/v1/runs?${query}`)).body.runs;

  it("[E6] chooses runs by direction, object, status, reason and date", async () => {
    const all = await list("limit=500");
    const skipped = await list("reason=SKIP_NO_EMAIL");
    const outbound = await list("direction=outbound");
    const completed = await list("status=completed&object=contact&connection=salesforce");

    expect(all.length).toBeGreaterThan(4);
    expect(skipped).toHaveLength(1);
    expect(skipped[0]).toMatchObject({ connection: "salesforce", object: "contact", counts: { skipped: 1 } });
    expect(new Set(outbound.map((run: { direction: string }) => run.direction))).toEqual(new Set(["outbound"]));
    expect(completed.length).toBeGreaterThan(0);
    expect(await list("until=2026-11-20")).toEqual([]);
    expect(await list(`since=2026-11-21&until=${encodeURIComponent("2026-11-22T00:00:00Z")}&limit=500`)).toEqual(all);
  });

  it("pages through runs that began together without a gap", async () => {
    const all = (await list("limit=500")).map((run: { id: string }) => run.id);
    const seen: string[] = [];
    let next: string | null = null;

    do {
      const { body } = await rig.ask("GET", `/v1/runs?limit=2${next ? `&cursor=${next}` : ""}`);
      seen.push(...body.runs.map((run: { id: string }) => run.id));
      next = body.next;
    } while (next !== null);

    expect(seen).toEqual(all);
  });

  it("[E5] tells what a run did to each record, with the reason", async () => {
    const [{ id }] = await list("reason=SKIP_NO_EMAIL");

    const run = await rig.ask("GET", `/v1/runs/${id}`);
    const first = await rig.ask("GET", `/v1/runs/${id}/records?limit=1`);
    const second = await rig.ask("GET", `/v1/runs/${id}/records?limit=1&cursor=${first.body.next}`);
    const skipped = await rig.ask("GET", `/v1/runs/${id}/records?outcome=skipped`);

    expect(run.body.outcomes).toContainEqual({ outcome: "skipped", reason: "SKIP_NO_EMAIL", records: 1 });
    expect(skipped.body.records).toMatchObject([{ object: "contact", outcome: "skipped", reason: "SKIP_NO_EMAIL" }]);
    expect(second.body.records[0].subject).not.toBe(first.body.records[0].subject);
    expect((await rig.ask("GET", "/v1/runs/run_none")).status).toBe(404);
  });

  it("tells how the connections stand", async () => {
    const { status, body } = await rig.ask("GET", "/v1/status", undefined, { token: tokens.viewer });

    expect(status).toBe(200);
    expect(body).toMatchObject({
      storage: "ok",
      connections: [{ name: "salesforce", health: "healthy" }, { name: "hubspot" }],
    });
    expect(body.connections[0].objects).toContainEqual(
      expect.objectContaining({ object: "contact", known: 2, synced: 1, skipped: 1 }),
    );
    expect(JSON.stringify(body)).not.toMatch(/token|ada@/);
  });
});
