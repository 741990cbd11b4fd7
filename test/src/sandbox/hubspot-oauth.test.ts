import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { allScopes, app, type Hub, hubspot } from "./hubspot-portal.ts";

const redirect = "http://127.0.0.1:3000/oauth/callback/hubspot";
const client = { client_id: app.id, client_secret: app.secret };

function authorizePath(more: Readonly<Record<string, string>> = {}): string {
  const query = { client_id: app.id, redirect_uri: redirect, scope: allScopes.join(" "), state: "s1", ...more };
  return `/oauth/authorize?${new URLSearchParams(query)}`;
}

function press(hub: Hub, account: string, pressed: string, more: Readonly<Record<string, string>> = {}): URL {
  const got = hub.form(authorizePath(more), { account, press: pressed });
  return new URL(got.headers.location ?? "");
}

function codeOf(hub: Hub, account = "main", more: Readonly<Record<string, string>> = {}): string {
  return press(hub, account, "allow", more).searchParams.get("code") ?? "";
}

function exchange(hub: Hub, code: string, more: Readonly<Record<string, string>> = {}, path = "/oauth/v3/token") {
  return hub.form(path, { grant_type: "authorization_code", ...client, redirect_uri: redirect, code, ...more });
}

it("shows a consent page and sends the person back with a code and the state", () => {
  const hub = hubspot();

  const page = hub.send("GET", authorizePath(), "", {});
  const back = press(hub, "main", "allow");
  const denied = press(hub, "main", "deny");

  expect(page.status).toBe(200);
  expect(page.text).toContain("crm.objects.contacts.write");
  expect(back.searchParams.get("state")).toBe("s1");
  expect(denied.searchParams.get("error")).toBe("access_denied");
});

it("trades a code once for tokens of the portal that was picked", () => {
  const hub = hubspot();
  const code = codeOf(hub, "other");

  const got = exchange(hub, code);
  const again = exchange(hub, code);
  const details = hub.call("GET", "/account-info/v3/details", undefined, got.body.access_token);

  expect(got.body).toMatchObject({
    token_type: "bearer",
    token_use: "access_token",
    expires_in: 1800,
    hub_id: 48_213_977,
    scopes: allScopes,
  });
  expect(details.body.portalId).toBe(48_213_977);
  expect([again.status, again.body.status, again.body.error]).toEqual([400, "BAD_AUTH_CODE", "invalid_grant"]);
});

it("checks the code verifier", () => {
  const hub = hubspot();
  const challenge = createHash("sha256").update("verifier-1").digest("base64url");
  const more = { code_challenge: challenge, code_challenge_method: "S256" };

  const wrong = exchange(hub, codeOf(hub, "main", more), { code_verifier: "other" });
  const right = exchange(hub, codeOf(hub, "main", more), { code_verifier: "verifier-1" });

  expect([wrong.status, right.status]).toEqual([400, 200]);
});

it("refreshes on every version of the path and keeps the refresh token", () => {
  const hub = hubspot();
  const { refresh_token } = exchange(hub, codeOf(hub)).body;

  const answers = ["v1", "v3", "2026-03", "2026-09"].map((version) =>
    hub.form(`/oauth/${version}/token`, { grant_type: "refresh_token", ...client, refresh_token }),
  );

  expect(answers.map((one) => [one.status, one.body.refresh_token])).toEqual(Array(4).fill([200, refresh_token]));
  expect(Object.keys(answers[0]?.body ?? {}).sort()).toEqual([
    "access_token",
    "expires_in",
    "refresh_token",
    "token_type",
  ]);
});

it("answers wrong token requests in the old words and the new", () => {
  const hub = hubspot();
  const ask = (more: Readonly<Record<string, string>>) =>
    hub.form("/oauth/v3/token", { grant_type: "refresh_token", ...client, refresh_token: "na1-none", ...more });

  expect(ask({}).body).toEqual({
    error: "invalid_grant",
    error_description: "refresh token is invalid, expired or revoked",
    status: "BAD_REFRESH_TOKEN",
    message: "refresh token is invalid, expired or revoked",
  });
  expect(ask({ client_id: "who" }).body).toMatchObject({ status: "BAD_CLIENT_ID", error: "invalid_client" });
  expect(ask({ client_secret: "what" }).body).toMatchObject({ status: "BAD_CLIENT_SECRET", error: "invalid_client" });
  expect(ask({ grant_type: "password" }).body).toMatchObject({ status: "BAD_GRANT_TYPE" });
  expect(exchange(hub, codeOf(hub), { redirect_uri: "http://127.0.0.1:1/" }).body).toMatchObject({
    status: "BAD_REDIRECT_URI",
  });
});

it("expires access tokens after 30 minutes and says how long ago", () => {
  const hub = hubspot();
  hub.clock.ms += 1_802_000;

  const got = hub.call("GET", "/crm/v3/objects/contacts");

  expect(got.status).toBe(401);
  expect(got.body).toMatchObject({
    message: "The OAuth token used to make this call expired 2 second(s) ago.",
    category: "EXPIRED_AUTHENTICATION",
    context: { "expire time": ["2026-11-20T10:30:00.123Z"] },
  });
});

it("knows no token that it did not give", () => {
  const hub = hubspot();

  const wrong = hub.call("GET", "/crm/v3/objects/contacts", undefined, "nonsense");
  const none = hub.send("GET", "/crm/v3/objects/contacts", "", {});

  expect([wrong.status, wrong.body.category, none.status]).toEqual([401, "INVALID_AUTHENTICATION", 401]);
});

it("introspects, tells about tokens the old way, and revokes both ways", () => {
  const hub = hubspot();
  const { access_token, refresh_token } = exchange(hub, codeOf(hub)).body;
  const introspect = (token: string) => hub.form("/oauth/v3/token/introspect", { ...client, token }).body;

  const active = introspect(access_token);
  const old = hub.send("GET", `/oauth/v1/access-tokens/${access_token}`, "", {});
  const oldRefresh = hub.send("GET", `/oauth/v1/refresh-tokens/${refresh_token}`, "", {});
  const revoked = hub.form("/oauth/v3/token/revoke", { ...client, token: refresh_token });
  const second = exchange(hub, codeOf(hub)).body;
  const deleted = hub.send("DELETE", `/oauth/v1/refresh-tokens/${second.refresh_token}`, "", {});

  expect(active).toMatchObject({
    active: true,
    hub_id: 48_213_001,
    scopes: allScopes,
    expires_in: 1800,
    token_type: "access",
  });
  expect(old.body).toMatchObject({ hub_id: 48_213_001, user: "integration@meadowworks.example", token_type: "access" });
  expect(oldRefresh.body).toMatchObject({ client_id: app.id, token_type: "refresh" });
  expect([revoked.status, deleted.status]).toEqual([200, 204]);
  expect([introspect(access_token), introspect(second.access_token)]).toEqual([{ active: false }, { active: false }]);
});

it("revoke-grant ends the grants of one portal only; expire-token can be healed by a refresh", () => {
  const hub = hubspot();
  const [main, other] = [exchange(hub, codeOf(hub)).body, exchange(hub, codeOf(hub, "other")).body];
  const refresh = (refresh_token: string) =>
    hub.form("/oauth/v3/token", { grant_type: "refresh_token", ...client, refresh_token });
  const status = (token: string) => hub.call("GET", "/crm/v3/objects/contacts", undefined, token).status;

  hub.fault("expire-token", { account: "main" });
  const expired = [status(main.access_token), status(refresh(main.refresh_token).body.access_token)];
  hub.fault("revoke-grant", { account: "main" });
  const revoked = refresh(main.refresh_token);

  expect(expired).toEqual([401, 200]);
  expect([revoked.status, revoked.body.status]).toEqual([400, "BAD_REFRESH_TOKEN"]);
  expect([status(main.access_token), status(other.access_token)]).toEqual([401, 200]);
});

it("can answer as a portal that is gone, and as one that shut the app out", () => {
  const hub = hubspot();
  const { refresh_token } = exchange(hub, codeOf(hub)).body;
  hub.fault("token-error", { status: "BAD_HUB", times: 1 });
  hub.fault("banned", { times: 1 });

  const gone = hub.form("/oauth/v3/token", { grant_type: "refresh_token", ...client, refresh_token });
  const banned = hub.call("GET", "/crm/v3/objects/contacts");

  expect(gone.body).toMatchObject({ status: "BAD_HUB", message: "missing or unknown hub id", error: "access_denied" });
  expect([banned.status, banned.body.category]).toEqual([403, "BANNED"]);
});

it("keeps tokens out of the log of calls", () => {
  const hub = hubspot();
  const { refresh_token } = exchange(hub, codeOf(hub)).body;

  hub.send("DELETE", `/oauth/v1/refresh-tokens/${refresh_token}`, "", {});

  expect(JSON.stringify([...hub.crm.logs.values()])).not.toContain(refresh_token);
});
