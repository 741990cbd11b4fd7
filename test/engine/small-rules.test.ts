import { describe, expect, it } from "vitest";
import { rollUp } from "../../engine/asked/panel.ts";
import { afterFailure, afterSuccess } from "../../engine/connections/facts.ts";
import { mayReach } from "../../engine/connections/reach.ts";
import { sameAccount } from "../../engine/connections/same-account.ts";
import { differing } from "../../engine/outbound/verify.ts";
import type { Identity, Trouble } from "../../engine/provider.ts";
import type { ReasonCode } from "../../engine/reasons.ts";
import { noTrouble } from "../../engine/store/connections.ts";

describe("where a provider's tokens may go", () => {
  const provider = { hosts: ["salesforce.com", "force.com"] };
  const app = {
    clientId: "",
    clientSecret: "",
    redirectUri: "",
    loginUrl: "https://login.salesforce.com",
    apiUrl: null,
  };
  const sandbox = { ...app, loginUrl: "http://127.0.0.1:4001" };

  it.each([
    "https://acme.my.salesforce.com/services/data",
    "https://acme.my.force.com/x",
    "https://login.salesforce.com/services/oauth2/token",
  ])("lets them go to %s", (url) => {
    expect(mayReach(url, provider, app)).toBe(true);
  });

  it.each([
    "http://acme.my.salesforce.com/",
    "https://salesforce.com.evil.test/",
    "https://evilsalesforce.com/",
    "https://user:pass@acme.my.salesforce.com/",
    "https://127.0.0.1/",
    "http://127.0.0.1:4001/",
    "http://2130706433/",
    "https://[::ffff:127.0.0.1]/",
    "ftp://acme.my.salesforce.com/",
    "//evil.test/",
    "not an address",
  ])("keeps them from %s", (url) => {
    expect(mayReach(url, provider, app)).toBe(false);
  });

  it("knows loopback only where the configuration is on loopback itself", () => {
    expect(mayReach("http://127.0.0.1:9999/x", provider, sandbox)).toBe(true);
    expect(mayReach("http://169.254.169.254/x", provider, sandbox)).toBe(false);
  });
});

describe("several links rolled up into one word", () => {
  it.each([
    [["synced", "synced"], "synced"],
    [["failed", "failed"], "failed"],
    [["skipped", "skipped"], "skipped"],
    [["synced", "failed"], "partly_synced"],
    [["synced", "pending"], "pending"],
    [["failed", "pending"], "partly_synced"],
    [["pending", "failed", "synced"], "partly_synced"],
    [["failed", "unsure"], "unsure"],
    [["pending", "unsure"], "unsure"],
    [["unsure", "conflict"], "conflict"],
    [[], "linked"],
  ] as const)("%j is %s", (states, word) => {
    expect(rollUp(states)).toBe(word);
  });
});

describe("reading back", () => {
  it.each([
    [{ Email: "Ada@X.test" }, { Email: "ada@x.test" }, null],
    [{ Amount: 5 }, { Amount: "5.0" }, null],
    [{ Flag: true }, { Flag: "true" }, null],
    [{ At: "2026-11-21T10:00:00.000Z" }, { At: "2026-11-21T10:00:00.000+0000" }, null],
    [{ Title: null }, { Title: "" }, null],
    [{ Title: "Countess" }, { Title: "Analyst" }, "Title"],
    [{ Title: "Countess" }, { Title: null }, "Title"],
    [{ Title: "Countess" }, {}, null],
    [{ Title: "Countess" }, null, "Title"],
  ])("%j against %j differs in %j", (sent, held, field) => {
    expect(differing(sent, held)).toBe(field);
  });
});

describe("the same account", () => {
  const identity = (id: string): Identity => ({ id, name: "", sandbox: false, user: "", scopes: [] });

  it("is told by the id, of Salesforce by its first fifteen characters", () => {
    expect(sameAccount(identity("00D5Y0000000001"), identity("00D5Y0000000001UAA"))).toBe(true);
    expect(sameAccount(identity("00D5Y0000000001UAA"), identity("00D5Y0000000002UAQ"))).toBe(false);
    expect(sameAccount(identity("123"), identity("1234"))).toBe(false);
  });
});

describe("what a failed call leaves on its connection", () => {
  const trouble = (reason: ReasonCode, more: Partial<Trouble> = {}): Trouble => ({
    reason,
    detail: "",
    field: null,
    code: null,
    status: null,
    retryAfterMs: null,
    existingId: null,
    unsure: false,
    ...more,
  });
  const random = () => 0.5;

  it("tries a refused sign-in again five seconds later", () => {
    const after = afterFailure(noTrouble, trouble("AUTH_GRANT_REVOKED"), 1000, random);

    expect(after).toMatchObject({
      refusals: [{ at: 1000, reason: "AUTH_GRANT_REVOKED" }],
      holdUntil: 6000,
      outage: null,
    });
  });

  it("counts failures in a row and remembers the first", () => {
    const first = afterFailure(noTrouble, trouble("PROVIDER_DOWN"), 1000, random);
    const second = afterFailure(first, trouble("PROVIDER_TIMEOUT"), 9000, random);

    expect(second.outage).toEqual({ count: 2, firstAt: 1000, lastAt: 9000, reason: "PROVIDER_TIMEOUT" });
    expect(second.refusals).toEqual([]);
  });

  it("waits as long as the CRM asks, and does not take a limit for illness", () => {
    const after = afterFailure(noTrouble, trouble("LIMIT_BURST", { retryAfterMs: 7000 }), 1000, random);

    expect(after).toMatchObject({ throttledUntil: 8000, holdUntil: 8000, outage: null, failedAt: null });
  });

  it("forgets all but the time of the last failure at a success", () => {
    const ill = afterFailure(noTrouble, trouble("PROVIDER_DOWN"), 1000, random);

    expect(afterSuccess(ill)).toEqual({ ...noTrouble, failedAt: 1000 });
  });
});
