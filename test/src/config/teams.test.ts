import { describe, expect, it } from "vitest";
import { type Env, formatFaults } from "../../../src/config.ts";
import { secretsOf } from "../../../src/scrub.ts";
import { configOf, faultsOf, read, smallFile, teamsEnv, wholeEnv } from "./read.ts";

const APP = teamsEnv.TEAMS_APP_ID ?? "";
const TENANT = teamsEnv.TEAMS_TENANT_ID ?? "";
const PERSON = "0a1b2c3d-0000-4000-8000-000000000001";
const place = "19:f3sE_2-b.c@thread.tacv2";
const withChannel = (channel = place) =>
  `${smallFile}channels:\n  ops:\n    platform: teams\n    channel: ${JSON.stringify(channel)}\n`;
const withRole = (name: string) => `${smallFile}roles: {operator: [${JSON.stringify(name)}]}\n`;

describe("what the bot for Teams is made with", () => {
  it("is the app, its directory and Microsoft's own addresses", () => {
    const { env, channels } = configOf({ text: withChannel(), env: teamsEnv });

    expect(env.teams).toEqual({
      appId: APP,
      appPassword: "abc~DEF.123",
      tenantId: TENANT,
      metadataUrl: "https://login.botframework.com/v1/.well-known/openidconfiguration",
      loginUrl: "https://login.microsoftonline.com",
      allowUnauthenticated: false,
    });
    expect(channels).toMatchObject([{ platform: "teams", channel: place }]);
    expect(env.slack?.botToken).toBe("xoxb-1");
  });

  it("is nothing where no app is named", () => {
    expect(configOf({}).env.teams).toBeNull();
  });

  it("may be told other addresses, on loopback without https", () => {
    const env = {
      ...teamsEnv,
      TEAMS_LOGIN_URL: "http://127.0.0.1:4000/teams/login/",
      TEAMS_OPENID_METADATA_URL: "http://[::1]:4000/openid",
    };

    expect(configOf({ env }).env.teams).toMatchObject({
      loginUrl: "http://127.0.0.1:4000/teams/login",
      metadataUrl: "http://[::1]:4000/openid",
    });
  });

  it("takes ids in either case and holds them in small letters, as tokens bear them", () => {
    const env = { ...teamsEnv, TEAMS_APP_ID: APP.toUpperCase(), TEAMS_TENANT_ID: TENANT.toUpperCase() };

    expect(configOf({ env }).env.teams).toMatchObject({ appId: APP, tenantId: TENANT });
  });

  it("takes the password from a file, and tells it to whoever keeps secrets out of logs", () => {
    const env = { ...teamsEnv, TEAMS_APP_PASSWORD: undefined, TEAMS_APP_PASSWORD_FILE: "/run/teams" };
    const files = { "/run/teams": { text: "from-a-file\n", mode: 0o600 } };

    const config = configOf({ env, files });

    expect(config.env.teams?.appPassword).toBe("from-a-file");
    expect(secretsOf(config.env)).toContain("from-a-file");
  });

  it("needs no app in a trial on this machine alone", () => {
    const env = { ...wholeEnv, TEAMS_ALLOW_UNAUTHENTICATED: "true" };

    expect(configOf({ text: withChannel(), env }).env.teams).toMatchObject({
      appId: null,
      appPassword: null,
      tenantId: null,
      allowUnauthenticated: true,
    });
  });
});

describe("what is missing or wrong for Teams", () => {
  it("is told at the channel that needs it", () => {
    const env = { ...wholeEnv, TEAMS_ALLOW_UNAUTHENTICATED: "false" };

    const faults = faultsOf({ text: withChannel(), env });

    expect(faults.map(({ path, line, message }) => [path, line, message])).toEqual([
      ["channels.ops.platform", 4, "teams needs TEAMS_APP_ID, which is not set"],
      ["channels.ops.platform", 4, "teams needs TEAMS_APP_PASSWORD, which is not set"],
      ["channels.ops.platform", 4, "teams needs TEAMS_TENANT_ID, which is not set"],
    ]);
    expect(faults[0]?.mend).toContain("Set TEAMS_APP_ID in the environment");
    expect(faults[0]?.mend).toContain("TEAMS_ALLOW_UNAUTHENTICATED=true");
  });

  it.each<[string, Env, string, RegExp]>([
    ["no password", { TEAMS_APP_PASSWORD: undefined }, "TEAMS_APP_PASSWORD", /Certificates & secrets/],
    ["no tenant", { TEAMS_TENANT_ID: undefined }, "TEAMS_TENANT_ID", /App Tenant ID/],
    ["an app's name for its id", { TEAMS_APP_ID: "crmsync" }, "TEAMS_APP_ID", /Microsoft App ID/],
    ["half an id", { TEAMS_APP_ID: APP.slice(0, -1) }, "TEAMS_APP_ID", /Copy it whole/],
    ["a domain for the tenant", { TEAMS_TENANT_ID: "example.onmicrosoft.com" }, "TEAMS_TENANT_ID", /Copy it whole/],
    ["every tenant", { TEAMS_TENANT_ID: "common" }, "TEAMS_TENANT_ID", /Copy it whole/],
    ["the secret's id for its value", { TEAMS_APP_PASSWORD: PERSON }, "TEAMS_APP_PASSWORD", /copy its Value/],
    ["a token endpoint over http", { TEAMS_LOGIN_URL: "http://login.example.com" }, "TEAMS_LOGIN_URL", /https:/],
    ["keys over http", { TEAMS_OPENID_METADATA_URL: "http://keys.example.com" }, "TEAMS_OPENID_METADATA_URL", /https:/],
    ["neither yes nor no", { TEAMS_ALLOW_UNAUTHENTICATED: "1" }, "TEAMS_ALLOW_UNAUTHENTICATED", /true or false/],
    [
      "no proof on an open host",
      { HOST: "0.0.0.0", PUBLIC_URL: "https://sync.example.com", TEAMS_ALLOW_UNAUTHENTICATED: "true" },
      "TEAMS_ALLOW_UNAUTHENTICATED",
      /loopback/,
    ],
  ])("%s", (_, env, name, mend) => {
    const faults = faultsOf({ text: withChannel(), env: { ...teamsEnv, ...env } });

    expect(faults.map((fault) => fault.path)).toEqual([name]);
    expect(faults[0]?.mend).toMatch(mend);
  });

  it("never shows the password", () => {
    const env = { ...teamsEnv, TEAMS_APP_PASSWORD: PERSON, TEAMS_APP_ID: "x" };

    const result = read({ env });

    expect(formatFaults(result.ok ? [] : result.faults)).not.toContain(PERSON);
  });
});

describe("a channel of Teams", () => {
  it.each(["19:abc@thread.tacv2", "19:0123abcd@thread.skype", "a:1pL6i0oY3C0K8oAj8-x_Y"])("may be %s", (channel) => {
    expect(faultsOf({ text: withChannel(channel), env: teamsEnv })).toEqual([]);
  });

  it.each([
    ["#crm-sync", /Copy link/],
    ["C0123456789", /Copy link/],
    ["19:abc@example.com", /Copy link/],
    ["19:abc@thread.tacv2;messageid=1700000000000", /Write "19:abc@thread\.tacv2"\./],
    [
      "https://teams.microsoft.com/l/channel/19%3Af3sE_2%40thread.tacv2/crm-sync?groupId=1",
      /Write "19:f3sE_2@thread\.tacv2"\./,
    ],
  ])("cannot be %s", (channel, mend) => {
    const faults = faultsOf({ text: withChannel(channel), env: teamsEnv });

    expect(faults.map(({ path, line, message }) => [path, line, message])).toEqual([
      ["channels.ops.channel", 5, "not an id of Teams"],
    ]);
    expect(faults[0]?.mend).toMatch(mend);
  });

  it("may bear the name that a channel of Slack bears, but stand there once", () => {
    const two = `${withChannel()}  more: {platform: teams, channel: "${place}"}\n  third: {platform: slack, channel: "${place}"}\n`;

    const faults = faultsOf({ text: two, env: teamsEnv });

    expect(faults.map(({ path, message }) => [path, message])).toEqual([
      ["channels.more.channel", "the same channel as ops"],
    ]);
  });
});

describe("people of Teams", () => {
  it("are named by their object id, in either case", () => {
    expect(configOf({ text: withRole(`teams:${PERSON.toUpperCase()}`) }).roles.operator).toEqual([`teams:${PERSON}`]);
  });

  it.each([
    ["teams:olga@example.com", /Object ID/],
    ["teams:29:1abcDEF", /Object ID/],
    [`teams-group:${PERSON}`, /each person of the group/],
    [PERSON, new RegExp(`Write teams:${PERSON}`)],
  ])("cannot be %s", (name, mend) => {
    const faults = faultsOf({ text: withRole(name) });

    expect(faults.map((fault) => fault.path)).toEqual(["roles.operator[0]"]);
    expect(faults[0]?.mend).toMatch(mend);
  });
});
