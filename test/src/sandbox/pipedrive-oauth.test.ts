import { expect, it } from "vitest";
import { app, origin, type Pipe, pipedrive } from "./pipedrive-company.ts";

const back = "http://127.0.0.1:3000/oauth/callback/pipedrive";
const link = `/oauth/authorize?client_id=${app.id}&state=s-1&redirect_uri=${encodeURIComponent(back)}`;

function consented(pipe: Pipe, account = "main", press = "allow"): URL {
  const answer = pipe.send("POST", link, `account=${account}&press=${press}`, {});
  return new URL(answer.headers.location ?? "http://nowhere.invalid");
}

function exchanged(pipe: Pipe, account = "main") {
  const code = consented(pipe, account).searchParams.get("code") ?? "";
  return pipe.form("/oauth/token", { grant_type: "authorization_code", code, redirect_uri: back });
}

it("trades a code for tokens that name the address of the company's API", () => {
  const pipe = pipedrive();

  const got = exchanged(pipe);

  expect(got.status).toBe(200);
  expect(got.body).toMatchObject({ token_type: "Bearer", expires_in: 3600, api_domain: origin });
  expect(got.body.scope).toMatch(/^base,contacts:full,/);
  expect(pipe.call("GET", "/api/v1/users/me", undefined, got.body.access_token).status).toBe(200);
});

it("comes back with state, and with user_denied after Deny", () => {
  const pipe = pipedrive();

  const allowed = consented(pipe);
  const denied = consented(pipe, "main", "deny");

  expect(allowed.searchParams.get("state")).toBe("s-1");
  expect(Object.fromEntries(denied.searchParams)).toEqual({ error: "user_denied", state: "s-1" });
});

it("grants what the app's record says, whatever the link asks for", () => {
  const pipe = pipedrive({ scopes: ["base", "contacts:read"] });

  const got = exchanged(pipe);

  expect(got.body.scope).toBe("base,contacts:read");
});

it("keeps the refresh token through a refresh, and rotates it when told to", () => {
  const usual = pipedrive();
  const rotating = pipedrive({ rotate: true });

  const [kept, changed] = [usual, rotating].map((pipe) => {
    const refresh_token = exchanged(pipe).body.refresh_token;
    const again = pipe.form("/oauth/token", { grant_type: "refresh_token", refresh_token });
    const old = pipe.form("/oauth/token", { grant_type: "refresh_token", refresh_token });
    return { same: again.body.refresh_token === refresh_token, old: old.status };
  });

  expect(kept).toEqual({ same: true, old: 200 });
  expect(changed).toEqual({ same: false, old: 400 });
});

it.each([
  [
    "an unknown refresh token",
    { grant_type: "refresh_token", refresh_token: "x" },
    "Invalid grant: refresh_token is invalid",
  ],
  [
    "an unknown code",
    { grant_type: "authorization_code", code: "x", redirect_uri: back },
    "Invalid grant: authorization_code is invalid",
  ],
  ["no grant type", {}, "Missing parameter: grant_type"],
  ["another grant type", { grant_type: "password" }, "Unsupported grant type"],
  ["no redirect address", { grant_type: "authorization_code", code: "x" }, "Invalid request: redirect_uri is missing"],
])("refuses %s in the words of the token endpoint", (_, fields, message) => {
  const pipe = pipedrive();

  const got = pipe.form("/oauth/token", fields);

  expect(got.status).toBe(400);
  expect(got.body).toMatchObject({ success: false, message });
});

it("knows apps by the Basic header alone", () => {
  const pipe = pipedrive();
  const fields = { grant_type: "refresh_token", refresh_token: "x", client_id: app.id, client_secret: app.secret };

  const none = pipe.form("/oauth/token", fields, "");
  const wrong = pipe.form("/oauth/token", fields, `${app.id}:wrong`);

  expect(none.body.message).toBe("Invalid client: cannot retrieve client credentials");
  expect(wrong.body).toMatchObject({ error: "invalid_client", message: "Invalid client: client is invalid" });
});

it("lets a code live for five minutes, an access token for an hour, and an idle grant for sixty days", () => {
  const pipe = pipedrive();
  const code = consented(pipe).searchParams.get("code") ?? "";
  const { access_token, refresh_token } = exchanged(pipe).body;

  pipe.clock.ms += 300_000;
  const late = pipe.form("/oauth/token", { grant_type: "authorization_code", code, redirect_uri: back });
  pipe.clock.ms += 3_300_000;
  const expired = pipe.call("GET", "/api/v1/users/me", undefined, access_token);
  pipe.clock.ms += 60 * 86_400_000;
  const idle = pipe.form("/oauth/token", { grant_type: "refresh_token", refresh_token });

  expect(late.body.error).toBe("invalid_grant");
  expect(expired.status).toBe(401);
  expect(idle.body).toMatchObject({ error: "invalid_grant", message: "Invalid grant: refresh_token is invalid" });
});

it("answers a dead or missing token with 401 from the gateway", () => {
  const pipe = pipedrive();
  pipe.fault("revoke-grant");

  const got = pipe.call("GET", "/api/v1/users/me");

  expect(got.status).toBe(401);
  expect(got.headers["x-401-by-gw"]).toBe("true");
  expect(got.body).toEqual({
    success: false,
    error: "unauthorized access",
    errorCode: 401,
    error_info: "Please check developers.pipedrive.com",
  });
});

it("uninstalls the app with its refresh token, but ends only the access token that is given back", () => {
  const pipe = pipedrive();
  const { access_token, refresh_token } = exchanged(pipe).body;

  pipe.form("/oauth/revoke", { token: access_token, token_type_hint: "access_token" });
  const dead = pipe.call("GET", "/api/v1/users/me", undefined, access_token);
  const again = pipe.form("/oauth/token", { grant_type: "refresh_token", refresh_token });
  pipe.form("/oauth/revoke", { token: refresh_token, token_type_hint: "refresh_token" });
  const gone = pipe.form("/oauth/token", { grant_type: "refresh_token", refresh_token });

  expect([dead.status, again.status, gone.status]).toEqual([401, 200, 400]);
});

it("tells who the token speaks for, each company its own", () => {
  const pipe = pipedrive();

  const main = pipe.call("GET", "/api/v1/users/me").body.data;
  const other = pipe.call("GET", "/api/v1/users/me", undefined, pipe.grantOf("other").token).body.data;

  expect(main).toMatchObject({ company_id: 7_701_001, company_domain: "copperlane", active_flag: true });
  expect(other).toMatchObject({ company_id: 7_709_002, company_domain: "harbourrow" });
});

it("takes a personal token in x-api-token", () => {
  const pipe = pipedrive({ apiTokens: { "personal-1": "other" } });

  const got = pipe.send("GET", "/api/v1/users/me", "", { "x-api-token": "personal-1" });

  expect(got.body.data.company_id).toBe(7_709_002);
  expect(got.headers["x-ratelimit-limit"]).toBe("40");
});

it("lets a token die with its user, and shows who has left", () => {
  const pipe = pipedrive();
  const left = pipe.call("GET", "/api/v1/users").body.data.filter((one) => one.active_flag === false);
  pipe.fault("deactivate-user", { user: 11_001 });

  const got = pipe.call("GET", "/api/v1/users/me");

  expect(left.map((one) => one.name)).toEqual(["Kim Former"]);
  expect(got.status).toBe(401);
});

it("answers a token call in the words of the token-error fault", () => {
  const pipe = pipedrive();
  pipe.fault("token-error", {
    message: "Invalid grant: refresh_token is invalid or it was already exchanged",
    times: 1,
  });
  const { refreshToken } = pipe.access.grant;

  const first = pipe.form("/oauth/token", { grant_type: "refresh_token", refresh_token: refreshToken });
  const second = pipe.form("/oauth/token", { grant_type: "refresh_token", refresh_token: refreshToken });

  expect(first.body).toMatchObject({ error: "invalid_grant" });
  expect(second.status).toBe(200);
});
