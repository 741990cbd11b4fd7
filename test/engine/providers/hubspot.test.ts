import { describe, expect, it } from "vitest";
import type { HttpRequest, HttpResponse, Request } from "../../../engine/provider.ts";
import { hubspot } from "../../../engine/providers/hubspot/index.ts";
import { drain, rig } from "../../contracts/crm-rig.ts";
import { providerContract } from "../../contracts/provider.ts";
import { create, idOf, remove, troubleIn, update } from "../../contracts/writes.ts";

providerContract("hubspot");

const minute = 60_000;

describe("signing in", () => {
  it("asks for the scopes of all objects, without PKCE", () => {
    const app = {
      clientId: "id",
      clientSecret: "s",
      redirectUri: "https://x.test/cb",
      loginUrl: "https://app.hubspot.com",
      apiUrl: null,
    };

    const url = new URL(hubspot.authorizeUrl(app, "st", null, Object.values(hubspot.objects)));

    expect(url.origin + url.pathname).toBe("https://app.hubspot.com/oauth/authorize");
    const scopes = url.searchParams.get("scope")?.split(" ");
    // Activities have no scopes of their own.
    for (const object of Object.values(hubspot.objects).filter((each) => each !== "activities"))
      expect(scopes).toContain(`crm.objects.${object}.${object === "owners" ? "read" : "write"}`);
    expect([...url.searchParams.keys()].sort()).toEqual(["client_id", "redirect_uri", "scope", "state"]);
  });
});

describe("writing", () => {
  const unique = { field: "email", value: "a@x.test" };

  it("upserts by e-mail with the company, so that a lost answer doubles nothing", async () => {
    const { connect, fault, person } = await rig("hubspot");
    const crm = connect();
    const company = person.create("account", { name: "Acme" });
    const write = create("a", { lastname: "A", email: "a@x.test", associatedcompanyid: company }, unique);
    fault("drop-answer", { times: 1 });

    const [lost] = await crm.push("contact", [write]);
    const [again] = await crm.push("contact", [write]);
    const found = await crm.find("contact", "email", ["A@x.test"]);

    expect(lost).toMatchObject({ ok: false, unsure: true });
    expect(again).toMatchObject({ ok: true, created: false });
    expect(found.map((record) => [record.externalId, record.fields.associatedcompanyid])).toEqual([
      [idOf(again), company],
    ]);
  });

  it("names the contact that is already there", async () => {
    const { connect, person } = await rig("hubspot");
    const id = person.create("contact", { last_name: "A", email: "a@x.test" });

    const [result] = await connect().push("contact", [create("a", { lastname: "B", email: "a@x.test" })]);

    expect(result).toMatchObject({ ok: false, reason: "DUP_UNIQUE", existingId: id, unsure: false });
  });

  it("changes nothing of a contact whose company is not there", async () => {
    const { connect, person, ours } = await rig("hubspot");
    const [a = "", b = ""] = ["A", "B"].map((last_name) => person.create("contact", { last_name }));
    const company = person.create("account", { name: "Acme" });
    const crm = connect();

    const results = await crm.push("contact", [
      update("a", a, { associatedcompanyid: "4711", jobtitle: "x" }),
      update("b", b, { associatedcompanyid: company, jobtitle: "y" }),
    ]);

    const records = await crm.read("contact", [a, b]);
    expect(results.map((result) => (result.ok ? "ok" : result.reason))).toEqual(["REF_INVALID", "ok"]);
    expect(records.map((record) => [ours("contact", record).title, ours("contact", record).account_id])).toEqual([
      [null, null],
      ["y", company],
    ]);
  });

  it("sends all values as text", async () => {
    const { connect, requests } = await rig("hubspot");

    await connect().push("contact", [create("a", { lastname: "A", do_not_sync: true, phone: 7, jobtitle: null })]);

    const body = JSON.parse(requests.at(-1)?.body ?? "{}");
    expect(body.inputs[0].properties).toEqual({ lastname: "A", do_not_sync: "true", phone: "7", jobtitle: "" });
  });

  it("finds the bad rows of a batch that is refused as a whole, in few requests", async () => {
    const { connect, request } = await rig("hubspot");
    const counted = untraced(request);
    const writes = Array.from({ length: 100 }, (_, at) =>
      create(`k${at}`, { lastname: `L${at}`, email: at === 17 || at === 80 ? "bad" : `a${at}@x.test` }),
    );

    const results = await connect({ request: counted.request }).push("contact", writes);

    const bad = results.flatMap((result) => (result.ok ? [] : [[result.key, result.reason]]));
    expect(bad).toEqual([
      ["k17", "DATA_FORMAT"],
      ["k80", "DATA_FORMAT"],
    ]);
    expect(counted.sent()).toBeLessThanOrEqual(41);
  });

  it("gives up on a batch that is bad all through, and says that the rest must be tried again", async () => {
    const { connect, request } = await rig("hubspot");
    const counted = untraced(request);
    const writes = Array.from({ length: 100 }, (_, at) => create(`k${at}`, { lastname: `L${at}`, email: "bad" }));

    const results = await connect({ request: counted.request }).push("contact", writes);

    const reasons = new Set(results.map((result) => (result.ok ? "ok" : result.reason)));
    expect(reasons).toEqual(new Set(["DATA_FORMAT", "BATCH_ROLLED_BACK"]));
    expect(counted.sent()).toBeLessThanOrEqual(41);
  });

  it("tells which scopes are missing (B14)", async () => {
    const { connect, schema } = await rig("hubspot");
    schema("contact", { op: "set-permission", level: "object", read: true, write: false });

    const [result] = await connect().push("contact", [create("a", { lastname: "A" })]);

    expect(result).toMatchObject({ ok: false, reason: "AUTH_SCOPE_MISSING" });
    expect(result?.ok === false ? result.detail : "").toContain("crm.objects.contacts.write");
  });
});

describe("reading", () => {
  it("goes on past the 10,000th change, inside one single moment", async () => {
    const { connect, load, clock, signIn } = await rig("hubspot");
    load("contact", [{ last_name: "Old" }], 90 * minute);
    const { cursor } = await drain(connect(), "contact", null);
    clock.now += 20 * minute;
    const rows = Array.from({ length: 10_400 }, (_, at) => ({ last_name: `L${at}` }));
    const ids = load("contact", rows, 0);
    clock.now += minute;
    const crm = connect({ token: await signIn("main") });

    const seen = new Set<string>();
    let polls = 0;
    for (let from = cursor; polls < 4; polls += 1) {
      const polled = await drain(crm, "contact", from);
      for (const record of polled.records) seen.add(record.externalId);
      from = polled.cursor;
    }

    expect(ids.filter((id) => !seen.has(id))).toEqual([]);
  }, 120_000);

  it("tells every deletion, of however many there are, and old ones no more", async () => {
    const { connect, load, clock, signIn } = await rig("hubspot");
    const ids = load(
      "contact",
      Array.from({ length: 1_250 }, (_, at) => ({ last_name: `L${at}` })),
      90 * minute,
    );
    let { cursor } = await drain(connect(), "contact", null);
    clock.now += 20 * minute;
    const deletes = ids.map((id, at) => remove(String(at), id));
    const crm = connect({ token: await signIn("main") });
    for (let at = 0; at < deletes.length; at += 100) await crm.push("contact", deletes.slice(at, at + 100));

    const gone = new Set<string>();
    for (let poll = 0; poll < 12; poll += 1) {
      clock.now += 5_000;
      const polled = await drain(crm, "contact", cursor);
      cursor = polled.cursor;
      for (const one of polled.gone) gone.add(one.externalId);
    }
    const quiet = await drain(crm, "contact", cursor);

    expect(gone).toEqual(new Set(ids));
    expect(quiet.gone).toEqual([]);
  });

  it("takes the value from the record when the search index is behind", async () => {
    const { connect, person, clock, ours } = await rig("hubspot");
    const id = person.create("contact", { last_name: "A", title: "first" });
    const { cursor } = await drain(connect(), "contact", null);
    clock.now += 2 * minute;
    person.edit("contact", id, { title: "second" });
    clock.now += 1_600;
    person.edit("contact", id, { title: "third" });

    const { records } = await drain(connect(), "contact", cursor);

    expect(records.map((record) => ours("contact", record).title)).toEqual(["third"]);
  });

  it("knows what can be looked up by, and what a picklist takes", async () => {
    const { connect } = await rig("hubspot");

    const { fields } = await connect().describe("contact");

    expect(fields.email).toMatchObject({ unique: true, type: "email" });
    expect(fields.hs_object_id).toMatchObject({ type: "id", creatable: false, updatable: false });
    expect(fields.lastmodifieddate).toMatchObject({ type: "datetime", updatable: false });
    expect(fields.lifecyclestage?.options?.map((option) => option.value)).toContain("customer");
    expect(fields.associatedcompanyid).toMatchObject({ type: "reference", references: ["account"], creatable: true });
  });

  it("fails a search that is refused for its window with a short wait", async () => {
    const { connect, fault } = await rig("hubspot");
    fault("burst-limit", { limit: 1, windowMs: 10_000 });
    const crm = connect();

    await troubleIn(crm.describe("contact"));
    const trouble = await troubleIn(crm.describe("contact"));

    expect(trouble).toMatchObject({ reason: "LIMIT_BURST", retryAfterMs: 10_000 });
  });
});

describe("limits", () => {
  const ask = (method: string, path: string): HttpRequest => ({
    method,
    url: `https://api.hubapi.com${path}`,
    headers: {},
    body: null,
  });

  it.each([
    [ask("POST", "/crm/v3/objects/contacts/search"), "search"],
    [ask("POST", "/crm/objects/2026-09/contacts/search"), "search"],
    [ask("POST", "/crm/v3/objects/contacts/batch/read"), "ten seconds"],
    [ask("GET", "/crm/v3/objects/contacts?after=/search"), "ten seconds"],
    [ask("POST", "/oauth/v3/token"), "ten seconds"],
  ])("counts %o in one window: %s", (request, name) => {
    const windows = hubspot.limits.windows.filter((window) => window.applies(request)).map((window) => window.name);

    expect(windows).toEqual([name]);
  });

  const answer = (status: number, headers: HttpResponse["headers"], body = ""): HttpResponse => ({
    status,
    headers,
    body,
  });

  it("reads the headers of an answer (B17)", () => {
    const observed = hubspot.observe(
      answer(200, {
        "x-hubspot-ratelimit-max": "190",
        "x-hubspot-ratelimit-remaining": "188",
        "x-hubspot-ratelimit-interval-milliseconds": "10000",
        "x-hubspot-ratelimit-daily": "250000",
        "x-hubspot-ratelimit-daily-remaining": "249000",
      }),
    );

    expect(observed).toEqual({
      usage: {
        burst: { limit: 190, remaining: 188, windowMs: 10_000 },
        daily: { used: 1_000, limit: 250_000, resetAt: null },
      },
      retryAfterMs: null,
    });
  });

  it.each([
    [answer(200, {}), null],
    [answer(429, { "retry-after": "3" }), 3_000],
    [answer(429, {}, '{"policyName":"SECONDLY"}'), 1_000],
    [answer(429, {}, '{"policyName":"DAILY"}'), null],
    [answer(429, {}, "<html>"), 10_000],
    [answer(477, { "retry-after": "60" }), 60_000],
    [answer(423, {}), 2_000],
  ])("waits after %o for %s ms", (response, retryAfterMs) => {
    expect(hubspot.observe(response)).toEqual({ usage: null, retryAfterMs });
  });
});

/** HubSpot's answers when inputs bear no trace id: a batch is done whole or not at all. */
function untraced(request: Request) {
  let sent = 0;
  return {
    sent: () => sent,
    request: (async (asked) => {
      sent += 1;
      return request({ ...asked, body: asked.body?.replaceAll(/"objectWriteTraceId":"[^"]*",/g, "") ?? null });
    }) satisfies Request,
  };
}
