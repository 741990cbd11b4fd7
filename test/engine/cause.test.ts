import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { likelyCauses, type SignInEvidence } from "../../engine/health/cause.ts";
import { causeFacts, causesOf, changesOf } from "../../engine/health/cause-facts.ts";
import type { Trouble } from "../../engine/provider.ts";
import { troubleOf as ofHubspot } from "../../engine/providers/hubspot/errors.ts";
import { troubleOf as ofPipedrive } from "../../engine/providers/pipedrive/errors.ts";
import { troubleOf as ofSalesforce } from "../../engine/providers/salesforce/errors.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const now = Date.UTC(2026, 10, 21, 10);

interface Recorded {
  readonly name: string;
  readonly status: number;
  readonly body: unknown;
}

const folder = { salesforce: "errors/salesforce", hubspot: "errors/hubspot", pipedrive: "pipedrive/errors" } as const;
const reads = { salesforce: ofSalesforce, hubspot: ofHubspot, pipedrive: ofPipedrive } as const;

/** What a recorded body is read as. */
function troubleIn(provider: keyof typeof folder, name: string): Trouble {
  const text = readFileSync(new URL(`../fixtures/${folder[provider]}.json`, import.meta.url), "utf8");
  const found = (JSON.parse(text) as readonly Recorded[]).find((one) => one.name.startsWith(name));
  if (!found) throw new Error(`no recorded body is called ${name}`);
  const body = typeof found.body === "string" ? found.body : JSON.stringify(found.body);
  return reads[provider]({ status: found.status, headers: {}, body, write: false });
}

/** A sign-in of ten days that worked until a minute before it was refused. */
function evidence(
  provider: keyof typeof folder,
  { reason, code, detail: words }: Pick<Trouble, "reason" | "code" | "detail">,
  more: Partial<SignInEvidence> = {},
): SignInEvidence {
  const most = provider === "salesforce" ? 5 : null;
  return {
    provider,
    reason,
    said: { code, words },
    refusedAt: now,
    madeAt: now - 10 * DAY,
    wellAt: now - 60_000,
    unansweredAt: null,
    crowd: { count: 1, most, newer: null },
    before: [],
    ...more,
  };
}

const short = (causes: ReturnType<typeof likelyCauses>) => causes.map(({ cause, how }) => `${how} ${cause}`);
const refused = {
  reason: "AUTH_GRANT_REVOKED",
  code: "invalid_grant",
  detail: "expired access/refresh token",
} as const;
const pipedriveRefused = { ...refused, detail: "Invalid grant: refresh_token is invalid" };

describe("the likely cause of a refused sign-in (A5, B5)", () => {
  it.each([
    ["salesforce", "token: invalid_grant, inactive user", ["told user_inactive"]],
    ["salesforce", "token: inactive_user", ["told user_inactive"]],
    ["salesforce", "token: invalid_grant, token validity expired", ["told policy"]],
    ["salesforce", "token: invalid_grant, ip restricted or invalid login hours", ["told ip_or_hours"]],
    ["salesforce", "token: invalid_grant, inactive org", ["told account"]],
    ["salesforce", "token: OAUTH_APP_BLOCKED", ["told app_blocked"]],
    ["salesforce", "token: invalid_grant, user hasn't approved", ["told app_blocked"]],
    ["salesforce", "INVALID_OPERATION_WITH_EXPIRED_PASSWORD", ["told password"]],
    ["salesforce", "token: access_denied", ["told taken_back"]],
    ["salesforce", "API_CURRENTLY_DISABLED", ["told api_off"]],
    ["salesforce", "token: scope refused", ["told scopes"]],
    ["salesforce", "token: invalid_client,", ["told client"]],
    ["hubspot", "token: portal gone", ["told uninstalled"]],
    ["hubspot", "token: scope refused", ["told scopes"]],
    ["pipedrive", "company not open", ["told account"]],
  ] as const)("is what the CRM names: %s, %s", (provider, name, expected) => {
    const causes = likelyCauses(evidence(provider, troubleIn(provider, name)));

    expect(short(causes)).toEqual(expected);
  });

  it.each([
    ["salesforce", "token: invalid_grant, expired access", ["possible password", "possible taken_back"]],
    ["salesforce", "token: invalid_grant, authentication failure", ["user_inactive", "password", "ip_or_hours"]],
    ["hubspot", "token: refused refresh token", ["possible uninstalled", "possible taken_back"]],
    ["hubspot", "token: refused refresh token, older", ["possible uninstalled", "possible taken_back"]],
    ["pipedrive", "token: refresh token refused", ["possible uninstalled", "possible taken_back"]],
    ["pipedrive", "token: already exchanged", ["possible uninstalled", "possible taken_back"]],
  ] as const)(
    "is not claimed where the words stand for several and nothing speaks for one: %s, %s",
    (provider, name, expected) => {
      const causes = likelyCauses(evidence(provider, troubleIn(provider, name)));

      expect(short(causes)).toEqual(expected.map((one) => (one.includes(" ") ? one : `possible ${one}`)));
    },
  );

  it("is the rule of five sign-ins where as many are known, or one was made just before (M5)", () => {
    const full = likelyCauses(evidence("salesforce", refused, { crowd: { count: 5, most: 5, newer: null } }));
    const newer = { connection: "emea", at: now - 20 * 60_000 };
    const one = likelyCauses(evidence("salesforce", refused, { crowd: { count: 2, most: 5, newer } }));
    const long = { connection: "emea", at: now - 2 * DAY };
    const none = likelyCauses(evidence("salesforce", refused, { crowd: { count: 4, most: 5, newer: long } }));

    expect(full[0]).toEqual({ cause: "crowded", how: "likely", signs: [{ sign: "crowd", count: 5, most: 5 }] });
    expect(one[0]).toEqual({ cause: "crowded", how: "likely", signs: [{ sign: "newer", ...newer }] });
    expect(short(none)).toEqual(["possible password", "possible taken_back"]);
  });

  it("is the policy or disuse where its age or its rest speaks for it", () => {
    const aged = likelyCauses(evidence("salesforce", refused, { madeAt: now - 30 * DAY - HOUR }));
    const older = likelyCauses(evidence("salesforce", refused, { madeAt: now - 33 * DAY }));
    const idle = likelyCauses(evidence("salesforce", refused, { wellAt: now - 8 * DAY }));
    const pipedrive = (days: number) =>
      short(likelyCauses(evidence("pipedrive", pipedriveRefused, { wellAt: now - days * DAY })))[0];

    expect(aged[0]).toEqual({ cause: "policy", how: "likely", signs: [{ sign: "aged", days: 30 }] });
    expect(short(older)[0]).toBe("possible password");
    expect(idle[0]).toEqual({ cause: "idle", how: "likely", signs: [{ sign: "unused", ms: 8 * DAY }] });
    expect([pipedrive(59), pipedrive(61)]).toEqual(["possible uninstalled", "likely idle"]);
  });

  it("is a token used twice only where an answer was lost just before", () => {
    const lost = likelyCauses(evidence("pipedrive", pipedriveRefused, { unansweredAt: now - 60_000 }));
    const early = likelyCauses(evidence("pipedrive", pipedriveRefused, { unansweredAt: now - 2 * HOUR }));

    expect(lost[0]).toEqual({ cause: "used_twice", how: "likely", signs: [{ sign: "unanswered", at: now - 60_000 }] });
    expect(short(early)).not.toContain("likely used_twice");
  });

  it("names lost rights beside refused scopes", () => {
    const before = [{ what: "rights_lost", at: now - HOUR, count: 2 }] as const;

    const [scopes] = likelyCauses(evidence("hubspot", troubleIn("hubspot", "token: scope refused"), { before }));

    expect(scopes).toEqual({ cause: "scopes", how: "told", signs: [{ sign: "rights", count: 2 }] });
  });

  it("is kept with an incident, and read back as it was", () => {
    const before = [{ what: "schema", at: now - HOUR, object: "contact", count: 2 }] as const;
    const known = evidence("salesforce", refused, { before });

    const facts = causeFacts(known);

    expect(causesOf(facts)).toEqual(likelyCauses(known));
    expect(changesOf(facts)).toEqual(before);
    expect(facts).toMatchObject({ saidCode: "invalid_grant", saidWords: "expired access/refresh token", signIns: 1 });
    expect([causesOf({}), changesOf({})]).toEqual([[], []]);
  });
});
