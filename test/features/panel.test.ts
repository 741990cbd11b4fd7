import { describe, expect, it } from "vitest";
import { cardToText } from "../../bots/text.ts";
import { rollUp } from "../../engine/asked/panel.ts";
import type { LinkView, RecordView } from "../../engine/index.ts";
import { fixedButtons } from "../../src/commands/buttons.ts";
import { NOW } from "../../src/commands/examples.ts";
import { recordCard } from "../../src/commands/record-card.ts";

const link = (connection: string, more: Partial<LinkView> = {}): LinkView => ({
  connection,
  object: "contact",
  externalId: `${connection}-1`,
  recordId: "r1",
  state: "synced",
  modifiedAt: NOW,
  deletedInCrm: false,
  linkedAt: NOW,
  syncedAt: NOW,
  seen: {},
  sent: null,
  replaced: null,
  sentAt: NOW,
  differing: [],
  fields: [{ field: "email", state: "same", ours: "a@x.test", sent: "a@x.test", inCrm: "a@x.test" }],
  ...more,
});

const panel = (links: readonly LinkView[]) => {
  const record = { id: "r1", object: "contact", fields: { email: "a@x.test" }, version: 1, deleted: false };
  const state = rollUp(links.map((one) => one.state));
  const view: RecordView = { object: "contact", record, state, links, unlinked: [], outcomes: [] };
  return recordCard({ view, urls: new Map(), names: (name) => name, now: NOW }, fixedButtons("test"));
};

describe("the panel of a record", () => {
  it.each([
    ["synced", "good", "synced"],
    ["partly_synced", "warning", "partly synced"],
    ["failed", "critical", "failed"],
    ["skipped", "info", "skipped"],
  ] as const)("marks what is %s as %s (C2)", (state, tone, word) => {
    const card = panel([link("hubspot", { state })]);

    expect(card.sections?.[0]).toMatchObject({ tone, heading: `hubspot: ${word}` });
  });

  it.each([
    [["synced", "synced"], "synced"],
    [["failed", "failed"], "failed"],
    [["skipped", "skipped"], "skipped"],
    [["synced", "failed"], "partly_synced"],
    [["skipped", "synced"], "partly_synced"],
    [["failed", "skipped", "synced"], "partly_synced"],
    [["failed", "pending"], "partly_synced"],
  ] as const)("says of %j together: %s (C3)", (states, together) => {
    const card = panel(states.map((state, at) => link(`crm${at}`, { state })));

    expect(card.state).toBe(together);
  });

  it("says of a link from before anything was kept that no detail is known (C11)", () => {
    const card = panel([link("hubspot", { state: "linked", sentAt: null, fields: [] })]);

    expect(card.sections?.[0]?.heading).toBe("hubspot: linked");
    expect(cardToText(card)).toContain("no detail is known");
  });

  it("says that there is nothing to compare where no CRM holds the record (C5)", () => {
    const card = panel([]);

    expect(card.sections).toEqual([]);
    expect(cardToText(card)).toContain("No CRM holds it as far as we know, so there is nothing to compare.");
  });

  it("marks a link whose record was deleted in the CRM, with its name, apart from its state (C4)", () => {
    const card = panel([link("hubspot", { deletedInCrm: true }), link("salesforce")]);

    expect(card.sections?.map(({ tone }) => tone)).toEqual(["critical", "good"]);
    expect(cardToText(card)).toContain("It was deleted in the CRM: hubspot.");
  });
});
