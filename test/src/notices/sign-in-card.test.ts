import { describe, expect, it } from "vitest";
import { cardToText } from "../../../bots/text.ts";
import type { IncidentRow } from "../../../engine/index.ts";
import { fixedButtons } from "../../../src/commands/buttons.ts";
import { NOW } from "../../../src/commands/examples.ts";
import { type Aftermath, nothingAfter } from "../../../src/notices/after.ts";
import { exampleIncident } from "../../../src/notices/examples-incidents.ts";
import { incidentCard } from "../../../src/notices/incident-card.ts";
import { signInCard } from "../../../src/notices/sign-in-asked.ts";
import { actionsOf } from "../../fakes/desk.ts";

const names = (connection: string) => connection;
const drawn = (incident: IncidentRow, more: { outage?: boolean; after?: Aftermath } = {}) =>
  incidentCard({ incident, names, well: [], groups: [], view: null, ...more }, fixedButtons("x"));
const over = exampleIncident({
  state: "resolved",
  resolvedAt: NOW,
  facts: { pending: 1_284, oldestPendingAt: NOW - 9 },
});

describe("the alert of a refused sign-in", () => {
  it("says what is likely with what speaks for it, and what else is possible (B5)", () => {
    const causes = [
      { cause: "crowded", how: "likely", signs: [{ sign: "crowd", count: 5, most: 5 }] },
      { cause: "password", how: "possible", signs: [] },
    ];
    const facts = { causes: JSON.stringify(causes), saidCode: "invalid_grant", saidWords: "expired *token*" };

    const text = cardToText(drawn(exampleIncident({ facts })));

    expect(text).toContain("Likely: the CRM ended this sign-in for a newer one of the same user with this app.");
    expect(text).toContain("5 sign-ins of this user with this app are known here, and the CRM keeps about 5");
    expect(text).toContain("Also possible: the user's password was changed or has expired.");
    expect(text).toMatch(/The CRM said +expired \*token\* \(invalid_grant\)/);
  });

  it.each([
    ["password", "password was changed or has expired", "whose password does not run out, prevents this"],
    ["app_blocked", "an admin blocked the app", "should know what this app is for"],
    [
      "policy",
      "the end of the life that the CRM's policy gives it",
      "A refresh token policy of the app without an end",
    ],
    ["user_inactive", "the CRM user was deactivated or locked", "A user that is used for nothing else"],
  ])("names the cause %s where the CRM does, and how to prevent it (B5)", (cause, happened, prevents) => {
    const causes = JSON.stringify([{ cause, how: "told", signs: [] }]);

    const text = cardToText(drawn(exampleIncident({ facts: { causes } })));

    expect(text).toMatch(/The CRM itself says why: .*/);
    expect(text).toContain(happened);
    expect(text).toContain(prevents);
  });

  it("offers no Reconnect while the CRM itself is away (M4)", () => {
    const [away, well] = [drawn(exampleIncident(), { outage: true }), drawn(exampleIncident())];

    expect(actionsOf(away).map((one) => one.label)).toEqual(["Show status", "I look after it"]);
    expect(cardToText(away)).toContain("The CRM itself is not available now: sign in when it is back.");
    expect(actionsOf(well).map((one) => one.label)).toContain("Reconnect");
  });
});

describe("the alert after somebody signed in", () => {
  it("drains first, then tells the count, and says nothing of it where nothing waited (M5)", () => {
    const draining = drawn(over, { after: { ...nothingAfter, by: "oren", left: 900 } });
    const done = drawn(over, { after: { ...nothingAfter, by: "oren", sent: 1_281, refused: 3 } });
    const idle = drawn({ ...over, facts: { pending: 0 } }, { after: { ...nothingAfter, by: "oren" } });

    expect([draining.state, draining.tone]).toEqual(["draining", "working"]);
    expect(draining.lines).toContain("Draining: 900 of 1,284 changes that waited are still to be sent.");
    expect([done.state, done.tone]).toEqual(["resolved", "good"]);
    expect(done.lines).toContain("What waited has been worked off: 1,281 records were sent, and 3 were refused.");
    expect(cardToText(idle)).not.toContain("waited");
  });

  it("stays a warning while a right is lost, with the records that wait for it and the way to look again (M5)", () => {
    const lost = [
      {
        object: "deal",
        field: "Amount",
        right: "update",
        need: "Edit on Opportunity.Amount",
        name: "amount",
        remote: "Opportunity.Amount",
      },
    ] as const;
    const difference = { lost, gained: [], scopesLost: [], scopesGained: [], user: null, unknown: [] };

    const card = drawn(over, { after: { ...nothingAfter, by: "oren", difference, held: 7 } });

    expect(card).toMatchObject({
      state: "rights_lost",
      tone: "warning",
      headline: "salesforce: signed in again by oren, with fewer rights",
    });
    expect(card.lines).toContain("Lost: deal amount edit (Opportunity.Amount).");
    expect(card.lines).toContain("7 records wait for it.");
    expect(actionsOf(card).map((one) => one.label)).toEqual(["Check again"]);
  });
});

describe("the question whether it is the right account", () => {
  it("shows both accounts by name, id, kind and user, and leads on from a wrong one (A9, A20)", () => {
    const expected = { id: "00D1", name: "Meadow", sandbox: false, user: "ada", scopes: [] };
    const signIn = {
      id: "s1",
      connection: "salesforce",
      presser: { platform: "slack", user: "U1", name: "oren", channel: null },
      identity: { id: "00D2", name: "Meadow", sandbox: true, user: "bob", scopes: [] },
      expiresAt: NOW + 1,
    };
    const draw = (status: "waiting" | "wrong_org", before: typeof expected | null) =>
      signInCard({ signIn: { ...signIn, status }, name: "Salesforce", now: NOW, expected: before }, fixedButtons("x"));

    const [asked, wrong, first] = [draw("waiting", expected), draw("wrong_org", expected), draw("waiting", null)];

    for (const card of [asked, wrong])
      expect(card.facts).toEqual([
        { label: "Expected", value: "Meadow, id 00D1, production, as ada" },
        { label: "Signed in to", value: "Meadow, id 00D2, sandbox, as bob" },
      ]);
    expect(first.facts?.[0]?.value).toBe("no account yet: this is the first sign-in");
    expect(cardToText(wrong)).toContain("but the connection is synced with “Meadow” (production).");
    expect(cardToText(wrong)).toContain("To go on, press Sign in again and choose the expected account");
    expect(actionsOf(wrong).map((one) => one.label)).toEqual(["Sign in again", "Cancel"]);
  });
});
