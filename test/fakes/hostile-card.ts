import type { Card, FormField, Option } from "../../bots/card.ts";
import fc from "./property.ts";

/** Whatever any chat takes for something else than text. */
export const ODD = [
  "\u202Egnp.exe\u2066\u2069\u200F\u061C",
  "zero\u200B\u2060\uFEFF\u00AD\u180E\u3164width",
  "\r\n\u2028\u2029\u0085\v\f\n\n",
  "\u0000\u001B[31m\u0007",
  "\uD800",
  "👩‍💻",
  "",
  " ",
  "name",
] as const;

/** Names made of such pieces, up to about so many characters. */
export function hostileName(pieces: readonly string[], longest: number): fc.Arbitrary<string> {
  return fc.oneof(
    fc.array(fc.constantFrom(...pieces), { maxLength: 6 }).map((some) => some.join("")),
    fc.constantFrom(...pieces).map((piece) => piece.repeat(Math.ceil(longest / Math.max(1, piece.length)))),
    fc.string({ unit: "binary", maxLength: 200 }),
  );
}

/** The same text wherever a card can hold text; ids and addresses are ours. */
export function everywhere(text: string, more: (options: readonly Option[]) => readonly FormField[]): Card {
  const options = [
    { label: text, value: "one" },
    { label: text, value: "two" },
  ];
  return {
    kind: "k",
    state: "s",
    tone: "warning",
    headline: text,
    lines: [text, [text, { bold: text }, { code: text }, { at: 0 }, { link: "https://ours.test/", text }]],
    facts: [
      { label: "Name", value: text },
      { label: text, value: [{ code: text }] },
    ],
    progress: { done: 1, total: 2, text },
    tables: [{ caption: text, columns: [text, "n"], rows: [[text, 1]] }],
    sections: [{ heading: text, tone: "good", lines: [text], facts: [{ label: text, value: text }] }],
    actions: [
      { type: "button", id: "b", label: text, confirm: { title: text, text, ok: text } },
      { type: "link", id: "l", label: text, url: "https://ours.test/button" },
      { type: "select", id: "s", label: text, options },
    ],
    footer: text,
    form: { id: "f", submit: text, fields: more(options) },
  };
}
