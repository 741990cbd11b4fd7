import { describe, expect, it } from "vitest";
import type { Card } from "../../bots/card.ts";
import { renderMessage } from "../../bots/slack/render.ts";
import { blockFaults } from "../../src/sandbox/slack/blocks.ts";
import { anyCard } from "../fakes/any-card.ts";
import { failures, plainCard, progress, signInNeeded } from "../fakes/cards.ts";
import fc from "../fakes/property.ts";

const HOSTILE = [
  "<!channel>",
  "<@U1>",
  "<#C1>",
  "[x](http://evil.test)",
  `\${process.exit()}`,
  "<http://evil.test|click>",
  "\u202Egpj.exe",
  "a\nb",
  "&lt;!here&gt;",
];

describe("renderMessage", () => {
  it("shows what must be done as header, lines, facts, buttons and footer", () => {
    const { payload, losses } = renderMessage(signInNeeded);

    expect(losses).toEqual([]);
    expect(payload.blocks).toEqual([
      { type: "header", text: { type: "plain_text", text: "🔴 Salesforce: signed out", emoji: false } },
      {
        type: "section",
        text: {
          type: "mrkdwn",
          verbatim: true,
          text:
            "Salesforce ended our access, so nothing moves in either direction.\n1,284 changes are waiting, the oldest " +
            "since <!date^1795253880^{date_short_pretty} {time}|2026-11-21 09:38 UTC>. Nothing is lost.",
        },
      },
      {
        type: "section",
        fields: [
          { type: "mrkdwn", verbatim: true, text: "*Cause*\n`invalid_grant`" },
          { type: "mrkdwn", verbatim: true, text: "*Waiting*\n1,284 changes" },
        ],
      },
      {
        type: "actions",
        elements: [
          { type: "button", action_id: "a1", text: plain("Reconnect"), style: "primary" },
          {
            type: "button",
            action_id: "a2",
            text: plain("Pause"),
            style: "danger",
            confirm: {
              title: plain("Pause Salesforce?"),
              text: plain("Changes go on waiting."),
              confirm: plain("Pause"),
              deny: plain("Cancel"),
              style: "danger",
            },
          },
          {
            type: "button",
            action_id: "link:a3",
            text: plain("Open the guide"),
            url: "https://docs.example.com/reconnect?a=1&b=2",
          },
        ],
      },
      {
        type: "actions",
        elements: [
          {
            type: "static_select",
            action_id: "a4",
            placeholder: plain("Snooze"),
            options: [{ text: plain("One hour"), value: "1h" }],
          },
        ],
      },
      { type: "context", elements: [{ type: "mrkdwn", verbatim: true, text: "Salesforce main, incident `I-7`" }] },
    ]);
    expect(payload.text).toBe(
      "Salesforce: signed out (critical). Salesforce ended our access, so nothing moves in either direction. 1,284 changes " +
        "are waiting, the oldest since 2026-11-21 09:38 UTC. Nothing is lost. Cause: invalid_grant. Waiting: 1,284 " +
        "changes. Salesforce main, incident I-7. You can choose Reconnect, Pause, Open the guide or Snooze.",
    );
  });

  it("draws progress by hand, with words", () => {
    const { payload } = renderMessage(progress);

    expect(payload.blocks[1]).toEqual({
      type: "section",
      text: plain("▓▓▓▓▓░░░░░ 53 %: 3,100 of 5,800 contacts, about 20 s left"),
    });
  });

  it("draws a table as fixed-width text, and a section with its own button", () => {
    const { payload } = renderMessage(failures);

    expect(payload.blocks.slice(1)).toEqual([
      {
        type: "section",
        text: {
          type: "mrkdwn",
          verbatim: true,
          text: [
            "*Reasons*",
            "```",
            "Reason            Contacts  Example",
            "----------------  --------  --------",
            "invalid_email           30  Ann &amp; Co",
            "missing_required         9  Bob",
            "picklist_value           2  Cy",
            "duplicate                1  Di",
            "```",
          ].join("\n"),
        },
      },
      {
        type: "section",
        text: { type: "mrkdwn", verbatim: true, text: "⚠️ *invalid_email*\nThe address is not one that HubSpot takes." },
        fields: [{ type: "mrkdwn", verbatim: true, text: "*What to do*\nCorrect the address, then resync." }],
      },
      { type: "actions", elements: [{ type: "button", action_id: "s1", text: plain("Resync 30") }] },
    ]);
  });

  it.each(HOSTILE)("lets %j be nothing but text, wherever it stands", (text) => {
    const card = everywhere(text);

    const said = JSON.stringify(renderMessage(card).payload).replaceAll(
      /<!date\^[^>]*>|<https:\/\/ours\.test\/\|[^>]*>/g,
      "",
    );

    expect(said).not.toMatch(/[<>]|\p{Bidi_Control}|\\u202e/iu);
    expect(said).not.toMatch(/(?<!`)a\\nb/);
  });

  it("takes formatting marks out of data but keeps ours", () => {
    const card = plainCard("H", { lines: [["*bold* _it_ first_name `code` ~no~ ", { bold: "*ours*" }]] });

    const { payload } = renderMessage(card);

    expect(payload.blocks[1]).toMatchObject({ text: { text: "∗bold∗ ˍitˍ first_name ˋcodeˋ ∼no∼ *∗ours∗*" } });
  });

  it("links only https addresses, and cannot be talked into ending a link early", () => {
    const line = [
      { link: "https://ours.test/a|b>c?x=<y>", text: "good" },
      " ",
      { link: "javascript:alert(1)", text: "bad" },
      " ",
      { link: "http://plain.test/", text: "plain" },
    ];

    const { payload } = renderMessage(plainCard("H", { lines: [line] }));

    expect(payload.blocks[1]).toMatchObject({
      text: { text: "<https://ours.test/a%7Cb%3Ec?x=%3Cy%3E|good> bad plain" },
    });
  });

  it("cuts 100 kB with an ellipsis and says so, in blocks and in words", () => {
    const { payload, losses } = renderMessage(everywhere("long ".repeat(20_000)));

    expect(blockFaults(payload.blocks, "message")).toEqual([]);
    expect(losses).toContain("A long text was cut.");
    expect(payload.text).toContain("A long text was cut.");
    expect(JSON.stringify(payload.blocks.at(-1))).toContain("A long text was cut.");
  });

  it("counts the rows of a table that have no room", () => {
    const rows = Array.from({ length: 57 }, (_, at) => [`record ${at}`, at]);

    const { payload, losses } = renderMessage(
      plainCard("H", { tables: [{ caption: "Records", columns: ["A", "B"], rows }] }),
    );

    expect(losses).toEqual(['"Records" shows 20 of 57 rows.']);
    expect(JSON.stringify(payload.blocks)).toContain("20 of 57 rows are shown.");
    expect(payload.text).toContain('"Records" shows 20 of 57 rows.');
  });

  it("keeps headline and buttons when there are more sections than a message holds", () => {
    const sections = Array.from({ length: 80 }, (_, at) => ({ heading: `Part ${at}`, lines: ["Some words."] }));

    const { payload, losses } = renderMessage({ ...signInNeeded, sections });

    expect(payload.blocks).toHaveLength(50);
    expect(payload.blocks.filter((block) => block.type === "actions")).toHaveLength(2);
    expect(losses).toEqual(["Some parts are left out, because the message would be too long."]);
  });

  it("leaves out a choice that Slack would refuse, and tells", () => {
    const actions = [
      { type: "select", id: "s", label: "Empty", options: [] },
      { type: "button", id: "x".repeat(300), label: "Long id" },
      { type: "link", id: "l", label: "Bad address", url: "javascript:alert(1)" },
      { type: "button", id: "ok", label: "Good" },
    ] as const;

    const { payload, losses } = renderMessage(plainCard("H", { actions }));

    expect(payload.blocks[1]).toMatchObject({ elements: [{ action_id: "ok" }] });
    expect(losses).toEqual([
      'The choice "Empty" cannot be shown.',
      'The choice "Long id" cannot be shown.',
      'The choice "Bad address" cannot be shown.',
    ]);
  });

  it("stays within Slack's limits for any card, with text that reads as sentences", () => {
    fc.assert(
      fc.property(anyCard, (card) => {
        const { payload, plain: text } = renderMessage(card);

        expect(blockFaults(payload.blocks, "message")).toEqual([]);
        expect(JSON.stringify(payload.blocks).length).toBeLessThanOrEqual(13_000);
        expect(payload.text.length).toBeLessThanOrEqual(4_000);
        expect(payload.text).toMatch(/[.!?…]$/);
        expect(payload.text).not.toMatch(/[\n<>]/);
        expect(text).not.toMatch(/[<>]/);
      }),
      { numRuns: 300 },
    );
  });
});

function plain(text: string) {
  return { type: "plain_text", text, emoji: false };
}

/** The same text in every place that can hold text. */
function everywhere(text: string): Card {
  return {
    kind: "k",
    state: "s",
    tone: "warning",
    headline: text,
    lines: [text, [text, { bold: text }, { code: text }, { at: 0 }, { link: "https://ours.test/", text }]],
    facts: [{ label: text, value: text }],
    progress: { done: 1, total: 2, text },
    tables: [{ caption: text, columns: [text, "n"], rows: [[text, 1]] }],
    sections: [{ heading: text, lines: [text], facts: [{ label: text, value: [{ code: text }] }] }],
    actions: [
      { type: "button", id: "b", label: text, confirm: { title: text, text, ok: text } },
      { type: "select", id: "s", label: text, options: [{ label: text, value: "v" }] },
    ],
    footer: text,
  };
}
