import { describe, expect, it } from "vitest";
import type { PostRow } from "../../../engine/index.ts";
import type { Due } from "../../../src/notices/message.ts";
import { isQuiet } from "../../../src/notices/quiet.ts";
import { backoff } from "../../../src/notices/send.ts";
import { nextStep } from "../../../src/notices/step.ts";

const NOW = Date.UTC(2026, 10, 21, 10);
const ref = { channel: "C1", id: "1" };

function due(more: Partial<Due> = {}, state = "open"): Due {
  return {
    key: "incident:i1:ops",
    platform: "slack",
    to: { channel: "C1" },
    place: "C1",
    kind: "sign_in_needed",
    incidentId: "i1",
    card: { kind: "sign_in_needed", state, tone: "critical", headline: "any" },
    actions: [],
    version: `${state}.new`,
    lane: "critical",
    onlyEdit: false,
    final: false,
    ...more,
  };
}

function row(more: Partial<PostRow> = {}): PostRow {
  return {
    key: "incident:i1:ops",
    platform: "slack",
    channel: "C1",
    kind: "sign_in_needed",
    incidentId: "i1",
    state: "shown",
    remote: ref,
    version: "open.old",
    attempts: 0,
    notBefore: null,
    createdAt: NOW - 60_000,
    shownAt: NOW - 60_000,
    error: null,
    ...more,
  };
}

describe("nextStep", () => {
  it.each([
    ["posts what never stood there", due(), undefined, "post"],
    ["leaves alone what is only to be edited", due({ onlyEdit: true }), undefined, "nothing"],
    ["posts again what has no known end", due(), row({ state: "sending", remote: null, version: null }), "post"],
    ["edits what says something else", due(), row(), "refresh"],
    ["leaves what says the same", due(), row({ version: "open.new" }), "nothing"],
    ["waits ten seconds between edits", due(), row({ shownAt: NOW - 9_999 }), "nothing"],
    ["edits after ten seconds", due(), row({ shownAt: NOW - 10_000 }), "refresh"],
    ["edits at once when the state changed", due({}, "resolved"), row({ shownAt: NOW - 1 }), "edit"],
    ["edits when the clock went back", due(), row({ shownAt: NOW + 3_600_000 }), "refresh"],
    ["does not touch what is final", due({ final: true }, "resolved"), row({ version: "resolved.old" }), "nothing"],
    ["brings what is final to its end", due({ final: true }, "resolved"), row(), "edit"],
    ["waits as long as it was told to", due({}, "resolved"), row({ notBefore: NOW + 1 }), "nothing"],
    ["goes on when the wait is over", due(), row({ notBefore: NOW, state: "parked" }), "refresh"],
    [
      "posts what was parked before it ever stood there",
      due(),
      row({ state: "parked", remote: null, notBefore: NOW }),
      "post",
    ],
    [
      "does not post the end of what never stood there",
      due({ onlyEdit: true, final: true }, "resolved"),
      row({ remote: null, error: "down: x" }),
      "nothing",
    ],
  ] as const)("%s", (_, wanted, shown, step) => {
    expect(nextStep(wanted, shown, NOW)).toBe(step);
  });
});

describe("isQuiet", () => {
  const night = { from: "22:00", to: "06:30", zone: "Europe/Berlin" };

  it.each([
    ["over midnight", night, Date.UTC(2026, 10, 21, 23, 0), true],
    ["at its first minute", night, Date.UTC(2026, 10, 21, 21, 0), true],
    ["just before", night, Date.UTC(2026, 10, 21, 20, 59), false],
    ["at its last minute", night, Date.UTC(2026, 10, 22, 5, 29), true],
    ["when it is over", night, Date.UTC(2026, 10, 22, 5, 30), false],
    ["in summer time", night, Date.UTC(2026, 6, 1, 20, 0), true],
    ["within a day", { from: "12:00", to: "13:00", zone: "UTC" }, Date.UTC(2026, 10, 21, 12, 30), true],
    ["after it", { from: "12:00", to: "13:00", zone: "UTC" }, Date.UTC(2026, 10, 21, 13, 0), false],
    ["at midnight", { from: "00:00", to: "01:00", zone: "UTC" }, Date.UTC(2026, 10, 21, 0, 0), true],
  ])("%s", (_, quiet, now, expected) => {
    expect(isQuiet(quiet, now)).toBe(expected);
  });
});

describe("backoff", () => {
  it("doubles from a second to a minute", () => {
    expect([1, 2, 3, 4, 5, 6, 7, 50].map(backoff)).toEqual([
      1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000,
    ]);
  });
});
