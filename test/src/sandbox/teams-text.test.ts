import { expect, it } from "vitest";
import { linksIn, readable, wordsOf } from "../../../src/sandbox/teams/text.ts";

it("finds every address that a person could follow, and none that is only text", () => {
  const card = {
    body: [
      { type: "TextBlock", text: "see [the record](https://crm.test/1) or \\[no link\\](https://evil.test/1)" },
      { type: "FactSet", facts: [{ title: "Where", value: "[here](https://crm.test/2)" }] },
      { type: "TextRun", text: "[raw](https://evil.test/2)" },
      {
        type: "Image",
        url: "https://cdn.test/picture",
        selectAction: { type: "Action.OpenUrl", url: "https://crm.test/3" },
      },
    ],
    actions: [
      {
        type: "Action.Execute",
        data: { url: "https://evil.test/3" },
        fallback: { type: "Action.OpenUrl", url: "https://evil.test/4" },
      },
      { type: "Action.ShowCard", card: { actions: [{ type: "Action.OpenUrl", url: "https://crm.test/4" }] } },
    ],
  };

  const links = linksIn([card], "more: https://docs.test/a?b=1&amp;c=2");

  expect(links.toSorted()).toEqual([
    "https://crm.test/1",
    "https://crm.test/2",
    "https://crm.test/3",
    "https://crm.test/4",
    "https://docs.test/a?b=1&c=2",
  ]);
});

it("reads a card from the top, with times as somebody in UTC sees them", () => {
  const card = {
    body: [
      { type: "RichTextBlock", inlines: ["Last ", { type: "TextRun", text: "synced" }] },
      { type: "TextBlock", text: "{{DATE(2026-11-21T17:29:09Z,SHORT)}} {{TIME(2026-11-21T17:29:09Z)}}" },
      { type: "Container", items: [{ type: "Image", altText: "a chart" }] },
      { type: "Input.Text", id: "name", label: "Name", placeholder: "as at home" },
    ],
    actions: [{ type: "Action.Execute", title: "Refresh" }],
  };

  expect(readable(card)).toBe("Last synced\n2026-11-21 17:29\na chart\nName");
});

it("says a message's text instead of what its card would say", () => {
  const card = { fallbackText: "All is well.", speak: "All is well, spoken." };

  expect(wordsOf("", [card])).toBe("All is well.");
  expect(wordsOf("Hello", [card])).toBe("Hello");
});
