import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { type JWTPayload, UnsecuredJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Sandbox, startSandbox, within } from "../fakes/sandbox.ts";
import { createSigner, messageOf, type Signer } from "../fakes/teams-stage.ts";

let box: Sandbox;
let keys: Awaited<ReturnType<typeof publish>>;
let signer: Signer;

beforeAll(async () => {
  signer = await createSigner("key-of-the-test");
  keys = await publish(signer);
  box = await startSandbox({ TEAMS_OPENID_METADATA_URL: keys.metadataUrl });
  keys.join(new URL("/teams/openid/keys", box.info.env.TEAMS_LOGIN_URL));
  // The daemon looks for the keys again after a second.
  await within(20_000, async () => {
    const { acknowledged } = await box.ask<{ acknowledged: readonly number[] }>("POST", "/teams/install", {});
    return acknowledged.every((status) => status === 200) ? true : null;
  });
}, 60_000);
afterAll(async () => {
  await box?.stop();
  keys?.close();
});

const audits = () => box.sql<{ n: number }>("select count(*) as n from audit")[0]?.n ?? 0;

/** Publishes the test's own key beside those of the simulated Teams, once that is known, so that either may sign. */
async function publish({ jwk }: Signer) {
  let others: URL | null = null;
  const server = createServer(async (request, response) => {
    const answer = (status: number, body: unknown) => response.writeHead(status).end(JSON.stringify(body));
    if (others === null) return answer(503, {});
    const { port } = server.address() as AddressInfo;
    if (request.url !== "/keys")
      return answer(200, { issuer: "https://api.botframework.com", jwks_uri: `http://127.0.0.1:${port}/keys` });
    const theirs = (await (await fetch(others)).json()) as { keys: readonly unknown[] };
    return answer(200, { keys: [jwk, ...theirs.keys] });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    metadataUrl: `http://127.0.0.1:${port}/openidconfiguration`,
    join: (url: URL) => {
      others = url;
    },
    close: () => server.close(),
  };
}

/** What reaches the real daemon's port from outside. */
describe("requests from outside", { timeout: 60_000 }, () => {
  const body =
    "command=%2Fcrmsync&text=resync+all+failed&user_id=U0OPERATOR&channel_id=C1&trigger_id=t1&response_url=http%3A%2F%2F127.0.0.1%3A9%2Fx";

  function send(headers: Record<string, string>, text = body): Promise<Response> {
    return fetch(`${box.info.daemon}/slack/events`, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
      body: text,
    });
  }

  function signed(
    ageSeconds: number,
    text = body,
    secret = box.info.env.SLACK_SIGNING_SECRET ?? "",
  ): Record<string, string> {
    const stamp = String(Math.floor(Date.now() / 1000) - ageSeconds);
    const signature = createHmac("sha256", secret).update(`v0:${stamp}:${text}`).digest("hex");
    return { "x-slack-request-timestamp": stamp, "x-slack-signature": `v0=${signature}` };
  }

  it.each([
    ["unsigned", () => ({})],
    ["wrongly signed", () => signed(0, body, "ffffffffffffffffffffffffffffffff")],
    ["signed for another body", () => signed(0, `${body}x`)],
    ["six minutes old", () => signed(360)],
    ["six minutes ahead", () => signed(-360)],
  ])("refuses %s requests with 401, tells nothing and does nothing", async (_, headers) => {
    const before = audits();

    const response = await send(headers());

    expect(response.status).toBe(401);
    expect((await response.text()).length).toBeLessThan(60);
    expect(audits()).toBe(before);
  });

  it("acts once on a request that is delivered again", async () => {
    const headers = signed(1);
    const before = audits();

    const answers = [await send(headers), await send(headers), await send({ ...headers, "x-slack-retry-num": "1" })];
    await within(10_000, async () => (audits() > before ? true : null));
    await new Promise((resolve) => setTimeout(resolve, 500));

    expect(answers.map((response) => response.status)).toEqual([200, 200, 200]);
    expect(audits() - before).toBe(1);
  });

  it("refuses a body over 1 MB before it is read", async () => {
    const large = "x".repeat(1_100_000);

    const refused = await send(signed(0, large), large).then(
      (response) => response.status,
      () => "closed",
    );

    expect([413, "closed"]).toContain(refused);
  });

  it("tells a stranger nothing at other addresses", async () => {
    const look = async (path: string, method = "GET") => {
      const response = await fetch(`${box.info.daemon}${path}`, { method });
      return [response.status, await response.text()];
    };

    expect(await look("/healthz")).toEqual([200, "ok\n"]);
    expect(await look("/readyz")).toEqual([200, "ready\n"]);
    expect((await look("/nothing"))[0]).toBe(404);
    expect((await look("/slack/events"))[0]).toBe(405);
    expect((await look("/api/messages"))[0]).toBe(405);
    expect((await look("/oauth/start/guess"))[0]).toBe(410);
    expect((await look("/oauth/callback/salesforce?state=guess&code=x"))[0]).toBe(400);
  });
});

/** The same of Teams. Each part begins where the one before ended: an unknown key is looked up once in five minutes. */
describe("requests of Teams from outside", { timeout: 60_000 }, () => {
  const seconds = () => Math.floor(Date.now() / 1000);
  const serviceUrl = () => String(new URL("/teams/connector/", box.info.env.TEAMS_LOGIN_URL));
  const logText = () => readFileSync(join(dirname(box.info.database), "daemon.log"), "utf8");
  const claims = (more: JWTPayload = {}): JWTPayload => ({
    aud: box.info.env.TEAMS_APP_ID,
    serviceurl: serviceUrl(),
    ...more,
  });

  /** An operator who asks for something that is written down. */
  function asked(): string {
    return JSON.stringify(messageOf("resync all failed", { serviceUrl: serviceUrl() }));
  }

  async function send(body: string, token: string | null): Promise<{ status: number; text: string }> {
    const response = await fetch(`${box.info.daemon}/api/messages`, {
      method: "POST",
      headers: { "content-type": "application/json", ...(token === null ? {} : { authorization: `Bearer ${token}` }) },
      body,
    });
    return { status: response.status, text: await response.text() };
  }

  it("acts once on a message that is delivered again, with the same token and with another", async () => {
    const before = audits();
    const body = asked();
    const token = await signer.sign(claims());

    const answers = [
      ...(await Promise.all([send(body, token), send(body, token)])),
      await send(body, await signer.sign(claims({ exp: seconds() + 1_800 }))),
    ];
    await within(10_000, async () => (audits() > before ? true : null));
    await new Promise((resolve) => setTimeout(resolve, 500));

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(audits() - before).toBe(1);
  });

  it("acts once on what Teams itself delivers twice, also with a key that is new", async () => {
    await box.ask("POST", "/teams/keys");
    const { id } = await box.fault("teams", "repeat");
    const before = audits();

    const said = await box.ask<{ ackStatus: number; shown: readonly { text: string }[] }>("POST", "/teams/command", {
      user: "operator",
      channel: "crm-alerts",
      text: "resync all failed",
    });
    await box.heal(id);
    await within(10_000, async () => (audits() > before ? true : null));
    await new Promise((resolve) => setTimeout(resolve, 500));

    expect(said.ackStatus).toBe(200);
    expect(said.shown.map(({ text }) => text)).toEqual([expect.stringMatching(/resync/i)]);
    expect(audits() - before).toBe(1);
  });

  it.each<[string, string, () => Promise<string> | string | null]>([
    ["without a token", "no token", () => null],
    ["that is no token", "not a token", () => "abc"],
    ["without a signature", "not a token", () => new UnsecuredJWT(claims({ exp: seconds() + 600 })).encode()],
    ["for another audience", "wrong audience", () => signer.sign(claims({ aud: "another" }))],
    ["of another issuer", "wrong issuer", () => signer.sign(claims({ iss: "https://sts.windows.net/x/" }))],
    ["that ended six minutes ago", "expired", () => signer.sign(claims({ exp: seconds() - 360 }))],
    ["that begins in six minutes", "wrong time", () => signer.sign(claims({ nbf: seconds() + 360 }))],
    [
      "for another service address",
      "another service address",
      () => signer.sign(claims({ serviceurl: "http://127.0.0.1:9/teams/connector/" })),
    ],
    ["with a spoiled signature", "wrong signature", async () => spoiled(await signer.sign(claims()))],
    ["of an unknown key", "unknown key", async () => (await createSigner("key-of-a-stranger")).sign(claims())],
    [
      "of a stranger under a known key's name",
      "wrong signature",
      async () => (await createSigner(signer.kid)).sign(claims()),
    ],
  ])("refuses requests %s with 401, tells nothing, does nothing and logs the fact alone", async (_, why, make) => {
    const [before, logged] = [audits(), logText().length];
    const token = await make();

    const answer = await send(asked(), token);
    const written = await within(5_000, async () => linesOf(logText().slice(logged)).at(0) ?? null);

    expect(answer).toEqual({ status: 401, text: "" });
    expect(audits()).toBe(before);
    expect(written).toEqual({ level: 30, time: expect.any(Number), msg: "teams request refused", why });
    if (token !== null) expect(logText()).not.toContain(token.slice(-12));
  });

  it("refuses a body over 1 MB before it is read", async () => {
    const large = JSON.stringify(messageOf("x".repeat(1_100_000), { serviceUrl: serviceUrl() }));

    const refused = await send(large, await signer.sign(claims())).then(
      ({ status }) => status,
      () => "closed",
    );

    expect([413, "closed"]).toContain(refused);
  });

  /** Lines of the log about requests of Teams. */
  function linesOf(text: string): readonly Record<string, unknown>[] {
    return text
      .split("\n")
      .filter((line) => line.startsWith("{") && line.endsWith("}"))
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ msg }) => /teams request/.test(String(msg)));
  }
});

function spoiled(token: string): string {
  const [head, body, signature = ""] = token.split(".");
  const at = signature.length >> 1;
  return [head, body, `${signature.slice(0, at)}${signature[at] === "A" ? "B" : "A"}${signature.slice(at + 1)}`].join(
    ".",
  );
}
