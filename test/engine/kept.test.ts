import { describe, expect, it } from "vitest";
import type { KeptDeed, KeptRule } from "../../engine/repair/seam.ts";
import type { FieldMap } from "../../engine/rules/field-map.ts";
import { inForce, keptOut, leftOutBy, withKept } from "../../engine/rules/kept.ts";
import { outward } from "../../engine/rules/outward.ts";
import fc from "../fakes/property.ts";

const line = (field: string, remote: string): FieldMap => ({
  field,
  remote,
  direction: "both",
  behaviour: "overwrite",
  default: null,
  type: null,
  references: null,
});
const map = [line("industry", "Industry"), line("title", "Title")];
const rule = (field: string, does: KeptDeed, more: Partial<KeptRule> = {}): KeptRule => ({
  id: "rule_1",
  connection: "salesforce",
  object: "contact",
  field,
  does,
  by: "slack|U1|Ann",
  at: 1,
  records: 2,
  undone: null,
  ...more,
});

describe("rules that people keep", () => {
  it("send one word for another, in any case and spacing, one by one of several, and leave the rest", () => {
    const kept = withKept(map, [
      rule("industry", { kind: "translate", from: "Fin Services", to: "Financial Services" }),
    ]);

    const sent = ["fin  services", "Fin Services;Energy", "Energy", null].map(
      (industry) => outward({ industry }, kept, null).fields.Industry,
    );

    expect(sent).toEqual(["Financial Services", "Financial Services;Energy", "Energy", null]);
  });

  it("come after the configured words, because they were made for what those make of a value", () => {
    const configured = [{ ...line("industry", "Industry"), translate: { fs: "Fin Services" } }];

    const kept = withKept(configured, [rule("industry", { kind: "translate", from: "Fin Services", to: "Financial" })]);

    expect(outward({ industry: "fs" }, kept, null).fields.Industry).toBe("Financial");
  });

  it("give a field that nothing is mapped to the same value in every new record", () => {
    const kept = withKept(map, [rule("Region__c", { kind: "default", value: "EMEA" })]);

    expect(outward({ title: "Clerk" }, kept, null, "create").fields).toEqual({ Title: "Clerk", Region__c: "EMEA" });
    expect(outward({ title: "Clerk" }, kept, null, "update").fields).toEqual({ Title: "Clerk" });
  });

  it("name another field, stop one, cut one, and say who wins", () => {
    const kept = withKept(map, [
      rule("industry", { kind: "remap", remote: "Sector__c" }),
      rule("industry", { kind: "cut" }),
      rule("industry", { kind: "side", side: "there" }),
      rule("title", { kind: "unmap" }),
    ]);

    expect(kept).toEqual([{ ...line("industry", "Sector__c"), cut: true, wins: "theirs" }]);
  });

  it("leave out what has a value, whatever its case", () => {
    const out = keptOut([rule("title", { kind: "exclude", value: "Test User" })]);

    expect(leftOutBy({ title: " test user" }, out)?.field).toBe("title");
    expect(leftOutBy({ title: "Tester" }, out)).toBeNull();
    expect(leftOutBy({}, out)).toBeNull();
  });

  it("hold for their connection and object alone, and no more when they are undone: a later one wins over an earlier", () => {
    const first = rule("industry", { kind: "remap", remote: "A" }, { id: "1", at: 1 });
    const later = rule("industry", { kind: "remap", remote: "B" }, { id: "2", at: 2 });
    const undone = rule("industry", { kind: "remap", remote: "C" }, { id: "3", at: 3, undone: { by: "x", at: 4 } });
    const elsewhere = rule("industry", { kind: "remap", remote: "D" }, { id: "4", at: 4, connection: "hubspot" });

    const kept = inForce([elsewhere, undone, later, first], "salesforce", "contact");

    expect(kept.map((one) => one.id)).toEqual(["1", "2"]);
    expect(withKept(map, kept)[0]?.remote).toBe("B");
  });

  it("never change what they are not about, and undone they change nothing (property)", () => {
    const deeds = fc.constantFrom<KeptDeed>(
      { kind: "translate", from: "a", to: "b" },
      { kind: "default", value: "x" },
      { kind: "cut" },
      { kind: "remap", remote: "Other__c" },
      { kind: "unmap" },
      { kind: "side", side: "here" },
      { kind: "exclude", value: "a" },
    );
    const rules = fc.array(fc.tuple(deeds, fc.boolean()), { maxLength: 8 });

    fc.assert(
      fc.property(rules, fc.string(), (drawn, title) => {
        const kept = drawn.map(([does, ended], at) =>
          rule("industry", does, { id: String(at), at, undone: ended ? { by: "x", at } : null }),
        );

        const now = withKept(map, inForce(kept, "salesforce", "contact"));
        const ended = withKept(
          map,
          inForce(
            kept.map((one) => ({ ...one, undone: { by: "x", at: 9 } })),
            "salesforce",
            "contact",
          ),
        );

        expect(outward({ title }, now, null).fields.Title).toBe(outward({ title }, map, null).fields.Title);
        expect(ended).toEqual(map);
      }),
    );
  });
});
