import { describe, expect, it } from "vitest";
import type { ObjectView } from "../../../engine/index.ts";
import { fixedButtons } from "../../../src/commands/buttons.ts";
import { exampleObject, exampleView, NOW } from "../../../src/commands/examples.ts";
import type { ChannelSettings } from "../../../src/config.ts";
import { backfillCard, backfillOf } from "../../../src/notices/backfill.ts";
import { due, stateOf } from "../../../src/notices/due.ts";
import { exampleIncident } from "../../../src/notices/examples.ts";
import type { Facts } from "../../../src/notices/facts.ts";
import { resyncCard } from "../../../src/notices/resync-result.ts";

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

    expect(all).toMatchObject([{ key: "sign-in:s1", to: { user: "U1" }, place: "user:U1", urgent: true }]);
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

  it("is one of its own for an object that was added later", () => {
    const added = backfillOf([at("account", NOW, NOW + 1), at("contact", NOW + 60 * MINUTE, null)], NOW + 61 * MINUTE);

    expect(added?.startedAt).toBe(NOW + 60 * MINUTE);
    expect(added?.objects.map((view) => view.object)).toEqual(["contact"]);
  });

  it("tells percent, counts and time left, and changes only when something moved", () => {
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

  it("says that it stands still while nobody is signed in", () => {
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

describe("resyncCard", () => {
  const run = {
    id: "run_1",
    connection: "hubspot",
    object: "contact",
    direction: "both",
    kind: "resync",
    state: "completed",
    startedAt: NOW,
    endedAt: NOW + 4_000,
    counts: { created: 0, updated: 0, deleted: 0, skipped: 0, failed: 0 },
    wanted: 3,
    reason: null,
    detail: null,
    askedBy: "slack|U1|oren",
  } as const;
  const draw = (outcomes: Parameters<typeof resyncCard>[0]["outcomes"]) =>
    resyncCard({ run, outcomes, names: () => "HubSpot" }, fixedButtons("x"));
  const one = (
    outcome: "updated" | "failed" | "waiting" | "skipped" | "synced",
    records: number,
    reason: string | null = null,
  ) => ({ outcome, reason, records });

  it("is green only when everything was read back", () => {
    const tones = [
      draw([one("updated", 2), one("synced", 1)]),
      draw([one("updated", 2), one("waiting", 1, "ERR_UNKNOWN")]),
      draw([one("updated", 2), one("failed", 1, "RULE_VALIDATION")]),
      draw([one("updated", 2), one("skipped", 1, "SKIP_NO_EMAIL")]),
      draw([]),
    ].map((card) => card.tone);

    expect(tones).toEqual(["good", "warning", "warning", "info", "info"]);
  });

  it("counts by reason and says what to do about the most frequent", () => {
    const card = draw([one("failed", 2, "RULE_VALIDATION"), one("failed", 5, "DATA_TOO_LONG"), one("updated", 1)]);

    expect(card.headline).toBe("Resync of contacts at HubSpot: 1 synced, 7 not");
    expect(card.tables?.[0]?.rows).toEqual([
      ["DATA_TOO_LONG", "failed", 5],
      ["RULE_VALIDATION", "failed", 2],
    ]);
    expect(card.lines).toContain("1 was read back from the CRM and found right.");
  });

  it("says read back only when something was", () => {
    const card = draw([one("failed", 3, "RULE_VALIDATION")]);

    expect(JSON.stringify(card)).not.toContain("read back");
  });
});
