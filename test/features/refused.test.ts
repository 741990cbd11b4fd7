import { describe, expect, it } from "vitest";
import { cardToText } from "../../bots/text.ts";
import { NoAnswer } from "../../engine/provider.ts";
import { loadProvider } from "../../engine/providers/list.ts";
import { type ReasonCode, reason } from "../../engine/reasons.ts";
import { unanswered } from "../../engine/trouble.ts";
import { fixedButtons } from "../../src/commands/buttons.ts";
import { exampleView, NOW } from "../../src/commands/examples.ts";
import { exampleRun } from "../../src/commands/examples-runs.ts";
import { runCard } from "../../src/commands/runs-card.ts";
import { statusCard } from "../../src/commands/status-card.ts";
import { recorded, recordedProviders } from "./bodies.ts";
import { cannot } from "./cannot.ts";

const names = (connection: string) => connection;

const outbound = [
  "PERM_OBJECT_WRITE",
  "DATA_REQUIRED_MISSING",
  "DATA_PICKLIST_INVALID",
  "DATA_TOO_LONG",
  "RULE_VALIDATION",
  "REC_LOCKED_ROW",
  "REF_INVALID",
  "DUP_UNIQUE",
] as const satisfies readonly ReasonCode[];

const pairs = recordedProviders.flatMap((provider) =>
  outbound.filter((code) => cannot[provider]?.[code] === undefined).map((code) => [provider, code] as const),
);

it.each(recordedProviders)("takes every recorded body of %s for what its sheet says", (provider) => {
  const own = recorded.filter((one) => one.provider === provider);

  const found = own.map(({ name, trouble, expected }) => ({ ...trouble, ...expected, name }));

  expect(own.map(({ name, trouble }) => ({ ...trouble, name }))).toEqual(found);
  expect(own.length).toBeGreaterThan(40);
});

describe("a record that a CRM refuses (E32–E39)", () => {
  it.each(pairs)("%s: its own body is %s, with its words", (provider, code) => {
    const told = recorded.filter((one) => one.provider === provider && one.trouble.reason === code);

    expect(told.length).toBeGreaterThan(0);
    expect(told.filter(({ trouble }) => trouble.detail === "")).toEqual([]);
  });

  it("never stays silent: each waits for its cause, or is tried again, and says what to do", () => {
    const silent = outbound.map(reason).filter(({ action, todo }) => action === "skip" || todo === "");

    expect(silent).toEqual([]);
  });
});

describe("a run that failed as a whole", () => {
  it.each([
    ["AUTH_GRANT_REVOKED", "Press Reconnect"],
    ["PERM_OBJECT_READ", "Ask the CRM admin to grant read access"],
    ["LIMIT_DAILY", "work goes on at the reset"],
  ] as const)("says what to do (E41–E43): %s", (code, todo) => {
    const run = exampleRun({ state: "failed", reason: code, detail: "words of the CRM" });

    const card = runCard({ run, outcomes: [], records: [], names, now: NOW }, fixedButtons("test"));

    expect(card.tone).toBe("critical");
    expect(cardToText(card)).toContain(todo);
  });
});

it.each(recordedProviders)("connects %s (B1)", async (id) => {
  const provider = await loadProvider(id);

  expect(provider.id).toBe(id);
  expect(Object.keys(provider.objects)).toEqual(expect.arrayContaining(["account", "contact", "deal"]));
});

it("tells Salesforce's day from its long-running requests, which bear the same code (B10)", () => {
  const limits = recorded.filter(({ trouble }) => trouble.code === "REQUEST_LIMIT_EXCEEDED");

  const reasons = new Set(limits.map(({ trouble }) => trouble.reason));

  expect([...reasons].sort()).toEqual(["LIMIT_CONCURRENT", "LIMIT_DAILY"]);
});

it("takes an answer that never came for what it is (D5)", () => {
  const troubles = [
    unanswered("CRM", new NoAnswer(true, "ETIMEDOUT"), true),
    unanswered("CRM", new NoAnswer(true, "ETIMEDOUT"), false),
    unanswered("CRM", new NoAnswer(false, "ECONNREFUSED"), true),
  ];

  expect(troubles.map((one) => [one.reason, one.unsure])).toEqual([
    ["PROVIDER_TIMEOUT", true],
    ["PROVIDER_TIMEOUT", false],
    ["NET_BLOCKED", false],
  ]);
});

describe("the connections on one card", () => {
  const stale = exampleView("salesforce", { state: "healthy" }, { lastSuccessAt: NOW - 7 * 3_600_000 });
  const settings = [{ name: "salesforce", import: true, export: true }];
  const card = (view: typeof stale) =>
    statusCard({ views: [view], settings, names, now: NOW, connection: null }, fixedButtons("test"));

  it("say when they were last synced, in hours where it is hours (A3, B20)", () => {
    const text = cardToText(card(stale));

    expect(text).toMatch(/Last synced.*7 hours ago|Last synced.*7 h ago/);
  });

  it("say whether it is a sandbox (A20)", () => {
    const identity = { id: "1", name: "Meadow", user: "u@x.test", scopes: [] };

    const texts = [true, false].map((sandbox) => cardToText(card({ ...stale, identity: { ...identity, sandbox } })));

    expect(texts.map((text) => text.includes("Meadow (sandbox)"))).toEqual([true, false]);
  });

  it("are marked when they are ill, and offer the mend (A2)", () => {
    const health = { state: "action_needed", reason: "AUTH_GRANT_REVOKED", fixer: "operator" } as const;

    const { tone, state, sections } = card({ ...stale, health });

    expect([tone, state]).toEqual(["critical", "attention"]);
    expect(sections?.[0]).toMatchObject({ tone: "critical", actions: [{ label: "Reconnect" }] });
  });

  it("say which direction is switched off (B22, B23)", () => {
    const text = (own: { import: boolean; export: boolean }) =>
      cardToText(
        statusCard(
          { views: [stale], settings: [{ name: "salesforce", ...own }], names, now: NOW, connection: null },
          fixedButtons("test"),
        ),
      );

    expect(text({ import: false, export: true })).toContain("import is switched off");
    expect(text({ import: true, export: false })).toContain("export is switched off");
  });
});
