import { describe, expect, it } from "vitest";
import { secretsOf } from "../../../src/scrub.ts";
import { configOf, faultsOf, wholeEnv } from "./read.ts";

const first = "0123456789abcdef0123456789abcdef";
const second = "fedcba9876543210fedcba9876543210";
const withTokens = (text: string) => ({ env: { ...wholeEnv, CRMSYNC_API_TOKENS: text } });

describe("CRMSYNC_API_TOKENS", () => {
  it("is not needed: without it there is no interface for programs", () => {
    expect(configOf({}).env.apiTokens).toEqual([]);
  });

  it("names programs, their roles and tokens, in one line or several, and every log hides the tokens", () => {
    const { env } = configOf(withTokens(`shop:operator:${first}\n bi:viewer:${second},`));

    expect(env.apiTokens).toEqual([
      { name: "shop", role: "operator", token: first },
      { name: "bi", role: "viewer", token: second },
    ]);
    expect(secretsOf(env)).toEqual(expect.arrayContaining([first, second]));
  });

  it("may stand in a file that only we read", () => {
    const text = `shop:admin:${first}\n`;
    const env = { ...wholeEnv, CRMSYNC_API_TOKENS_FILE: "/run/tokens" };

    const { apiTokens } = configOf({ env, files: { "/run/tokens": { text, mode: 0o600 } } }).env;
    const open = faultsOf({ env, files: { "/run/tokens": { text, mode: 0o644 } } });

    expect(apiTokens).toEqual([{ name: "shop", role: "admin", token: first }]);
    expect(open[0]?.message).toContain("every user of this machine");
  });

  it.each([
    [first, /is not NAME:ROLE:TOKEN/],
    [`shop:${first}`, /is not NAME:ROLE:TOKEN/],
    [`shop:oprator:${first}`, /entry 1 has an unknown role/],
    [`shop:operator:${first.slice(1)}`, /too short/],
    [`shop:operator:${first}"`, /other characters/],
    [`:operator:${first}`, /no usable name/],
    [`a:viewer:${first} a:admin:${second}`, /twice/],
    [`a:viewer:${first} b:admin:${first}`, /twice/],
  ])("refuses %s with a mend, and shows no token", (text, problem) => {
    const [fault, ...more] = faultsOf(withTokens(text));

    expect(more).toEqual([]);
    expect(fault).toMatchObject({ path: "CRMSYNC_API_TOKENS", message: expect.stringMatching(problem) });
    expect(fault?.mend).not.toBe("");
    expect(JSON.stringify(fault)).not.toContain(first.slice(1));
  });
});
