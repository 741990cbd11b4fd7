import { describe, expect, it } from "vitest";
import { markdown } from "../../../src/sandbox/page/markdown.ts";
import { readable } from "../../../src/sandbox/page/teams-card-text.ts";
import { deedOf, type PressedAction } from "../../../src/sandbox/page/teams-deed.ts";
import { teamsLook } from "../../../src/sandbox/page/teams-look.ts";

describe("the text of a card", () => {
  it.each([
    ["a **b** _c_ *d*", "a <strong>b</strong> <em>c</em> <em>d</em>"],
    ["**a _b_**", "<strong>a <em>b</em></strong>"],
    ["snake_case_name 2 * 3 * 4 **", "snake_case_name 2 * 3 * 4 **"],
    ["\\*a\\* \\[b\\]\\(c\\) \\_d\\_", "*a* [b](c) _d_"],
    ["one\n- two", "one<br>\u2022 two"],
    ["&lt;b&gt; &amp;amp; &copy; &", "&lt;b&gt; &amp;amp; &amp;copy; &amp;"],
    ["[a](https://x.test/?a=1&b=2)", '<a href="https://x.test/?a=1&amp;b=2" rel="noopener noreferrer">a</a>'],
  ])("%j is formatted as Teams does", (text, html) => {
    expect(markdown(text)).toBe(html);
  });

  it.each([
    "<img src=x onerror=alert(1)>",
    "**<img src=x>**",
    "_<b>_ [<b>](https://x.test)",
    '[a](https://x.test/"onclick="alert(1))',
    "[a](https://x.test/'><script>)",
    "\\<script\\>",
    "&<i>lt;",
  ])("%j brings no element and no attribute of its own", (text) => {
    const left = markdown(text)
      .replaceAll(/<\/?(?:strong|em)>|<br>|<\/a>/g, "")
      .replaceAll(/<a href="[^"<>]*" rel="noopener noreferrer">/g, "");

    expect(left).not.toMatch(/[<>]/);
  });

  it.each(["javascript:alert(1)", "data:text/html,x", "vbscript:x", "/here", "JAVASCRIPT:x"])(
    "makes no link to %s",
    (to) => {
      expect(markdown(`[a](${to})`)).toBe(`[a](${to})`);
    },
  );
});

describe("what a press means", () => {
  const pressed = (more: Partial<PressedAction>): PressedAction => ({
    ...{ kind: "execute", id: "a-1", title: "Resync", url: "", data: { crmsync: { id: "a-1" } }, inputs: [] },
    ...more,
  });

  it("is named by its id, or by its words", () => {
    const byId = deedOf(pressed({}));
    const byTitle = deedOf(pressed({ id: "" }));

    expect(byId).toEqual({ do: "press", action: "a-1", value: null });
    expect(byTitle).toEqual({ do: "press", action: "Resync", value: null });
  });

  it("takes a choice from the data, where the renderer puts it", () => {
    const data = { crmsync: { id: "a-1", choice: "choice:a-1" }, "choice:a-1": "1h", "choice:other": "x" };

    expect(deedOf(pressed({ data }))).toEqual({ do: "press", action: "a-1", value: "1h" });
  });

  it("sends a form's fields by label, and no other inputs", () => {
    const data = { crmsync: { form: "f" }, "field:why": "Ill", "choice:x": "1" };
    const inputs = [
      { id: "field:why", label: "Why" },
      { id: "field:until", label: "" },
      { id: "choice:x", label: "Menu" },
    ];

    expect(deedOf(pressed({ data, inputs }))).toEqual({ do: "submit", values: { Why: "Ill", "field:until": "" } });
  });

  it.each([
    ["https://crm.test/a", "open"],
    ["http://127.0.0.1:1/", "open"],
    ["javascript:alert(1)", "nothing"],
    ["file:///etc/passwd", "nothing"],
    ["here", "nothing"],
  ])("of a link to %s: %s", (url, deed) => {
    expect(deedOf(pressed({ kind: "open", url })).do).toBe(deed);
  });
});

it("keeps the text of a dialog's card and leaves out what is filled and pressed", () => {
  const text = { type: "TextBlock", text: "Why?" };
  const input = { type: "Input.Text", id: "field:why" };
  const strip = { type: "ActionSet", actions: [] };
  const card = {
    type: "AdaptiveCard",
    body: [text, { type: "Container", items: [input, text] }, strip],
    actions: [{}],
  };

  const left = readable(card);

  expect(left).toEqual({ type: "AdaptiveCard", body: [text, { type: "Container", items: [text] }] });
});

describe("contrast, at least 4.5 to 1 (WCAG 2.2, 1.4.3)", () => {
  const { light: _onDarkOnly, ...colours } = teamsLook.containerStyles.default.foregroundColors;
  const grounds = Object.entries(teamsLook.containerStyles).map(([name, { backgroundColor }]) => [
    name,
    backgroundColor,
  ]);

  it.each(grounds)("of every text on the ground %s", (_name, ground = "") => {
    const texts = Object.values(colours).flatMap((one) => [one.default, one.subtle]);

    const weak = texts.filter((text) => contrast(text, ground) < 4.5);

    expect(weak).toEqual([]);
  });
});

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
