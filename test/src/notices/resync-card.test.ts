import { describe, expect, it } from "vitest";
import { fixedButtons } from "../../../src/commands/buttons.ts";
import { NOW } from "../../../src/commands/examples.ts";
import { resyncCard } from "../../../src/notices/resync-result.ts";

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
