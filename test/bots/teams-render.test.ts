import { describe, expect, it } from "vitest";
import { renderMessage } from "../../bots/teams/render.ts";
import { failures, plainCard, progress, signInNeeded } from "../fakes/cards.ts";

describe("renderMessage for Teams", () => {
  it("shows what must be done as heading, lines, facts, buttons and footer", () => {
    const { payload, losses, bytes } = renderMessage(signInNeeded);

    const spoken =
      "Salesforce: signed out (critical). Salesforce ended our access, so nothing moves in either direction. 1,284 changes " +
      "are waiting, the oldest since 2026-11-21 09:38 UTC. Nothing is lost. Cause: invalid_grant. Waiting: 1,284 " +
      "changes. Salesforce main, incident I-7. You can choose Reconnect, Pause, Open the guide or Snooze.";
    const { body, ...frame } = payload;
    expect(losses).toEqual([]);
    expect(bytes).toBe(Buffer.byteLength(JSON.stringify(payload)));
    expect(frame).toEqual({
      type: "AdaptiveCard",
      version: "1.5",
      fallbackText: spoken,
      speak: spoken,
      msteams: { width: "Full" },
    });
    expect(body).toEqual([
      heading("🔴 Salesforce: signed out", "large"),
      rich("Salesforce ended our access, so nothing moves in either direction."),
      {
        type: "RichTextBlock",
        inlines: [
          run("1,284 changes are waiting, the oldest since "),
          run("{{DATE(2026-11-21T09:38:00Z,SHORT)}} {{TIME(2026-11-21T09:38:00Z)}}"),
          run(". Nothing is lost."),
        ],
      },
      {
        type: "RichTextBlock",
        spacing: "small",
        inlines: [run("Cause:", { weight: "bolder" }), run(" "), run("invalid_grant", { fontType: "monospace" })],
      },
      {
        type: "RichTextBlock",
        spacing: "small",
        inlines: [run("Waiting:", { weight: "bolder" }), run(" "), run("1,284 changes")],
      },
      {
        type: "ActionSet",
        actions: [
          press("a1", "Reconnect", { style: "positive" }),
          {
            type: "Action.ShowCard",
            id: "ask:a2",
            title: "Pause",
            style: "destructive",
            card: {
              type: "AdaptiveCard",
              body: [heading("Pause Salesforce?", "medium"), rich("Changes go on waiting.")],
              actions: [press("a2", "Pause", { style: "destructive" })],
            },
          },
          {
            type: "Action.OpenUrl",
            id: "a3",
            title: "Open the guide",
            url: "https://docs.example.com/reconnect?a=1&b=2",
          },
        ],
      },
      {
        type: "Input.ChoiceSet",
        id: "choice:a4",
        style: "compact",
        placeholder: "Snooze",
        choices: [{ title: "One hour", value: "1h" }],
      },
      { type: "ActionSet", actions: [choose("a4", "Snooze")] },
      {
        type: "RichTextBlock",
        spacing: "medium",
        inlines: [
          run("Salesforce main, incident ", { size: "small", isSubtle: true }),
          run("I-7", { fontType: "monospace", size: "small", isSubtle: true }),
        ],
      },
    ]);
  });

  it("puts label beside value where both are harmless", () => {
    const facts = [
      { label: "Waiting", value: "1,284 changes (oldest: 14 min)" },
      { label: "Since", value: ["about ", { at: 1_795_253_880_999 }] },
      { label: "Nothing", value: "" },
    ];

    const { payload } = renderMessage(plainCard("H", { facts }));

    expect(payload.body[1]).toEqual({
      type: "FactSet",
      facts: [
        { title: "Waiting", value: "1,284 changes (oldest: 14 min)" },
        { title: "Since", value: "about {{DATE(2026-11-21T09:38:00Z,SHORT)}} {{TIME(2026-11-21T09:38:00Z)}}" },
        { title: "Nothing", value: "–" },
      ],
    });
  });

  it.each([
    "**bold**",
    "first_name_",
    "- a list",
    "1. a list",
    "evil.test",
    "https://evil.test",
    "a@b",
    "[x](y)",
    "{{x}}",
  ])("writes %j as a line of its own, because a fact set reads markdown", (value) => {
    const { payload } = renderMessage(plainCard("H", { facts: [{ label: "Name", value }] }));

    expect(payload.body[1]).toMatchObject({ type: "RichTextBlock", inlines: [{ text: "Name:" }, {}, {}] });
  });

  it("draws progress by hand, with words", () => {
    const { payload } = renderMessage(progress);

    expect(payload.body[1]).toEqual(rich("▓▓▓▓▓░░░░░ 53 %: 3,100 of 5,800 contacts, about 20 s left"));
  });

  it("draws a table with numbers to the right, and a section as a part of its own with its button", () => {
    const { payload } = renderMessage(failures);

    const cell = (text: string, more = {}) => ({
      type: "TableCell",
      items: [{ type: "RichTextBlock", inlines: [run(text, more)] }],
    });
    const row = (cells: string[], more = {}) => ({ type: "TableRow", cells: cells.map((text) => cell(text, more)) });
    expect(payload.body.slice(1)).toEqual([
      { type: "RichTextBlock", inlines: [run("Reasons", { weight: "bolder" })] },
      {
        type: "Table",
        columns: [{ width: 2 }, { width: 1, horizontalCellContentAlignment: "right" }, { width: 2 }],
        rows: [
          row(["Reason", "Contacts", "Example"], { weight: "bolder" }),
          row(["invalid_email", "30", "Ann & Co"]),
          row(["missing_required", "9", "Bob"]),
          row(["picklist_value", "2", "Cy"]),
          row(["duplicate", "1", "Di"]),
        ],
      },
      {
        type: "Container",
        separator: true,
        spacing: "medium",
        items: [
          heading("⚠️ invalid_email", "medium"),
          rich("The address is not one that HubSpot takes."),
          { type: "FactSet", facts: [{ title: "What to do", value: "Correct the address, then resync." }] },
          { type: "ActionSet", actions: [press("s1", "Resync 30")] },
        ],
      },
    ]);
  });

  it("counts the rows of a table over twenty, in the card and in words", () => {
    const rows = Array.from({ length: 1_057 }, (_, at) => [`record ${at}`, at]);

    const { payload, losses } = renderMessage(
      plainCard("H", { tables: [{ caption: "Records", columns: ["A", "B"], rows }] }),
    );

    expect(payload.body[2]).toMatchObject({ rows: { length: 21 } });
    expect(losses).toEqual(['"Records" shows 20 of 1,057 rows.']);
    expect(JSON.stringify(payload.body)).toContain("20 of 1,057 rows are shown.");
    expect(payload.speak).toMatch(/"Records" shows 20 of 1,057 rows\.$/);
  });

  it("links only https addresses, and http on the own machine", () => {
    const line = [
      { link: "https://ours.test/a?x=1", text: "good" },
      { link: "javascript:alert(1)", text: "bad" },
      { link: "http://plain.test/", text: "plain" },
      { link: "http://127.0.0.1:4000/x", text: "near" },
    ];

    const { payload } = renderMessage(plainCard("H", { lines: [line] }));

    const opens = (url: string) => ({ selectAction: { type: "Action.OpenUrl", url } });
    expect(payload.body[1]).toEqual({
      type: "RichTextBlock",
      inlines: [
        run("good", opens("https://ours.test/a?x=1")),
        run("bad"),
        run("plain"),
        run("near", opens("http://127.0.0.1:4000/x")),
      ],
    });
  });

  it("says in everything that comes back that only one person sees it", () => {
    const form = { id: "f", submit: "Send", fields: [{ name: "why", label: "Why", kind: "text" }] } as const;

    const { payload } = renderMessage({ ...signInNeeded, form }, { private: true });

    const said = [...JSON.stringify(payload).matchAll(/"crmsync":(\{[^}]*\})/g)].map(([, data = ""]) =>
      JSON.parse(data),
    );
    expect(said).toHaveLength(8);
    expect(said.filter((data) => data.private !== true)).toEqual([]);
  });

  it("asks Teams for a dialog where the answer will be a form, after the question if there is one", () => {
    const open = { type: "button", id: "b1", label: "Fix", opens: "form" } as const;
    const actions = [open, { ...open, id: "b2", confirm: { title: "Sure?", text: "Really.", ok: "Yes" } }];

    const { payload } = renderMessage(plainCard("H", { actions }));

    const fetch = (id: string, title: string) => ({
      type: "Action.Submit",
      id,
      title,
      data: { crmsync: { id }, msteams: { type: "task/fetch" } },
      associatedInputs: "none",
    });
    expect(payload.body[1]).toMatchObject({
      actions: [fetch("b1", "Fix"), { type: "Action.ShowCard", title: "Fix", card: { actions: [fetch("b2", "Yes")] } }],
    });
  });

  it("sets actions in rows of three, and tells which one cannot be shown", () => {
    const button = (id: string) => ({ type: "button", id, label: `Do ${id}` }) as const;
    const actions = [
      ...["1", "2", "3", "4"].map(button),
      { type: "select", id: "s", label: "Empty", options: [] },
      { type: "link", id: "l", label: "Bad address", url: "javascript:alert(1)" },
    ] as const;

    const { payload, losses } = renderMessage(plainCard("H", { actions }));

    expect(payload.body.slice(1, -1)).toMatchObject([{ actions: { length: 3 } }, { actions: [{ id: "4" }] }]);
    expect(losses).toEqual(['The choice "Empty" cannot be shown.', 'The choice "Bad address" cannot be shown.']);
  });

  it("shows the same action twice under two ids that mean the same", () => {
    const again = { type: "button", id: "x", label: "Again" } as const;

    const { payload } = renderMessage(
      plainCard("H", { actions: [again], sections: [{ heading: "P", actions: [again] }] }),
    );

    const said = JSON.stringify(payload);
    expect([...said.matchAll(/"id":"(x~?\d*)","title"/g)].map(([, id]) => id)).toEqual(["x", "x~2"]);
    expect(said.match(/"crmsync":\{"id":"x"\}/g)).toHaveLength(4);
  });

  it("holds a form inside a message, with a button of its own", () => {
    const form = {
      id: "f1",
      submit: "Save",
      fields: [{ name: "why", label: "Why", kind: "text", required: true }],
    } as const;

    const { payload } = renderMessage(plainCard("H", { form }));

    const data = { crmsync: { form: "f1" } };
    expect(payload.body.slice(1)).toEqual([
      {
        type: "Input.Text",
        id: "field:why",
        label: "Why",
        isRequired: true,
        errorMessage: "Please fill this in.",
        maxLength: 4_000,
      },
      {
        type: "ActionSet",
        actions: [
          {
            type: "Action.Execute",
            id: "form:f1",
            title: "Save",
            style: "positive",
            verb: "submit",
            data,
            fallback: { type: "Action.Submit", title: "Save", style: "positive", data },
          },
        ],
      },
    ]);
  });
});

function run(text: string, more: Readonly<Record<string, unknown>> = {}) {
  return { type: "TextRun", text, ...more };
}

function rich(text: string) {
  return { type: "RichTextBlock", inlines: [run(text)] };
}

function heading(text: string, size: "large" | "medium") {
  return { type: "TextBlock", text, style: "heading", size, weight: "bolder", wrap: true };
}

/** A button that does what it says, also in a client that does not know Action.Execute. */
function press(id: string, title: string, more = {}) {
  const data = { crmsync: { id } };
  const fallback = { type: "Action.Submit", title, ...more, data, associatedInputs: "none" };
  return { type: "Action.Execute", id, title, ...more, verb: "press", data, associatedInputs: "none", fallback };
}

function choose(id: string, title: string) {
  const data = { crmsync: { id, choice: `choice:${id}` } };
  return { type: "Action.Execute", id, title, verb: "press", data, fallback: { type: "Action.Submit", title, data } };
}
