import { describe, expect, it } from "vitest";
import { assess, type ConnectionFacts } from "../../engine/health.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const now = Date.UTC(2026, 10, 21, 12);

const facts = (own: Partial<ConnectionFacts> = {}): ConnectionFacts => ({
  connection: "crm",
  provider: "hubspot",
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
  pollMs: 60 * SECOND,
  lastSuccessAt: now - 10 * SECOND,
  backfill: null,
  throttledUntil: null,
  recent: { failed: 0, total: 1_000 },
  failing: 0,
  pending: 0,
  oldestPendingAt: null,
  ...own,
});

const refused = (...agoMs: number[]) => agoMs.map((ago) => ({ at: now - ago, reason: "AUTH_GRANT_REVOKED" as const }));

const away = (count: number, firstAgo: number, lastAgo = 0) => ({
  count,
  firstAt: now - firstAgo,
  lastAt: now - lastAgo,
  reason: "PROVIDER_DOWN" as const,
});

const backfill = (own: Partial<NonNullable<ConnectionFacts["backfill"]>> = {}) => ({
  done: 3_100,
  total: 5_800,
  startedAt: now - 31 * SECOND,
  movedAt: now - SECOND,
  ...own,
});

/** "state: kind kind" */
const told = (own: Partial<ConnectionFacts>) => {
  const { health, incidents } = assess(facts(own));
  return [`${health.state}:`, ...incidents.map((incident) => incident.kind)].join(" ");
};

describe("a connection that works", () => {
  it("is healthy and has no incidents", () => {
    expect(assess(facts())).toEqual({ health: { state: "healthy" }, incidents: [], complete: true });
  });

  it("is backfilling with the time left (A6, B30)", () => {
    const { health } = assess(facts({ backfill: backfill(), lastSuccessAt: null }));

    expect(health).toEqual({ state: "backfilling", done: 3_100, total: 5_800, leftMs: 27 * SECOND });
  });

  it("tells no time left when the total or the rate is not known", () => {
    expect(assess(facts({ backfill: backfill({ total: null }) })).health).toMatchObject({ leftMs: null });
    expect(assess(facts({ backfill: backfill({ done: 0 }) })).health).toMatchObject({ leftMs: null });
  });

  it("is throttled while the CRM holds it, but not for the usual pauses of a backfill", () => {
    expect(told({ throttledUntil: now + 5 * SECOND })).toBe("throttled:");
    expect(told({ throttledUntil: now - 1 })).toBe("healthy:");
    expect(told({ throttledUntil: now + 5 * SECOND, backfill: backfill() })).toBe("backfilling:");
    expect(told({ throttledUntil: now + 600 * MINUTE, backfill: backfill() })).toBe("throttled:");
  });

  it("is paused when somebody paused it", () => {
    const paused = { by: "operator", why: "quarter end", at: now - 90 * MINUTE };

    const { health, incidents } = assess(facts({ paused, lastSuccessAt: now - 90 * MINUTE }));

    expect({ health, incidents }).toEqual({ health: { state: "paused", ...paused }, incidents: [] });
  });
});

describe("a refused sign-in", () => {
  it("is believed after two refusals five seconds apart", () => {
    expect(told({ refusals: refused(0) })).toBe("degraded:");
    expect(told({ refusals: refused(4 * SECOND, 0) })).toBe("degraded:");
    expect(told({ refusals: refused(5 * SECOND, 0) })).toBe("action_needed: sign_in_needed");
  });

  it("says since when, why, who mends it and what waits", () => {
    const oldestPendingAt = now - 14 * MINUTE;

    const { health, incidents } = assess(facts({ refusals: refused(MINUTE, 0), pending: 1_284, oldestPendingAt }));

    expect(health).toEqual({ state: "action_needed", reason: "AUTH_GRANT_REVOKED", fixer: "operator" });
    expect(incidents).toEqual([
      {
        key: "sign_in_needed:crm",
        kind: "sign_in_needed",
        connection: "crm",
        severity: "critical",
        reason: "AUTH_GRANT_REVOKED",
        facts: { since: now - MINUTE, everSignedIn: true, backfilling: false, pending: 1_284, oldestPendingAt },
      },
    ]);
  });

  it("is the provider's trouble while another connection of it fails too", () => {
    const together = { refusals: refused(3 * MINUTE, 0), othersFailedAt: [now - 4 * MINUTE] };

    expect(told(together)).toBe("provider_outage: provider_outage");
    expect(told({ ...together, othersFailedAt: [now - 5 * MINUTE] })).toBe("action_needed: sign_in_needed");
  });

  it("waits for another grant of that provider to tell, and for 45 seconds at most (M4)", () => {
    const twice = refused(20 * SECOND, 10 * SECOND);

    expect(told({ refusals: twice, othersWellAt: now - 30 * SECOND })).toBe("degraded:");
    expect(told({ refusals: twice, othersWellAt: now - SECOND })).toBe("action_needed: sign_in_needed");
    expect(told({ refusals: refused(45 * SECOND, SECOND), othersWellAt: now - MINUTE })).toBe(
      "action_needed: sign_in_needed",
    );
  });

  it("is believed sooner when it goes on for ten minutes while the others work again", () => {
    const ten = refused(11 * MINUTE, 50 * SECOND, 40 * SECOND);

    expect(told({ refusals: ten, othersFailedAt: [now - MINUTE] })).toBe("action_needed: sign_in_needed");
    expect(told({ refusals: ten, othersFailedAt: [now - 30 * SECOND] })).toBe("provider_outage: provider_outage");
  });

  it("needs two refusals after the others were ill", () => {
    const stale = { refusals: refused(9 * MINUTE, 8 * MINUTE), othersFailedAt: [now - 7 * MINUTE] };

    expect(told(stale)).toBe("provider_outage: provider_outage");
  });

  it("asks nobody during an outage of sign-in for all of 65 minutes, and asks the one that is left after it", () => {
    const minutes = Array.from({ length: 65 }, (_, at) => 65 - at);
    const during = minutes.map((left) => {
      const ours = refused(...minutes.filter((ago) => ago >= left).map((ago) => (ago - left) * MINUTE));
      return told({ refusals: ours, othersFailedAt: [now - 20 * SECOND] });
    });

    const after = told({
      refusals: refused(...minutes.map((ago) => (ago + 1) * MINUTE), 30 * SECOND, 0),
      othersFailedAt: [now - 70 * SECOND],
    });

    expect(during.filter((words) => words.includes("sign_in_needed"))).toEqual([]);
    expect(during.at(-1)).toBe("provider_outage: provider_outage");
    expect(after).toBe("action_needed: sign_in_needed");
  });

  it("is believed after two hours, whatever the others do", () => {
    const revokedAlike = { refusals: refused(120 * MINUTE, 0), othersFailedAt: [now] };

    expect(told(revokedAlike)).toBe("action_needed: sign_in_needed");
  });

  it("stays believed when others fail long after a person was asked", () => {
    const asked = { refusals: refused(60 * MINUTE, 0), othersFailedAt: [now], askedAt: now - 30 * MINUTE };

    expect(told(asked)).toBe("action_needed: sign_in_needed");
    expect(told({ ...asked, askedAt: now - 4 * MINUTE })).toBe("provider_outage: provider_outage");
  });

  it("is action needed, never stuck, in the middle of a backfill (A7)", () => {
    const stale = backfill({ movedAt: now - 30 * MINUTE });

    expect(told({ refusals: refused(MINUTE, 0), backfill: stale })).toBe("action_needed: sign_in_needed");
  });

  it("goes before a pause", () => {
    const paused = { by: "operator", why: "", at: now };

    expect(told({ refusals: refused(MINUTE, 0), paused })).toBe("action_needed: sign_in_needed");
  });
});

describe("a connection without a grant", () => {
  it("is given two minutes to be signed in", () => {
    expect(told({ signedIn: false, createdAt: now - 119 * SECOND, lastSuccessAt: null })).toBe("action_needed:");
    expect(told({ signedIn: false, createdAt: now - 2 * MINUTE, lastSuccessAt: null })).toBe(
      "action_needed: sign_in_needed",
    );
  });
});

describe("another account than before", () => {
  it("asks at once and names both", () => {
    const { health, incidents } = assess(facts({ wrongOrg: { expected: "Acme", got: "Acme Sandbox" } }));

    expect(health).toMatchObject({ state: "action_needed", reason: "AUTH_WRONG_ORG" });
    expect(incidents).toMatchObject([
      { key: "sign_in_needed:crm", reason: "AUTH_WRONG_ORG", facts: { expected: "Acme", got: "Acme Sandbox" } },
    ]);
  });
});

describe("an outage", () => {
  it.each([
    [away(2, 20 * SECOND), "healthy:"],
    [away(3, 4 * SECOND), "healthy:"],
    [away(3, 5 * SECOND), "provider_outage: provider_outage"],
    [away(2, 30 * SECOND, 20 * SECOND), "provider_outage: provider_outage"],
    [away(1, 60 * SECOND), "healthy:"],
  ])("%j is %s", (outage, words) => {
    expect(told({ outage })).toBe(words);
  });

  it("asks nobody to sign in, also when refusals are mixed in", () => {
    expect(told({ outage: away(40, 20 * MINUTE), lastSuccessAt: now - 21 * MINUTE })).toBe(
      "provider_outage: provider_outage",
    );
    expect(told({ outage: away(5, MINUTE), refusals: refused(2 * MINUTE, 90 * SECOND) })).toBe(
      "provider_outage: provider_outage",
    );
  });
});

describe("failed records", () => {
  it("make one incident, which grows severe with the share that fails (A16)", () => {
    const few = assess(facts({ failing: 3, recent: { failed: 3, total: 1_000 }, topReason: "DATA_PICKLIST_INVALID" }));
    const many = assess(facts({ failing: 250, recent: { failed: 201, total: 1_000 } }));

    expect(few.health.state).toBe("healthy");
    expect(few.incidents).toMatchObject([
      { key: "failures_rising:crm", severity: "warning", reason: "DATA_PICKLIST_INVALID", facts: { failing: 3 } },
    ]);
    expect(many.health).toEqual({ state: "degraded", reason: "ERR_UNKNOWN" });
    expect(many.incidents).toMatchObject([{ key: "failures_rising:crm", severity: "critical" }]);
  });

  it("are not announced while a backfill runs", () => {
    expect(told({ failing: 300, recent: { failed: 300, total: 1_000 }, backfill: backfill() })).toBe("backfilling:");
  });
});

describe("silence", () => {
  it("is overdue after three polls, or two minutes (A3)", () => {
    expect(told({ lastSuccessAt: now - 3 * MINUTE })).toBe("healthy:");
    expect(told({ lastSuccessAt: now - 3 * MINUTE - 1 })).toBe("degraded: overdue");
    expect(told({ lastSuccessAt: now - 2 * MINUTE, pollMs: 5 * SECOND })).toBe("healthy:");
    expect(told({ lastSuccessAt: now - 2 * MINUTE - 1, pollMs: 5 * SECOND })).toBe("degraded: overdue");
  });

  it("has no second incident when its cause is known", () => {
    const silent = { lastSuccessAt: now - 50 * MINUTE };

    expect(told({ ...silent, refusals: refused(MINUTE, 0) })).toBe("action_needed: sign_in_needed");
    expect(told({ ...silent, throttledUntil: now + MINUTE })).toBe("throttled:");
    expect(told({ ...silent, backfill: backfill() })).toBe("backfilling:");
  });

  it("is not counted while we did not run ourselves", () => {
    expect(told({ lastSuccessAt: now - 300 * MINUTE, startedAt: now - MINUTE })).toBe("healthy:");
  });

  it("of a backfill is stuck after ten minutes (A6, A22)", () => {
    const { health, incidents } = assess(facts({ backfill: backfill({ movedAt: now - 11 * MINUTE }) }));

    expect(health).toEqual({ state: "stuck", since: now - 11 * MINUTE });
    expect(incidents).toMatchObject([{ kind: "overdue", reason: "RUN_STUCK" }]);
    expect(told({ backfill: backfill({ movedAt: now - 9 * MINUTE }) })).toBe("backfilling:");
  });

  it("of a backfill outside its hours is meant, and counts from their beginning (A6, B13)", () => {
    const stale = { backfill: backfill({ movedAt: now - 10 * 60 * MINUTE, startedAt: now - 11 * 60 * MINUTE }) };
    const closed = { open: false, since: now - 9 * 60 * MINUTE, until: now + 60 * MINUTE };
    const opened = { open: true, since: now - 9 * MINUTE, until: now + 600 * MINUTE };

    const { health, incidents } = assess(facts({ ...stale, offPeak: closed }));

    expect(health).toMatchObject({ state: "backfilling", waitsUntil: now + 60 * MINUTE });
    expect(incidents).toEqual([]);
    expect(told({ ...stale, offPeak: opened })).toBe("backfilling:");
    expect(told({ ...stale, offPeak: { ...opened, since: now - 11 * MINUTE } })).toBe("stuck: overdue");
  });

  it("of a backfill whose grant was revoked is no stuck one, however long it has not moved (A7, A22)", () => {
    const hours = [1, 3, 24].map((many) => backfill({ movedAt: now - many * 60 * MINUTE }));

    const found = hours.map((each) => [
      told({ backfill: each }),
      told({ backfill: each, refusals: refused(MINUTE, 0) }),
    ]);

    expect(found).toEqual(hours.map(() => ["stuck: overdue", "action_needed: sign_in_needed"]));
  });
});

describe("before the first full look", () => {
  it("announces nothing but sign-in, and resolves nothing", () => {
    const early = { lookedAt: null, failing: 9, outage: away(9, MINUTE) };

    expect(assess(facts(early))).toMatchObject({ incidents: [], complete: false });
    expect(assess(facts({ lookedAt: null, refusals: refused(MINUTE, 0) })).incidents).toHaveLength(1);
  });
});
