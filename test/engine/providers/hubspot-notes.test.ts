import { expect, it } from "vitest";
import { moveOf } from "../../../engine/providers/hubspot/activity-ends-push.ts";
import { noteOf, noteText } from "../../../engine/providers/hubspot/note-text.ts";
import fc from "../../fakes/property.ts";

const nothing = { subject: null, body: null };

it.each([
  ["", null, null],
  ["Rang Ada", "Rang Ada", null],
  ["Rang Ada\nShe is in Paris\nuntil May", "Rang Ada", "She is in Paris\nuntil May"],
  ["\nNo title", null, "No title"],
  ["<p>Rang Ada</p>\nmore", null, "<p>Rang Ada</p>\nmore"],
  ["x".repeat(256), null, "x".repeat(256)],
])("a note of %j has its parts", (text, subject, body) => {
  const note = noteOf(text);

  expect(note).toEqual({ subject, body });
});

it("a note gives back the subject and the body that were written, and keeps the half that was not", () => {
  const title = fc.option(fc.stringMatching(/^[a-z0-9]([a-z0-9 ]{0,20}[a-z0-9])?$/));
  const words = fc.option(fc.string({ minLength: 1 }).map((text) => text.replaceAll("\r", "")));

  const result = fc.check(
    fc.property(title, words, title, (subject, body, next) => {
      const written = noteText(nothing, { activity_subject: subject, activity_body: body });
      const renamed = noteText(noteOf(written), { activity_subject: next });
      const [first, second] = [noteOf(written), noteOf(renamed)];
      return (
        first.subject === subject &&
        first.body === (body || null) &&
        second.subject === next &&
        second.body === (body || null)
      );
    }),
    { numRuns: 500 },
  );

  expect(result.counterexample).toBeNull();
});

it.each([
  [[], null, "same"],
  [["5"], "5", "same"],
  [[], "5", { target: "5", former: null }],
  [["5"], "70", { target: "70", former: "5" }],
  [["5"], null, { target: "", former: "5" }],
  [["5", "90"], "70", { target: "70", former: "5" }],
  [["5", "60"], "70", "hidden"],
  [["5", "60"], null, "hidden"],
  [["50", "60"], "7", { target: "7", former: "50" }],
] as const)("of the contacts %j one becomes %j by %j", (present, target, expected) => {
  const move = moveOf(present, target);

  expect(move).toEqual(expected);
});
