import { describe, expect, it } from "vitest";
import { renderDialog, renderMessage } from "../../bots/teams/render.ts";
import { everywhere, hostileName, ODD } from "../fakes/hostile-card.ts";
import fc from "../fakes/property.ts";
import { textsIn } from "../fakes/teams-texts.ts";

const PIECES = [
  "<at>admin</at>",
  "<AT>everyone</AT>",
  "< at >x</ at >",
  "{{DATE(2026-11-21T09:38:00Z, SHORT)}}",
  "{{TIME(2026-11-21T09:38:00Z)}}",
  "{{{{x}}}}",
  `\${name} $\${x} {{name}} %s`,
  "[Sign in](https://evil.test)",
  "[Sign in][1]",
  "[1]: https://evil.test",
  "![x](https://evil.test/x.png)",
  "<https://evil.test>",
  "<a href='https://evil.test'>x</a>",
  "<img src=x onerror=alert(1)>",
  "https://evil.test/a?b=1&c=2",
  "www.evil.test",
  "&lt;at&gt;x&lt;/at&gt;",
  "&amp;lt;",
  "\\[x\\](y) \\*",
  "**bold** _it_ ~~no~~ `code`",
  "# heading",
  "- item",
  "1. item",
  "> quoted",
  '","type":"Action.OpenUrl","url":"https://evil.test',
  "<speak><audio src='https://evil.test'/></speak>",
  ...ODD,
] as const;

const name = hostileName(PIECES, 20_000);

const size = fc.constantFrom("full", "small", "plain");

const cardOf = (text: string) =>
  everywhere(text, (options) => [
    { name: "a", label: text, kind: "text", hint: text, error: text },
    { name: "b", label: text, kind: "select", value: "one", options },
  ]);

type Json = Readonly<Record<string, unknown>>;

/** Every object that the card is made of. */
function objectsIn(value: unknown): Json[] {
  if (Array.isArray(value)) return value.flatMap(objectsIn);
  if (typeof value !== "object" || value === null) return [];
  return [value as Json, ...Object.values(value).flatMap(objectsIn)];
}

/** What somebody can press, fill in or be led to. */
function reachableIn(card: unknown): string[] {
  return objectsIn(card)
    .flatMap(({ type, url }) => [type, url])
    .filter((one) => typeof one === "string" && /^(Action|Input|https?:)/.test(one))
    .map(String)
    .sort();
}

const OUR_TIME = /\{\{DATE\(1970-01-01T00:00:00Z,SHORT\)\}\} \{\{TIME\(1970-01-01T00:00:00Z\)\}\}/g;

/** What no text may hold, wherever it stands. */
function expectHarmless(text: string): void {
  const data = text.replaceAll(OUR_TIME, "");
  expect(data).not.toMatch(/\{\{|\$\{|<\s*\/?\s*at\b/i);
  expect(data).not.toMatch(/\p{Bidi_Control}|[\u200b\u2060\ufeff\u00ad\u180e\u3164]|\p{Cc}/u);
  expect(data.isWellFormed()).toBe(true);
}

/** What a text may not hold where markdown is read. */
function expectNoMarkdown(text: string): void {
  expectHarmless(text);
  expect(text).not.toMatch(/[*`~]|\][([:]|:\/\/|<[a-z/!]|&#?\w+;|\\[[\]()*<&_#-]/i);
  expect(text).not.toMatch(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/u);
  expect(text).not.toMatch(/^([#>+=|-]|\d+[.)])/);
}

const expected = reachableIn(renderMessage(cardOf("name")).payload);

describe("text from a CRM on Teams", () => {
  it("is nothing but text in a message, wherever it stands", () => {
    fc.assert(
      fc.property(name, size, (text, form) => {
        const { payload, plain, losses } = renderMessage(cardOf(text), { size: form });

        const blocks = objectsIn(payload).filter(({ type }) => type === "TextBlock");
        const facts = objectsIn(payload).flatMap((one) => (one.type === "FactSet" ? textsIn(one) : []));
        for (const one of textsIn(payload)) expectHarmless(one);
        for (const { text: heading } of blocks) expectNoMarkdown(String(heading));
        for (const one of [payload.fallbackText, payload.speak, ...plain.split("\n")]) expectNoMarkdown(one);
        expect(payload.fallbackText).not.toContain("\n");
        for (const one of facts) expectNoMarkdown(one);
        expect(payload.msteams).toEqual({ width: "Full" });
        const reachable = reachableIn(payload);
        expect(reachable.length).toBeLessThanOrEqual(expected.length);
        if (losses.length === 0) expect(reachable).toEqual(expected);
        expect(reachable.filter((one) => !expected.includes(one))).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it("is nothing but text in a dialog", () => {
    fc.assert(
      fc.property(name, (text) => {
        const { title, card } = renderDialog(cardOf(text), "place");

        for (const one of [title, ...textsIn(card)]) expectHarmless(one);
        expect(objectsIn(card).filter(({ type }) => type === "Action.Execute")).toEqual([]);
        expect(objectsIn(card).flatMap(({ url }) => (url === undefined ? [] : [url]))).toEqual(
          expect.arrayContaining(["https://ours.test/button"]),
        );
      }),
      { numRuns: 60 },
    );
  });

  it("adds no button, link or template of its own, whatever it is", () => {
    for (const piece of PIECES) {
      const { payload } = renderMessage(cardOf(piece));

      const urls = objectsIn(payload).flatMap(({ url }) => (url === undefined ? [] : [url]));
      expect([...new Set(urls)].sort()).toEqual(["https://ours.test/", "https://ours.test/button"]);
    }
  });

  it.each([
    ["first_name of <Ann> & Bob", "first_name of <Ann> & Bob"],
    ["{{DATE(2026-01-01T00:00:00Z)}}", "{{DATE(2026-01-01T00:00:00Z)}}"],
    ["[x](https://evil.test)", "[x](https://evil.test)"],
  ])("reads as it was written: %j", (text, read) => {
    const { payload } = renderMessage(cardOf(text));

    const [headline = "", line = ""] = textsIn(payload);
    expect(headline.replaceAll("\u200c", "")).toBe(`⚠️ ${read}`);
    expect(line.replaceAll("\u200c", "")).toBe(read);
  });
});
