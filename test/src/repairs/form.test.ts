import { describe, expect, it } from "vitest";
import { type AskedField, type Offer, reasons } from "../../../engine/index.ts";
import { fixedButtons } from "../../../src/commands/buttons.ts";
import { exampleRepair } from "../../../src/repairs/examples.ts";
import { formCard, matching } from "../../../src/repairs/form-card.ts";
import { askFor, inForm, readFields } from "../../../src/repairs/form-fields.ts";
import type { Asked, At } from "../../../src/repairs/scope.ts";
import { scaleOf } from "./scale.ts";

const scale = scaleOf("smallest");
const asked = (type: AskedField["type"], more: Partial<AskedField> = {}): AskedField => ({
  field: "own",
  label: "Own",
  type,
  required: false,
  length: null,
  options: null,
  value: null,
  ...more,
});
const read = (field: AskedField, text: string) => readFields([field], { [inForm("own")]: text });
const stages = { options: [{ value: "won", label: "Closed Won" }] };

describe("a dialog's fields (M1)", () => {
  it.each([
    ["string", "text"],
    ["email", "email"],
    ["currency", "number"],
    ["date", "date"],
    ["boolean", "select"],
    ["datetime", "text"],
  ] as const)("%s is asked for as %s", (type, kind) => {
    expect(askFor(asked(type), undefined).kind).toBe(kind);
  });

  it("a long text has room, a picklist is a list, and what stands there is shown", () => {
    expect(askFor(asked("string", { length: 32_000 }), undefined).kind).toBe("multiline");
    expect(askFor(asked("picklist", stages), undefined)).toMatchObject({ kind: "select", options: [{ value: "won" }] });
    expect(askFor(asked("string", { value: "Captain", length: 40, required: true }), "Too long.")).toMatchObject({
      value: "Captain",
      required: true,
      error: "Too long.",
      hint: "At most 40 characters.",
    });
  });

  it.each([
    ["number", "12.5", 12.5],
    ["integer", "12", 12],
    ["boolean", "yes", true],
    ["date", "2026-03-31", "2026-03-31"],
    ["datetime", "2026-03-31T09:00:00Z", "2026-03-31T09:00:00Z"],
    ["email", " ann@x.test ", "ann@x.test"],
    ["string", "Captain", "Captain"],
  ] as const)("reads %s", (type, text, value) => {
    expect(read(asked(type), text)).toEqual({ ok: true, values: { own: value } });
  });

  it.each([
    ["number", "twelve"],
    ["integer", "1.5"],
    ["boolean", "perhaps"],
    ["date", "31.3.2026"],
    ["datetime", "soon"],
    ["email", "ann at x"],
  ] as const)("says beside the field why it is no %s", (type, text) => {
    expect(read(asked(type), text)).toMatchObject({ ok: false, problems: { own: expect.stringMatching(/\.$/) } });
  });

  it("takes a value of a list by its label, refuses others, and knows an empty field from an emptied one", () => {
    expect(read(asked("picklist", stages), "closed won")).toEqual({ ok: true, values: { own: "won" } });
    expect(read(asked("picklist", stages), "lost").ok).toBe(false);
    expect(read(asked("string", { length: 3 }), "four").ok).toBe(false);
    expect(read(asked("string", { required: true }), "").ok).toBe(false);
    expect(read(asked("string"), "")).toEqual({ ok: true, values: {} });
    expect(read(asked("string", { value: "x" }), "")).toEqual({ ok: true, values: { own: null } });
  });
});

describe("a list that is too long for a card", () => {
  const options = Array.from({ length: 240 }, (_, at) => ({ value: `v${at}`, label: `Industry ${at}` }));
  const offer: Offer = { kind: "pick", field: "industry", options, suggested: null, keeps: "translate" };
  const asks: Asked = { kind: "pick", field: "industry" };
  const at: At = { scope: { cause: "cause_1" }, mark: "m", place: "own" };
  const draw = (typed: Readonly<Record<string, string>>) => {
    const view = { ...exampleRepair(reasons.DATA_PICKLIST_INVALID, scale), offers: [offer] };
    const input = { view, at, asks, price: null, names: () => "Salesforce", problems: {}, typed };
    return formCard(input, fixedButtons("test"));
  };

  it("is looked through by a part of the name, and asks whether to keep it", () => {
    const all = draw({});
    const some = draw({ "-find": "industry 23" });

    expect(all?.form?.fields.map((field) => field.name)).toEqual(["-find", "-value", "-keep"]);
    expect(all?.form?.fields[1]?.options?.length).toBe(100);
    expect(some?.form?.fields[1]?.options?.map((one) => one.label)).toEqual(
      matching(options, "Industry 23").map((one) => one.label),
    );
    expect(some?.form?.fields[0]?.value).toBe("industry 23");
    expect(some?.lines).toContain("11 values fit “industry 23”.");
  });

  it("is no form any more when it is not offered", () => {
    const view = { ...exampleRepair(reasons.DATA_PICKLIST_INVALID, scale), offers: [] };

    const card = formCard(
      { view, at, asks, price: null, names: () => "Salesforce", problems: {}, typed: {} },
      fixedButtons("test"),
    );

    expect(card).toBeNull();
  });
});
