import { describe, expect, it } from "vitest";
import { cardToText } from "../../../bots/text.ts";
import type { LimitView, OutcomeGroup } from "../../../engine/index.ts";
import { fixedButtons } from "../../../src/commands/buttons.ts";
import { exampleGroups, exampleView, NOW } from "../../../src/commands/examples.ts";
import { digestCard } from "../../../src/notices/digest-card.ts";
import { compared, type DigestInput } from "../../../src/notices/digest-rows.ts";

const group = (more: Partial<OutcomeGroup> = {}): OutcomeGroup => ({
  connection: "salesforce",
  object: "contact",
  direction: "outbound",
  outcome: "failed",
  reason: "DATA_TOO_LONG",
  records: 12,
  firstAt: NOW - 86_400_000,
  ...more,
});

const limit = (used: number): LimitView => ({
  connection: "salesforce",
  provider: "salesforce",
  share: 0.8,
  fileShare: 0.8,
  budget: { share: null, slowed: null, outboundPaused: null },
  daily: {
    used,
    limit: 15_000,
    allowed: 12_000,
    level: "free",
    resetAt: null,
    perHour: null,
    exhaustedAt: null,
    confidence: "low",
    ours: null,
    samples: [],
  },
  burst: null,
  heldUntil: null,
});

function card(more: Partial<DigestInput> = {}) {
  const input: DigestInput = {
    groups: [],
    before: null,
    views: ["salesforce", "hubspot"].map((name) => exampleView(name, { state: "healthy" })),
    limits: [],
    names: (name) => name,
    date: "2026-11-21",
    now: NOW,
    ...more,
  };
  return digestCard(input, fixedButtons("test"));
}

describe("the digest", () => {
  it("is green when nothing stands wrong, with a section for each connection", () => {
    const green = card({ limits: [limit(7_199)] });

    expect(green).toMatchObject({ tone: "good", headline: "Digest of 21 November 2026: all green" });
    expect(green.sections?.map((section) => section.heading)).toEqual(["salesforce: all green", "hubspot: all green"]);
  });

  it("speaks of brackets only where there are some", () => {
    const same = cardToText(card({ groups: [group()], before: [group()] }));
    const more = cardToText(card({ groups: [group()], before: [group({ records: 10 })] }));

    expect(same).toContain("12 failed, as many as in the digest before.");
    expect(more).toContain("12 failed (+2); in brackets what changed since the digest before.");
  });

  it("tells totals that are the sums of its groups, however many there are", () => {
    const groups = exampleGroups(40);
    const sum = (outcome: string) =>
      groups.filter((one) => one.outcome === outcome).reduce((all, one) => all + one.records, 0);
    const told = sections(groups);

    expect(card({ groups }).headline).toBe(
      `Digest of 21 November 2026: ${text(sum("failed"))} failed, ${text(sum("skipped"))} skipped and ${text(sum("waiting"))} waiting`,
    );
    expect(told).toBe(sum("failed") + sum("skipped") + sum("waiting"));
  });

  it("counts a connection that is no longer configured", () => {
    const { sections: all, headline } = card({ groups: [group({ connection: "old" })] });

    expect(headline).toBe("Digest of 21 November 2026: 12 failed");
    expect(all?.map((section) => section.heading)).toEqual([
      "salesforce: all green",
      "hubspot: all green",
      "old: 12 failed",
    ]);
  });

  it("tells the limit from sixty percent on, what is open, and a token that nobody renewed (D3, D8)", () => {
    const views = [
      exampleView("salesforce", { state: "action_needed", reason: "AUTH_GRANT_REVOKED", fixer: "operator" }),
    ];

    const { tone, sections: [section] = [] } = card({
      views,
      limits: [limit(7_200)],
      tokens: [{ connection: "salesforce", expiresAt: NOW - 7_200_000 }],
    });

    expect(tone).toBe("critical");
    expect(section?.lines?.[0]).toMatch(/^Action needed: /);
    expect(section?.lines).toContain("7,200 of the 12,000 API calls that we may make are used (60 %).");
    expect(JSON.stringify(section?.lines)).toContain("has not been renewed since.");
  });
});

/** The sum of all that the sections tell, in their headings. */
function sections(groups: readonly OutcomeGroup[]): number {
  const headings = card({ groups }).sections?.map((section) => section.heading) ?? [];
  return headings
    .flatMap((heading) => [...heading.matchAll(/(\d[\d,]*) (?:failed|skipped|waiting)/g)])
    .reduce((all, match) => all + Number(match[1]?.replaceAll(",", "")), 0);
}

function text(count: number): string {
  return count.toLocaleString("en-US");
}

describe("the difference from the digest before", () => {
  it("is a sign and a number, new, gone, or nothing", () => {
    const before = [
      group(),
      group({ object: "account", records: 9 }),
      group({ object: "deal" }),
      group({ object: "lead" }),
    ];
    const now = [
      group(),
      group({ object: "account", records: 12 }),
      group({ object: "deal", records: 1 }),
      group({ object: "activity" }),
    ];

    const changes = Object.fromEntries(compared(now, before).map((line) => [line.group.object, line.change]));

    expect(changes).toEqual({ contact: null, account: "+3", deal: "-11", activity: "new", lead: "gone" });
  });

  it("is not told of a first digest", () => {
    expect(compared([group()], null).map((line) => line.change)).toEqual([null]);
    expect(cardToText(card({ groups: [group()] }))).not.toContain("before");
  });
});
