import { exportSPKI, importJWK, type JWTPayload, SignJWT, UnsecuredJWT } from "jose";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isTeamsService, mayLeadTo } from "../../bots/teams/hosts.ts";
import { APP, createSigner, messageOf, openStage, SERVICE, type Stage } from "../fakes/teams-stage.ts";

const seconds = () => Math.floor(Date.now() / 1000);
const right = () => ({ iss: "https://api.botframework.com", aud: APP, serviceurl: SERVICE, exp: seconds() + 600 });

describe("who may call POST /api/messages", () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await openStage();
  });

  afterEach(() => stage.close());

  const claims = (more: JWTPayload) => (one: Stage) => one.signer.sign(more);
  const cases: [string, string, (one: Stage) => Promise<string> | string][] = [
    ["of another audience", "wrong audience", claims({ aud: "another" })],
    ["of another issuer", "wrong issuer", claims({ iss: "https://sts.windows.net/x/" })],
    ["that ended six minutes ago", "expired", claims({ exp: seconds() - 360 })],
    ["that begins in six minutes", "wrong time", claims({ nbf: seconds() + 360 })],
    ["without an end", "wrong time", claims({ exp: undefined })],
    ["for another service address", "another service address", claims({ serviceurl: "http://127.0.0.1:9/other/" })],
    ["for no service address", "another service address", claims({ serviceurl: undefined })],
    ["with a spoiled signature", "wrong signature", async (one) => spoiled(await one.signer.sign())],
    ["with a changed claim", "wrong signature", async (one) => changed(await one.signer.sign())],
    ["of an unknown key", "unknown key", async () => (await createSigner("key-9")).sign()],
    ["of a stranger's key under a known name", "wrong signature", async () => (await createSigner("key-1")).sign()],
    ["that names no key", "unknown key", (one) => one.signer.sign({}, { kid: undefined })],
    ["without a signature", "not a token", () => new UnsecuredJWT(right()).encode()],
    ["of the algorithm none, with a signature", "wrong algorithm", () => `${new UnsecuredJWT(right()).encode()}AAAA`],
    ["signed by HS256 with the public key", "wrong algorithm", signedWithPublicKey],
    ["that is no token", "not a token", () => "abc"],
    ["of three empty parts", "not a token", () => "a.b.c"],
  ];

  it.each(cases)("answers 401 without a word to a token %s, and does nothing", async (_name, why, token) => {
    const answer = await stage.send(messageOf("status"), { authorization: `Bearer ${await token(stage)}` });
    await stage.settle();

    expect(answer).toEqual({ status: 401, body: "" });
    expectNothingDone(why);
  });

  it("answers 401 to a request without a token, or with one of another kind", async () => {
    const none = await stage.send(messageOf("status"), {});
    const basic = await stage.send(messageOf("status"), { authorization: "Basic YTpi" });

    expect([none, basic]).toEqual([
      { status: 401, body: "" },
      { status: 401, body: "" },
    ]);
    expect(stage.asked).toEqual([]);
  });

  it.each([
    ["from another channel than Teams", { channelId: "webchat" }, "another channel"],
    ["of another tenant", { conversation: { id: "a:x", tenantId: "another" }, channelData: null }, "another tenant"],
  ])("answers 401 to a request %s", async (_name, more, why) => {
    const answer = await stage.send(messageOf("status", more));
    await stage.settle();

    expect(answer).toEqual({ status: 401, body: "" });
    expectNothingDone(why);
  });

  it.each([
    "http://127.0.0.1:9/teams/connector/",
    "https://smba.trafficmanager.net.evil.test/amer/",
    "https://evil.trafficmanager.net/amer/",
    "https://smba.trafficmanager.net:444/amer/",
    "https://user@smba.trafficmanager.net/amer/",
    "http://smba.trafficmanager.net/amer/",
  ])("never takes %s for Teams' own address off the sandbox", async (serviceUrl) => {
    await stage.close();
    stage = await openStage({ loopback: false });

    const headers = { authorization: `Bearer ${await stage.signer.sign({ serviceurl: serviceUrl })}` };
    const answer = await stage.send(messageOf("status", { serviceUrl }), headers);
    await stage.settle();

    expect(answer).toEqual({ status: 401, body: "" });
    expectNothingDone("a foreign service address");
  });

  it("takes a clock that is nearly five minutes off, either way", async () => {
    const late = await stage.signer.sign({ exp: seconds() - 280 });
    const early = await stage.signer.sign({ nbf: seconds() + 280 });

    const answers = [
      await stage.send(messageOf("status"), { authorization: `Bearer ${late}` }),
      await stage.send(messageOf("status"), { authorization: `bearer ${early}` }),
    ];

    expect(answers.map((one) => one.status)).toEqual([200, 200]);
  });

  it("refuses a key that was published for other channels", async () => {
    stage.published[0] = { ...stage.signer.jwk, endorsements: ["webchat"] };

    const answer = await stage.send(messageOf("status"));

    expect(answer).toEqual({ status: 401, body: "" });
  });

  it("looks at no body before the token was found right", async () => {
    const answer = await stage.sendRaw("{", { authorization: `Bearer ${await stage.signer.sign({ aud: "another" })}` });

    expect(answer).toEqual({ status: 401, body: "" });
  });

  /** The fact is logged, and nothing of the request. */
  function expectNothingDone(why: string): void {
    expect(stage.asked).toEqual([]);
    expect(stage.calls).toEqual([]);
    expect([...stage.kept]).toEqual([]);
    expect(stage.logged).toEqual([{ level: "info", message: "teams request refused", fields: { why } }]);
  }
});

describe("the keys of Teams", () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await openStage();
  });

  afterEach(() => stage.close());

  const keyReads = () => stage.fetched.filter((url) => url.endsWith("/openid/keys")).length;
  const status = async (token: string) =>
    (await stage.send(messageOf("status"), { authorization: `Bearer ${token}` })).status;

  it("are read once for many requests, and again after a day", async () => {
    const first = [await status(await stage.signer.sign()), await status(await stage.signer.sign())];
    const readsOfToday = keyReads();
    stage.pass(24 * 3_600_000);

    const next = await status(await stage.signer.sign());

    expect([...first, next]).toEqual([200, 200, 200]);
    expect([readsOfToday, keyReads()]).toEqual([1, 2]);
  });

  it("may change: a new one is read as soon as it is met", async () => {
    await status(await stage.signer.sign());
    const next = await createSigner("key-2");
    stage.published.splice(0, 1, next.jwk);

    const met = await status(await next.sign());

    expect(met).toBe(200);
  });

  it("are read once more in five minutes at most, however many unknown ones are named", async () => {
    await status(await stage.signer.sign());
    const stranger = await createSigner("key-9");
    for (let sent = 0; sent < 20; sent += 1) await status(await stranger.sign({}, { kid: `key-${sent + 10}` }));
    const readsOfFlood = keyReads();
    stage.pass(5 * 60_000);

    await status(await stranger.sign());

    expect([readsOfFlood, keyReads()]).toEqual([2, 3]);
  });

  it("are waited for: 503 while they cannot be read at all, so that Teams sends again", async () => {
    stage.troubles.push({ on: "keys", answer: "drop" });

    const [during, right] = [await status(await stage.signer.sign()), stage.asked.length];
    stage.pass(1_000);
    const after = await status(await stage.signer.sign());

    expect([during, right, after]).toEqual([503, 0, 200]);
    expect(stage.logged.map((one) => one.message)).toEqual([
      "the keys of Teams could not be read",
      "teams request refused",
    ]);
  });

  it("serve on while new ones cannot be read, for a week", async () => {
    await status(await stage.signer.sign());
    const down = { on: "keys" as const, answer: () => new Response("", { status: 500 }) };
    stage.pass(24 * 3_600_000);
    stage.troubles.push(down);
    const nextDay = await status(await stage.signer.sign());
    stage.pass(7 * 24 * 3_600_000);
    stage.troubles.push(down);

    const weekLater = await status(await stage.signer.sign());

    expect([nextDay, weekLater]).toEqual([200, 503]);
  });

  it("are not read from an address that the metadata of another place lead to", async () => {
    await stage.close();
    const asked: string[] = [];
    stage = await openStage({
      metadataUrl: "https://login.botframework.com/v1/.well-known/openidconfiguration",
      request: async (url) => {
        asked.push(String(url));
        return Response.json({ jwks_uri: "http://127.0.0.1:9/keys", access_token: "t", expires_in: 3599 });
      },
    });

    const answer = await status(await stage.signer.sign());

    expect(answer).toBe(503);
    expect(asked).not.toContain("http://127.0.0.1:9/keys");
  });
});

describe("addresses", () => {
  it.each([
    "https://smba.trafficmanager.net/amer/",
    "https://smba.trafficmanager.net/emea/00000000-0000-4000-8000-0000000000aa/",
    "https://smba.infra.gcc.teams.microsoft.com/teams",
    "https://SMBA.infra.gov.teams.microsoft.us/teams",
    "https://smba.infra.dod.teams.microsoft.us/teams",
  ])("takes %s for Teams' own", (address) => {
    expect(isTeamsService(address, "microsoft")).toBe(true);
    expect(isTeamsService(address, "loopback")).toBe(false);
  });

  it("takes this machine for Teams only where the sandbox stands on it", () => {
    const here = ["http://127.0.0.1:4000/teams/connector/", "http://localhost:4000/", "http://[::1]:4000/"];

    expect(here.map((address) => isTeamsService(address, "microsoft"))).toEqual([false, false, false]);
    expect(here.map((address) => isTeamsService(address, "either"))).toEqual([true, true, true]);
    expect(isTeamsService("http://127.0.0.1.evil.test/", "either")).toBe(false);
  });

  it("lets an address of elsewhere lead to https elsewhere only", () => {
    const from = "https://login.botframework.com/v1/.well-known/openidconfiguration";
    const targets = [
      "https://login.botframework.com/v1/keys",
      "http://login.botframework.com/",
      "https://127.0.0.1/",
      "x",
    ];

    expect(targets.map((to) => mayLeadTo(from, to))).toEqual([true, false, false, false]);
    expect(mayLeadTo("http://127.0.0.1:4000/openid", "http://127.0.0.1:4000/keys")).toBe(true);
  });
});

async function signedWithPublicKey({ signer }: Stage): Promise<string> {
  const key = await importJWK({ ...signer.jwk, kty: "RSA" }, "RS256", { extractable: true });
  if (key instanceof Uint8Array) throw new Error("no public key");
  const secret = new TextEncoder().encode(await exportSPKI(key));
  return new SignJWT(right()).setProtectedHeader({ alg: "HS256", kid: signer.kid }).sign(secret);
}

function spoiled(token: string): string {
  const [head, body, signature = ""] = token.split(".");
  const at = signature.length >> 1;
  const other = signature[at] === "A" ? "B" : "A";
  return [head, body, `${signature.slice(0, at)}${other}${signature.slice(at + 1)}`].join(".");
}

function changed(token: string): string {
  const [head, body = "", signature] = token.split(".");
  const claims = JSON.parse(Buffer.from(body, "base64url").toString());
  const longer = Buffer.from(JSON.stringify({ ...claims, exp: claims.exp + 60 })).toString("base64url");
  return [head, longer, signature].join(".");
}
