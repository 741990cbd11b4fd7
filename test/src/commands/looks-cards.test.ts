import { describe, expect, it } from "vitest";
import { cardToText, lineToText } from "../../../bots/text.ts";
import { bars } from "../../../src/commands/bars.ts";
import { fixedButtons } from "../../../src/commands/buttons.ts";
import { diagnoseCard } from "../../../src/commands/diagnose-card.ts";
import {
  clockFinding,
  databaseFinding,
  diskFinding,
  postsFinding,
  scheduleFinding,
} from "../../../src/commands/doctor-looks.ts";
import { exampleView, NOW } from "../../../src/commands/examples.ts";
import { exampleBundle, exampleDaily, exampleLimit } from "../../../src/commands/examples-looks.ts";
import { exampleRun } from "../../../src/commands/examples-runs.ts";
import { limitsCard } from "../../../src/commands/limits-card.ts";
import { countWords, runSentence } from "../../../src/commands/run-words.ts";
import { runCard, runsCard } from "../../../src/commands/runs-card.ts";

const names = (connection: string) => (connection === "hubspot" ? "HubSpot" : "Salesforce");
const buttons = () => fixedButtons("test");

describe("a run in plain words", () => {
  it.each([
    ["Synced contacts from Salesforce", exampleRun()],
    ["First sync of deals from HubSpot", exampleRun({ kind: "backfill", object: "deal", connection: "hubspot" })],
    ["Pushed contact updates to HubSpot", exampleRun({ kind: "live", direction: "outbound", connection: "hubspot" })],
    ["Pushed updates to Salesforce", exampleRun({ kind: "live", direction: "outbound", object: "*" })],
    [
      "Resynced records at all connections, asked by Oren",
      exampleRun({ kind: "resync", direction: "both", object: "*", connection: "*", askedBy: "slack|U1|oren" }),
    ],
  ])("%s", (sentence, run) => {
    expect(runSentence(run, names)).toBe(sentence);
  });

  it("names the counts that there are, and says when nothing changed (E4)", () => {
    const none = { created: 0, updated: 0, deleted: 0, skipped: 0, failed: 0 };

    expect(countWords({ ...none, created: 1_200, failed: 1 })).toBe("1,200 created and 1 failed");
    expect(countWords({ created: 1, updated: 2, deleted: 3, skipped: 4, failed: 5 })).toBe(
      "1 created, 2 updated, 3 deleted, 4 skipped and 5 failed",
    );
    expect(countWords(none)).toBe("nothing changed");
  });

  it.each([
    ["in_progress", 0, "⏳ In progress"],
    ["completed", 0, "✅ Completed"],
    ["completed", 3, "⚠️ Completed"],
    ["failed", 0, "🔴 Failed: API limit reached"],
    ["cancelled", 0, "ℹ️ Cancelled"],
  ] as const)("wears the badge of %s with %i failed records (B39, E3)", (state, failed, badge) => {
    const counts = { created: 1, updated: 0, deleted: 0, skipped: 0, failed };
    const run = exampleRun({ state, counts, ...(state === "failed" ? { reason: "LIMIT_DAILY" } : {}) });

    const card = runsCard({ runs: [run], asked: {}, zone: "UTC", names, now: NOW }, buttons());

    expect(lineToText(card.lines?.[0] ?? "").split(". ")[0]).toContain(badge.split(":")[0]);
  });

  it("says in an empty list what was asked for (E6)", () => {
    const asked = { connection: "hubspot", object: "deal", direction: "outbound", when: "2026-11-20" } as const;

    const card = runsCard({ runs: [], asked, zone: "UTC", names, now: NOW }, buttons());

    expect(card).toMatchObject({ state: "none", headline: "No run outbound, of deals, at HubSpot, on 2026-11-20" });
    expect(cardToText(card)).toContain("runs all shows also those that found nothing to do");
  });

  it("tells why a whole run failed and what to do (E41)", () => {
    const run = exampleRun({ state: "failed", reason: "AUTH_GRANT_REVOKED", detail: "expired access/refresh token" });

    const card = runCard({ run, outcomes: [], records: [], names, now: NOW }, buttons());

    expect(card).toMatchObject({ state: "whole_failed", tone: "critical" });
    expect(cardToText(card)).toContain("AUTH_GRANT_REVOKED");
    expect(cardToText(card)).toContain("Reconnect");
  });
});

describe("limits", () => {
  const show = (level: "free" | "near" | "critical" | "held", used: number, more = {}) =>
    limitsCard(
      {
        limits: [exampleLimit("salesforce", exampleDaily(used, level, more))],
        views: [exampleView("salesforce", { state: "healthy" }, { pending: 7, oldestPendingAt: NOW - 60_000 })],
        names,
        now: NOW,
      },
      buttons(),
    );

  it("shows what is used, what we may use, the hour of exhaustion and what waits (B12)", () => {
    const text = cardToText(show("near", 9_800));

    expect(text).toContain("Salesforce: 9,800 of 15,000 calls used (65 %)");
    expect(text).toContain("12,000 calls (a share of 80 %), 2,200 left");
    expect(text).toContain("used up at 2026-11-21 11:52 UTC, at 640 calls an hour");
    expect(text).toContain("Resets              2026-11-21 15:52 UTC");
    expect(text).toContain("7 changes, the oldest since 2026-11-21 09:51 UTC");
  });

  it.each([
    ["free", 1_200, "good", "API limits: enough left"],
    ["near", 9_800, "warning", "API limits: Salesforce nearly used up"],
    ["critical", 11_500, "critical", "API limits: Salesforce almost used up"],
    ["held", 12_000, "critical", "API limits: Salesforce used up"],
  ] as const)("%s", (level, used, tone, headline) => {
    expect(show(level, used)).toMatchObject({ state: level, tone, headline });
  });

  it("says that a limit rolls where it has no hour of reset", () => {
    expect(cardToText(show("near", 9_800, { resetAt: null }))).toContain("use of 24 hours ago falls out by and by");
  });

  it("draws the day in bars against what we may use", () => {
    expect(bars([0, 3_000, 6_000, 9_000, 12_000, 99_999], 12_000)).toBe("▁▃▅▇██");
    expect(bars([1, Number.NaN, -1], 0)).toBe("▁▁▁");
  });
});

describe("what doctor thinks", () => {
  const store = {
    dialect: "sqlite",
    bytes: 3_000_000,
    faults: [],
    aliveAt: NOW,
    newestAt: NOW,
    posts: { sending: 0, parked: 0 },
  } as const;

  it("holds a database for damaged when its own check says so", () => {
    expect(databaseFinding(store, null)).toMatchObject({ ok: true });
    expect(databaseFinding({ ...store, faults: ["row 3 missing from index links"] }, null)).toMatchObject({
      ok: false,
      detail: "SQLite, 3 MB; damaged: row 3 missing from index links",
    });
    expect(databaseFinding({ ...store, faults: null }, null).ok).toBe(true);
  });

  it("says that a database takes no writes, and in whose words", () => {
    const trouble = { kind: "full", since: NOW, detail: "database or disk is full" } as const;

    expect(databaseFinding(store, trouble)).toMatchObject({
      ok: false,
      detail: "SQLite, 3 MB; it takes no writes (database or disk is full).",
    });
  });

  it("wants room for twice the database, and 200 MB at least", () => {
    const gigabyte = 1024 ** 3;

    expect(diskFinding(gigabyte, 3_000_000)[0]?.ok).toBe(true);
    expect(diskFinding(100 * 1024 ** 2, 3_000_000)[0]).toMatchObject({ ok: false, detail: "100 MB free." });
    expect(diskFinding(gigabyte, gigabyte)[0]?.ok).toBe(false);
    expect(diskFinding(null, gigabyte)).toEqual([]);
  });

  it("holds a schedule for dead after two minutes without a sign", () => {
    expect(scheduleFinding(NOW - 120_000, NOW).ok).toBe(true);
    expect(scheduleFinding(NOW - 120_001, NOW)).toMatchObject({ ok: false, detail: "Last sign of life 2 min ago." });
    expect(scheduleFinding(null, NOW).ok).toBe(false);
  });

  it("mistrusts a clock that is behind what was stamped, and messages that the chat refuses", () => {
    expect(clockFinding(NOW + 300_000, NOW).ok).toBe(true);
    expect(clockFinding(NOW + 3_600_000, NOW)).toMatchObject({ ok: false });
    expect(clockFinding(null, NOW).ok).toBe(true);
    expect(postsFinding({ sending: 2, parked: 0 })).toMatchObject({ ok: true, detail: "2 messages on the way." });
    expect(postsFinding({ sending: 0, parked: 1 })).toMatchObject({ ok: false });
  });
});

describe("diagnose", () => {
  const wrong = (what: string) => [
    { what, ok: false, detail: "It is not right.", todo: "Mend it." },
    { what: "Object deal", ok: false, detail: "Neither is this.", todo: null },
  ];

  it.each([
    ["Sign-in", ["Reconnect", "Show failures", "Look again"]],
    ["Paused", ["Resume", "Show failures", "Look again"]],
    ["Daily limit", ["Show limits", "Show failures", "Look again"]],
    ["Object contact", ["Show failures", "Look again"]],
    ["Progress of contact", ["Show failures", "Look again"]],
  ])("puts %s on top, with the button that mends it (B4, B19)", (what, labels) => {
    const card = diagnoseCard({ bundle: exampleBundle(wrong(what)), names }, buttons());

    expect(card).toMatchObject({ state: "wrong", headline: `Salesforce: ${what} is not right` });
    expect(card.lines).toEqual(["It is not right.", "What to do: Mend it.", expect.stringContaining("1 more below")]);
    expect(card.actions?.map((action) => action.label)).toEqual(labels);
  });

  it("carries what support asks for (A16, A22, A23, B40)", () => {
    const text = cardToText(diagnoseCard({ bundle: exampleBundle(wrong("Sign-in")), names }, buttons()));

    for (const part of ["meadow", "00Dxx0000001gPL", "production", "record_1", "42 DATA_PICKLIST_INVALID", "9f31c0aa"])
      expect(text).toContain(part);
  });
});
