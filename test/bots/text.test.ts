import { describe, expect, it } from "vitest";
import { cardToSentences, cardToText, clean, cut } from "../../bots/text.ts";
import { anyCard } from "../fakes/any-card.ts";
import { failures, plainCard, progress, signInNeeded } from "../fakes/cards.ts";
import fc from "../fakes/property.ts";

describe("cardToText", () => {
  it("writes a card for a terminal", () => {
    const text = cardToText(signInNeeded);

    expect(text).toBe(
      [
        "🔴 Salesforce: signed out (critical)",
        "",
        "Salesforce ended our access, so nothing moves in either direction.",
        "1,284 changes are waiting, the oldest since 2026-11-21 09:38 UTC. Nothing is lost.",
        "",
        "Cause    invalid_grant",
        "Waiting  1,284 changes",
        "",
        "[Reconnect]",
        "[Pause]",
        "[Open the guide] https://docs.example.com/reconnect?a=1&b=2",
        "[Snooze: One hour]",
        "",
        "Salesforce main, incident I-7",
      ].join("\n"),
    );
  });

  it("aligns tables with numbers to the right, and indents sections", () => {
    const text = cardToText(failures);

    expect(text).toBe(
      [
        "⚠️ HubSpot: 42 contacts were refused (warning)",
        "",
        "Reasons",
        "Reason            Contacts  Example",
        "----------------  --------  --------",
        "invalid_email           30  Ann & Co",
        "missing_required         9  Bob",
        "picklist_value           2  Cy",
        "duplicate                1  Di",
        "",
        "⚠️ invalid_email (warning)",
        "  The address is not one that HubSpot takes.",
        "  What to do  Correct the address, then resync.",
        "  [Resync 30]",
      ].join("\n"),
    );
  });

  it("draws progress, and holds it between nothing and all", () => {
    const bars = [progress, { ...progress, progress: { done: 9, total: 3, text: "x" } }].map((card) =>
      cardToText(card).split("\n").at(-1),
    );
    const empty = cardToText(plainCard("H", { progress: { done: 0, total: 0, text: "not counted yet" } }));

    expect(bars).toEqual(["▓▓▓▓▓░░░░░ 53 %: 3,100 of 5,800 contacts, about 20 s left", "▓▓▓▓▓▓▓▓▓▓ 100 %: x"]);
    expect(empty).toContain("░░░░░░░░░░ 0 %: not counted yet");
  });

  it("cannot be made to print control characters or turn the text around", () => {
    fc.assert(
      fc.property(anyCard, (card) => {
        const text = cardToText(card);

        expect(text.replaceAll("\n", "")).not.toMatch(/\p{Cc}|\p{Bidi_Control}/u);
        expect(text.isWellFormed()).toBe(true);
      }),
    );
  });
});

describe("cardToSentences", () => {
  it("says the facts of tables and sections, and the next step last", () => {
    const text = cardToSentences(failures, 1_000);

    expect(text).toBe(
      "HubSpot: 42 contacts were refused (warning). Reasons: Reason invalid_email, Contacts 30, Example Ann & Co; Reason " +
        "missing_required, Contacts 9, Example Bob; Reason picklist_value, Contacts 2, Example Cy; and 1 more. " +
        "invalid_email. The address is not one that HubSpot takes. What to do: Correct the address, then resync. You can " +
        "choose Resync 30.",
    );
  });

  it("cuts the middle, never the next step", () => {
    const text = cardToSentences({ ...signInNeeded, lines: ["word ".repeat(1_000)] }, 200);

    expect(text).toHaveLength(200);
    expect(text).toMatch(/^Salesforce: signed out \(critical\)\. word .*… You can choose Reconnect, .* or Snooze\.$/);
  });
});

describe("clean and cut", () => {
  it.each([
    ["a\r\nb\tc", "a b c"],
    ["\u202Egpj.exe\u202C", "gpj.exe"],
    ["a\u0000\u001b[31mb", "a[31mb"],
    ["half \uD83D", "half �"],
    ["zero\u200bwidth\ufeff", "zerowidth"],
    ["👩‍💻 stays", "👩‍💻 stays"],
  ])("cleans %j to %j", (dirty, expected) => {
    const text = clean(dirty);

    expect(text).toBe(expected);
  });

  it("cuts to the length asked for and never through a character", () => {
    const lengths = [10, 4, 3, 2, 1, 0].map((max) => cut("ab😀cd", max));

    expect(lengths).toEqual(["ab😀cd", "ab…", "ab…", "a…", "…", ""]);
  });
});
