import { describe, expect, it } from "vitest";
import type { Offer, RepairView } from "../../../engine/index.ts";
import { reasons } from "../../../engine/index.ts";
import { nextStep } from "../../../src/repairs/best.ts";
import { exampleRepair, recordReasons } from "../../../src/repairs/examples.ts";
import { spoken, typedAnswer } from "../../../src/repairs/typed-words.ts";
import { causeHeadline, masked, optionLabel } from "../../../src/repairs/words.ts";
import { scaleOf } from "./scale.ts";

const scale = scaleOf("smallest");
const names = (connection: string) => (connection === "hubspot" ? "HubSpot" : "Salesforce");
const view = (offers: readonly Offer[], code: keyof typeof reasons = "DATA_PICKLIST_INVALID"): RepairView => ({
  ...exampleRepair(reasons[code], scale),
  offers,
});
const industries: Offer = {
  kind: "pick",
  field: "industry",
  options: [
    { value: "Fin", label: "Financial Services" },
    { value: "Edu", label: "Education" },
  ],
  suggested: "Fin",
  keeps: "translate",
};
const again: Offer = { kind: "again" };
const side = (field: string): Offer => ({ kind: "side", field, here: "a", there: "b", newer: "here" });
const sides = [side("title"), side("phone")];

describe("answers that are typed (M1, M2)", () => {
  it.each([
    [
      "a value by its label, in any case",
      [industries],
      [],
      [["value", "financial services"]],
      { kind: "pick", field: "industry", value: "Fin", keep: false },
    ],
    [
      "a value to keep",
      [industries],
      ["keep"],
      [["value", "Edu"]],
      { kind: "pick", field: "industry", value: "Edu", keep: true },
    ],
    [
      "a field",
      [
        {
          kind: "fill",
          keeps: "default",
          fields: [
            { field: "email", label: "Email", type: "email", required: true, length: 80, options: null, value: null },
          ],
        },
      ],
      [],
      [["email", "a@x.test"]],
      { kind: "fill", values: { email: "a@x.test" }, keep: false },
    ],
    [
      "one side of a field, for good",
      sides,
      ["ours", "title", "always"],
      [],
      { kind: "side", field: "title", side: "here", keep: true },
    ],
    ["the field first", sides, ["phone", "theirs"], [], { kind: "side", field: "phone", side: "there", keep: false }],
    ["the only field", [side("title")], ["theirs"], [], { kind: "side", field: "title", side: "there", keep: false }],
    [
      "a link of each to its own",
      [{ kind: "link", externalId: "1", name: null, url: null, each: true }],
      ["link"],
      [],
      { kind: "link", externalId: null },
    ],
    [
      "a match",
      [{ kind: "match", side: "there", candidates: [{ id: "003A", name: "Ann", url: null }] }],
      [],
      [["match", "003A"]],
      { kind: "match", side: "there", id: "003A" },
    ],
    [
      "a field's new name",
      [{ kind: "remap", field: "title", candidates: [{ value: "Job__c", label: "Job" }] }],
      [],
      [["to", "job"]],
      { kind: "remap", field: "title", remote: "Job__c" },
    ],
    [
      "an owner",
      [{ kind: "owner", field: "owner_id", options: [{ value: "u1", label: "Ann" }] }],
      [],
      [["owner", "ann"]],
      { kind: "owner", field: "owner_id", value: "u1", keep: false },
    ],
    [
      "shortening",
      [{ kind: "cut", field: "title", most: 40, shown: [] }],
      ["shorten"],
      [],
      { kind: "cut", field: "title", keep: false },
    ],
    ["to save it anyway", [{ kind: "save_anyway" }], ["save"], [], { kind: "save_anyway" }],
    ["to check again", [again], ["check"], [], { kind: "again" }],
  ] as const)("%s", (_, offers, words, pairs, answer) => {
    const told = typedAnswer(view(offers), words, pairs);

    expect(told).toMatchObject({ ok: true, answer });
  });

  it.each([
    ["a value that is not allowed", [industries], [], [["value", "Educaton"]], "Education"],
    ["a word that is none", [again], ["agian"], [], "again"],
    ["a word too many", [again], ["again", "now"], [], "again"],
    ["what is not offered", [again], ["link"], [], null],
    [
      "a field that is not asked for",
      [
        industries,
        {
          kind: "fill",
          keeps: null,
          fields: [
            { field: "title", label: "Title", type: "string", required: false, length: 40, options: null, value: null },
          ],
        },
      ],
      [],
      [["titel", "x"]],
      "title",
    ],
    ["a field in conflict that is none", sides, ["ours", "titel"], [], "title"],
    ["no field of several", sides, ["ours"], [], null],
    ["nothing to keep", [industries], ["keep"], [], null],
  ] as const)("%s is no answer, and the nearest is named", (_, offers, words, pairs, nearest) => {
    const told = typedAnswer(view(offers), words, pairs);

    expect(told).toMatchObject({ ok: false, nearest });
  });

  it("says for every offer of every reason a way that is understood", () => {
    const failures = recordReasons.flatMap((reason) => {
      const own = exampleRepair(reason, scale);
      return spoken(own).flatMap((text) => {
        const typed = text.match(/(?:[^\s"]|"[^"]*")+/g) ?? [];
        const pairs = typed
          .filter((one) => one.includes("="))
          .map((one) => {
            const [key = "", value = ""] = one.replaceAll('"', "").split("=");
            return [key, value === "…" ? "" : value] as const;
          });
        const words = typed.filter((one) => !one.includes("="));
        const told = typedAnswer(own, words, pairs);
        return told.ok || text.includes("…") ? [] : [`${reason.code}: ${text}: ${told.problem}`];
      });
    });

    expect(failures).toEqual([]);
  });
});

describe("words of a cause", () => {
  it("every reason that a record can have says in one or two sentences what would change it (E12–E29)", () => {
    const steps = recordReasons.map(({ code, todo }) =>
      nextStep(code, exampleRepair(reasons[code], scale).offers, todo),
    );

    expect(steps.filter((step) => !/^[A-Z].{15,200}\.$/.test(step))).toEqual([]);
  });

  it("leaves out a field that does not fit into a headline", () => {
    const { cause } = view([]);
    const far = (name: string) => `${name} of a company that has a very long name, and more than one of these`;

    expect(causeHeadline(cause, "Industry", names)).toBe(
      "Salesforce: 1 contact refused: Invalid picklist value in Industry",
    );
    expect(causeHeadline(cause, "Industry", far)).not.toContain("Industry");
  });

  it("takes what may be a value out of a CRM's words, and leaves the names in those of a rule", () => {
    const words = 'Ann <ann@x.test> has "Fin Services" in 0035Y0000000001QAA (12345678), see https://x.test/a';

    expect(masked(words, "hide")).toBe("Ann <…> has “…” in … (…), see …");
    expect(masked('"Stage" must be set', "show")).toBe('"Stage" must be set');
  });

  it("cuts an option's label so that it fits when a chat writes its signs with several characters", () => {
    const label = optionLabel(`<b>${"x".repeat(100)}</b>`);

    expect(label.length + 4 * [...label].filter((sign) => "&<>".includes(sign)).length).toBeLessThanOrEqual(75);
    expect(optionLabel("Education")).toBe("Education");
  });
});
