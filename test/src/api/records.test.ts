import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startPostgres } from "../../fakes/postgres.ts";
import { apiRig, tokens } from "./rig.ts";

let rig: Awaited<ReturnType<typeof apiRig>>;

describe("records over HTTP, on SQLite", () => {
  beforeAll(async () => {
    rig = await apiRig();
  });
  afterAll(() => rig.close());
  beforeEach(async () => {
    for (const table of ["records", "outbox"]) await rig.write(`delete from ${table}`);
  });

  const put = (id: string, fields: object, headers: Record<string, string> = {}) =>
    rig.ask("PUT", `/v1/records/contact/${id}`, { fields }, { headers });
  const owed = () => rig.sql<object>("select connection, record_id from outbox order by connection, record_id");

  it("makes a record by its id, owes it to every connection, and reads it back with its version", async () => {
    const made = await put("c1", { first_name: "Ada", email: "ada@x.test" });
    const read = await rig.ask("GET", "/v1/records/contact/c1");

    expect(made).toMatchObject({ status: 201, body: { id: "c1", version: 1, outcome: "created" } });
    expect(made.headers.get("location")).toBe("/v1/records/contact/c1");
    expect(read.status).toBe(200);
    expect(read.headers.get("etag")).toBe('"1"');
    expect(read.body).toMatchObject({
      id: "c1",
      version: 1,
      updatedAt: "2026-11-21T10:00:00.000Z",
      fields: { first_name: "Ada", last_name: null, email: "ada@x.test", phone: null, title: null, account_id: null },
      links: [],
    });
    expect(await owed()).toEqual([
      { connection: "hubspot", record_id: "c1" },
      { connection: "salesforce", record_id: "c1" },
    ]);
  });

  it("writes only the given fields, empties with null, and leaves what stands as it is", async () => {
    await put("c1", { first_name: "Ada", email: "ada@x.test", phone: "1" });

    const changed = await put("c1", { phone: null, title: "Countess" });
    const same = await put("c1", { title: "Countess" });

    expect(changed).toMatchObject({ status: 200, body: { id: "c1", version: 2, outcome: "updated" } });
    expect(same).toMatchObject({ status: 200, body: { id: "c1", version: 2, outcome: "unchanged" } });
    const { body } = await rig.ask("GET", "/v1/records/contact/c1");
    expect(body.fields).toMatchObject({ first_name: "Ada", email: "ada@x.test", phone: null, title: "Countess" });
  });

  it("refuses a write on a version that is no more, and does nothing then", async () => {
    await put("c1", { title: "one" });
    await put("c1", { title: "two" }, { "if-match": '"1"' });

    const stale = await put("c1", { title: "three" }, { "if-match": '"1"' });
    const gone = await put("c2", { title: "four" }, { "if-match": "1" });
    const staleDelete = await rig.ask("DELETE", "/v1/records/contact/c1", undefined, { headers: { "if-match": "1" } });

    expect([stale.status, gone.status, staleDelete.status]).toEqual([409, 409, 409]);
    expect(stale.body.error).toMatchObject({ code: "VERSION_STALE", message: expect.stringContaining("version 2") });
    expect(await rig.sql("select id, title from contacts")).toEqual([{ id: "c1", title: "two" }]);
  });

  it("writes by match key: the record that has it, or a new one; several that agree are refused", async () => {
    await rig.write("insert into contacts (id, email) values ('c1', 'Ada@X.test')");
    await rig.write("insert into contacts (id, email) values ('twin1', 'twin@x.test'), ('twin2', 'twin@x.test')");
    const post = (fields: object, by?: string) => rig.ask("POST", "/v1/records/contact", { fields, by });

    const known = await post({ email: " ada@x.test", title: "Countess" });
    const fresh = await post({ email: "new@x.test" });
    const twice = await post({ email: "twin@x.test" });
    const always = await post({ email: "ada@x.test" }, "new");

    expect(known).toMatchObject({ status: 200, body: { id: "c1", outcome: "updated" } });
    expect(fresh).toMatchObject({ status: 201, body: { version: 1, outcome: "created" } });
    expect(twice).toMatchObject({ status: 409, body: { error: { code: "MATCH_AMBIGUOUS" } } });
    expect(twice.body.error.message).toContain("twin1, twin2");
    expect(always.status).toBe(201);
    expect(await rig.sql("select count(*) as n from contacts")).toEqual([{ n: 5 }]);
  });

  it("knows no record of a CRM's id that is not linked, and no connection that is not there", async () => {
    const unlinked = await rig.ask("PUT", "/v1/records/contact/by/salesforce/003", { fields: {} });
    const nowhere = await rig.ask("GET", "/v1/records/contact/by/zoho/1");

    expect(unlinked).toMatchObject({ status: 404, body: { error: { code: "NOT_LINKED" } } });
    expect(nowhere).toMatchObject({
      status: 404,
      body: { error: { code: "CONNECTION_UNKNOWN", field: "connection" } },
    });
  });

  it("deletes, owes the delete, and brings back what is written again", async () => {
    await put("c1", { email: "ada@x.test" });
    await rig.write("delete from outbox");

    const removed = await rig.ask("DELETE", "/v1/records/contact/c1");
    const again = await rig.ask("DELETE", "/v1/records/contact/c1");
    const read = await rig.ask("GET", "/v1/records/contact/c1");
    const owing = await owed();
    const back = await put("c1", { title: "Countess" });

    expect(removed).toMatchObject({ status: 200, body: { id: "c1", version: 2, outcome: "deleted" } });
    expect([again.status, read.status]).toEqual([404, 404]);
    expect(owing).toHaveLength(2);
    expect(back).toMatchObject({ status: 201, body: { version: 3 } });
    expect(await rig.sql("select email, title from contacts")).toEqual([{ email: "ada@x.test", title: "Countess" }]);
  });

  it("pages through a list by its cursor and tells no record twice", async () => {
    for (let n = 1; n <= 7; n += 1) await put(`c${n}`, { email: `p${n}@x.test` });
    const seen: string[] = [];
    let next: string | null = null;

    do {
      const { body } = await rig.ask("GET", `/v1/records/contact?limit=3${next ? `&cursor=${next}` : ""}`);
      seen.push(...body.records.map((one: { id: string }) => one.id));
      next = body.next;
    } while (next !== null);

    expect(seen).toEqual(["c1", "c2", "c3", "c4", "c5", "c6", "c7"]);
  });

  it("lets a viewer read and nothing else; an operator and an admin write", async () => {
    const write = (token: string) =>
      rig.ask("PUT", "/v1/records/contact/c1", { fields: { title: token.slice(0, 5) } }, { token });

    const byViewer = await write(tokens.viewer);
    const deleted = await rig.ask("DELETE", "/v1/records/contact/c1", undefined, { token: tokens.viewer });
    const posted = await rig.ask("POST", "/v1/records/contact", { fields: {} }, { token: tokens.viewer });
    const [byOperator, byAdmin] = [await write(tokens.operator), await write(tokens.admin)];
    const read = await rig.ask("GET", "/v1/records/contact/c1", undefined, { token: tokens.viewer });

    expect([byViewer.status, deleted.status, posted.status]).toEqual([403, 403, 403]);
    expect(byViewer.body.error).toMatchObject({ code: "FORBIDDEN", message: expect.stringContaining("operator") });
    expect([byOperator.status, byAdmin.status, read.status]).toEqual([201, 200, 200]);
    expect(JSON.stringify(rig.logged)).not.toMatch(/token-of-thirty/);
  });
});

describe("records over HTTP, of CRMs that are signed in", () => {
  beforeAll(async () => {
    rig = await apiRig();
  });
  afterAll(() => rig.close());

  it("reads and writes by a CRM's id, and sends what was written there", async () => {
    for (const crm of ["salesforce", "hubspot"] as const) await (await rig.signIn(crm)).confirm();
    const externalId = rig.create("salesforce", "Contact", { LastName: "Lovelace", Email: "ada@x.test" });
    for (let n = 0; n < 3; n += 1) {
      await rig.clock.advance(5_000);
      await rig.rest();
    }

    const read = await rig.ask("GET", `/v1/records/contact/by/salesforce/${externalId}`);
    const written = await rig.ask("PUT", `/v1/records/contact/by/salesforce/${externalId}`, {
      fields: { title: "Countess" },
    });
    for (let n = 0; n < 3; n += 1) {
      await rig.clock.advance(5_000);
      await rig.rest();
    }

    expect(read.body).toMatchObject({ fields: { last_name: "Lovelace" } });
    expect(read.body.links).toContainEqual(expect.objectContaining({ connection: "salesforce", externalId }));
    expect(written).toMatchObject({ status: 200, body: { id: read.body.id, outcome: "updated" } });
    expect(rig.list("salesforce", "Contact").records[0]?.fields.Title).toBe("Countess");
    expect(rig.list("hubspot", "contacts").records[0]?.fields.jobtitle).toBe("Countess");
  });
});

describe("records over HTTP, where nothing is written", () => {
  beforeAll(async () => {
    rig = await apiRig();
    const put = (id: string, fields: object) => rig.ask("PUT", `/v1/records/contact/${id}`, { fields });
    await put("c1", { email: "ada@x.test", title: "A" });
    await put("c2", { email: "bob@x.test", title: "B", phone: "12345" });
    await put("c3", { email: "cy@y.test" });
  });
  afterAll(() => rig.close());

  it.each([
    ["email=ada@x.test", ["c1"]],
    ["email[contains]=X.TEST", ["c1", "c2"]],
    ["phone[empty]=true", ["c1", "c3"]],
    ["phone[empty]=false&title=B", ["c2"]],
    ["title[not]=B", ["c1", "c3"]],
    ["title[gte]=B", ["c2"]],
    ["title[lt]=B", ["c1"]],
  ])("chooses by %s", async (query, ids) => {
    const { body } = await rig.ask("GET", `/v1/records/contact?${query}`);

    expect(body.records.map((one: { id: string }) => one.id)).toEqual(ids);
  });

  it.each([
    ["GET", "/v1/records/contact?limit=0", undefined, 400, "QUERY_WRONG", "limit"],
    ["GET", "/v1/records/contact?emial=x", undefined, 400, "QUERY_WRONG", "emial"],
    ["GET", "/v1/records/contact?email[like]=x", undefined, 400, "QUERY_WRONG", "email"],
    ["GET", "/v1/records/deal?amount[gt]=much", undefined, 400, "QUERY_WRONG", "amount"],
    ["GET", "/v1/records/contact?cursor=nonsense", undefined, 400, "QUERY_WRONG", "cursor"],
    ["GET", "/v1/records/contakt", undefined, 404, "OBJECT_UNKNOWN", "object"],
    ["GET", "/v1/records/__proto__", undefined, 404, "OBJECT_UNKNOWN", "object"],
    ["GET", "/v1/nothing", undefined, 404, "NOT_FOUND", undefined],
    ["PATCH", "/v1/records/contact/c1", { fields: {} }, 405, "METHOD_WRONG", undefined],
    ["PUT", "/v1/records/contact/c1", "{", 400, "BODY_WRONG", undefined],
    ["PUT", "/v1/records/contact/c1", undefined, 400, "BODY_WRONG", undefined],
    ["PUT", "/v1/records/contact/c1", { field: {} }, 400, "BODY_WRONG", "fields"],
    ["PUT", "/v1/records/contact/c1", { fields: { emial: "x" } }, 400, "FIELD_UNKNOWN", "emial"],
    ["PUT", "/v1/records/contact/c1", { fields: { constructor: "x" } }, 400, "FIELD_UNKNOWN", "constructor"],
    ["PUT", "/v1/records/contact/c1", { fields: { email: 5 } }, 400, "VALUE_WRONG", "email"],
    ["PUT", "/v1/records/deal/d1", { fields: { amount: "5" } }, 400, "VALUE_WRONG", "amount"],
    ["PUT", "/v1/records/deal/d1", { fields: { close_date: "2026-02-30" } }, 400, "VALUE_WRONG", "close_date"],
    ["PUT", "/v1/records/contact/c1", { fields: { email: "a\u0000b" } }, 400, "VALUE_WRONG", "email"],
    ["PUT", "/v1/records/contact/%0a", { fields: {} }, 400, "ID_WRONG", "id"],
    [
      "PUT",
      "/v1/records/contact/c1",
      `{"fields":{"title":"${"x".repeat(1_000_001)}"}}`,
      413,
      "BODY_TOO_LARGE",
      undefined,
    ],
  ])("refuses %s %s with its place", async (method, path, body, status, code, field) => {
    const answer = await rig.ask(method, path, body);

    expect(answer.status).toBe(status);
    expect(answer.body.error).toMatchObject({ code, ...(field === undefined ? {} : { field }) });
    expect(answer.body.error.message.length).toBeGreaterThan(10);
    expect(await rig.sql("select count(*) as n, max(version) as version from records")).toEqual([{ n: 3, version: 1 }]);
  });

  it("gives the same refusal to whoever has no right token, and does nothing for them", async () => {
    const shown = [null, "", "wrong", `${tokens.operator}x`, tokens.operator.toUpperCase(), "x".repeat(10_000)];

    const refused = await Promise.all(
      shown.map((token) => rig.ask("PUT", "/v1/records/contact/c1", { fields: {} }, { token })),
    );
    const hidden = await rig.ask("GET", "/v1/nothing", undefined, { token: null });
    const basic = await rig.ask("GET", "/v1/status", undefined, {
      token: null,
      headers: { authorization: `Basic ${tokens.admin}` },
    });

    const answers = [...refused, hidden, basic].map(({ status, body }) => JSON.stringify({ status, body }));
    expect(new Set(answers).size).toBe(1);
    expect(refused[0]).toMatchObject({ status: 401, body: { error: { code: "UNAUTHORIZED" } } });
    expect(refused[0]?.headers.get("www-authenticate")).toContain("Bearer");
    expect(await rig.sql("select count(*) as n, max(version) as version from records")).toEqual([{ n: 3, version: 1 }]);
  });
});

describe("records over HTTP, on PostgreSQL", () => {
  let server: Awaited<ReturnType<typeof startPostgres>>;
  beforeAll(async () => {
    server = await startPostgres();
    rig = await apiRig({ databaseUrl: await server.database("api") });
  });
  afterAll(async () => {
    await rig.close();
    await server.stop();
  });

  it("writes by id and by match key, reads, chooses, pages, refuses stale versions, deletes", async () => {
    const put = (id: string, fields: object, headers: Record<string, string> = {}) =>
      rig.ask("PUT", `/v1/records/deal/${id}`, { fields }, { headers });
    await rig.write("insert into contacts (id, email) values ('c1', 'Ada@X.test')");

    const made = await put("d1", { name: "Big 💚 'deal'", amount: 100.5, close_date: "2026-12-31" });
    await put("d2", { name: "Small", amount: 9 });
    await put("d3", { name: "None" });
    const stale = await put("d1", { amount: 1 }, { "if-match": "7" });
    const matched = await rig.ask("POST", "/v1/records/contact", { fields: { email: "ada@x.test", title: "C" } });
    const ids = async (query: string) =>
      (await rig.ask("GET", `/v1/records/deal?${query}`)).body.records.map((one: { id: string }) => one.id);
    const chosen = [
      await ids("amount[gt]=9"),
      await ids("amount=9"),
      await ids("amount[empty]=true"),
      await ids("name[contains]=SMALL"),
      await ids("close_date[lt]=2027-01-01"),
      await ids("amount[not]=9"),
    ];
    const tried = await rig.engine.records.tryOut("deal", [{ target: { by: "id", id: "d9" }, fields: { name: "x" } }]);
    const removed = await rig.ask("DELETE", "/v1/records/deal/d2");
    const read = await rig.ask("GET", "/v1/records/deal/d1");

    expect([made.status, stale.status, removed.status]).toEqual([201, 409, 200]);
    expect(matched).toMatchObject({ status: 200, body: { id: "c1", version: 2 } });
    expect(tried).toMatchObject([{ ok: true, outcome: "created" }]);
    expect(chosen).toEqual([["d1"], ["d2"], ["d3"], ["d2"], ["d1"], ["d1", "d3"]]);
    expect(read.body.fields).toMatchObject({ name: "Big 💚 'deal'", amount: 100.5, close_date: "2026-12-31" });
    expect(await rig.sql("select distinct object, record_id from outbox order by record_id")).toEqual([
      { object: "contact", record_id: "c1" },
      { object: "deal", record_id: "d1" },
      { object: "deal", record_id: "d2" },
      { object: "deal", record_id: "d3" },
    ]);
  });

  it("changes a record that plain SQL makes at the same moment", async () => {
    const answer = await rig.rows.write(async (sql) => {
      await sql.run("insert into contacts (id, email) values ('race', 'race@x.test')");
      const writing = rig.ask("PUT", "/v1/records/contact/race", { fields: { title: "Countess" } });
      await waiting();
      return { writing };
    });

    expect(await answer.writing).toMatchObject({ status: 200, body: { id: "race", version: 2, outcome: "updated" } });
    expect(await rig.sql("select email, title from contacts where id = 'race'")).toEqual([
      { email: "race@x.test", title: "Countess" },
    ]);
  });

  /** Until somebody waits for a lock of another transaction. */
  async function waiting(): Promise<void> {
    for (;;) {
      const [row] = await rig.sql<{ n: unknown }>(
        "select count(*) as n from pg_stat_activity where wait_event_type = 'Lock'",
      );
      if (Number(row?.n) > 0) return;
    }
  }
});
