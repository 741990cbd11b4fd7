import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { renderMessage } from "../bots/teams/render.ts";
import { TEXT_CUT } from "../bots/text.ts";
import { nameOf } from "../src/commands/examples-scale.ts";
import { allExamples } from "../src/examples.ts";
import { factsOf, idsIn, textsIn, withoutMarks } from "./fakes/teams-texts.ts";
import { writtenFor } from "./fakes/written-cards.ts";

/** What Teams knows and the format's own schema does not, with the reason why we write it. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  msteams: "a message as wide as its channel; learn.microsoft.com, Format cards in Microsoft Teams, full width",
};

const examples = allExamples();
const LEFT_OUT = "Some parts are left out, because the message would be too long.";

const written = writtenFor("teams");

describe("every card that npm run cards writes for Teams", () => {
  it.each(["1.5", "1.6"])("is a card of the published schema %s", (version) => {
    const validate = schema(version);

    const faults = written.flatMap(({ name, sent }) =>
      validate(withoutExtensions(sent)) ? [] : [[name, validate.errors]],
    );

    expect(written.length).toBeGreaterThan(1_000);
    expect(faults).toEqual([]);
  });

  it.each(["1.5", "1.6"])("would not pass the schema %s with something in it that is unknown", (version) => {
    const validate = schema(version);
    const base = withoutExtensions(written[0]?.sent);

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
    const faults = written.flatMap(({ name, sent }) => {
      const { fallbackText, speak } = sent as { fallbackText: string; speak: string };
      const ids = idsIn(sent);
      const kept = [
        Buffer.byteLength(JSON.stringify(sent)) <= 25_000,
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
      const missing = examples.flatMap((one) => {
        const { card } = one;
        const { payload, losses } = renderMessage(card, { size });
        const shown = withoutMarks(textsIn(payload).join("\n"));
        // The last resort cuts what is longer, and says so.
        const cut = losses.includes(TEXT_CUT) ? 300 : Number.POSITIVE_INFINITY;
        const lost = factsOf(card).filter((fact) => fact.length <= cut && !shown.includes(withoutMarks(fact)));
        const told = losses.includes(LEFT_OUT);
        return lost.length > 0 && !told ? [[nameOf(one), lost]] : [];
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
