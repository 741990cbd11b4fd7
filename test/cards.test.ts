import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { beforeAll, describe, expect, it } from "vitest";
import { renderMessage } from "../bots/teams/render.ts";
import { commandExamples } from "../src/commands/examples-answers.ts";
import { verbs } from "../src/commands/index.ts";
import { noticeExamples } from "../src/notices/examples.ts";
import { factsOf, idsIn, textsIn, withoutMarks, writtenCards } from "./fakes/teams-texts.ts";

/** What Teams knows and the format's own schema does not, with the reason why we write it. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  msteams: "a message as wide as its channel; learn.microsoft.com, Format cards in Microsoft Teams, full width",
};

const examples = [...commandExamples(Object.values(verbs)), ...noticeExamples()];
const LEFT_OUT = "Some parts are left out, because the message would be too long.";

let written: readonly [string, unknown][];

beforeAll(() => {
  written = writtenCards();
}, 30_000);

describe("every card that npm run cards writes for Teams", () => {
  it.each(["1.5", "1.6"])("is a card of the published schema %s", (version) => {
    const validate = schema(version);

    const faults = written.flatMap(([name, card]) =>
      validate(withoutExtensions(card)) ? [] : [[name, validate.errors]],
    );

    expect(written.length).toBeGreaterThan(100);
    expect(faults).toEqual([]);
  });

  it.each(["1.5", "1.6"])("would not pass the schema %s with something in it that is unknown", (version) => {
    const validate = schema(version);
    const [, card] = written[0] ?? [];
    const base = withoutExtensions(card);

    const verdicts = [
      { ...base, body: [{ type: "TextBlock", text: "x", sise: "large" }] },
      { ...base, body: [{ type: "Carousel", pages: [] }] },
      { ...base, body: [{ type: "RichTextBlock" }] },
      { ...base, unknown: true },
    ].map((one) => validate(one));

    expect(validate(base)).toBe(true);
    expect(verdicts).toEqual([false, false, false, false]);
  });

  it("is within 25 KB, has ids of its own for everything, and reads as full sentences", () => {
    const faults = written.flatMap(([name, card]) => {
      const { fallbackText, speak } = card as { fallbackText: string; speak: string };
      const ids = idsIn(card);
      const kept = [
        Buffer.byteLength(JSON.stringify(card)) <= 25_000,
        new Set(ids).size === ids.length,
        [fallbackText, speak].every((text) => /^\S[^\n]*[.!?…]$/u.test(text)),
      ];
      return kept.includes(false) ? [[name, kept]] : [];
    });

    expect(faults).toEqual([]);
  });
});

describe("every card of the product on Teams", () => {
  it.each(["full", "small", "plain"] as const)(
    "says all its facts in its %s form, but for rows over fifteen",
    (size) => {
      const missing = examples.flatMap(({ card, size: of }) => {
        const { payload, losses } = renderMessage(card, { size });
        const shown = withoutMarks(textsIn(payload).join("\n"));
        const lost = factsOf(card).filter((fact) => !shown.includes(withoutMarks(fact)));
        const told = losses.includes(LEFT_OUT);
        return lost.length > 0 && !told ? [[card.kind, card.state, of, lost]] : [];
      });

      expect(missing).toEqual([]);
    },
  );

  it("loses nothing but rows over fifteen", () => {
    const losses = examples.flatMap(({ card }) => renderMessage(card).losses);

    expect(losses.filter((loss) => !/^".*" shows 20 of \d+ rows\.$/.test(loss))).toEqual([]);
  });

  it("has a button or a menu for every action", () => {
    const missing = examples.flatMap(({ card }) => {
      const actions = [...(card.actions ?? []), ...(card.sections ?? []).flatMap((section) => section.actions ?? [])];
      const ids = idsIn(renderMessage(card).payload);
      return actions.filter((action) => !ids.includes(action.id)).map((action) => [card.kind, action.label]);
    });

    expect(missing).toEqual([]);
  });
});

/**
 * ajv speaks draft-07, which differs from the schemas' draft-06 in nothing that they use; formats are not checked. In 1.6
 * as published one `required` (of Media, which we do not write) is a boolean, as no draft knows it: it is dropped.
 */
function schema(version: string) {
  const path = join(import.meta.dirname, "fixtures", "specs", `adaptive-card-${version}.json`);
  const {
    id: _,
    $schema: __,
    ...rules
  } = JSON.parse(readFileSync(path, "utf8"), (key, value) =>
    key === "required" && typeof value === "boolean" ? undefined : value,
  );
  return new Ajv({ strict: false, validateFormats: false }).compile(rules);
}

/** The card and all that it holds, without what Teams alone knows. Data for ourselves is not the schema's business. */
function withoutExtensions(card: unknown): object {
  const clean = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(clean);
    if (typeof value !== "object" || value === null) return value;
    const kept = Object.entries(value).filter(([key]) => !Object.hasOwn(EXTENSIONS, key));
    return Object.fromEntries(kept.map(([key, one]) => [key, key === "data" ? one : clean(one)]));
  };
  const cleaned = clean(card);
  if (typeof cleaned !== "object" || cleaned === null) throw new Error("not a card");
  return cleaned;
}
