import { describe, expect, it } from "vitest";
import type { HttpRequest, Request, Token, Write } from "../../../engine/provider.ts";
import { pipedrive } from "../../../engine/providers/pipedrive/index.ts";
import { create, remove, troubleIn, update } from "../../contracts/writes.ts";
import persons from "../../fixtures/pipedrive/person.json" with { type: "json" };
import personFields from "../../fixtures/pipedrive/person-fields.json" with { type: "json" };

const [tier, colours, budget, seat, nickname] = [0, 1, 2, 3, 4].map(
  (at) => `${at}c60bd87ec0b3f1e5a0b6f1c0a6f5e1d2c3b4a59`,
) as [string, string, string, string, string];
const app = {
  clientId: "id",
  clientSecret: "secret",
  redirectUri: "https://x.test/cb",
  loginUrl: "https://oauth.pipedrive.com",
  apiUrl: null,
};
const token: Token = {
  accessToken: "t-1",
  refreshToken: "r-1",
  expiresAt: null,
  instanceUrl: "https://acme.pipedrive.com",
  scopes: ["base", "contacts:full"],
};

type Answers = Readonly<Record<string, object | string>>;

/** Answers by method and path; what is not told is refused as Pipedrive does. */
function recorded(answers: Answers) {
  const asked: HttpRequest[] = [];
  const request: Request = async (each) => {
    asked.push(each);
    const told = answers[`${each.method} ${new URL(each.url).pathname}`];
    if (told === undefined) return { status: 404, headers: {}, body: '{"success":false,"error":"Person not found"}' };
    return { status: 200, headers: {}, body: typeof told === "string" ? told : JSON.stringify(told) };
  };
  const fields = { contact: ["first_name", "last_name", "email", "phone", "org_id", tier, colours, budget, seat] };
  const crm = pipedrive.connect({ app, token, request, fields, now: () => 0 });
  const bodies = () => asked.filter(({ body }) => body !== null).map(({ body }) => JSON.parse(body ?? "null"));
  return { crm, asked, request, bodies, paths: () => asked.map(({ url }) => new URL(url).pathname) };
}

describe("Pipedrive, recorded: reading", () => {
  it("reads a person with own fields as plain values", async () => {
    const { crm } = recorded({ "GET /api/v2/persons": persons });

    const [person] = await crm.read("contact", ["12"]);

    expect(person).toEqual({
      externalId: "12",
      modifiedAt: Date.UTC(2026, 10, 20, 10),
      fields: {
        first_name: "Mary Ann",
        last_name: "Smith",
        email: "mary@x.test",
        phone: "+49 30 1",
        org_id: "5",
        [tier]: 31,
        [colours]: "2;3",
        [budget]: 100.5,
        [seat]: "Main Street 1",
      },
    });
  });

  it("takes a name of one word for a last name, as it must be one elsewhere", async () => {
    const [row] = persons.data;
    const lone = { ...persons, data: [{ ...row, name: "Cher", first_name: "Cher", last_name: null }] };
    const { crm } = recorded({ "GET /api/v2/persons": lone });

    const [person] = await crm.read("contact", ["12"]);

    expect(person?.fields).toMatchObject({ first_name: null, last_name: "Cher" });
  });

  it("describes the options of own fields by id and label (E34)", async () => {
    const { crm } = recorded({ "GET /api/v2/personFields": personFields });

    const { fields, creatable } = await crm.describe("contact");

    expect(creatable).toBe(true);
    expect(fields[tier]).toMatchObject({ label: "Tier", type: "picklist", creatable: true });
    expect(fields[tier]?.options).toEqual([
      { value: "31", label: "Gold", active: true },
      { value: "32", label: "Silver", active: true },
    ]);
    expect(fields.email).toMatchObject({ label: "E-mail", type: "email", updatable: true });
    expect(fields.job_title).toBeUndefined();
    expect(fields.picture_id).toMatchObject({ creatable: false, updatable: false });
  });

  it.each([
    ["a web page", "<html>Welcome</html>"],
    ["a truncated answer", '{"success":true,"data":[{"id":12'],
    ["another shape", '{"success":true,"data":{"id":12}}'],
    ["a list", "[]"],
  ])("does not take %s for records", async (_, body) => {
    const { crm } = recorded({ "GET /api/v2/persons": body });

    const trouble = await troubleIn(crm.changes("contact", null));

    expect(trouble).toMatchObject({ reason: "DATA_MALFORMED", unsure: false });
  });

  it("sends its token nowhere but to Pipedrive", async () => {
    const stranger = { ...token, instanceUrl: "https://pipedrive.com.evil.test" };
    const request: Request = () => Promise.reject(new Error("asked"));

    const connecting = () => pipedrive.connect({ app, token: stranger, request, fields: {}, now: () => 0 });

    expect(connecting).toThrow(/not its own \(pipedrive\.com\.evil\.test\)/);
  });
});

describe("Pipedrive, recorded: writing", () => {
  const read = { "GET /api/v2/persons": persons, "GET /api/v2/personFields": personFields } as const;
  const done = { success: true, data: { id: 12 } };

  async function sent(write: Write, answers: Answers = {}) {
    const world = recorded({ ...read, "PATCH /api/v2/persons/12": done, "POST /api/v2/persons": done, ...answers });
    const [result] = await world.crm.push("contact", [write]);
    const priced = pipedrive.calls({ op: "push", object: "contact", writes: [write] });
    return { result, body: world.bodies()[0], asked: world.asked.length, priced };
  }

  it("changes the primary address and leaves the others", async () => {
    const { body, asked, priced } = await sent(update("k", "12", { email: "new@x.test" }));

    expect(body).toEqual({
      emails: [
        { value: "new@x.test", primary: true, label: "work" },
        { value: "home@x.test", primary: false, label: "home" },
        { value: "old@x.test", primary: false, label: "other" },
      ],
    });
    expect([asked, priced]).toEqual([2, 2]);
  });

  it("takes only the primary address away", async () => {
    const { body } = await sent(update("k", "12", { email: null, phone: null }));

    expect(body.emails.map((one: { value: string }) => one.value)).toEqual(["home@x.test", "old@x.test"]);
    expect(body.phones).toEqual([]);
  });

  it("makes an address that is there already the primary one, once", async () => {
    const { body } = await sent(update("k", "12", { email: "home@x.test" }));

    expect(body.emails).toEqual([
      { value: "home@x.test", primary: true, label: "home" },
      { value: "old@x.test", primary: false, label: "other" },
    ]);
  });

  it("writes both halves of a name as one, asking only for the half that it lacks", async () => {
    const both = await sent(update("k", "12", { first_name: "Ann", last_name: "Z" }));
    const one = await sent(update("k", "12", { last_name: "Jones" }));

    expect(both.body).toEqual({ name: "Ann Z" });
    expect([both.asked, both.priced]).toEqual([1, 1]);
    expect(one.body).toEqual({ name: "Mary Ann Jones" });
    expect([one.asked, one.priced]).toEqual([2, 2]);
  });

  it("sends nothing for a person without a name (E33)", async () => {
    const { result, body } = await sent(create("k", { email: "a@x.test" }));

    expect(result).toMatchObject({ ok: false, reason: "DATA_REQUIRED_MISSING", field: "last_name", unsure: false });
    expect(body).toBeUndefined();
  });

  it("writes own fields in Pipedrive's strict types, keeping a currency", async () => {
    const fields = {
      [tier]: "32",
      [colours]: "2;3",
      [budget]: "7.5",
      [seat]: "Side Street 2",
      [nickname]: 5,
      org_id: "9",
    };

    const { body, asked, priced } = await sent(update("k", "12", fields));

    expect(body).toEqual({
      org_id: 9,
      custom_fields: {
        [tier]: 32,
        [colours]: [2, 3],
        [budget]: { value: 7.5, currency: "EUR" },
        [seat]: { value: "Side Street 2" },
        [nickname]: "5",
      },
    });
    expect([asked, priced]).toEqual([3, 2]);
  });

  it("knows an option by its label, and clears with null", async () => {
    const { body } = await sent(update("k", "12", { [tier]: "Silver", [colours]: null, org_id: null }));

    expect(body).toEqual({ org_id: null, custom_fields: { [tier]: 32, [colours]: null } });
  });

  it("asks for the company's currency where an amount has none", async () => {
    const me = { success: true, data: { id: 7, company_id: 55, default_currency: "SEK" } };

    const { body } = await sent(create("k", { last_name: "Z", [budget]: 5 }), { "GET /api/v1/users/me": me });

    expect(body).toEqual({ name: "Z", custom_fields: { [budget]: { value: 5, currency: "SEK" } } });
  });

  it.each([
    [{ org_id: "the big one" }, "REF_INVALID", "org_id"],
    [{ [tier]: "Platinum" }, "DATA_PICKLIST_INVALID", tier],
    [{ [colours]: "2;Green" }, "DATA_PICKLIST_INVALID", colours],
    [{ [budget]: "a lot" }, "DATA_FORMAT", budget],
    [{ update_time: "2026-01-01" }, "PERM_FIELD", "update_time"],
  ])("refuses %o without a word to Pipedrive", async (fields, reason, field) => {
    const { result, body } = await sent(update("k", "12", fields));

    expect(result).toMatchObject({ ok: false, reason, field, unsure: false });
    expect(body).toBeUndefined();
  });

  it("stops where the answer is about the connection, and says so of each", async () => {
    let posts = 0;
    const request: Request = async () => {
      posts += 1;
      return { status: 401, headers: {}, body: '{"success":false,"error":"unauthorized access","errorCode":401}' };
    };
    const crm = pipedrive.connect({ app, token, request, fields: {}, now: () => 0 });
    const writes = Array.from({ length: 20 }, (_, at) => create(`k${at}`, { last_name: `L${at}` }));

    const results = await crm.push("contact", writes);

    expect(results.map(({ key }) => key)).toEqual(writes.map(({ key }) => key));
    expect(new Set(results.map((result) => (result.ok ? "ok" : result.reason)))).toEqual(
      new Set(["AUTH_TOKEN_EXPIRED"]),
    );
    expect(posts).toBe(4);
  });

  it("takes a person that is gone for gone", async () => {
    const { crm } = recorded({ "GET /api/v2/persons": { success: true, data: [] } });

    const results = await crm.push("contact", [
      update("a", "12", { email: "x@x.test" }),
      update("b", "12", { org_id: "1" }),
      remove("c", "12"),
    ]);

    expect(results.map((result) => (result.ok ? "ok" : result.reason))).toEqual(["REC_DELETED", "REC_DELETED", "ok"]);
  });
});

describe("Pipedrive, recorded: sign-in", () => {
  it("keeps the secret out of the address and the scopes with the app", () => {
    const url = new URL(pipedrive.authorizeUrl(app, "st", null));

    expect(url.origin + url.pathname).toBe("https://oauth.pipedrive.com/oauth/authorize");
    expect([...url.searchParams.keys()].sort()).toEqual(["client_id", "redirect_uri", "state"]);
  });

  it("takes the token, its life, its host and its scopes from the answer", async () => {
    const answer = {
      access_token: "a-2",
      token_type: "Bearer",
      expires_in: 3600,
      refresh_token: "r-2",
      scope: "base,deals:full,contacts:full",
      api_domain: "https://acme.pipedrive.com",
    };
    const { request, asked } = recorded({ "POST /oauth/token": answer });

    const exchanged = await pipedrive.exchange(app, "code-1", null, request);

    expect(exchanged).toEqual({
      accessToken: "a-2",
      refreshToken: "r-2",
      expiresAt: null,
      lifeMs: 3_600_000,
      instanceUrl: "https://acme.pipedrive.com",
      scopes: ["base", "deals:full", "contacts:full"],
    });
    expect(asked[0]?.headers.authorization).toBe(`Basic ${Buffer.from("id:secret").toString("base64")}`);
  });

  it("refuses a host that is not Pipedrive's", async () => {
    const answer = { access_token: "a", api_domain: "https://acme.example.com" };
    const { request } = recorded({ "POST /oauth/token": answer });

    const trouble = await troubleIn(pipedrive.exchange(app, "code-1", null, request));

    expect(trouble).toMatchObject({ reason: "DATA_MALFORMED" });
    expect(trouble?.detail).toContain("acme.example.com");
  });
});

describe("Pipedrive, recorded: limits", () => {
  const answer = (status: number, headers: Readonly<Record<string, string>>, body = "{}") => ({
    status,
    headers,
    body,
  });

  it("reads the headers of an answer, whichever there are (B11, B17)", () => {
    const burst = { "x-ratelimit-limit": "160", "x-ratelimit-remaining": "150", "x-ratelimit-reset": "2" };
    const day = { "x-daily-ratelimit-token-limit": "30000", "x-daily-ratelimit-token-remaining": "29000" };

    const usages = [{ ...burst, ...day }, burst, day, {}].map(
      (headers) => pipedrive.observe(answer(200, headers)).usage,
    );

    const short = { limit: 160, remaining: 150, windowMs: 2_000 };
    const long = { used: 1_000, limit: 30_000, resetAt: null };
    expect(usages).toEqual([
      { burst: short, daily: long },
      { burst: short, daily: null },
      { burst: null, daily: long },
      null,
    ]);
  });

  it("does not take the window of searches for that of all requests", () => {
    const headers = { "x-ratelimit-limit": "10", "x-ratelimit-remaining": "3" };

    const { usage } = pipedrive.observe(answer(200, headers));

    expect(usage?.burst).toEqual({ limit: 10, remaining: 3, windowMs: pipedrive.limits.windows[1]?.windowMs });
  });

  it("waits long at the door that shuts on those who went on asking", () => {
    const page = "<!DOCTYPE html><html><body>Sorry, you have been blocked</body></html>";

    const { retryAfterMs } = pipedrive.observe(answer(403, { "content-type": "text/html" }, page));

    expect(retryAfterMs).toBe(300_000);
  });

  it("counts searches in a window of their own", () => {
    const searching = (path: string) => ({
      method: "GET",
      url: `https://acme.pipedrive.com${path}`,
      headers: {},
      body: null,
    });
    const windows = (path: string) =>
      pipedrive.limits.windows.filter(({ applies }) => applies(searching(path))).map(({ name }) => name);

    expect(windows("/api/v2/persons/search?term=a")).toEqual(["two seconds", "search"]);
    expect(windows("/api/v2/itemSearch/field?term=a")).toEqual(["two seconds", "search"]);
    expect(windows("/api/v2/persons?term=/search")).toEqual(["two seconds"]);
  });
});
