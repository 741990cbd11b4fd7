import { describe, expect, it } from "vitest";
import type { Card } from "../../bots/card.ts";
import { renderDialog, renderMessage } from "../../bots/teams/render.ts";
import { anyCard } from "../fakes/any-card.ts";
import { plainCard, signInNeeded } from "../fakes/cards.ts";
import fc from "../fakes/property.ts";
import { factsOf, idsIn, textsIn, withoutMarks } from "../fakes/teams-texts.ts";

const MAX = 25_000;

describe("a card of any size for Teams", () => {
  it("stays within 25 KB with unique ids, and tells in its last line and in words what is missing", () => {
    fc.assert(
      fc.property(anyCard, fc.constantFrom(undefined, "full", "small", "plain"), (card, size) => {
        const { payload, plain, losses, bytes } = renderMessage(card, { size });

        const ids = idsIn(payload);
        expect(bytes).toBe(Buffer.byteLength(JSON.stringify(payload)));
        expect(bytes).toBeLessThanOrEqual(size === "small" ? 20_000 : size === "plain" ? 16_000 : MAX);
        expect(new Set(ids).size).toBe(ids.length);
        expect(payload.body[0]).toMatchObject({ type: "TextBlock", style: "heading" });
        expect(payload.fallbackText).toMatch(/[.!?…]$/);
        expect(plain.length).toBeLessThanOrEqual(12_000);
        const last = textsIn(payload.body.at(-1)).join("");
        expect(losses.length === 0 || last.startsWith(losses[0]?.slice(0, 20) ?? "")).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it("stays within 25 KB in a dialog too", () => {
    fc.assert(
      fc.property(anyCard, (card) => {
        const { title, card: drawn } = renderDialog(card, "place");

        const ids = idsIn(drawn);
        expect(title.length).toBeLessThanOrEqual(64);
        expect(Buffer.byteLength(JSON.stringify(drawn))).toBeLessThanOrEqual(MAX);
        expect(new Set(ids).size).toBe(ids.length);
      }),
      { numRuns: 100 },
    );
  });

  it.each(["full", "small", "plain"] as const)("holds every fact of a large card in its %s form", (size) => {
    const card = large(12, 8);

    const { payload, losses } = renderMessage(card, { size });

    const shown = withoutMarks(textsIn(payload).join("\n"));
    expect(losses).toEqual([]);
    expect(factsOf(card).filter((fact) => !shown.includes(fact))).toEqual([]);
  });

  it("steps down by itself from tables and parts to lines, and loses nothing on the way", () => {
    const steps = [4, 12, 15].map((rows) => large(rows, rows * 2));

    const drawn = steps.map((card) => renderMessage(card));

    const kinds = drawn.map(({ payload }) => {
      const said = JSON.stringify(payload);
      return [said.includes('"Table"'), said.includes('"Container"')];
    });
    expect(kinds).toEqual([
      [true, true],
      [false, true],
      [false, false],
    ]);
    expect(drawn.flatMap(({ losses }) => losses)).toEqual([]);
  });

  it("leaves out details first and keeps headline, lines and buttons when nothing smaller is left", () => {
    const card = { ...large(15, 400), lines: signInNeeded.lines, actions: signInNeeded.actions };

    const { payload, losses, bytes } = renderMessage(card);

    expect(bytes).toBeLessThanOrEqual(MAX);
    expect(losses).toEqual(["Some parts are left out, because the message would be too long."]);
    expect(textsIn(payload)).toContain("Salesforce ended our access, so nothing moves in either direction.");
    expect(idsIn(payload)).toEqual(expect.arrayContaining(["a1", "a2", "a3", "a4"]));
    expect(textsIn(payload.body.at(-1))).toEqual(losses);
  });

  it("cuts 100 kB with an ellipsis and says so", () => {
    const { payload, losses } = renderMessage(plainCard("H", { lines: ["long ".repeat(20_000)] }));

    expect(losses).toEqual(["A long text was cut."]);
    expect(textsIn(payload.body[1])[0]).toMatch(/^long .*…$/);
    expect(payload.speak).toMatch(/A long text was cut\.$/);
  });
});

/** Tables and sections with a text of their own in every place. */
function large(rows: number, sections: number): Card {
  const cell = (row: number, column: number) => `cell ${row} of ${column} in some words`;
  return plainCard("Many things", {
    facts: [{ label: "Since", value: [{ bold: "early" }, " ", { code: "morning_1" }] }],
    tables: [1, 2].map((table) => ({
      caption: `Table ${table}`,
      columns: ["First", "Second", "Third", "Number"],
      rows: Array.from({ length: rows }, (_, at) => [cell(at, 1), cell(at, 2), cell(at, 3), at * table]),
    })),
    sections: Array.from({ length: sections }, (_, at) => ({
      heading: `Part ${at}`,
      tone: "warning" as const,
      lines: [`The line of part ${at}.`],
      facts: [{ label: `Label ${at}`, value: `value ${at}` }],
      actions: [{ type: "button" as const, id: `b${at}`, label: `Mend ${at}` }],
    })),
    footer: "The end.",
  });
}
