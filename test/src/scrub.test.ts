import { describe, expect, it } from "vitest";
import { sandboxSettings } from "../../src/sandbox/program/settings.ts";
import { createScrub, secretsOf } from "../../src/scrub.ts";
import { bedConfig } from "../fakes/bed-config.ts";

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

  it("knows its own secrets in every coding, in names too, and where a long text is cut", () => {
    const own = 'own/phrase+of"ours';
    const { text, deep } = createScrub([own]);
    const coded = [encodeURIComponent(own), JSON.stringify(own), Buffer.from(`user:${own}`).toString("base64")];

    expect(coded.map(text)).toEqual(["(secret)", '"(secret)"', expect.stringMatching(/^.{6}\w?\(secret\).{0,2}$/)]);
    expect(deep({ [`to ${own}`]: 1 })).toEqual({ "to (secret)": 1 });
    expect(text("y".repeat(7_995) + own)).toMatch(/^y{7995}\(secr… \(8013 characters\)$/);
  });

  it("is told every secret of the configuration, the password both as it is written and as it is", () => {
    const read = bedConfig(sandboxSettings(), { DATABASE_URL: "postgres://crm:a%2Fb%20c-long@db.test/crm" });

    const secrets = secretsOf(read.env);

    expect(secrets).toEqual([
      read.env.secret,
      "a%2Fb%20c-long",
      "a/b c-long",
      "xoxb-bed-1",
      "0123456789abcdef0123456789abcdef",
      "teams-password",
      "app-secret",
      "app-secret",
      "app-secret",
    ]);
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
