import nock from "nock";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Crm, NoAnswer, type Provider, type Request } from "../../../engine/provider.ts";
import { loadProvider } from "../../../engine/providers/list.ts";
import { create, troubleIn } from "../../contracts/writes.ts";

const salesforceHost = "https://acme.my.salesforce.com";
const hubspotHost = "https://api.hubapi.com";

beforeAll(() => nock.disableNetConnect());
afterEach(() => {
  expect(nock.pendingMocks()).toEqual([]);
  nock.cleanAll();
});
afterAll(() => nock.restore());

/** A bare transport, as the program's own: no retries, no redirects. */
const request: Request = async ({ method, url, headers, body }) => {
  try {
    const answer = await fetch(url, { method, headers, body, redirect: "manual" });
    return { status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() };
  } catch (error) {
    throw new NoAnswer(true, "ECONNRESET", error);
  }
};

function connect(provider: Provider): Crm {
  return provider.connect({
    app: {
      clientId: "c",
      clientSecret: "s",
      redirectUri: "https://x.test/cb",
      loginUrl: "https://login.salesforce.com",
      apiUrl: null,
    },
    token: { accessToken: "t", refreshToken: null, expiresAt: null, instanceUrl: salesforceHost, scopes: [] },
    request,
    fields: { contact: ["Email", "email"] },
    now: () => 0,
  });
}

describe("Salesforce, recorded", async () => {
  const crm = connect(await loadProvider("salesforce"));

  it("reads a web page as an outage, asking once", async () => {
    const page = "<html><body>We are down for maintenance.</body></html>";
    nock(salesforceHost)
      .get(/\/query/)
      .reply(503, page, { "content-type": "text/html" });

    const trouble = await troubleIn(crm.changes("contact", null));

    expect(trouble).toMatchObject({ reason: "PROVIDER_DOWN", status: 503, unsure: false });
  });

  it.each([
    ["a web page", "<html>Welcome</html>", "text/html"],
    ["a truncated answer", '{"totalSize":1,"done":true,"records":[{"Id":"0030000', "application/json"],
    ["an empty answer", "", "application/json"],
    ["another shape", '{"records":"none"}', "application/json"],
  ])("does not take %s for records", async (_, body, type) => {
    nock(salesforceHost)
      .get(/\/query/)
      .reply(200, body, { "content-type": type });

    const trouble = await troubleIn(crm.changes("contact", null));

    expect(trouble).toMatchObject({ reason: "DATA_MALFORMED", unsure: false });
  });

  it("doubts a write whose answer is broken off or never comes", async () => {
    nock(salesforceHost)
      .post(/\/composite\/sobjects/)
      .reply(200, '[{"id":"003', { "content-type": "application/json" });
    nock(salesforceHost)
      .post(/\/composite\/sobjects/)
      .replyWithError(new Error("socket hang up"));

    const [broken] = await crm.push("contact", [create("a", { LastName: "A" })]);
    const [reset] = await crm.push("contact", [create("b", { LastName: "B" })]);

    expect(broken).toMatchObject({ key: "a", ok: false, reason: "DATA_MALFORMED", unsure: true });
    expect(reset).toMatchObject({ key: "b", ok: false, reason: "PROVIDER_TIMEOUT", unsure: true });
  });

  it("doubts only the rows that a short answer leaves out", async () => {
    const body = [{ id: "003000000000001AAA", success: true, errors: [] }];
    nock(salesforceHost)
      .post(/\/composite\/sobjects/)
      .reply(200, body);

    const results = await crm.push("contact", [create("a", {}), create("b", {})]);

    expect(results[0]).toEqual({ key: "a", ok: true, externalId: "003000000000001AAA", created: true });
    expect(results[1]).toMatchObject({ key: "b", ok: false, unsure: true });
  });

  it("does not follow a redirect with its token", async () => {
    nock(salesforceHost)
      .get(/\/limits/)
      .reply(302, "", { location: "https://evil.test/" });

    const trouble = await troubleIn(crm.usage());

    expect(trouble).toMatchObject({ reason: "NET_BLOCKED", status: 302 });
  });
});

describe("HubSpot, recorded", async () => {
  const crm = connect(await loadProvider("hubspot"));

  it("reads a web page as an outage, asking once", async () => {
    nock(hubspotHost)
      .post(/\/search/)
      .reply(502, "<html>cloudflare</html>", { "content-type": "text/html" });

    const trouble = await troubleIn(crm.changes("contact", null));

    expect(trouble).toMatchObject({ reason: "PROVIDER_DOWN", status: 502 });
  });

  it.each([
    ["a web page", "<html>Welcome</html>"],
    ["a truncated answer", '{"total":1,"results":[{"id":"5'],
    ["another shape", '{"results":"none"}'],
    ["a list of the wrong things", '{"results":[null,7,{"id":"5"}]}'],
  ])("does not take %s for records", async (_, body) => {
    nock(hubspotHost)
      .post(/\/search/)
      .reply(200, body, { "content-type": "application/json" });

    const trouble = await troubleIn(crm.changes("contact", null));

    expect(trouble).toMatchObject({ reason: "DATA_MALFORMED", unsure: false });
  });

  it("takes a 207 row by row, whatever order it comes in", async () => {
    const done = (id: string, trace: string) => ({
      id,
      properties: { email: `${id}@x.test` },
      createdAt: "2026-11-20T10:00:00.123Z",
      updatedAt: "2026-11-20T10:00:00.123Z",
      archived: false,
      objectWriteTraceId: trace,
    });
    const refused = {
      status: "error",
      category: "VALIDATION_ERROR",
      subCategory: null,
      message:
        'Property values were not valid: [{"isValid":false,"message":"Email address x is invalid","error":"INVALID_EMAIL","name":"email"}]',
      context: { objectWriteTraceId: ["b"] },
      errors: [],
      links: {},
    };
    const times = { startedAt: "2026-11-20T10:00:00.123Z", completedAt: "2026-11-20T10:00:00.123Z" };
    const body = {
      status: "COMPLETE",
      ...times,
      numErrors: 1,
      results: [done("3", "c"), done("1", "a")],
      errors: [refused],
    };
    nock(hubspotHost)
      .post(/\/batch\/create/)
      .reply(207, body);

    const results = await crm.push("contact", [
      create("a", { email: "1@x.test" }),
      create("b", { email: "x" }),
      create("c", { email: "3@x.test" }),
      create("d", { email: "4@x.test" }),
    ]);

    expect(
      results.map((result) => (result.ok ? result.externalId : [result.reason, result.field, result.unsure])),
    ).toEqual(["1", ["DATA_FORMAT", "email", false], "3", ["DATA_MALFORMED", null, true]]);
  });

  it("doubts a write that is cut off", async () => {
    nock(hubspotHost)
      .post(/\/batch\/create/)
      .replyWithError(new Error("socket hang up"));
    nock(hubspotHost)
      .post(/\/batch\/create/)
      .reply(201, '{"status":"COMPLETE","results":[{"id":"1"', {
        "content-type": "application/json",
      });

    const [reset] = await crm.push("contact", [create("a", { email: "a@x.test" })]);
    const [broken] = await crm.push("contact", [create("b", { email: "b@x.test" })]);

    expect(reset).toMatchObject({ reason: "PROVIDER_TIMEOUT", unsure: true });
    expect(broken).toMatchObject({ reason: "DATA_MALFORMED", unsure: true });
  });
});
