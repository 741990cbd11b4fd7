import { describe, expect, it } from "vitest";
import type { Card } from "../../../bots/card.ts";
import { cardToText } from "../../../bots/text.ts";
import { type Cause, type Offer, type RepairTrial, reasons } from "../../../engine/index.ts";
import { fixedButtons } from "../../../src/commands/buttons.ts";
import { type CauseInput, causeBody, endedBody } from "../../../src/repairs/cause-card.ts";
import { needsLook } from "../../../src/repairs/decide.ts";
import { exampleRepair } from "../../../src/repairs/examples.ts";
import { previewCard } from "../../../src/repairs/preview-card.ts";
import type { Place } from "../../../src/repairs/scope.ts";
import { scaleOf } from "./scale.ts";

const scale = scaleOf("smallest");
const names = () => "Salesforce";

interface Drawn {
  readonly offers?: readonly Offer[];
  readonly cause?: Partial<Cause>;
  readonly place?: Place;
  readonly values?: boolean;
  readonly proof?: CauseInput["proof"];
  readonly unseen?: boolean;
}

function draw(code: keyof typeof reasons, more: Drawn = {}) {
  const buttons = fixedButtons("test");
  const own = exampleRepair(reasons[code], scale, more.cause ?? {});
  const view = { ...own, offers: more.offers ?? own.offers };
  const body = causeBody(
    {
      cause: view.cause,
      view: more.unseen ? null : view,
      proof: more.proof ?? null,
      fingerprint: view.fingerprint,
      names,
      place: more.place ?? "own",
      values: more.values ?? true,
    },
    buttons,
  );
  const card: Card = { kind: "repair", state: "open", ...body };
  return { card, text: cardToText(card), labels: labelsOf(card), rows: buttons.rows };
}

const labelsOf = (card: Card) =>
  [...(card.actions ?? []), ...(card.sections ?? []).flatMap((section) => section.actions ?? [])].map(
    (one) => one.label,
  );

describe("the controls that a reason calls for (M1)", () => {
  it.each([
    ["DATA_PICKLIST_INVALID", ["Pick a value for Industry", "Leave out “Fin Services”", "Try again"]],
    ["DATA_REQUIRED_MISSING", ["Fill in Last Name…", "Try again"]],
    ["DATA_TOO_LONG", ["Shorten…", "Correct Last Name…", "Try again"]],
    ["DUP_UNIQUE", ["Link to 003xx000004TmiQAAS", "Correct Last Name…", "Try again"]],
    ["DUP_RULE", ["Link to 003xx000004TmiQAAS", "Save anyway", "Correct Last Name…", "Try again"]],
    ["DUP_AMBIGUOUS", ["Pick the match", "Try again"]],
    ["SCHEMA_FIELD_MISSING", ["Map title to", "Stop sending title", "Check again"]],
    ["REF_OWNER_INACTIVE", ["Pick an owner", "Try again"]],
    ["REF_NOT_SYNCED_YET", ["Sync its account first", "Try again"]],
    ["REC_CHANGED", ["Try again", "Keep ours", "Keep theirs", "Always…"]],
    ["REC_DELETED", ["Create anew", "Unlink", "Look again"]],
    ["PERM_OBJECT_WRITE", ["Check again"]],
    ["SKIP_EXCLUDED", ["Include it once", "Read again"]],
    ["SKIP_WRITE_MODE", ["Create it once", "Read again"]],
    ["SKIP_NO_ACCOUNT", ["Sync its account first", "Read again"]],
    ["ERR_UNKNOWN", ["Try again"]],
  ] as const)("%s", (code, labels) => {
    expect(draw(code).labels).toEqual(labels);
  });

  it("a lesser right is named exactly, with the place where it is set (E32)", () => {
    const { text } = draw("PERM_OBJECT_WRITE");

    expect(text).toContain("Missing right  Edit on the object Contact");
    expect(text).toContain("Set in         Setup, Permission Sets, Object Settings");
  });

  it("an error without a name shows the CRM's words and its fingerprint (E40)", () => {
    const { text } = draw("ERR_UNKNOWN", {
      cause: { code: "UNKNOWN_EXCEPTION", detail: 'Something broke near "Ann"' },
      place: "alert",
      values: false,
    });

    expect(text).toContain("Salesforce says: Something broke near “…”");
    expect(text).toContain("Fingerprint    a1b2c3d4e5f6");
  });

  it("a list of more than a hundred is asked for in a dialog", () => {
    const options = Array.from({ length: 101 }, (_, at) => ({ value: `${at}`, label: `${at}` }));

    const { card } = draw("DATA_PICKLIST_INVALID", {
      offers: [{ kind: "pick", field: "industry", options, suggested: null, keeps: null }],
    });

    expect(card.actions).toMatchObject([{ type: "button", opens: "form", label: "Pick a value for Industry…" }]);
  });

  it("a value that is too long for a list stands on our side", () => {
    const value = "x".repeat(120);

    const { card, rows } = draw("DATA_PICKLIST_INVALID", {
      offers: [{ kind: "pick", field: "industry", options: [{ value, label: "Long" }], suggested: null, keeps: null }],
    });

    const [action] = card.actions ?? [];
    const short = action?.type === "select" ? (action.options[0]?.value ?? "") : "";
    expect(short.length).toBeLessThanOrEqual(75);
    expect(rows[0]?.args.long).toEqual({ [short]: value });
  });
});

describe("what a channel may see", () => {
  it.each(["DATA_PICKLIST_INVALID", "DUP_UNIQUE", "DUP_AMBIGUOUS", "REC_CHANGED", "REF_NOT_SYNCED_YET"] as const)(
    "%s shows no value of a record where the channel's setting does not allow it",
    (code) => {
      const largest = scaleOf("largest");
      const secrets = ["Fin Services", "evil.test"];
      const view = { ...exampleRepair(reasons[code], largest), label: "Industry" };
      const buttons = fixedButtons("test");
      const offers = view.offers.filter((one) => one.kind !== "pick" && one.kind !== "owner");

      const body = causeBody(
        {
          cause: view.cause,
          view: { ...view, offers },
          proof: null,
          fingerprint: null,
          names,
          place: "alert",
          values: false,
        },
        buttons,
      );

      const text = cardToText({ kind: "repair", state: "open", ...body });
      expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
    },
  );

  it("one that nobody looked at yet has a button that does", () => {
    expect(draw("DATA_PICKLIST_INVALID", { unseen: true, place: "alert" }).labels).toEqual(["Repair…"]);
  });

  it("has two buttons of its own at most beside I look after it, and the rest in a list", () => {
    const offers: readonly Offer[] = [{ kind: "recreate" }, { kind: "unlink" }, { kind: "include" }, { kind: "again" }];

    const { card } = draw("REC_DELETED", { offers, place: "alert" });

    expect(card.actions?.map((one) => one.type)).toEqual(["button", "button", "select"]);
    expect(card.actions?.[2]).toMatchObject({
      label: "More…",
      options: [{ label: "Include it once" }, { label: "Look again" }],
    });
  });
});

describe("the states of an alert", () => {
  const { cause } = exampleRepair(reasons.DATA_PICKLIST_INVALID, scale, { records: 42 });

  it("being mended: by whom and how far", () => {
    const mending = { runId: "run_1", by: "slack|U1|ann", wanted: 42, left: 30 };

    const { card, text, labels } = draw("DATA_PICKLIST_INVALID", { cause: { records: 42, mending } });

    expect(card.tone).toBe("working");
    expect(text).toContain("Being mended by ann: 12 of 42.");
    expect(card.progress).toEqual({ done: 12, total: 42, text: "12 of 42 are done" });
    expect(labels).toEqual([]);
  });

  it("open again: how many were read back and how many still differ", () => {
    const { card, text } = draw("DATA_PICKLIST_INVALID", { cause: { records: 4 }, proof: { mended: 38, still: 4 } });

    expect(card.tone).toBe("warning");
    expect(text).toContain("After the repair 38 of 42 were read back and agree in Salesforce; 4 still differ.");
  });

  it("over: green only as proof, and otherwise no more than news (A4)", () => {
    const proven = endedBody(cause, { mended: 42, still: 0 }, names);
    const gone = endedBody(cause, null, names);
    const doubtful = endedBody(cause, { mended: 38, still: 4 }, names);
    const nothing = endedBody(cause, { mended: 0, still: 0 }, names);

    expect([proven.tone, proven.lines?.[0]]).toEqual([
      "good",
      "Invalid picklist value: 42 contacts were read back from Salesforce and agree.",
    ]);
    expect([gone.tone, doubtful.tone, nothing.tone]).toEqual(["info", "warning", "info"]);
  });
});

describe("what is shown before it is done (M2)", () => {
  const view = exampleRepair(reasons.DATA_PICKLIST_INVALID, scale, { records: 42 });
  const trial: RepairTrial = {
    scope: view.scope,
    answer: { kind: "pick", field: "industry", value: "Fin", keep: false },
    mark: "m",
    records: 42,
    mends: 38,
    rest: [
      { reason: "DATA_TOO_LONG", field: "Title", records: 3 },
      { reason: "ERR_UNKNOWN", field: null, records: 1 },
    ],
    shown: [{ subject: "p1", before: "Fin Services", after: "Fin" }],
    calls: 2,
    callsLeft: 12_300,
    aboutMs: 61_000,
    problems: {},
  };
  const about = { cause: view.cause, keeps: true, names, owner: "slack:U1", until: 1_800_000_000_000 };

  it("says how many it mends, what remains and why, the price, and before and after", () => {
    const card = previewCard({ ...about, trial }, fixedButtons("test"));

    const text = cardToText(card);
    expect(card.headline).toBe("Mends 38 of 42 contacts");
    expect(text).toContain("4 remain: 3 because of “Text too long” in Title and 1 because of “Unknown error”.");
    expect(text).toContain("Price: 2 calls of 12,300 left; about 70 s.");
    expect(text).toContain("p1: “Fin Services” becomes “Fin”");
    expect(labelsOf(card)).toEqual(["Mend 38 of 42", "Mend and keep as a rule"]);
  });

  it("offers nothing to press when it would mend none", () => {
    const card = previewCard({ ...about, trial: { ...trial, mends: 0 } }, fixedButtons("test"));

    expect([card.headline, labelsOf(card)]).toEqual(["This would mend none of 42 contacts", []]);
  });

  it.each([
    ["several", { records: 42, mends: 42 }, false, true],
    ["one without a doubt", { records: 1, mends: 1 }, false, false],
    ["one that would still be refused", { records: 1, mends: 0 }, false, true],
    ["a rule", { records: 1, mends: 1, answer: { kind: "pick", field: "f", value: "v", keep: true } }, false, true],
    ["a cut", { records: 1, mends: 1, answer: { kind: "cut", field: "f", keep: false } }, false, true],
    ["what cannot be undone", { records: 1, mends: 1, answer: { kind: "recreate" } }, false, true],
    ["the same after a yes", { records: 1, mends: 1, answer: { kind: "recreate" } }, true, false],
    ["another look at fifty", { records: 50, mends: 0, answer: { kind: "again" } }, false, false],
    ["another look at more", { records: 51, mends: 0, answer: { kind: "again" } }, false, true],
  ] as const)("is asked for before %s: %#", (_, more, sure, looks) => {
    expect(needsLook({ ...trial, ...more }, sure)).toBe(looks);
  });
});
