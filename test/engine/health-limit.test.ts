import { describe, expect, it } from "vitest";
import { assess, type ConnectionFacts } from "../../engine/health.ts";

const MINUTE = 60_000;
const now = Date.UTC(2026, 10, 21, 12);
const resetAt = now + 12 * 60 * MINUTE;

type Daily = NonNullable<ConnectionFacts["daily"]>;

const facts = (own: Partial<ConnectionFacts> = {}): ConnectionFacts => ({
  connection: "crm",
  provider: "salesforce",
  now,
  startedAt: now - 60 * MINUTE,
  lookedAt: now - 59 * MINUTE,
  signedIn: true,
  createdAt: now - 600 * MINUTE,
  wrongOrg: null,
  paused: null,
  refusals: [],
  othersFailedAt: [],
  outage: null,
  pollMs: MINUTE,
  lastSuccessAt: now - 10_000,
  backfill: null,
  throttledUntil: null,
  recent: { failed: 0, total: 1_000 },
  failing: 0,
  pending: 0,
  oldestPendingAt: null,
  ...own,
});

/** 10,000 calls of which we may use 7,000. */
const daily = (used: number, own: Partial<Daily> = {}): Daily => ({
  used,
  limit: 10_000,
  allowed: 7_000,
  share: 0.7,
  resetAt,
  perHour: null,
  exhaustedAt: null,
  ...own,
});

const limitOf = (own: Partial<ConnectionFacts>) =>
  assess(facts(own)).incidents.find((incident) => incident.kind === "api_limit") ?? null;
const stateOf = (own: Partial<ConnectionFacts>) => assess(facts(own)).health.state;

describe("the incident of the daily limit", () => {
  it.each([
    [5_599, null, null],
    [5_600, "warning", "near"],
    [6_649, "warning", "near"],
    [6_650, "critical", "critical"],
    [6_999, "critical", "critical"],
    [7_000, "critical", "held"],
    [9_000, "critical", "held"],
  ])("at %i of 7,000 is %s, %s (B12, D3)", (used, severity, level) => {
    const incident = limitOf({ daily: daily(used) });

    expect([incident?.severity ?? null, incident?.facts.level ?? null]).toEqual([severity, level]);
  });

  it("tells rounded figures and the forecast", () => {
    const exhaustedAt = now + 150 * MINUTE;

    const incident = limitOf({
      daily: daily(5_649, { perHour: 543, exhaustedAt }),
      pending: 1_284,
      oldestPendingAt: now - 90_500,
    });

    expect(incident).toEqual({
      key: "api_limit:crm",
      kind: "api_limit",
      connection: "crm",
      severity: "warning",
      reason: "LIMIT_DAILY",
      facts: {
        level: "near",
        used: 5_600,
        limit: 10_000,
        allowed: 7_000,
        share: 0.7,
        perHour: 540,
        exhaustedAt,
        confidence: null,
        ours: null,
        curve: null,
        resetAt,
        rolling: false,
        heldUntil: null,
        belowSince: null,
        pending: 1_300,
        oldestPendingAt: now - 2 * MINUTE,
      },
    });
  });

  it("stays as it was told while its figures hardly change", () => {
    const told = limitOf({ daily: daily(5_649, { perHour: 543, exhaustedAt: now + 150 * MINUTE }) });

    const later = limitOf({
      daily: daily(5_660, { perHour: 570, exhaustedAt: now + 160 * MINUTE }),
      pending: 3,
      oldestPendingAt: now - 2_000,
      limitBefore: told?.facts ?? null,
    });

    expect(later?.facts).toEqual(told?.facts);
  });

  it("goes down a level only ten points below it", () => {
    const critical = { level: "critical" };

    expect(limitOf({ daily: daily(5_950), limitBefore: critical })?.facts.level).toBe("critical");
    expect(limitOf({ daily: daily(5_949), limitBefore: critical })?.facts.level).toBe("near");
    expect(limitOf({ daily: daily(4_900), limitBefore: { level: "near" } })?.facts).toMatchObject({
      level: "near",
      belowSince: null,
    });
  });

  it("is over ten minutes after that, also across a restart, and at once after the reset", () => {
    const low = { daily: daily(4_899) };

    const first = limitOf({ ...low, limitBefore: { level: "near", resetAt } });
    const nine = limitOf({ ...low, startedAt: now, limitBefore: { level: "near", belowSince: now - 9 * MINUTE } });
    const ten = limitOf({ ...low, limitBefore: { level: "near", belowSince: now - 10 * MINUTE } });
    const reset = limitOf({ ...low, limitBefore: { level: "held", resetAt: now - 1 } });

    expect([first?.facts.belowSince, nine?.facts.belowSince, ten, reset]).toEqual([now, now - 9 * MINUTE, null, null]);
  });

  it("begins its ten minutes anew when use comes back between", () => {
    const between = limitOf({ daily: daily(5_000), limitBefore: { level: "near", belowSince: now - 9 * MINUTE } });

    expect(between?.facts.belowSince).toBeNull();
  });

  it("is held when the CRM refuses although there seemed to be room, or tells no figures at all", () => {
    const until = now + 10 * MINUTE;

    expect(limitOf({ daily: daily(100), quotaUntil: until })?.facts).toMatchObject({
      level: "held",
      heldUntil: resetAt,
    });
    expect(limitOf({ daily: null, quotaUntil: until })?.facts).toMatchObject({
      level: "held",
      used: null,
      rolling: true,
    });
  });

  it("is not opened for a connection that is paused or signed out, and stays while somebody pauses it", () => {
    const paused = { by: "operator", why: "", at: now };

    expect(limitOf({ daily: daily(6_000), paused })).toBeNull();
    expect(limitOf({ daily: daily(6_000), paused, limitBefore: { level: "near" } })).not.toBeNull();
    expect(limitOf({ daily: daily(6_000), signedIn: false, paused, limitBefore: { level: "near" } })).toBeNull();
  });

  it("is not opened before the first full look", () => {
    expect(limitOf({ daily: daily(6_900), lookedAt: null })).toBeNull();
  });
});

describe("a connection that its quota holds", () => {
  it("is throttled until the reset, or until one call finds out (B17, E43)", () => {
    const probeAt = now + 7 * MINUTE;

    expect(assess(facts({ daily: daily(7_000) })).health).toEqual({ state: "throttled", until: resetAt });
    expect(assess(facts({ daily: daily(7_000, { resetAt: null }), quotaUntil: probeAt })).health).toEqual({
      state: "throttled",
      until: probeAt,
    });
  });

  it("is not overdue, neither then nor right after", () => {
    const silent = { lastSuccessAt: now - 50 * MINUTE };

    expect(stateOf({ ...silent, daily: daily(7_000) })).toBe("throttled");
    expect(stateOf({ ...silent, quotaUntil: now - 1_000 })).toBe("healthy");
    expect(stateOf({ ...silent, quotaUntil: now - 4 * MINUTE })).toBe("degraded");
  });

  it("is not stuck while the last of the quota is kept from its backfill", () => {
    const backfill = { done: 10, total: 100, startedAt: now - 60 * MINUTE, movedAt: now - 30 * MINUTE };

    expect(stateOf({ backfill, daily: daily(6_650) })).toBe("backfilling");
    expect(stateOf({ backfill, daily: daily(6_649) })).toBe("stuck");
  });
});

describe("a connection that a person let go on", () => {
  it("is late only three polls after that, however long it stood still", () => {
    const silent = { lastSuccessAt: now - 500 * MINUTE };

    expect(stateOf({ ...silent, resumedAt: now - 3 * MINUTE })).toBe("healthy");
    expect(stateOf({ ...silent, resumedAt: now - 4 * MINUTE })).toBe("degraded");
  });
});

describe("a connection that was signed out on purpose", () => {
  it.each(["disconnected", "quarter end"])("is paused and asks nobody to sign in (%s)", (why) => {
    const paused = { by: "operator", why, at: now - MINUTE };

    expect(assess(facts({ signedIn: false, paused }))).toMatchObject({
      health: { state: "paused", ...paused },
      incidents: [],
    });
  });
});
