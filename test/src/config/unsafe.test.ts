import { describe, expect, it } from "vitest";
import { type Env, formatFaults } from "../../../src/config.ts";
import { configOf, faultsOf, read, smallFile, wholeEnv } from "./read.ts";

const withChannel = `${smallFile}channels: {ops: {platform: slack, channel: C1}}\n`;
const open = { HOST: "0.0.0.0", PUBLIC_URL: "https://sync.example.com" };

describe("unsafe settings are refused with their mend", () => {
  it.each<[string, Env, string, RegExp]>([
    ["no secret", { CRMSYNC_SECRET: undefined }, "CRMSYNC_SECRET", /openssl rand/],
    ["an empty secret", { CRMSYNC_SECRET: "  " }, "CRMSYNC_SECRET", /openssl rand/],
    ["a short secret", { CRMSYNC_SECRET: "short" }, "CRMSYNC_SECRET", /openssl rand/],
    [
      "a bot token without signing secret",
      { SLACK_SIGNING_SECRET: undefined },
      "SLACK_SIGNING_SECRET",
      /Basic Information/,
    ],
    ["a user's token for the bot's", { SLACK_BOT_TOKEN: "xoxp-1-2" }, "SLACK_BOT_TOKEN", /Bot User OAuth Token/],
    ["a bot's token for the app's", { SLACK_APP_TOKEN: "xoxb-1" }, "SLACK_APP_TOKEN", /connections:write/],
    ["any text for the app's token", { SLACK_APP_TOKEN: "secret" }, "SLACK_APP_TOKEN", /connections:write/],
    [
      "a public address over http",
      { PUBLIC_URL: "http://sync.example.com" },
      "PUBLIC_URL",
      /https:\/\/sync\.example\.com/,
    ],
    ["a sign-in over http", { SALESFORCE_LOGIN_URL: "http://login.example.com" }, "SALESFORCE_LOGIN_URL", /https:/],
    ["an API over http", { HUBSPOT_API_URL: "http://api.example.com" }, "HUBSPOT_API_URL", /https:/],
    ["a consent page over http", { HUBSPOT_AUTH_URL: "http://app.example.com" }, "HUBSPOT_AUTH_URL", /https:/],
    ["Slack over http", { SLACK_API_URL: "http://slack.example.com/api/" }, "SLACK_API_URL", /https:\/\/slack/],
    ["Pipedrive over http", { PIPEDRIVE_API_URL: "http://p.example.com" }, "PIPEDRIVE_API_URL", /https:/],
    [
      "a name that only begins like loopback",
      { SLACK_API_URL: "http://localhost.example.com" },
      "SLACK_API_URL",
      /https:/,
    ],
    [
      "an address that only begins like loopback",
      { SLACK_API_URL: "http://127.0.0.1.example.com" },
      "SLACK_API_URL",
      /https:/,
    ],
    ["a private address over http", { HUBSPOT_API_URL: "http://10.0.0.5" }, "HUBSPOT_API_URL", /https:/],
    [
      "a password in an address",
      { HUBSPOT_API_URL: "https://me:pw@api.example.com" },
      "HUBSPOT_API_URL",
      /Take it out/,
    ],
    ["another scheme", { SALESFORCE_LOGIN_URL: "ftp://login.example.com" }, "SALESFORCE_LOGIN_URL", /https:/],
    ["no scheme", { PUBLIC_URL: "sync.example.com" }, "PUBLIC_URL", /https:/],
    ["a query in an address", { PUBLIC_URL: "https://sync.example.com/?a=1" }, "PUBLIC_URL", /Cut it/],
    ["a host open to the network", { HOST: "0.0.0.0" }, "HOST", /PUBLIC_URL/],
    ["every IPv6 address", { HOST: "::" }, "HOST", /PUBLIC_URL/],
    [
      "an open host with loopback's public address",
      { HOST: "0.0.0.0", PUBLIC_URL: "http://127.0.0.1:3000" },
      "HOST",
      /https/,
    ],
    ["a host with a port", { HOST: "127.0.0.1:80" }, "HOST", /127\.0\.0\.1/],
    [
      "Teams without proof on an open host",
      { ...open, TEAMS_ALLOW_UNAUTHENTICATED: "true" },
      "TEAMS_ALLOW_UNAUTHENTICATED",
      /loopback/,
    ],
    [
      "Teams without proof behind a public address",
      { PUBLIC_URL: "https://sync.example.com", TEAMS_ALLOW_UNAUTHENTICATED: "true" },
      "TEAMS_ALLOW_UNAUTHENTICATED",
      /loopback/,
    ],
    [
      "Teams' keys over http",
      { TEAMS_OPENID_METADATA_URL: "http://keys.example.com" },
      "TEAMS_OPENID_METADATA_URL",
      /https:/,
    ],
    ["a sandbox elsewhere", { CRMSYNC_SANDBOX: "https://sandbox.example.com" }, "CRMSYNC_SANDBOX", /this machine/],
    ["an unknown level", { LOG_LEVEL: "wran" }, "LOG_LEVEL", /Write warn\./],
    ["a port that is none", { PORT: "http" }, "PORT", /3000/],
    ["a port beyond the last", { PORT: "65536" }, "PORT", /3000/],
    ["another database", { DATABASE_URL: "mysql://root:pw@db/crm" }, "DATABASE_URL", /PostgreSQL/],
    ["half a PostgreSQL address", { DATABASE_URL: "postgres:crm" }, "DATABASE_URL", /postgres:\/\//],
    ["a SQLite address with a host", { DATABASE_URL: "sqlite://crm.sqlite" }, "DATABASE_URL", /sqlite:/],
  ])("%s", (_, env, name, mend) => {
    const faults = faultsOf({ env: { ...wholeEnv, ...env } });

    expect(faults.map((fault) => fault.path)).toEqual([name]);
    expect(faults[0]?.mend).toMatch(mend);
  });

  it.each([
    ["SLACK_BOT_TOKEN", "channels.ops.platform", "2:28"],
    ["SALESFORCE_CLIENT_ID", "connections.sales.provider", "1:33"],
    ["SALESFORCE_CLIENT_SECRET", "connections.sales.provider", "1:33"],
  ])("%s is missing where the file needs it", (name, path, place) => {
    const faults = faultsOf({ text: withChannel, env: { ...wholeEnv, [name]: undefined } });

    const told = faults.find((fault) => fault.file === "crmsync.yml");
    expect(told?.path).toBe(path);
    expect(`${told?.line}:${told?.column}`).toBe(place);
    expect(told?.mend).toContain(`Set ${name}`);
  });

  it("both of Slack's secrets are missing where a channel needs them", () => {
    const env = { ...wholeEnv, SLACK_BOT_TOKEN: undefined, SLACK_SIGNING_SECRET: undefined };

    const faults = faultsOf({ text: withChannel, env });

    expect(faults.map((fault) => fault.message)).toEqual([
      "slack needs SLACK_BOT_TOKEN, which is not set",
      "slack needs SLACK_SIGNING_SECRET, which is not set",
    ]);
  });

  it("never shows a secret", () => {
    const env = {
      ...wholeEnv,
      CRMSYNC_SECRET: "canary-one",
      SLACK_BOT_TOKEN: "xoxp-canary-two",
      DATABASE_URL: "mysql://root:canary-three@db/crm",
      HUBSPOT_API_URL: "https://me:canary-four@api.example.com",
      PUBLIC_URL: "ftp:me:canary-five@host",
    };

    const result = read({ env });

    const text = formatFaults(result.ok ? [] : result.faults);
    expect(text).toContain("5 faults");
    expect(text).not.toContain("canary");
  });
});

describe("secrets from files", () => {
  const env = { ...wholeEnv, CRMSYNC_SECRET: undefined, CRMSYNC_SECRET_FILE: "/run/key" };
  const text = "a-secret-from-a-file-of-more-than-32-characters";

  it("are read without the line's end", () => {
    const config = configOf({ env, files: { "/run/key": { text: `${text}\n`, mode: 0o600 } } });

    expect(config.env.secret).toBe(text);
  });

  it.each([
    ["readable by everybody", { "/run/key": { text, mode: 0o644 } }, "chmod o-rwx /run/key"],
    ["empty", { "/run/key": { text: "\n", mode: 0o600 } }, "Write the secret into it."],
    ["absent", {}, "Correct the path, or let our user read it."],
  ])("are refused when the file is %s", (_, files, mend) => {
    const faults = faultsOf({ env, files });

    expect(faults.map((fault) => fault.path)).toEqual(["CRMSYNC_SECRET_FILE"]);
    expect(faults[0]?.mend).toContain(mend);
  });

  it("are refused beside the variable itself", () => {
    const faults = faultsOf({ env: { ...env, CRMSYNC_SECRET: text }, files: { "/run/key": { text, mode: 0o600 } } });

    expect(faults.map((fault) => [fault.path, fault.found])).toEqual([["CRMSYNC_SECRET", "both"]]);
  });
});

describe("safe settings", () => {
  it.each<[string, Env, object]>([
    ["http on loopback", { PUBLIC_URL: "http://[::1]:3000/" }, { publicUrl: "http://[::1]:3000" }],
    ["an open host behind https", open, { host: "0.0.0.0", publicUrl: "https://sync.example.com" }],
    ["another port", { PORT: "8080" }, { port: 8080, publicUrl: "http://127.0.0.1:8080" }],
    [
      "PostgreSQL",
      { DATABASE_URL: "postgresql://me:pw@db:5432/crm" },
      { databaseUrl: "postgresql://me:pw@db:5432/crm" },
    ],
    ["a SQLite address", { DATABASE_URL: "sqlite:/var/crm.sqlite" }, { databaseUrl: "sqlite:/var/crm.sqlite" }],
    ["a plain path", { DATABASE_URL: "./crm.sqlite" }, { databaseUrl: "sqlite:./crm.sqlite" }],
    ["the sandbox", { CRMSYNC_SANDBOX: "http://127.0.0.1:4000" }, { sandboxUrl: "http://127.0.0.1:4000" }],
    [
      "Slack elsewhere",
      { SLACK_API_URL: "http://localhost:4005/api" },
      { slack: { apiUrl: "http://localhost:4005/api/" } },
    ],
    ["no Slack", { SLACK_BOT_TOKEN: undefined, SLACK_SIGNING_SECRET: undefined }, { slack: null }],
    ["Teams without proof on loopback", { TEAMS_ALLOW_UNAUTHENTICATED: "true" }, { host: "127.0.0.1" }],
  ])("%s", (_, env, expected) => {
    const config = configOf({ env: { ...wholeEnv, ...env } });

    expect(config.env).toMatchObject(expected);
  });
});
