import { describe, expect, it } from "vitest";
import type { ObjectView } from "../../../engine/index.ts";
import { fixedButtons } from "../../../src/commands/buttons.ts";
import { exampleObject, exampleView, NOW } from "../../../src/commands/examples.ts";
import type { ChannelSettings } from "../../../src/config.ts";
import { backfillCard, backfillOf } from "../../../src/notices/backfill.ts";
import { due } from "../../../src/notices/due.ts";
import { exampleIncident } from "../../../src/notices/examples-incidents.ts";
import type { Facts } from "../../../src/notices/facts.ts";
import { stateOf } from "../../../src/notices/message.ts";

const channel = (more: Partial<ChannelSettings> = {}): ChannelSettings => ({
  name: "ops",
  platform: "slack",
  channel: "C1",
  subscribe: ["incidents", "progress", "failures"],
  digest: null,
  quiet: null,
  showValues: false,
  ...more,
});

const facts = (more: Partial<Facts> = {}): Facts => ({
  now: NOW,
  channels: [channel()],
  names: (name) => name,
  connections: ["salesforce", "hubspot"],
  open: [],
  ended: [],
  groups: [],
  views: [],
  runs: [],
  signIns: [],
  downtime: null,
  digests: [],
  limits: [],
  tokens: [],
  paused: [],
  pausedPosts: [],
  ...more,
});

describe("due", () => {
  it("is nothing when nothing is to be said", () => {
    expect(due(facts())).toEqual([]);
  });

  it("names a message by its incident and its channel, and is the same for the same facts", () => {
    const open = [exampleIncident()];

    const [one, other] = due(facts({ open, channels: [channel(), channel({ name: "more", channel: "C2" })] }));
    const [again] = due(facts({ open, now: NOW + 60_000 }));

    expect([one?.key, other?.key]).toEqual(["incident:incident_1:ops", "incident:incident_1:more"]);
    expect([one?.to, other?.to]).toEqual([{ channel: "C1" }, { channel: "C2" }]);
    expect(again?.version).toBe(one?.version);
    expect(again?.actions).toEqual(one?.actions);
    expect(stateOf(one?.version ?? "")).toBe("open");
  });

  it("is another version when a number moved, and another state when the cause is another", () => {
    const moved = exampleIncident({ facts: { ...exampleIncident().facts, pending: 1_285 } });
    const wrong = exampleIncident({ reason: "AUTH_WRONG_ORG" });

    const versions = [exampleIncident(), moved, wrong].map((one) => due(facts({ open: [one] }))[0]?.version ?? "");

    expect(new Set(versions).size).toBe(3);
    expect(versions.map(stateOf)).toEqual(["open", "open", "wrong_org"]);
  });

  it("puts what is critical first", () => {
    const open = [
      exampleIncident({ id: "i1", kind: "overdue", severity: "warning", reason: "RUN_OVERDUE" }),
      exampleIncident({ id: "i2" }),
    ];

    const kinds = due(facts({ open })).map((one) => one.kind);

    expect(kinds).toEqual(["sign_in_needed", "overdue"]);
  });

  it("tells that we are back before all else, and the digest after all else", () => {
    const open = [
      exampleIncident({ id: "i1", kind: "api_limit", severity: "warning", reason: "LIMIT_DAILY", facts: {} }),
      exampleIncident({ id: "i2" }),
    ];
    const row = { channel: "ops", date: "2026-11-21", at: NOW, groups: [] };

    const all = due(
      facts({
        open,
        channels: [channel({ subscribe: ["incidents", "digest"] })],
        downtime: { from: NOW - 600_000, to: NOW },
        digests: [{ row, before: null }],
      }),
    );

    expect(all.map((one) => one.key)).toEqual([
      `back:${NOW - 600_000}:ops`,
      "incident:i2:ops",
      "incident:i1:ops",
      "digest:ops:2026-11-21",
    ]);
  });

  it("tells of a first sync that stands still what, how far, how fast, and the likely cause (A22)", () => {
    const since = NOW - 900_000;
    const open = [
      exampleIncident({ kind: "overdue", severity: "warning", reason: "RUN_STUCK", facts: { since, pollMs: 5_000 } }),
    ];
    const stuck = { phase: "backfill", startedAt: since - 600_000, movedAt: since, finishedAt: null } as const;
    const objects = [exampleObject("account"), exampleObject("contact", { ...stuck, done: 3_100, total: 5_800 })];
    const views = [exampleView("salesforce", { state: "stuck", since }, { objects })];

    const [one] = due(facts({ open, views, channels: [channel({ subscribe: ["incidents"] })] }));

    expect(one?.card.headline).toBe("salesforce: the first sync of contacts does not move");
    expect(one?.card.facts).toContainEqual({ label: "How far", value: "3,100 of 5,800 (53 %)" });
    expect(one?.card.facts).toContainEqual({ label: "Rate while it moved", value: "310 records a minute" });
    expect(one?.card.lines?.join()).toContain("Likely cause: the CRM answers, but one page of records");
    expect(one?.actions.map((action) => [action.verb, action.args])).toEqual([
      ["status", { connection: "salesforce" }],
      ["diagnose", { connection: "salesforce" }],
      ["resync", { connection: "salesforce", object: "contact" }],
      ["ack", { incident: "incident_1" }],
    ]);
  });

  it("says who goes on, and does not count whoever has trouble too", () => {
    const open = [
      exampleIncident(),
      exampleIncident({
        id: "i2",
        connection: "hubspot",
        kind: "provider_outage",
        severity: "warning",
        reason: "PROVIDER_DOWN",
      }),
    ];

    const alone = due(facts({ open: [exampleIncident()] }));
    const both = due(facts({ open }));

    expect(alone[0]?.card.lines).toContain("hubspot goes on as usual.");
    expect(both.flatMap((one) => one.card.lines ?? []).filter((line) => String(line).includes("as usual"))).toEqual([]);
  });

  it("holds back in quiet hours what is not critical, but goes on editing it", () => {
    const open = [
      exampleIncident({ id: "i1", kind: "overdue", severity: "warning", reason: "RUN_OVERDUE" }),
      exampleIncident({ id: "i2" }),
    ];
    const channels = [channel({ quiet: { from: "09:00", to: "10:00", zone: "UTC" } })];

    const all = due(facts({ open, channels }));

    expect(all.map((one) => [one.kind, one.onlyEdit])).toEqual([
      ["sign_in_needed", false],
      ["overdue", true],
    ]);
  });

  it("asks a person in private, and nobody in the terminal", () => {
    const signIn = {
      id: "s1",
      connection: "salesforce",
      state: "x",
      status: "waiting",
      secret: "",
      cookie: null,
      token: null,
      identity: null,
      difference: null,
      createdAt: NOW,
      expiresAt: NOW + 1,
    } as const;
    const presser = (platform: string) => ({ platform, user: "U1", name: "oren", channel: null });

    const all = due(
      facts({
        signIns: [
          { ...signIn, presser: presser("slack") },
          { ...signIn, id: "s2", presser: presser("cli") },
        ],
      }),
    );

    expect(all).toMatchObject([{ key: "sign-in:s1", to: { user: "U1" }, place: "user:U1", lane: "asked" }]);
    expect(all[0]?.actions.map((one) => [one.verb, one.owner, one.expiresAt])).toEqual([
      ["confirm-sign-in", "slack:U1", NOW + 1],
      ["cancel-sign-in", "slack:U1", NOW + 1],
    ]);
  });
});

describe("backfillOf", () => {
  const at = (object: string, startedAt: number | null, finishedAt: number | null, more: Partial<ObjectView> = {}) =>
    exampleObject(object, { startedAt, finishedAt, movedAt: finishedAt ?? startedAt, ...more });
  const MINUTE = 60_000;

  it("is nothing before it begins", () => {
    expect(backfillOf([at("account", null, null)], NOW)).toBeNull();
  });

  it("keeps its name from the first object to the last", () => {
    const early = backfillOf([at("account", NOW, null), at("contact", null, null)], NOW);
    const between = backfillOf([at("account", NOW, NOW + 1), at("contact", null, null)], NOW + 2);
    const late = backfillOf([at("account", NOW, NOW + 1), at("contact", NOW + 3, NOW + 4)], NOW + 5);

    expect([early, between, late].map((one) => one?.startedAt)).toEqual([NOW, NOW, NOW]);
    expect([early, between, late].map((one) => one?.finishedAt)).toEqual([null, null, NOW + 4]);
  });

  it("is one of its own for an object that was added later (B31)", () => {
    const added = backfillOf([at("account", NOW, NOW + 1), at("contact", NOW + 60 * MINUTE, null)], NOW + 61 * MINUTE);

    expect(added?.startedAt).toBe(NOW + 60 * MINUTE);
    expect(added?.objects.map((view) => view.object)).toEqual(["contact"]);
  });

  it("tells percent, counts and time left, and changes only when something moved (A6, B30)", () => {
    const objects = [
      at("account", NOW, NOW + 10_000, { done: 800, total: 800 }),
      at("contact", NOW + 10_000, null, { done: 700, total: 2_200, movedAt: NOW + 15_000 }),
    ];
    const view = exampleView("hubspot", { state: "healthy" }, { objects });
    const draw = (now: number) => {
      const backfill = backfillOf(objects, now);
      return backfill ? backfillCard(view, backfill, "HubSpot", fixedButtons("x")) : null;
    };

    const card = draw(NOW + 16_000);

    expect(card).toMatchObject({ state: "running", headline: "HubSpot: the first sync is running, 50 %" });
    expect(card?.progress).toEqual({ done: 1_500, total: 3_000, text: "1,500 of 3,000 records, about 20 s left" });
    expect(card?.facts).toEqual([
      { label: "Accounts", value: "complete, 800" },
      { label: "Contacts", value: "700 of 2,200 (32 %)" },
    ]);
    expect(draw(NOW + 90_000)).toEqual(card);
  });

  it("says that it stands still while nobody is signed in (A7)", () => {
    const objects = [at("contact", NOW, null, { total: null })];
    const view = exampleView(
      "hubspot",
      { state: "action_needed", reason: "AUTH_GRANT_REVOKED", fixer: "operator" },
      { objects },
    );
    const backfill = backfillOf(objects, NOW);

    const card = backfill && backfillCard(view, backfill, "HubSpot", fixedButtons("x"));

    expect(card).toMatchObject({ state: "held", tone: "warning", headline: "HubSpot: the first sync stands still" });
  });
});
