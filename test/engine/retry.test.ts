import { describe, expect, it } from "vitest";
import type { ReasonCode } from "../../engine/reasons.ts";
import { nextAttempt, probeDelay } from "../../engine/rules/retry.ts";

const now = Date.UTC(2026, 10, 21);
const least = () => 0;
const most = () => 0.999_999;

const delay = (reason: ReasonCode, attempts: number, random = most, retryAfterMs: number | null = null) => {
  const next = nextAttempt({ reason, attempts, retryAfterMs, now, random });
  return "due" in next ? next.due - now : "stop";
};

describe("nextAttempt", () => {
  it("backs off twice as long each time and stops after eight attempts", () => {
    const delays = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((attempts) => delay("REC_LOCKED_ROW", attempts));

    expect(delays).toEqual([2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 128_000, "stop", "stop"]);
  });

  it("takes off up to half at random", () => {
    expect(delay("REC_LOCKED_ROW", 3, least)).toBe(4_000);
  });

  it("tries an unknown error three times", () => {
    expect([1, 2, 3].map((attempts) => delay("ERR_UNKNOWN", attempts))).toEqual([2_000, 4_000, "stop"]);
  });

  it("asks once an hour while an approval holds the record, for as long as it takes", () => {
    expect([1, 50].map((attempts) => delay("REC_LOCKED_APPROVAL", attempts))).toEqual([3_600_000, 3_600_000]);
  });

  it("waits at least as long as the CRM asks", () => {
    expect(delay("LIMIT_BURST", 1, least, 30_000)).toBe(30_000);
    expect(delay("LIMIT_BURST", 1, most, 30_000)).toBe(31_000);
    expect(delay("LIMIT_BURST", 4, most, 1)).toBe(16_000);
  });

  it("stops what waits for a person", () => {
    expect([delay("DATA_PICKLIST_INVALID", 1), delay("SKIP_WRITE_OFF", 1)]).toEqual(["stop", "stop"]);
  });

  it("leaves what waits for the connection due, however often it was tried", () => {
    expect([delay("AUTH_GRANT_REVOKED", 99), delay("LIMIT_DAILY", 1, least, 60_000)]).toEqual([0, 60_000]);
  });
});

describe("probeDelay", () => {
  it("grows from five seconds to at most thirty", () => {
    expect([0, 1, 2, 3, 4, 100].map((failures) => probeDelay(failures, least))).toEqual([
      5_000, 5_000, 10_000, 20_000, 27_000, 27_000,
    ]);
    expect(probeDelay(100, most)).toBeLessThanOrEqual(30_000);
  });
});
