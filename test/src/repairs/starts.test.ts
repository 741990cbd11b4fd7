import { describe, expect, it } from "vitest";
import { cardToText } from "../../../bots/text.ts";
import { type Cause, reasons } from "../../../engine/index.ts";
import { fixedButtons } from "../../../src/commands/buttons.ts";
import { failuresCard } from "../../../src/commands/failures-card.ts";
import { preflightCard } from "../../../src/commands/preflight-card.ts";
import { digestCard } from "../../../src/notices/digest-card.ts";
import { exampleIncident } from "../../../src/notices/examples-incidents.ts";
import { incidentCard } from "../../../src/notices/incident-card.ts";
import { controlsOf } from "../../../src/repairs/controls.ts";
import { drawControls } from "../../../src/repairs/draw.ts";
import { exampleCause, exampleRepair } from "../../../src/repairs/examples.ts";
import { scaleOf } from "./scale.ts";

const NOW = 1_800_000_000_000;
const names = () => "Salesforce";
const cause = (id: string, records: number, more: Partial<Cause> = {}) =>
  exampleCause(reasons.DATA_PICKLIST_INVALID, scaleOf("smallest"), { id, records, ...more });
const causes = [cause("cause_1", 12), cause("cause_2", 12), cause("cause_3", 3)];
const group = {
  connection: "salesforce",
  object: "contact",
  direction: "outbound",
  outcome: "failed",
  reason: "DATA_PICKLIST_INVALID",
  records: 27,
  firstAt: NOW,
} as const;
const labels = (actions: readonly { readonly label: string }[] | undefined) => actions?.map((one) => one.label);

describe("where repairs start (M2)", () => {
  it("failures has a button for each cause of a group, and no two are called the same", () => {
    const buttons = fixedButtons("test");

    const card = failuresCard({ groups: [group], by: {}, examples: [[]], names, now: NOW, causes }, buttons);

    expect(labels(card.sections?.[0]?.actions)).toEqual([
      "Fix 12 in Industry…",
      "Fix 12 in Industry (2)…",
      "Resync",
      "Show records",
    ]);
    expect(buttons.rows.slice(0, 2).map((row) => [row.verb, row.args])).toEqual([
      ["repair", { cause: "cause_1" }],
      ["repair", { cause: "cause_2" }],
    ]);
  });

  it("many that each match another record are gone through one by one (E23)", () => {
    const buttons = fixedButtons("test");
    const many = { id: "cause_1", records: 20 };
    const view = {
      ...exampleRepair(reasons.DUP_AMBIGUOUS, scaleOf("smallest"), many),
      offers: [{ kind: "each" }] as const,
    };

    const drawn = drawControls(
      controlsOf(view, true),
      { scope: { cause: "cause_1" }, mark: "m", place: "alert" },
      2,
      buttons,
    );

    expect(labels(drawn)).toEqual(["One by one…"]);
    expect(buttons.rows.map((row) => [row.verb, row.args])).toEqual([["repair", { cause: "cause_1", each: true }]]);
  });

  it("failures in the terminal names the command for each", () => {
    const input = { groups: [group], by: {}, examples: [[]], names, now: NOW, causes, typed: true };

    const text = cardToText(failuresCard(input, fixedButtons("test")));

    expect(text).toContain("12 contacts in Industry: repair cause_1");
    expect(text).toContain("1 more cause.");
  });

  it("the alert of too many failures has them too", () => {
    const incident = exampleIncident({
      kind: "failures_rising",
      reason: "DATA_PICKLIST_INVALID",
      facts: { failing: 27 },
    });
    const mendable = { view: null, causes: [cause("cause_1", 27)], values: false };

    const card = incidentCard(
      { incident, names, well: [], groups: [group], view: null, mendable },
      fixedButtons("test"),
    );

    expect(labels(card.sections?.[0]?.actions)).toEqual(["Fix…", "Resync 27"]);
  });

  it("preflight has one where records were refused for the same before", () => {
    const wouldFail = {
      reason: "DATA_PICKLIST_INVALID",
      field: "Industry",
      ours: "industry",
      records: 3,
      detail: "It is not allowed.",
      mend: null,
      examples: ["p1"],
    } as const;
    const view = {
      connection: "salesforce",
      object: "contact",
      checked: 3,
      wouldFail: 3,
      same: 0,
      leftOut: 0,
      unknown: false,
      groups: [wouldFail],
      remarks: [],
    };

    const card = preflightCard(
      {
        views: [view],
        object: "contact",
        names,
        now: NOW,
        causes: [cause("cause_1", 3), cause("cause_2", 1, { field: "Title" })],
      },
      fixedButtons("test"),
    );

    expect(labels(card.sections?.[0]?.actions)).toEqual(["Fix…", "Show one"]);
  });

  it("the digest says how many causes wait, unless nothing had failed at its hour", () => {
    const input = { before: null, views: [], limits: [], names, date: "2026-11-21", now: NOW, causes };

    const some = digestCard({ ...input, groups: [group] }, fixedButtons("test"));
    const none = digestCard({ ...input, groups: [] }, fixedButtons("test"));

    expect(some.lines).toContain("3 causes wait for you: one answer mends all records of a cause.");
    expect(labels(some.actions)).toEqual(["Fix 12 in Industry…", "Fix 12 in Industry (2)…", "Show failures"]);
    expect(JSON.stringify(none)).not.toContain("cause_1");
  });
});
