import { describe, expect, it } from "vitest";
import { trustedOrigin } from "../../../engine/providers/salesforce/hosts.ts";
import { salesforce } from "../../../engine/providers/salesforce/index.ts";
import { id18 } from "../../../engine/providers/salesforce/records.ts";
import { quoted } from "../../../engine/providers/salesforce/soql.ts";
import { rig } from "../../contracts/crm-rig.ts";
import { providerContract } from "../../contracts/provider.ts";
import { create, idOf, troubleIn } from "../../contracts/writes.ts";
import fc from "../../fakes/property.ts";

providerContract("salesforce");

const login = "https://login.salesforce.com";

describe("signing in", () => {
  it("asks for a code with PKCE", () => {
    const app = { clientId: "id", clientSecret: "s", redirectUri: "https://x.test/cb", loginUrl: login, apiUrl: null };

    const url = new URL(salesforce.authorizeUrl(app, "st", "ch"));

    expect(url.origin + url.pathname).toBe("https://login.salesforce.com/services/oauth2/authorize");
    expect(Object.fromEntries(url.searchParams)).toEqual({
      response_type: "code",
      client_id: "id",
      redirect_uri: "https://x.test/cb",
      scope: "api refresh_token id",
      state: "st",
      code_challenge: "ch",
      code_challenge_method: "S256",
    });
  });

  it("keeps the new refresh token when they rotate", async () => {
    const { provider, app, token, request } = await rig("salesforce", { rotate: true });

    const next = await provider.refresh(app, token, request);
    const old = await troubleIn(provider.refresh(app, token, request));

    expect(next.refreshToken).not.toBeNull();
    expect(next.refreshToken).not.toBe(token.refreshToken);
    expect(old?.reason).toBe("AUTH_GRANT_REVOKED");
  });

  it.each([
    "https://evil.test",
    "http://127.0.0.1:4001@evil.test",
    "https://my.salesforce.com.evil.test",
    "",
    "file:///etc/passwd",
  ])("does not take a sign-in that names %s as its data host", async (instance_url) => {
    const { provider, app, token, request } = await rig("salesforce");
    const lying: typeof request = async (asked) => {
      const answer = await request(asked);
      return { ...answer, body: JSON.stringify({ ...JSON.parse(answer.body), instance_url }) };
    };

    const trouble = await troubleIn(provider.refresh(app, token, lying));

    expect(trouble?.reason).toBe("DATA_MALFORMED");
  });

  it("sends nothing to an identity address elsewhere", async () => {
    const { connect, request } = await rig("salesforce");
    const asked: string[] = [];
    const crm = connect({
      request: async (one) => {
        asked.push(one.url);
        const answer = await request(one);
        return { ...answer, body: answer.body.replace(/"identity":"[^"]*"/, '"identity":"https://evil.test/id/1/2"') };
      },
    });

    const trouble = await troubleIn(crm.identity());

    expect(trouble?.reason).toBe("DATA_MALFORMED");
    expect(asked.filter((url) => url.includes("evil"))).toEqual([]);
  });
});

describe("hosts that may have a token", () => {
  it.each([
    ["https://acme.my.salesforce.com", login, "https://acme.my.salesforce.com"],
    ["https://acme--dev.sandbox.my.salesforce.com/services", login, "https://acme--dev.sandbox.my.salesforce.com"],
    ["https://LOGIN.salesforce.com", login, "https://login.salesforce.com"],
    ["http://127.0.0.1:4001/x", "http://127.0.0.1:4001", "http://127.0.0.1:4001"],
    ["http://localhost:4001", "http://127.0.0.1:4001", "http://localhost:4001"],
  ])("%s with sign-in at %s", (address, loginUrl, origin) => {
    expect(trustedOrigin(address, loginUrl)).toBe(origin);
  });

  const foreign = [
    "http://acme.my.salesforce.com",
    "https://acme.my.salesforce.com:8443",
    "https://user@acme.my.salesforce.com",
    "https://salesforce.com.evil.test",
    "https://evilsalesforce.com",
    "https://evil.test/#.salesforce.com",
    "https://evil.test\\.salesforce.com",
    "https://2130706433",
    "https://0x7f.1",
    "https://127.0.0.1",
    "http://[::1]:80",
    "https://[::ffff:127.0.0.1]",
    "https://169.254.169.254/latest",
    "javascript:alert(1)",
    "//acme.my.salesforce.com",
    "acme.my.salesforce.com",
  ];

  it.each(foreign)("not %s", (address) => {
    expect(() => trustedOrigin(address, login)).toThrow("not its own");
  });

  it("only Salesforce's own or nothing, for any host", () => {
    fc.assert(
      fc.property(fc.webUrl(), (address) => {
        expect(() => trustedOrigin(address, login)).toThrow();
      }),
      { numRuns: 300, seed: 3 },
    );
  });
});

describe("writing", () => {
  const contact = { LastName: "A", Email: "a@x.test" };
  const unique = { field: "Crmsync_Id__c", value: "rec_1" };

  it("upserts by our own id, so that a lost answer doubles nothing", async () => {
    const { connect, fault, clock } = await rig("salesforce");
    const crm = connect();
    fault("drop-answer", { times: 1 });

    const [lost] = await crm.push("contact", [create("a", contact, unique)]);
    const [again] = await crm.push("contact", [create("a", contact, unique)]);
    clock.now += 1_000;
    const found = await crm.find("contact", "LastName", ["A"]);

    expect(lost).toMatchObject({ ok: false, unsure: true });
    expect(again).toMatchObject({ ok: true, created: false });
    expect(found.map((record) => record.externalId)).toEqual([idOf(again)]);
  });

  it("names the record that a duplicate rule found (E39)", async () => {
    const { connect, person, schema } = await rig("salesforce");
    const id = person.create("contact", { last_name: "A", email: "a@x.test" });
    const rule = { name: "Same_Email", field: "Email", message: "Use one of these records?" };
    schema("contact", { op: "add-rule", ...rule, when: { op: "duplicate", value: "" } });

    const [result] = await connect().push("contact", [create("a", contact)]);

    expect(result).toMatchObject({ ok: false, reason: "DUP_RULE", existingId: id, unsure: false });
  });

  it("names the record that holds a unique value (E39)", async () => {
    const { connect } = await rig("salesforce");
    const crm = connect();
    const [first] = await crm.push("contact", [create("a", contact, unique)]);

    const [second] = await crm.push("contact", [create("b", { ...contact, Crmsync_Id__c: "rec_1" })]);

    expect(second).toMatchObject({ ok: false, reason: "DUP_UNIQUE", existingId: idOf(first) });
  });

  it("marks its writes and sends no retries", async () => {
    const { connect, requests, fault } = await rig("salesforce");
    fault("outage");
    const before = requests.length;

    await connect().push("contact", [create("a", contact)]);

    expect(requests.slice(before).map(({ headers }) => headers["sforce-call-options"])).toEqual(["client=crmsync"]);
  });
});

describe("reading", () => {
  it("goes on behind the rows it has when a locator dies", async () => {
    const { connect, load, request, fault } = await rig("salesforce");
    const people = Array.from({ length: 900 }, (_, at) => ({ last_name: `L${at}` }));
    const ids = load("contact", people);
    let queries = 0;
    const crm = connect({
      request: async (asked) => {
        queries += 1;
        if (queries === 5) fault("expire-locators");
        return request({ ...asked, headers: { ...asked.headers, "sforce-query-options": "batchSize=200" } });
      },
    });

    const first = await crm.changes("contact", null);
    const second = await crm.changes("contact", first.cursor);

    const seen = [...first.records, ...second.records].map((record) => record.externalId);
    expect(first.more).toBe(true);
    expect(first.records.length).toBeLessThan(900);
    expect(seen.sort()).toEqual([...ids].sort());
  });

  it("tells the use of the day from the limits resource (B11, B12)", async () => {
    const { connect } = await rig("salesforce");

    const usage = await connect().usage();

    expect(usage).toMatchObject({ burst: null, daily: { limit: 200_000, used: expect.any(Number) } });
  });

  it("knows which field can be upserted by, and that names are required", async () => {
    const { connect } = await rig("salesforce");

    const { fields } = await connect().describe("contact");

    expect(fields.Crmsync_Id__c).toMatchObject({ unique: true, creatable: true });
    expect(fields.Email?.unique).toBe(false);
    expect(fields.LastName).toMatchObject({ required: true, length: 80 });
    expect(fields.LeadSource).toMatchObject({ type: "picklist", required: false });
    expect(fields.LeadSource?.options?.length).toBeGreaterThan(2);
    expect(fields.SystemModstamp).toMatchObject({ type: "datetime", creatable: false, updatable: false });
  });

  it("says which field a query stumbled over", async () => {
    const { connect, schema, load } = await rig("salesforce");
    load("contact", [{ last_name: "A" }]);
    schema("contact", { op: "delete-field", field: "Title" });

    const trouble = await troubleIn(connect().changes("contact", null));

    expect(trouble).toMatchObject({ reason: "SCHEMA_FIELD_MISSING", field: "Title" });
  });
});

it("makes ids of 18 characters", () => {
  expect(id18("001D000000IqhSL")).toBe("001D000000IqhSLIAZ");
  expect(id18("001D000000IqhSLIAZ")).toBe("001D000000IqhSLIAZ");
});

it("lets no text out of its quotes", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom("'", "\\", "\n", "a", " ", '"') }), (text) => {
      const inside = quoted(text).slice(1, -1);

      expect(inside.replace(/\\[\\'nrt]/g, "")).not.toMatch(/['\\\n]/);
    }),
    { numRuns: 500, seed: 4 },
  );
});
