import { describe, expect, it } from "vitest";
import { configOf, faultsOf, smallFile, wholeEnv } from "./read.ts";

const withChannel = `${smallFile}channels: {ops: {platform: slack, channel: C1}}\n`;
const apiUrl = "https://slack.com/api/";

describe("how Slack reaches us", () => {
  it("is HTTP with the signing secret alone", () => {
    const { slack } = configOf({ text: withChannel }).env;

    expect(slack).toEqual({ botToken: "xoxb-1", signingSecret: "slack-secret", appToken: null, apiUrl });
  });

  it("is Socket Mode with an app token, which needs no signing secret", () => {
    const env = { ...wholeEnv, SLACK_SIGNING_SECRET: undefined, SLACK_APP_TOKEN: "xapp-1-A-2" };

    const { slack } = configOf({ text: withChannel, env }).env;

    expect(slack).toEqual({ botToken: "xoxb-1", signingSecret: null, appToken: "xapp-1-A-2", apiUrl });
  });

  it("takes the app token from a file, like every secret", () => {
    const env = { ...wholeEnv, SLACK_APP_TOKEN_FILE: "/run/secrets/app" };
    const files = { "/run/secrets/app": { text: "xapp-1-A-2\n", mode: 0o600 } };

    const { slack } = configOf({ text: withChannel, env, files }).env;

    expect(slack?.appToken).toBe("xapp-1-A-2");
  });

  it("asks for the bot token alone where Socket Mode is set", () => {
    const env = {
      ...wholeEnv,
      SLACK_BOT_TOKEN: undefined,
      SLACK_SIGNING_SECRET: undefined,
      SLACK_APP_TOKEN: "xapp-1-A-2",
    };

    const faults = faultsOf({ text: withChannel, env });

    expect(faults.map(({ path, message }) => [path, message])).toEqual([
      ["channels.ops.platform", "slack needs SLACK_BOT_TOKEN, which is not set"],
    ]);
  });

  it("never shows a token that stands in the wrong place", () => {
    const faults = faultsOf({
      env: { ...wholeEnv, SLACK_APP_TOKEN: "xoxb-very-secret", SLACK_BOT_TOKEN: "xapp-hidden" },
    });

    expect(faults.map(({ path, found }) => [path, found])).toEqual([
      ["SLACK_APP_TOKEN", "xoxb-…"],
      ["SLACK_BOT_TOKEN", "xapp-…"],
    ]);
  });

  it("takes groups of Slack as roles", () => {
    const text = `${smallFile}roles: {operator: ["slack-group:S1"]}\n`;

    expect(configOf({ text }).roles.operator).toEqual(["slack-group:S1"]);
  });
});
