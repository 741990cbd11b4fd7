import { describe, expect, it } from "vitest";
import type { Card } from "../../../bots/card.ts";
import { renderMessage as renderForSlack } from "../../../bots/slack/render.ts";
import { renderMessage as renderForTeams } from "../../../bots/teams/render.ts";
import { cardToText } from "../../../bots/text.ts";
import type { LinkView, RecordView } from "../../../engine/index.ts";
import { fixedButtons } from "../../../src/commands/buttons.ts";
import { diagnoseCard } from "../../../src/commands/diagnose-card.ts";
import { doctorCard } from "../../../src/commands/doctor-card.ts";
import { exampleGroups, exampleOutcome, exampleView, NOW } from "../../../src/commands/examples.ts";
import { exampleBundle } from "../../../src/commands/examples-looks.ts";
import { exampleRun } from "../../../src/commands/examples-runs.ts";
import { reasonCard } from "../../../src/commands/failures-card.ts";
import { historyCard } from "../../../src/commands/history-card.ts";
import { noSuchRun, unknownVerb } from "../../../src/commands/notes.ts";
import { pausedCard, unchangedCard } from "../../../src/commands/pause-card.ts";
import { signInLink } from "../../../src/commands/reconnect.ts";
import { recordCard } from "../../../src/commands/record-card.ts";
import { notFoundCard, severalCard } from "../../../src/commands/record-notes.ts";
import { joinedCard } from "../../../src/commands/resync-notes.ts";
import { runCard, runsCard } from "../../../src/commands/runs-card.ts";
import { statusCard } from "../../../src/commands/status-card.ts";
import fc from "../../fakes/property.ts";

const names = (connection: string) => connection;
const buttons = () => fixedButtons("hostile");
const NASTY = [
  "<!channel>",
  "<@U1>",
  "<https://evil.test|press here>",
  "[x](https://evil.test)",
  "<at>crmsync</at>",
  "{{DATE(2001-01-01T00:00:00Z,SHORT)}}",
  `\${process.env}`,
  "\n",
  "\r\n",
  "\u2028",
  "\u202E",
  "\u0000",
  "```",
  "*_~`",
  "&lt;",
  "\uD800",
];

/** Everything that a CRM's users could write, up to 100 kB. */
const hostile = fc.oneof(
  fc
    .array(fc.oneof(fc.constantFrom(...NASTY), fc.string({ maxLength: 8 })), { maxLength: 30 })
    .map((all) => all.join("")),
  fc
    .tuple(fc.constantFrom(...NASTY), fc.integer({ min: 1, max: 100_000 }))
    .map(([part, size]) => part.repeat(Math.ceil(size / part.length))),
);

/** Cards with one text from outside in every place that such text can reach. */
const cards: Readonly<Record<string, (text: string) => Card>> = {
  record: (text) => recordCard({ view: recordOf(text), urls: new Map(), names, now: NOW }, buttons()),
  several: (text) => severalCard([recordOf(text), recordOf(text)], text, false, "record", buttons()),
  "not found": (text) => notFoundCard(text, null),
  history: (text) =>
    historyCard({ view: recordOf(text), entries: [entryOf(text)], more: false, names, now: NOW }, buttons()),
  runs: (text) =>
    runsCard(
      {
        runs: [exampleRun({ state: "failed", detail: text, askedBy: `slack|U1|${text}`, kind: "resync" })],
        asked: {},
        zone: "UTC",
        names,
        now: NOW,
      },
      buttons(),
    ),
  run: (text) =>
    runCard(
      {
        run: exampleRun({ state: "failed", detail: `x${text}` }),
        outcomes: [{ outcome: "failed", reason: "RULE_VALIDATION", records: 1 }],
        records: [{ subject: `x${text}`, outcome: "failed", reason: "RULE_VALIDATION", detail: `x${text}` }],
        names,
        now: NOW,
      },
      buttons(),
    ),
  "no run": (text) => noSuchRun(text),
  failures: (text) =>
    reasonCard(
      {
        code: "DATA_PICKLIST_INVALID",
        groups: exampleGroups(1),
        by: {},
        examples: [{ row: exampleOutcome(0, { detail: text, field: text, subject: `x${text}` }), url: null }],
        names,
        now: NOW,
      },
      buttons(),
    ),
  status: (text) =>
    statusCard(
      {
        views: [
          exampleView(
            "salesforce",
            { state: "paused", by: text, why: `x${text}`, at: NOW },
            { identity: { id: text, name: text, sandbox: true, user: text, scopes: [] } },
          ),
        ],
        settings: [],
        names,
        now: NOW,
        connection: null,
      },
      buttons(),
    ),
  diagnose: (text) =>
    diagnoseCard({ bundle: { ...exampleBundle([findingOf(text)]), workspace: text }, names }, buttons()),
  doctor: (text) => doctorCard({ findings: [findingOf(text)], version: null, now: NOW }, buttons()),
  paused: (text) =>
    pausedCard(
      { name: "Salesforce", view: { pending: 0, oldestPendingAt: null }, why: `x${text}` },
      text,
      { label: "Resume", verb: "resume", args: {} },
      buttons(),
    ),
  unchanged: (text) => unchangedCard("Salesforce", { by: text, why: `x${text}`, at: NOW }),
  joined: (text) => joinedCard({ id: "run_1", startedAt: NOW, askedBy: `slack|U1|${text}`, wanted: 3 }, "here"),
  "unknown verb": (text) => unknownVerb(text, null, []),
  "sign-in": (text) =>
    signInLink({
      view: exampleView(
        "salesforce",
        { state: "healthy" },
        { identity: { id: text, name: text, sandbox: true, user: text, scopes: [] } },
      ),
      name: "Salesforce",
      url: "https://sync.example.com/oauth/start/one",
      until: NOW,
      crowd: { count: 4, most: 5, ends: [] },
      names: (name) => name,
    }),
};

describe("text from a CRM", () => {
  it.each(Object.entries(cards))("makes no line, mention or link of its own on %s, and is cut", (_, draw) => {
    const lines = cardToText(draw("harmless")).split("\n").length;

    fc.assert(
      fc.property(hostile, (text) => {
        const card = draw(text);
        const message = JSON.stringify(renderForSlack(card).payload);
        const { payload, plain, bytes } = renderForTeams(card);

        expect(cardToText(card).split("\n").length).toBe(lines);
        expect(message).not.toMatch(/<!channel>|<@U1>|<https:\/\/evil/);
        expect(JSON.stringify(payload)).not.toMatch(/<at>|\{\{DATE\(2001|\$\{|"url":"https:\/\/evil/);
        for (const read of [plain, payload.fallbackText, payload.speak, ...headingsOf(payload)])
          expect(read).not.toMatch(/<at>|\]\(|https:\/\/evil/);
        expect(bytes).toBeLessThanOrEqual(25 * 1024);
        expect(Math.max(...stringsOf(card).map((each) => each.length))).toBeLessThanOrEqual(700);
        expect(stringsOf(card).join("")).not.toMatch(/[\p{Cc}\p{Zl}\u202e]/u);
      }),
      { numRuns: 40, seed: 11 },
    );
  });
});

function recordOf(text: string): RecordView {
  const fields = { first_name: text, last_name: text, email: text, phone: text };
  const link: LinkView = {
    connection: "salesforce",
    object: "contact",
    externalId: `x${text}`,
    recordId: "record_1",
    state: "failed",
    modifiedAt: NOW,
    deletedInCrm: false,
    linkedAt: NOW,
    syncedAt: NOW,
    seen: fields,
    sent: null,
    replaced: null,
    sentAt: null,
    differing: ["phone"],
    fields: [
      { field: `x${text}`, state: "differs", ours: `x${text}`, sent: `x${text}`, inCrm: `x${text}` },
      { field: `y${text}`, state: "same", ours: `x${text}`, sent: undefined, inCrm: `x${text}` },
    ],
  };
  const outcomes = [exampleOutcome(0, { detail: `x${text}`, field: text, subject: "record_1", direction: "outbound" })];
  const record = { id: "record_1", object: "contact", fields, version: 1, deleted: false };
  return { object: "contact", record, state: "failed", links: [link], unlinked: [], outcomes };
}

function entryOf(text: string) {
  return {
    subject: `x${text}`,
    outcome: "failed",
    reason: "RULE_VALIDATION",
    detail: `x${text}`,
    at: NOW,
    runId: "run_1",
    connection: "salesforce",
    direction: "outbound",
    kind: "live",
  } as const;
}

function findingOf(text: string) {
  return { what: `x${text}`, ok: false, detail: text, todo: text };
}

/** What Teams reads as markdown in a card. */
function headingsOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(headingsOf);
  if (typeof value !== "object" || value === null) return [];
  const own = "type" in value && value.type === "TextBlock" && "text" in value ? [String(value.text)] : [];
  return [...own, ...Object.values(value).flatMap(headingsOf)];
}

/** Every text of a card that a person may read. */
function stringsOf(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(stringsOf);
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(stringsOf) : [];
}
