import { describe, expect, it } from "vitest";
import { memberChanges } from "../../engine/outbound/members.ts";
import { objectMap } from "../../engine/rules/mapping.ts";
import { pullFields } from "../../engine/rules/merge.ts";
import { joinedSet, setOf } from "../../engine/rules/sets.ts";

describe("sets of references", () => {
  it("have one order, each member once, and null for nobody", () => {
    expect([setOf(["b", "a", "b"]), setOf([])]).toEqual(["a;b", null]);
  });

  it.each([
    ["both sides add", "a", "a;b", "a;c", "a;b;c"],
    ["one side removes and the other adds", "a;b", "a;b;c", "b", "b;c"],
    ["both remove the same", "a", null, null, null],
    ["the first sight", undefined, "a", "b", "a;b"],
  ])("are merged member by member: %s", (_, seen, here, incoming, joined) => {
    expect(joinedSet(seen, here, incoming)).toBe(joined);
  });

  it("are never in dispute, whoever is newer", () => {
    const input = {
      here: { contact_ids: "a;b" },
      seen: { contact_ids: "a" },
      incoming: { contact_ids: "a;c" },
      behaviours: { contact_ids: "overwrite" },
      owed: new Set(["contact_ids"]),
      newer: "here",
      policies: { contact_ids: "ask" },
      sets: new Set(["contact_ids"]),
    } as const;

    expect(pullFields(input)).toEqual({ contact_ids: "a;b;c" });
  });

  describe("on their way out", () => {
    const field = { name: "R", label: "Roles", type: "references", required: false, unique: false } as const;
    const told = { ...field, length: null, creatable: true, updatable: true, options: null, references: ["contact"] };
    const schema = { object: "deal", creatable: true, updatable: true, deletable: true, fields: { R: told } };
    const rest = { direction: "both", behaviour: "overwrite", default: null } as const;
    const map = [{ field: "contact_ids", remote: "R", type: "references", references: "contact", ...rest }] as const;
    const parents = new Map([
      [
        "contact",
        new Map([
          ["a", "1"],
          ["b", "2"],
          ["d", "4"],
        ]),
      ],
    ]);
    const rules = { map, schema, parents, dead: new Set(["d"]) };

    it("say who came and who went, and nothing of those who are deleted here", () => {
      const found = memberChanges({ name: "N", contact_ids: "b" }, { contact_ids: "a;d" }, rules);

      expect(found).toEqual({
        plain: { name: "N" },
        sets: { R: { add: ["2"], remove: ["1"] } },
        sent: { contact_ids: "b" },
        left: null,
        isWhole: true,
      });
    });

    it("go without whoever has not landed there, and tell so", () => {
      const found = memberChanges({ contact_ids: "b;x" }, {}, rules);

      expect(found.sets).toEqual({ R: { add: ["2"], remove: [] } });
      expect([found.sent, found.isWhole]).toEqual([{ contact_ids: "b" }, false]);
      expect(found.left).toMatchObject({ reason: "REF_NOT_SYNCED_YET", parent: "x", field: "contact_ids" });
    });

    it("are refused where the CRM's field takes fewer", () => {
      const one = { ...schema, fields: { R: { ...told, length: 1 } } };

      const found = memberChanges({ contact_ids: "a;b" }, {}, { ...rules, schema: one });

      expect(found.sets).toBeNull();
      expect(found.left).toMatchObject({
        reason: "SCHEMA_TYPE_CHANGED",
        detail: "2 of them, and the CRM's field takes one",
      });
    });
  });

  it("are in effect only where the configuration names them", () => {
    const provider = {
      id: "hubspot",
      fields: { deal: { name: "dealname" } },
      optional: { deal: { contact_ids: "c" } },
    } as const;
    const settings = { match: [], required: [], doNotSync: null, delete: "never", fields: {} } as const;
    const named = {
      remote: {},
      direction: "both",
      behaviour: "overwrite",
      default: null,
      type: "references",
      references: "contact",
    } as const;

    const without = objectMap(settings, provider, "deal").map((each) => each.field);
    const [, mapped] = objectMap({ ...settings, fields: { contact_ids: named } }, provider, "deal");

    expect(without).toEqual(["name"]);
    expect(mapped).toMatchObject({ field: "contact_ids", remote: "c", type: "references", references: "contact" });
  });
});
