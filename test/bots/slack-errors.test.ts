import { describe, expect, it } from "vitest";
import type { BotPorts } from "../../bots/bot.ts";
import { isSlackAddress } from "../../bots/slack/addresses.ts";
import { createSlackBot } from "../../bots/slack/index.ts";
import { plainCard } from "../fakes/cards.ts";

const ports: BotPorts = { first: async () => true, now: () => 0, log: () => {} };

/** A bot whose Slack answers everything alike. */
function botWith(answer: () => Response) {
  const request = async () => answer();
  return createSlackBot({
    token: "t",
    appToken: null,
    signingSecret: "s",
    apiUrl: "https://slack.com/api/",
    request,
    ports,
  });
}

const refusal = (error: string) => () => Response.json({ ok: false, error });

describe("what Slack refuses becomes a ChatError", () => {
  it.each([
    ["invalid_auth", refusal("invalid_auth"), { kind: "unauthorized", code: "invalid_auth" }],
    ["token_revoked", refusal("token_revoked"), { kind: "unauthorized" }],
    ["account_inactive", refusal("account_inactive"), { kind: "unauthorized" }],
    ["channel_not_found", refusal("channel_not_found"), { kind: "refused", code: "channel_not_found" }],
    ["is_archived", refusal("is_archived"), { kind: "refused" }],
    ["not_in_channel", refusal("not_in_channel"), { kind: "refused" }],
    ["a code that nobody knows yet", refusal("brand_new_code"), { kind: "refused", code: "brand_new_code" }],
    ["a code that objects know", refusal("constructor"), { kind: "refused", code: "constructor" }],
    ["message_not_found", refusal("message_not_found"), { kind: "gone" }],
    ["cant_update_message", refusal("cant_update_message"), { kind: "gone" }],
    ["msg_too_long", refusal("msg_too_long"), { kind: "too_large" }],
    ["internal_error", refusal("internal_error"), { kind: "down" }],
    [
      "a 429",
      () => new Response("", { status: 429, headers: { "retry-after": "7" } }),
      { kind: "rate_limited", retryAfterMs: 7000 },
    ],
    ["a 429 without a time", () => new Response("", { status: 429 }), { kind: "rate_limited", retryAfterMs: null }],
    ["a 503", () => new Response("no healthy upstream", { status: 503 }), { kind: "down", code: "http_503" }],
    ["a page of HTML", () => new Response("<html>Sorry</html>"), { kind: "down", code: "garbage" }],
    ["an answer without the message's id", () => Response.json({ ok: true }), { kind: "down", code: "garbage" }],
  ])("%s", async (_name, answer, expected) => {
    const posted = botWith(answer).post({ channel: "C1" }, plainCard("Hello"), "k");

    await expect(posted).rejects.toMatchObject({ name: "ChatError", ...expected });
  });

  it("asks once only, also when the connection breaks", async () => {
    let asked = 0;
    const bot = botWith(() => {
      asked += 1;
      throw new TypeError("fetch failed");
    });

    const posted = bot.post({ channel: "C1" }, plainCard("Hello"), "k");

    await expect(posted).rejects.toMatchObject({ name: "ChatError", kind: "down", code: "no_answer" });
    expect(asked).toBe(1);
  });
});

describe("isSlackAddress", () => {
  const real = "https://slack.com/api/";
  it.each([
    ["https://hooks.slack.com/actions/T1/2/x", "reply", real, true],
    ["https://files.slack.com/upload/v1/x", "upload", real, true],
    ["https://files.slack.com/upload/v1/x", "reply", real, false],
    ["http://hooks.slack.com/actions/T1", "reply", real, false],
    ["https://hooks.slack.com:8443/actions", "reply", real, false],
    ["https://hooks.slack.com.evil.test/", "reply", real, false],
    ["https://hooks.slack.com@evil.test/", "reply", real, false],
    ["https://user@hooks.slack.com/", "reply", real, false],
    ["https://evil.test/?hooks.slack.com", "reply", real, false],
    ["http://127.0.0.1:4009/actions/T1", "reply", real, false],
    ["http://127.0.0.1:4009/actions/T1", "reply", "http://127.0.0.1:4009/api/", true],
    ["http://127.0.0.1:4010/actions/T1", "reply", "http://127.0.0.1:4009/api/", false],
    ["http://2130706433:4009/x", "reply", "http://127.0.0.1:4009/api/", true],
    ["http://[::ffff:7f00:1]/x", "reply", real, false],
    ["file:///etc/passwd", "reply", real, false],
    ["not an address", "reply", real, false],
  ] as const)("%s for a %s with the API at %s: %s", (address, kind, apiUrl, expected) => {
    const allowed = isSlackAddress(address, kind, apiUrl);

    expect(allowed).toBe(expected);
  });
});
