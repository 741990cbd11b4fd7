import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { client, desk, origin, parsed, signIn, start } from "./salesforce-desk.ts";

const back = "http://127.0.0.1:3000/oauth/callback/salesforce";
const verifier = "v".repeat(60);
const challenge = createHash("sha256").update(verifier).digest("base64url");

function authorizePath(more: Record<string, string> = {}) {
  const query = {
    response_type: "code",
    client_id: client.id,
    redirect_uri: back,
    scope: "api refresh_token",
    state: "s1",
  };
  return `/services/oauth2/authorize?${new URLSearchParams({ ...query, ...more })}`;
}

function consent(world: ReturnType<typeof desk>, press: "allow" | "deny", account = "main", more = {}) {
  const answer = world.call("POST", authorizePath(more), `account=${account}&press=${press}`, {});
  return new URL(answer.headers.location ?? "about:blank").searchParams;
}

function token(world: ReturnType<typeof desk>, form: Record<string, string>) {
  const body = new URLSearchParams({ client_id: client.id, client_secret: client.secret, ...form }).toString();
  return parsed(world.call("POST", "/services/oauth2/token", body, {}));
}

const exchange = (world: ReturnType<typeof desk>, code: string, more: Record<string, string> = {}) =>
  token(world, { grant_type: "authorization_code", code, redirect_uri: back, code_verifier: verifier, ...more });

const refresh = (world: ReturnType<typeof desk>, refresh_token: string, more: Record<string, string> = {}) =>
  token(world, { grant_type: "refresh_token", refresh_token, ...more });

describe("the consent page", () => {
  it("offers both accounts and both buttons", () => {
    const page = desk().call("GET", authorizePath(), "", {});

    expect(page.status).toBe(200);
    expect(page.body).toContain('value="main"');
    expect(page.body).toContain('value="other"');
    expect(page.body).toContain('name="press" value="deny"');
  });

  it("refuses an unknown app and a redirect that is no web address", () => {
    const world = desk();

    const app = world.call("GET", authorizePath({ client_id: "nobody" }), "", {});
    const redirect = world.call("GET", authorizePath({ redirect_uri: "javascript:alert(1)" }), "", {});

    expect([app.status, redirect.status]).toEqual([400, 400]);
  });

  it("sends a denial back", () => {
    const query = consent(desk(), "deny");

    expect(Object.fromEntries(query)).toEqual({
      error: "access_denied",
      error_description: "end-user denied authorization",
      state: "s1",
    });
  });
});

describe("tokens", () => {
  it("come for a code with its verifier, once, bound to the chosen account", () => {
    const world = desk();
    const query = consent(world, "allow", "other", { code_challenge: challenge });

    const got = exchange(world, query.get("code") ?? "");
    const again = exchange(world, query.get("code") ?? "");

    const other = world.crm.accounts.get("other");
    expect(query.get("state")).toBe("s1");
    expect(got.body).toMatchObject({
      scope: "api refresh_token",
      instance_url: origin,
      id: `${origin}/id/${other?.id}/${other?.appUser.id}`,
      token_type: "Bearer",
      issued_at: String(start),
    });
    expect(got.body).not.toHaveProperty("expires_in");
    expect(again).toEqual({
      status: 400,
      body: { error: "invalid_grant", error_description: "expired authorization code" },
    });
  });

  it.each([
    [{ code_verifier: "wrong" }, "invalid_grant", "invalid code verifier"],
    [{ redirect_uri: "http://127.0.0.1:9/" }, "redirect_uri_mismatch", "redirect_uri must match configuration"],
    [{ client_id: "nobody" }, "invalid_client_id", "client identifier invalid"],
    [{ client_secret: "wrong" }, "invalid_client", "invalid client credentials"],
    [{ grant_type: "password" }, "unsupported_grant_type", "grant type not supported"],
  ])("are refused for %j", (wrong, error, error_description) => {
    const world = desk();
    const code = consent(world, "allow", "main", { code_challenge: challenge }).get("code") ?? "";

    const refused = exchange(world, code, wrong);

    expect(refused).toEqual({ status: 400, body: { error, error_description } });
  });

  it("keep the refresh token without rotation and replace it with rotation", () => {
    const still = desk();
    const turning = desk({ rotate: true });
    const old = {
      still: signIn(still.crm, "main").grant.refreshToken,
      turning: signIn(turning.crm, "main").grant.refreshToken,
    };

    const kept = refresh(still, old.still);
    const turned = refresh(turning, old.turning);
    const reused = refresh(turning, old.turning);
    const next = refresh(turning, turned.body.refresh_token);

    expect(kept.body).not.toHaveProperty("refresh_token");
    expect(turned.body.refresh_token).not.toBe(old.turning);
    expect(reused.body).toEqual({ error: "invalid_grant", error_description: "expired access/refresh token" });
    expect(next.status).toBe(200);
  });

  it("die together when revoked", () => {
    const world = desk();
    const { token: access, grant } = signIn(world.crm, "main");

    const revoked = world.call("POST", "/services/oauth2/revoke", `token=${grant.refreshToken}`, {});
    const call = parsed(world.ask("GET", "/limits", "", { authorization: `Bearer ${access}` }));
    const again = world.call("POST", "/services/oauth2/revoke", `token=${grant.refreshToken}`, {});

    expect([revoked.status, revoked.body]).toEqual([200, ""]);
    expect(call).toEqual({
      status: 401,
      body: [{ message: "Session expired or invalid", errorCode: "INVALID_SESSION_ID" }],
    });
    expect(again.body).toContain("error=unsupported_token_type");
  });

  it("expire when they are not used, and live on while they are", () => {
    const world = desk();
    const hour = 3_600_000;

    world.clock.now = start + 1.5 * hour;
    const used = world.ask("GET", "/limits");
    world.clock.now = start + 3 * hour;
    const slid = world.ask("GET", "/limits");
    world.clock.now = start + 6 * hour;
    const expired = world.ask("GET", "/limits");

    expect([used.status, slid.status, expired.status]).toEqual([200, 200, 401]);
  });

  it("are refused without the api scope or with a strange header", () => {
    const world = desk();
    const { token: access } = signIn(world.crm, "main", ["id"]);

    const scope = parsed(world.ask("GET", "/limits", "", { authorization: `Bearer ${access}` }));
    const header = parsed(world.ask("GET", "/limits", "", { authorization: "Basic x" }));

    expect(scope.body[0].message).toBe("This session is not valid for use with the REST API");
    expect(header).toEqual({
      status: 401,
      body: [{ message: "INVALID_HEADER_TYPE", errorCode: "INVALID_AUTH_HEADER" }],
    });
  });

  it("can be looked into, and tell who they speak for", () => {
    const world = desk();
    const secrets = new URLSearchParams({ token: world.token, client_id: client.id, client_secret: client.secret });
    const main = world.crm.accounts.get("main");
    const path = `/id/${main?.id}/${main?.appUser.id}`;

    const seen = parsed(world.call("POST", "/services/oauth2/introspect", secrets.toString(), {}));
    const identity = parsed(
      world.call("GET", `${path}?format=json&oauth_token=${encodeURIComponent(world.token)}`, "", {}),
    );
    const stranger = world.call("GET", `${path}?oauth_token=x`, "", {});

    expect(seen.body).toMatchObject({ active: true, scope: "api refresh_token", username: main?.appUser.email });
    expect(identity.body).toMatchObject({ organization_id: main?.id, user_id: main?.appUser.id });
    expect([stranger.status, stranger.body]).toEqual([403, "Bad_OAuth_Token"]);
    expect(world.logs.get("salesforce")?.calls[1]?.path).toBe(`${path}?format=json&oauth_token=***`);
  });

  it("are never sent for a revoked grant, and again after a new consent", () => {
    const world = desk();
    const { grant } = signIn(world.crm, "main");
    world.control("POST", "/faults", { service: "salesforce", fault: "revoke-grant", account: "main" });

    const refused = refresh(world, grant.refreshToken);
    const renewed = exchange(world, consent(world, "allow", "main", { code_challenge: challenge }).get("code") ?? "");

    expect(refused.body.error).toBe("invalid_grant");
    expect(renewed.status).toBe(200);
  });
});
