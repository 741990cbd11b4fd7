import { describe, expect, it } from "vitest";
import type { FormField } from "../../bots/card.ts";
import { renderDialog } from "../../bots/teams/render.ts";
import { plainCard } from "../fakes/cards.ts";

const options = [
  { label: "Ann, & Co", value: "a,1" },
  { label: "Bob", value: "b" },
];

describe("renderDialog", () => {
  it("asks for every kind of value, with a button that sends the form and where it was opened", () => {
    const kinds = ["text", "multiline", "email", "number", "date", "select"] as const;

    const { title, card } = dialog(kinds.map((kind) => ({ name: kind, label: kind, kind, options })));

    const input = (type: string, name: string) => ({ type, id: `field:${name}`, label: name });
    expect(title).toBe("Fix it");
    expect(card.body).toEqual([
      { ...input("Input.Text", "text"), maxLength: 4_000 },
      { ...input("Input.Text", "multiline"), maxLength: 4_000, isMultiline: true },
      { ...input("Input.Text", "email"), maxLength: 4_000, style: "email" },
      input("Input.Number", "number"),
      input("Input.Date", "date"),
      {
        ...input("Input.ChoiceSet", "select"),
        style: "compact",
        choices: [
          { title: "Ann, & Co", value: "a,1" },
          { title: "Bob", value: "b" },
        ],
      },
    ]);
    expect(card.actions).toEqual([
      {
        type: "Action.Submit",
        id: "form:f1",
        title: "Save",
        style: "positive",
        data: { crmsync: { form: "f1", place: "19:x|1" } },
      },
    ]);
    expect(card).not.toHaveProperty("msteams");
  });

  it("shows hint and reason beside the field, and what is required", () => {
    const { card } = dialog([
      { name: "a", label: "A", kind: "text", required: true, hint: "As in B", error: "Too short" },
    ]);

    const small = (text: string, look: object) => ({
      type: "RichTextBlock",
      spacing: "small",
      inlines: [{ type: "TextRun", text, size: "small", ...look }],
    });
    expect(card.body).toMatchObject([
      { id: "field:a", isRequired: true, errorMessage: "Please fill this in." },
      small("As in B", { isSubtle: true }),
      small("⚠️ Too short", { color: "attention" }),
    ]);
  });

  it.each<[FormField["kind"], string, string, string | number]>([
    [
      "text",
      " *two*  blanks <b>{{DATE(2026-01-01T00:00:00Z)}} ",
      "Input.Text",
      " *two*  blanks <b>{{DATE(2026-01-01T00:00:00Z)}} ",
    ],
    ["text", "two\nlines", "Input.Text", "two\nlines"],
    ["email", "not an address", "Input.Text", "not an address"],
    ["number", "12.5", "Input.Number", 12.5],
    ["number", "007", "Input.Text", "007"],
    ["number", "1e3", "Input.Text", "1e3"],
    ["number", "twelve", "Input.Text", "twelve"],
    ["date", "2026-11-21", "Input.Date", "2026-11-21"],
    ["date", "tomorrow", "Input.Text", "tomorrow"],
    ["select", "a,1", "Input.ChoiceSet", "a,1"],
  ])("keeps what was typed in a field of kind %s: %j", (kind, typed, type, value) => {
    const { card } = renderDialog(formCard([{ name: "a", label: "A", kind, options }]), "", { a: typed });

    expect(card.body[0]).toMatchObject({ type, value });
  });

  it("prefers the card's own value to what was typed", () => {
    const { card } = renderDialog(formCard([{ name: "a", label: "A", kind: "text", value: "ours" }]), "", {
      a: "typed",
    });

    expect(card.body[0]).toMatchObject({ value: "ours" });
  });

  it("says so when more was typed than an input holds", () => {
    const { card } = dialog([{ name: "a", label: "A", kind: "multiline", value: "x".repeat(4_001) }]);

    expect(card.body[0]).toMatchObject({ value: "x".repeat(4_000) });
    expect(JSON.stringify(card.body[1])).toContain(
      "Only the first 4,000 characters are shown, and only they would be sent.",
    );
  });

  it("does not ask where there is nothing to choose from, and says so", () => {
    const { card } = dialog([{ name: "a", label: "Owner", kind: "select", options: [] }]);

    expect(card.body).toEqual([
      { type: "RichTextBlock", inlines: [{ type: "TextRun", text: "Owner: there is nothing to choose from." }] },
    ]);
  });

  it("shows a card without a form to be read, with its heading and buttons that a dialog knows", () => {
    const actions = [{ type: "button", id: "b1", label: "Again", opens: "form" }] as const;

    const { title, card } = renderDialog(plainCard("Nothing to fix", { lines: ["All is well."], actions }), "p");

    expect(title).toBe("Nothing to fix");
    expect(card.body).toMatchObject([
      { text: "ℹ️ Nothing to fix" },
      { inlines: [{ text: "All is well." }] },
      { actions: [{ type: "Action.Submit", id: "b1", data: { crmsync: { id: "b1", place: "p" } } }] },
    ]);
    expect(card.actions).toBeUndefined();
  });

  it("cuts a title that Teams would cut, and then says the whole headline inside", () => {
    const headline = "A headline that is longer than the sixty-four characters of a title";

    const { title, card } = renderDialog({ ...formCard([{ name: "a", label: "A", kind: "text" }]), headline }, "");

    expect(title).toBe("A headline that is longer than the sixty-four characters of a t…");
    expect(card.body[0]).toMatchObject({ type: "TextBlock", text: `ℹ️ ${headline}` });
  });
});

function formCard(fields: readonly FormField[]) {
  return plainCard("Fix it", { form: { id: "f1", submit: "Save", fields } });
}

function dialog(fields: readonly FormField[]) {
  return renderDialog(formCard(fields), "19:x|1");
}
