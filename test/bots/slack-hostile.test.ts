import { describe, expect, it } from "vitest";
import type { Card } from "../../bots/card.ts";
import { renderHome, renderView } from "../../bots/slack/form.ts";
import { renderMessage } from "../../bots/slack/render.ts";
import { cardToText } from "../../bots/text.ts";
import { blockFaults } from "../../src/sandbox/slack/blocks.ts";
import { linksIn } from "../../src/sandbox/slack/text.ts";
import { viewFaults } from "../../src/sandbox/slack/views.ts";
import { everywhere, hostileName, ODD } from "../fakes/hostile-card.ts";
import fc from "../fakes/property.ts";

const PIECES = [
  "<!channel>",
  "<!here|here>",
  "<!everyone>",
  "<@U0ADMIN001>",
  "<#C0CRMSYNC1>",
  "<!subteam^S0ADMINS01>",
  "<!date^0^{date}^https://evil.test|now>",
  "<https://evil.test|Sign in>",
  "<mailto:eve@evil.test|mail>",
  "[Sign in](http://evil.test)",
  "https://evil.test/a?b=1&c=2",
  "&lt;!channel&gt;",
  "&amp;lt;@U1&amp;gt;",
  "@channel #general @U0ADMIN001",
  ">>> quoted",
  "```\n<!channel>\n```",
  "*_~`|",
  `\${name} {{name}} %s`,
  ...ODD,
] as const;

const name = hostileName(PIECES, 100_000);

const cardOf = (text: string) =>
  everywhere(text, (options) => [
    { name: "a", label: text, kind: "text", value: text, hint: text, error: text },
    { name: "b", label: text, kind: "select", value: "one", options },
    { name: "c", label: text, kind: "email", value: text },
    { name: "d", label: text, kind: "number", value: text },
    { name: "e", label: text, kind: "date", value: text },
  ]);

const OURS = ["https://ours.test/button", "https://ours.test/"];

interface TextObject {
  readonly type: string;
  readonly text: string;
  readonly verbatim?: boolean;
  readonly emoji?: boolean;
}

/** Every object of the payload that has this type. */
function ofType(value: unknown, types: readonly string[]): TextObject[] {
  if (Array.isArray(value)) return value.flatMap((one) => ofType(one, types));
  if (typeof value !== "object" || value === null) return [];
  const inner = Object.values(value).flatMap((one) => ofType(one, types));
  return "type" in value && types.includes(String(value.type)) ? [value as TextObject, ...inner] : inner;
}

/** Slack parses nothing but what stands between angle brackets. */
function expectHarmless(blocks: readonly unknown[]): void {
  for (const { text, verbatim } of ofType(blocks, ["mrkdwn"])) {
    const rest = text
      .replaceAll(/<!date\^0\^\{date_short_pretty\} \{time\}\|1970-01-01 00:00 UTC>/g, "")
      .replaceAll(/<https:\/\/ours\.test\/\|[^<>|\n]*>/g, "");
    expect(verbatim).toBe(true);
    expect(rest).not.toMatch(/[<>]/);
    expect(rest.replaceAll(/^```\n[^`]*\n```$/gm, "")).not.toMatch(/^&gt;|`{3}/m);
  }
  for (const { text, emoji } of ofType(blocks, ["plain_text"])) {
    expect(emoji).toBe(false);
    expect(text).not.toMatch(/[<>]/);
  }
  for (const { text } of ofType(blocks, ["mrkdwn", "plain_text"])) {
    expect(text).not.toMatch(/\p{Bidi_Control}|[\u200b\u2060\ufeff\u00ad\u180e\u3164]/u);
    expect(text.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
    expect(text.isWellFormed()).toBe(true);
  }
  expect(linksIn(blocks, "").filter((link) => !OURS.includes(link))).toEqual([]);
}

function buttons(blocks: readonly unknown[]): number {
  return ofType(blocks, ["button", "static_select", "option", "overflow"]).length;
}

const harmless = cardOf("name");

describe("text from a CRM", () => {
  it("is nothing but text in a message, wherever it stands", () => {
    fc.assert(
      fc.property(name, (text) => {
        const { payload, plain } = renderMessage(cardOf(text));

        expectHarmless(payload.blocks);
        expect(buttons(payload.blocks)).toBe(buttons(renderMessage(harmless).payload.blocks));
        expect(blockFaults(payload.blocks, "message")).toEqual([]);
        expect(payload.text).not.toMatch(/[<>\n]|\p{Bidi_Control}/u);
        expect(payload.text.length).toBeLessThanOrEqual(4_000);
        expect(plain).not.toMatch(/[<>]|\p{Bidi_Control}/u);
        expect(plain.length).toBeLessThanOrEqual(12_000);
      }),
      { numRuns: 120, examples: [[" >>> quoted"], ["> "]] },
    );
  });

  it("is nothing but text in a dialog and on the home tab", () => {
    fc.assert(
      fc.property(name, (text) => {
        const card = cardOf(text);
        const dialog = renderView(card, "{}");
        const home = renderHome(card);

        expect(viewFaults(dialog, "modal")).toEqual([]);
        expect(viewFaults(home, "home")).toEqual([]);
        expectHarmless(dialog.blocks);
        expectHarmless(home.blocks);
        expectHarmless([dialog.title, dialog.submit, dialog.close]);
        expect(buttons(home.blocks)).toBe(buttons(renderHome(harmless).blocks));
      }),
      { numRuns: 60 },
    );
  });

  it("never makes a line of its own in the text form", () => {
    const lines = (card: Card) => cardToText(card).split("\n");

    fc.assert(
      fc.property(name, (text) => {
        const written = lines(cardOf(text));

        expect(written.length).toBe(lines(harmless).length);
        expect(written.filter((line) => line.startsWith("Name"))).toHaveLength(1);
        expect(written.join("")).not.toMatch(/\p{Cc}|\p{Bidi_Control}/u);
      }),
      { numRuns: 120 },
    );
  });
});
