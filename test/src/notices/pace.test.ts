import { expect, it } from "vitest";
import type { Due } from "../../../src/notices/message.ts";
import { createPace } from "../../../src/notices/pace.ts";
import type { Sent } from "../../../src/notices/send.ts";
import type { Step } from "../../../src/notices/step.ts";

const shown: Sent = { end: "shown", waitMs: 0 };

/** A message in a place of a platform, as far as the pace looks at it. */
function due(platform: Due["platform"], place: string): Due {
  return {
    key: `incident:i1:${place}`,
    platform,
    to: { channel: place },
    place,
    kind: "overdue",
    incidentId: "i1",
    card: { kind: "overdue", state: "open", tone: "warning", headline: "any" },
    actions: [],
    version: "open.1",
    lane: "news",
    onlyEdit: false,
    final: false,
  };
}

function pace() {
  let now = 0;
  const own = createPace(() => now);
  /** One look a second for so long: how often it was done. */
  const often = (one: Due, step: Step, seconds: number) => {
    let times = 0;
    for (let n = 0; n < seconds; n += 1) {
      now += 1_000;
      if (!own.allows(one, step)) continue;
      own.note(one, step, shown, now);
      times += 1;
    }
    return times;
  };
  return { ...own, often, advance: (ms: number) => (now += ms), now: () => now };
}

it.each(["slack", "teams"] as const)("posts once a second in a place of %s, and edits news at once", (platform) => {
  const own = pace();
  const here = due(platform, "one");

  own.note(here, "post", shown, own.now());

  expect(own.allows(here, "post")).toBe(false);
  expect(own.allows(due(platform, "two"), "post")).toBe(true);
  expect(own.allows(here, "edit")).toBe(true);
  own.advance(950);
  expect(own.allows(here, "post")).toBe(true);
});

it("leaves Slack some of its fifty edits a minute for news, whatever the place", () => {
  const own = pace();

  const moved = own.often(due("slack", "one"), "refresh", 55);

  expect(moved).toBe(36);
  expect(own.allows(due("slack", "two"), "refresh")).toBe(false);
  expect(own.allows(due("slack", "two"), "edit")).toBe(true);
});

it("leaves Teams half of the 1,800 an hour that each place takes, place by place", () => {
  const own = pace();

  const moved = own.often(due("teams", "one"), "refresh", 3_600);

  expect(moved).toBeGreaterThan(800);
  expect(moved).toBeLessThanOrEqual(900);
  expect(own.allows(due("teams", "two"), "refresh")).toBe(true);
  expect(own.allows(due("teams", "one"), "edit")).toBe(true);
});

it.each(["post", "edit", "refresh"] as const)(
  "does not %s in a place that asked to wait, and does elsewhere",
  (step) => {
    const own = pace();

    own.note(due("teams", "one"), "post", { end: "rate_limited", waitMs: 5_000 }, own.now());

    expect(own.allows(due("teams", "one"), step)).toBe(false);
    expect(own.allows(due("slack", "one"), step)).toBe(true);
    own.advance(5_000);
    expect(own.allows(due("teams", "one"), step)).toBe(true);
  },
);

it("lets one platform be away and goes on with the other", () => {
  const own = pace();

  own.note(due("slack", "one"), "post", { end: "down", waitMs: 1_000 }, own.now());

  expect(own.allows(due("slack", "two"), "edit")).toBe(false);
  expect(own.allows(due("teams", "two"), "edit")).toBe(true);
});
