import { describe, expect, it } from "vitest";
import type { Card, Line } from "../../../bots/card.ts";
import { renderMessage } from "../../../bots/slack/render.ts";
import { cardToSentences, cardToText } from "../../../bots/text.ts";
import { NASTY, nameOf } from "../../../src/commands/examples-scale.ts";
import { allExamples } from "../../../src/examples.ts";
import { noticeExamples } from "../../../src/notices/examples.ts";

const examples = allExamples().map((one) => [nameOf(one), one.card, one.size] as const);
/** What a shared channel may see: everything that nobody asked for, but the question to one person. */
const shared = noticeExamples()
  .map(({ card }) => card)
  .filter((card) => card.kind !== "sign_in");

describe("every card", () => {
  it("has a name of its own", () => {
    const names = examples.map(([name]) => name);

    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  });

  it.each(examples)("%s fits into one Slack message, whole when it is small", (_, card, size) => {
    const { payload, losses, bytes } = renderMessage(card);

    expect(payload.blocks.length).toBeLessThanOrEqual(50);
    expect(bytes).toBeLessThan(24_000);
    if (size === "smallest") expect(losses).toEqual([]);
  });

  it.each(examples)("%s says its facts in full sentences without apology or jargon", (_, card) => {
    const text = cardToText(card);

    expect(text).not.toMatch(/sorry|oops|unfortunately|undefined|\bNaN\b|\[object |Invalid Date(?! or time)|\bnull\b/i);
    expect(cardToSentences(card, 4_000)).toMatch(/[.?…]$/);
    for (const line of sentences(card)) expect(line).toMatch(/[.?!:)…”]$|^[\w-]+$/);
  });

  it.each(examples)("%s lets no text of a CRM become a mention", (_, card) => {
    const { payload } = renderMessage(card);

    expect(JSON.stringify(payload)).not.toMatch(/<!channel>|<@U1>|https:\/\/evil\.test\|/);
  });
});

/** Pages of a CRM that are of no record. */
const PAGES = ["Open the recycle bin", "Open where it is set"];

describe("what a shared channel sees", () => {
  it.each(shared.map((card) => [`${card.kind}.${card.state}`, card] as const))(
    "%s holds no address and no value of a record",
    (_, card) => {
      const actions = card.actions?.filter((one) => one.type !== "link" || !PAGES.includes(one.label));
      const text = JSON.stringify({ ...card, actions }).replaceAll(NASTY, "");

      expect(text).not.toContain('"link"');
      expect(text).not.toMatch(/https?:/);
      expect(text).not.toContain("ann@example.com");
    },
  );

  it("offers Reconnect only where signing in helps", () => {
    const offering = shared
      .filter((card) => JSON.stringify(card.actions ?? []).includes("Reconnect"))
      .map((card) => `${card.kind}.${card.state}`);

    expect([...new Set(offering)].sort()).toEqual([
      "paused.disconnected",
      "sign_in_needed.not_connected",
      "sign_in_needed.open",
      "sign_in_needed.open_acknowledged",
    ]);
  });

  it("does not offer to go on while the limit of a CRM holds it back", () => {
    const labels = shared
      .filter((card) => card.kind === "api_limit" && card.state.startsWith("held"))
      .flatMap((card) => card.actions ?? [])
      .map((action) => action.label);

    expect([...new Set(labels)]).toEqual([
      "Full speed",
      "Resume outbound",
      "Share of limit",
      "Show limits",
      "Pause",
      "I look after it",
    ]);
  });

  it("has no buttons left on an incident that is over", () => {
    const over = shared.filter((card) => card.state === "resolved");

    expect(new Set(over.map((card) => card.kind)).size).toBeGreaterThanOrEqual(7);
    expect(over.flatMap((card) => card.actions ?? [])).toEqual([]);
    // Failures that went away without a proof are news, and no more.
    const proven = over.filter((card) => !["repair", "failures_rising"].includes(card.kind) || card.tone === "good");
    expect(proven.map((card) => card.tone)).toEqual(proven.map(() => "good"));
  });
});

/** The lines that are sentences: those of the card itself, with a mark that ends them. */
function sentences(card: Card): readonly string[] {
  return (card.lines ?? []).filter((line: Line) => typeof line === "string").map(String);
}
