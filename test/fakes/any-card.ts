import type { Card, CardAction, FormField, Line, Section, Span } from "../../bots/card.ts";
import fc from "./property.ts";

const NASTY = [
  "<!channel>",
  "<@U1>",
  "&amp;&",
  "*_~`",
  "```",
  "\n\n",
  "\u202E",
  "\u0000",
  "😀",
  "\uD800",
  "",
  " ",
  "|",
  "\\",
];

/** From empty to far too long, with everything in it that some platform takes for markup. */
const text = fc.oneof(
  fc.string({ maxLength: 60, unit: "grapheme" }),
  fc.constantFrom(...NASTY),
  fc
    .tuple(fc.constantFrom(...NASTY, "word "), fc.integer({ min: 1, max: 4_000 }))
    .map(([part, times]) => part.repeat(times)),
);

const id = fc.string({ minLength: 1, maxLength: 300 });

const span: fc.Arbitrary<Span> = fc.oneof(
  text,
  fc.record({ bold: text }),
  fc.record({ code: text }),
  fc.record({ at: fc.oneof(fc.integer(), fc.double()) }),
  fc.record({ link: fc.oneof(fc.webUrl({ withQueryParameters: true }), text), text }),
);

const line: fc.Arbitrary<Line> = fc.oneof(text, fc.array(span, { maxLength: 6 }));

const option = fc.record({ label: text, value: id });

const action: fc.Arbitrary<CardAction> = fc.oneof(
  fc.record(
    {
      type: fc.constant("button" as const),
      id,
      label: text,
      style: fc.constantFrom("primary" as const, "danger" as const),
      confirm: fc.record({ title: text, text, ok: text }),
      opens: fc.constant("form" as const),
    },
    { requiredKeys: ["type", "id", "label"] },
  ),
  fc.record({ type: fc.constant("link" as const), id, label: text, url: fc.oneof(fc.webUrl(), text) }),
  fc.record({ type: fc.constant("select" as const), id, label: text, options: fc.array(option, { maxLength: 130 }) }),
);

const fact = fc.record({ label: text, value: line });

const section: fc.Arbitrary<Section> = fc.record(
  {
    heading: text,
    tone: fc.constantFrom("good" as const, "warning" as const),
    lines: fc.array(line, { maxLength: 4 }),
    facts: fc.array(fact, { maxLength: 12 }),
    actions: fc.array(action, { maxLength: 4 }),
  },
  { requiredKeys: ["heading"] },
);

const table = fc.tuple(fc.integer({ min: 1, max: 8 }), text).chain(([width, caption]) =>
  fc.record({
    caption: fc.constant(caption),
    columns: fc.array(text, { minLength: width, maxLength: width }),
    rows: fc.array(fc.array(fc.oneof(text, fc.integer()), { maxLength: width }), { maxLength: 40 }),
  }),
);

const field: fc.Arbitrary<FormField> = fc.record(
  {
    name: fc.string({ minLength: 1, maxLength: 40 }),
    label: text,
    kind: fc.constantFrom("text", "multiline", "email", "number", "date", "select"),
    value: text,
    options: fc.array(option, { maxLength: 5 }),
    required: fc.boolean(),
    hint: text,
    error: text,
  },
  { requiredKeys: ["name", "label", "kind"] },
);

const form = fc.record({
  id: fc.string({ minLength: 1, maxLength: 64 }),
  submit: text,
  fields: fc.uniqueArray(field, { minLength: 1, maxLength: 6, selector: (one) => one.name }),
});

/** Any card that the types allow; only what our own code makes up (form ids, field names) is kept sane. */
export const anyCard: fc.Arbitrary<Card> = fc.record(
  {
    kind: fc.constant("any"),
    state: fc.constant("any"),
    tone: fc.constantFrom("good", "info", "working", "warning", "critical"),
    headline: text,
    lines: fc.array(line, { maxLength: 8 }),
    facts: fc.array(fact, { maxLength: 25 }),
    progress: fc.record({ done: fc.double(), total: fc.double(), text }),
    tables: fc.array(table, { maxLength: 3 }),
    sections: fc.array(section, { maxLength: 12 }),
    actions: fc.array(action, { maxLength: 8 }),
    form,
    footer: line,
  },
  { requiredKeys: ["kind", "state", "tone", "headline"] },
);
