import { describe, expect, it } from "vitest";
import type { Card } from "../../../bots/card.ts";
import { cardToText } from "../../../bots/text.ts";
import type { IncidentRow } from "../../../engine/index.ts";
import { fixedButtons } from "../../../src/commands/buttons.ts";
import { NOW } from "../../../src/commands/examples.ts";
import { exampleIncident } from "../../../src/notices/examples-incidents.ts";
import { incidentCard } from "../../../src/notices/incident-card.ts";
import { channel, open } from "./rig.ts";

const usage = {
  level: "near",
  used: 9_700,
  limit: 15_000,
  allowed: 12_000,
  share: 0.8,
  perHour: 431,
  exhaustedAt: Date.UTC(2026, 10, 21, 15, 21, 40),
  resetAt: null,
  rolling: true,
  heldUntil: null,
  pending: 0,
  oldestPendingAt: null,
};

function draw(facts: IncidentRow["facts"]) {
  const incident = exampleIncident({ kind: "api_limit", severity: "warning", reason: "LIMIT_DAILY", facts });
  const card = incidentCard(
    { incident, names: () => "Salesforce", well: [], groups: [], view: null },
    fixedButtons("test"),
  );
  return { card, text: cardToText(card) };
}

describe("the card of a limit", () => {
  it("says when it is used up at this pace, of what, and that it rolls", () => {
    const { card, text } = draw(usage);

    expect(card.headline).toBe("Salesforce: 81 % of the API calls that we may make are used");
    expect(text).toContain("They are used up at about 2026-11-21 15:20 UTC at this pace (about 430 calls an hour).");
    expect(text).toContain("about 9,700 of the 12,000 that we may make; the CRM allows 15,000");
    expect(text).toContain("calls of 24 hours ago fall out by and by");
  });

  it("says that it lasts until the reset where it does", () => {
    const { text } = draw({ ...usage, exhaustedAt: null, resetAt: NOW + 3_600_000, rolling: false });

    expect(text).toContain("At this pace (about 430 calls an hour) they last until the reset.");
    expect(text).toMatch(/Starts anew +2026-11-21 10:52 UTC/);
  });

  it("says what still goes and when the rest goes on", () => {
    const rolling = draw({ ...usage, level: "held", pending: 7, exhaustedAt: null });
    const fixed = draw({ ...usage, level: "held", rolling: false, heldUntil: NOW + 3_600_000 });

    expect(rolling.text).toContain("Only what people ask for still goes to this CRM");
    expect(rolling.text).toContain("when the use of the last 24 hours has fallen below our share");
    expect(rolling.text).toContain("7 changes are waiting to be sent. Nothing is lost.");
    expect(fixed.text).toContain("Everything else goes on by itself at 2026-11-21 10:52 UTC.");
  });

  it("promises nothing where the CRM itself takes no more calls", () => {
    const full = draw({ ...usage, level: "held", used: 15_000, allowed: 15_000, share: 1 });
    const untold = draw({ ...usage, level: "held", used: null, limit: null, allowed: null, share: null });

    for (const { text } of [full, untold]) {
      expect(text).toContain("everything waits, also what people ask for");
      expect(text).not.toContain("raise the share");
    }
  });

  it("is no warning any more while use has fallen and is only watched", () => {
    const { card, text } = draw({ ...usage, used: 0, perHour: null, exhaustedAt: null, belowSince: NOW });

    expect(card.tone).toBe("info");
    expect(text).toContain("Use has fallen again. This is over when it stays so for ten minutes");
    expect(text).not.toContain("too early to tell");
  });

  it("says only what is known", () => {
    const { card, text } = draw({});

    expect(card).toMatchObject({ state: "near", headline: "Salesforce: the API limit is near" });
    expect(text).toContain("It is too early to tell when they are used up.");
    expect(text).not.toMatch(/undefined|null|NaN|1970/);
  });
});

/** As an incident keeps it, with what people set since. */
const kept = {
  ...usage,
  ours: 3_000,
  curve: "20 30 45 60",
  confidence: "high",
  fileShare: 0.8,
  shareIsSet: false,
  shareBy: null,
  shareAt: null,
  slowed: false,
  slowedBy: null,
  slowedAt: null,
  outboundPaused: false,
  outboundBy: null,
  outboundAt: null,
};

describe("M6: the card of a limit", () => {
  it("tells ours and others', the day as bars, how sure the forecast is, and has the buttons", () => {
    const { card, text } = draw(kept);

    expect(text).toContain("(about 430 calls an hour), likely: today goes as yesterday went.");
    expect(text).toContain("▂▃▄▅▇ the last 5 hours, from 20 % to 80 %; a full bar is all that we may use.");
    expect(text).toMatch(/Whose calls +about 3,000 ours, 6,700 of other programs/);
    expect(card.actions?.map((action) => action.label)).toEqual([
      "Slow the backfill",
      "Pause outbound",
      "Share of limit",
      "Show limits",
      "Pause",
      "I look after it",
    ]);
    expect(card.state).toBe("near");
  });

  it("says who set what and when, in a state of its own, so that it is edited at once", () => {
    const at = Date.UTC(2026, 10, 21, 9, 40);
    const set = {
      ...kept,
      slowed: true,
      slowedBy: "Ann",
      slowedAt: at,
      outboundPaused: true,
      outboundBy: "Ben",
      outboundAt: at,
    };

    const { card, text } = draw({ ...set, share: 0.9, shareIsSet: true, shareBy: "<!channel>", shareAt: at });

    expect(card.state).toBe("near_slowed_outbound_paused");
    expect(text).toMatch(/Backfill +slowed to 40 % of its pace, set by Ann at 2026-11-21 09:40 UTC/);
    expect(text).toMatch(/Outbound +paused, set by Ben at 2026-11-21 09:40 UTC/);
    expect(text).toMatch(/Share of limit +90 %, crmsync\.yml says 80 %, set by .+ at 2026-11-21 09:40 UTC/);
    expect(card.actions?.map((action) => action.label).slice(0, 2)).toEqual(["Full speed", "Resume outbound"]);
  });

  it("reminds of what is still set when it is over", () => {
    const over = {
      state: "resolved",
      resolvedAt: NOW,
      facts: { ...kept, slowed: true, slowedBy: "Ann", slowedAt: NOW },
    } as const;
    const incident = exampleIncident({ kind: "api_limit", severity: "warning", reason: "LIMIT_DAILY", ...over });
    const input = { incident, names: () => "Salesforce", well: [], groups: [], view: null };

    const text = cardToText(incidentCard(input, fixedButtons("test")));

    expect(text).toContain("The backfill is slowed by Ann.");
    expect(text).toContain("It stays so until somebody changes it: limits salesforce");
  });
});

describe("M6: the alert before the limit", () => {
  /** When it says that the calls are used up. */
  const toldEnd = (card: Card) => /used up at about (\S+ \S+) UTC/.exec(cardToText(card))?.[1] ?? null;

  it("comes while a fifth is left, is one message, and is edited by the machine each ten seconds at most and when the forecast moves by more than ten minutes", async () => {
    const own = await open([channel({ subscribe: ["incidents"] })]);
    await own.healthy();
    let used = 7_700;
    let fault = own.fault("hubspot", "daily-limit", { used, limit: 10_000 });
    // 10 calls a minute, then 25.
    for (let n = 0; n < 60 && used < 9_400; n += 1) {
      own.heal(fault.id);
      used += n < 30 ? 10 : 25;
      fault = own.fault("hubspot", "daily-limit", { used, limit: 10_000 });
      for (let half = 0; half < 2; half += 1) {
        await own.clock.advance(30_000);
        await own.rest();
        await own.tick();
      }
    }

    const [message, ...others] = own.incidents();
    const versions = message?.versions ?? [];
    const ends = versions.map(({ card }) => toldEnd(card)).filter((end) => end !== null);
    const moves = ends.slice(1).map((end, n) => Math.abs(Date.parse(`${end}Z`) - Date.parse(`${ends[n]}Z`)));
    expect(others).toEqual([]);
    expect(versions[0]?.card.headline).toContain("80 % of the API calls that we may make are used");
    expect(ends.length).toBeGreaterThan(2);
    expect(moves.every((ms) => ms === 0 || ms > 600_000)).toBe(true);
    expect(new Set(ends).size).toBeLessThan(8);
    const gaps = versions.slice(1).map(({ at }, n) => at - (versions[n]?.at ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(10_000);
    own.heal(fault.id);
  });

  it("is edited within a second of a press", async () => {
    const own = await open([channel({ subscribe: ["incidents"] })]);
    await own.healthy();
    const { id } = own.fault("hubspot", "daily-limit", { used: 8_300, limit: 10_000 });
    await own.seconds(30);
    const near = own.chat.shown("incident:")[0];

    await own.engine.setBudget("hubspot", { what: "slowed", value: true }, "Ann");
    await own.seconds(1);
    const pressed = own.chat.shown("incident:")[0];
    own.heal(id);

    expect(near).toMatchObject({ kind: "api_limit", state: "near", tone: "warning" });
    expect(pressed).toMatchObject({ kind: "api_limit", state: "near_slowed" });
    expect(own.incidents()).toHaveLength(1);
  });
});

describe("a limit that is used up by and by", () => {
  it("is one message: near, then critical, then held, then green with how long it lasted", async () => {
    const own = await open([channel({ subscribe: ["incidents"] })]);
    await own.healthy();
    const share = own.config.settings.connections.find((each) => each.name === "hubspot")?.share ?? 1;
    const seen: (string | undefined)[] = [];
    for (const part of [0.82, 0.96, 1]) {
      const used = Math.ceil(10_000 * share * part);
      const { id } = own.fault("hubspot", "daily-limit", { used, limit: 10_000 });
      await own.seconds(60);
      seen.push(own.chat.shown("incident:")[0]?.state);
      own.heal(id);
    }
    const { id } = own.fault("hubspot", "daily-limit", { used: 10, limit: 10_000 });
    for (let n = 0; n < 30; n += 1) {
      await own.clock.advance(60_000);
      await own.rest();
      await own.tick();
    }
    own.heal(id);

    expect(seen).toEqual(["near", "critical", "held"]);
    expect(own.incidents()).toHaveLength(1);
    expect(own.states()).toEqual(["api_limit resolved"]);
    expect(cardToText(own.chat.shown("incident:")[0] ?? draw({}).card)).toMatch(/It lasted \d+ min/);
  });
});

describe("a resync that is running", () => {
  it("is one message with progress and Cancel, and says after Cancel what was not done", async () => {
    const own = await open();
    await own.healthy();
    for (let n = 0; n < 5; n += 1)
      own.create("salesforce", "Contact", { LastName: `L${n}`, Email: `l${n}@x.test`, LeadSource: "Trade Show" });
    await own.seconds(12);
    const { id } = own.fault("hubspot", "outage");
    await own.seconds(15);
    const { runId, wanted } = await own.engine.orderResync({ outcomes: { outcome: "failed" } }, "slack|U1|oren");
    await own.seconds(3);
    const running = own.chat.shown(`resync:${runId}`)[0];

    await own.engine.cancelResync(runId, "slack|U1|oren");
    await own.seconds(3);
    own.heal(id);

    expect(wanted).toBe(5);
    expect(running).toMatchObject({ state: "running", progress: { done: 0, total: 5 } });
    expect(running?.actions?.map((action) => action.label)).toEqual(["Cancel"]);
    expect(own.chat.messages.filter((one) => one.key.startsWith(`resync:${runId}`))).toHaveLength(1);
    expect(own.chat.shown(`resync:${runId}`)[0]).toMatchObject({
      state: "cancelled",
      headline: "Resync of contacts at HubSpot was cancelled: 0 of 5 done",
    });
  });
});
