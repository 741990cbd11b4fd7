import { fileURLToPath } from "node:url";
import chromium from "@sparticuz/chromium";
import { build } from "esbuild";
import { type Browser, chromium as launcher, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { renderDialog, renderMessage } from "../bots/teams/render.ts";
import { plainCard } from "./fakes/cards.ts";
import { type Drawn, type drawCard, typesIn } from "./fakes/drawn-card.ts";
import { textsIn } from "./fakes/teams-texts.ts";
import { type Written, writtenFor } from "./fakes/written-cards.ts";

// Every Adaptive Card that we can send, drawn by the format's own renderer in a real browser.

let browser: Browser;
let page: Page;

beforeAll(async () => {
  const { outputFiles } = await build({
    stdin: {
      contents: 'import { drawCard } from "./drawn-card.ts"; window.drawCard = drawCard;',
      resolveDir: fileURLToPath(new URL("./fakes", import.meta.url)),
    },
    bundle: true,
    write: false,
    format: "iife",
    platform: "browser",
    logLevel: "silent",
  });
  browser = await launcher.launch({
    args: chromium.args,
    executablePath: await chromium.executablePath(),
    headless: true,
  });
  page = await browser.newPage({
    viewport: { width: 1_280, height: 1_024 },
    timezoneId: "Europe/Madrid",
    locale: "en-GB",
  });
  await page.addScriptTag({ content: outputFiles[0]?.text ?? "" });
}, 60_000);

afterAll(() => browser?.close());

const options = [{ label: "One", value: "1" }];

const draw = (card: unknown): Promise<Drawn> =>
  page.evaluate((json) => (window as unknown as { drawCard: typeof drawCard }).drawCard(json), card);

describe("every card in a browser", () => {
  it("is understood as a whole and shown with its headline, rows, buttons and inputs", async () => {
    const cards = shapes(writtenFor("teams", ["en-US"]));

    const drawn: Seen[] = [];
    for (const [name, card] of cards) drawn.push(seenOf(name, card, await draw(card)));

    expect(cards.length).toBeGreaterThan(100);
    expect(drawn).toEqual(cards.map(([name, card]) => meantOf(name, card)));
  }, 60_000);

  it("is understood as a dialog with every kind of field", async () => {
    const kinds = ["text", "multiline", "email", "number", "date", "select"] as const;
    const fields = kinds.map((kind) => ({ name: kind, label: `The ${kind}`, kind, options, hint: `Hint for ${kind}` }));
    const { card } = renderDialog(plainCard("Fix", { form: { id: "f", submit: "Save", fields } }), "place");

    const { complaints, understood, inputs, text } = await draw(card);

    expect(complaints).toEqual([]);
    expect(understood).toEqual(typesIn(card));
    expect(inputs).toBe(6);
    for (const kind of kinds) expect(text).toContain(`The ${kind}`);
    expect(text).toContain("Hint for date");
    expect(text).toContain("Save");
  });

  it("shows text that looks like markup, tags and templates as it is", async () => {
    const nasty = "<at>x</at> {{DATE(2026-11-21T09:38:00Z, SHORT)}} **b** [x](https://evil.test) <b>y</b> &lt;";
    const { payload } = renderMessage(plainCard("H", { lines: [nasty], facts: [{ label: nasty, value: nasty }] }));

    const { text } = await draw(payload);

    expect(text.replaceAll("\u200c", "").split(nasty)).toHaveLength(4);
  });

  it("writes a time in the reader's own zone (E7)", async () => {
    const { payload } = renderMessage(plainCard("H", { lines: [["At ", { at: Date.UTC(2026, 10, 21, 9, 38) }]] }));

    const { text } = await draw(payload);

    expect(text).toMatch(/At Sat,? 21 Nov 2026 10:38/);
  });
});

/** Cards of one kind and state differ in their reason alone, and their smallest holds less of the same: one is drawn. */
function shapes(written: readonly Written[]): readonly (readonly [string, unknown])[] {
  const largest = written.filter(({ name }) => name.includes(".largest."));
  return [...new Map(largest.map(({ name, sent }) => [name.replace(/-[A-Z_]+\./, "."), sent]))];
}

interface Seen {
  readonly name: string;
  readonly complaints: readonly string[];
  readonly lost: readonly string[];
  readonly rows: number;
  readonly inputs: number;
  readonly headline: boolean;
  readonly unseen: readonly string[];
}

function seenOf(name: string, card: unknown, drawn: Drawn): Seen {
  return {
    name,
    complaints: drawn.complaints,
    lost: difference(typesIn(card), drawn.understood),
    rows: drawn.rows,
    inputs: drawn.inputs,
    headline: drawn.text.includes(textsIn(card)[0] ?? "?"),
    unseen: buttonTitles(card).filter((title) => !drawn.buttons.includes(title)),
  };
}

function meantOf(name: string, card: unknown): Seen {
  const count = (pattern: RegExp) => typesIn(card).filter((type) => pattern.test(type)).length;
  const rows = count(/^TableRow$/);
  return { name, complaints: [], lost: [], rows, inputs: count(/^Input\./), headline: true, unseen: [] };
}

/** Of what can be pressed at once or after a question. */
function buttonTitles(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(buttonTitles);
  if (typeof value !== "object" || value === null) return [];
  const own =
    "type" in value && String(value.type).startsWith("Action.") && "title" in value ? [String(value.title)] : [];
  return [...own, ...Object.entries(value).flatMap(([key, one]) => (key === "fallback" ? [] : buttonTitles(one)))];
}

function difference(from: readonly string[], other: readonly string[]): string[] {
  const rest = [...other];
  return from.filter((one) => {
    const at = rest.indexOf(one);
    if (at >= 0) rest.splice(at, 1);
    return at < 0;
  });
}
