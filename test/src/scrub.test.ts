import { describe, expect, it } from "vitest";
import { createScrub } from "../../src/scrub.ts";

const scrub = createScrub(["a-very-own-secret-of-ours", "short"]);

describe("what is taken out of logs", () => {
  it.each([
    ["a Slack bot token", "refused xoxb-1234-abcd-EFGH", "refused (secret)"],
    ["a Slack app token", "xapp-1-A0-99-abc", "(secret)"],
    ["a bearer", "authorization was Bearer abc.def-ghi/123=", "authorization was Bearer (secret)"],
    ["a Salesforce session", "sid 00D000000000001EAA!AQEAQ.x_y for you", "sid (secret) for you"],
    ["a Salesforce refresh token", "5Aep861TSESvWeug_xvFHRBTTbf_YrTWgE", "(secret)"],
    ["a HubSpot private app token", "pat-eu1-12345678-aaaa", "(secret)"],
    ["a web token", "eyJhbGciOiJI.eyJzdWIiOiIx.c2lnbmF0dXJl", "(secret)"],
    ["an address with a code", "GET /cb?code=aPrx4&state=zz1&x=1", "GET /cb?code=(secret)&state=(secret)&x=1"],
    ["a body", '{"refresh_token":"abcd-efgh","expires_in":1800}', '{"refresh_token":"(secret)","expires_in":1800}'],
    [
      "a form",
      "grant_type=refresh_token&client_secret=s3cr3t&x=1",
      "grant_type=refresh_token&client_secret=(secret)&x=1",
    ],
    ["a database address", "postgres://crm:hunter2@db/x", "postgres://crm:(secret)@db/x"],
    ["one that is known", "it is a-very-own-secret-of-ours!", "it is (secret)!"],
  ])("%s", (_name, text, expected) => {
    expect(scrub.text(text)).toBe(expected);
  });

  it("leaves what is no secret: codes of errors, ids, addresses, short words", () => {
    const text = 'short code "PROPERTY_DOESNT_EXIST" at https://x.test/a?limit=5 for 003000000000001AAA';

    expect(scrub.text(text)).toBe(text);
  });

  it("looks into everything, by name and by shape, and cuts what is endless", () => {
    const told = scrub.deep({
      connection: "salesforce",
      token: { any: "thing" },
      nested: [{ clientSecret: "x", detail: "Bearer 1234567890" }],
      cause: new Error("with xoxb-1234567890"),
      long: "y".repeat(9_000),
      count: 3,
    }) as Record<string, unknown>;

    expect(told).toMatchObject({
      connection: "salesforce",
      token: "(secret)",
      nested: [{ clientSecret: "(secret)", detail: "Bearer (secret)" }],
      count: 3,
    });
    expect(String(told.cause)).toContain("with (secret)");
    expect(String(told.long)).toMatch(/^y{8000}… \(9000 characters\)$/);
  });
});
