import { describe, expect, it } from "vitest";
import { withUsableIds } from "../../engine/inbound/page-ids.ts";

const record = (externalId: string) => ({ externalId, modifiedAt: 1, fields: {} });
const gone = (externalId: string, mergedInto: string | null = null) => ({ externalId, at: 1, mergedInto });
const malformed = { reason: "DATA_MALFORMED", detail: "Its id is no id of any CRM." } as const;

describe("ids that can be none", () => {
  it("leave a page as it is that has none of them, an empty one included", () => {
    const page = { records: [record("0035Y0000000013QAA"), record("")], gone: [gone("51", "52")], broken: [] };

    expect(withUsableIds(page)).toBe(page);
  });

  it("break their rows alone, and what is shown of them fits a table", () => {
    const page = {
      records: [record("9".repeat(5_000)), record("a\u0000b"), record("\ud83d"), record("51")],
      gone: [gone("عبد"), gone("52", "x".repeat(300)), gone("53", "54")],
      broken: [{ externalId: "\u202e1", ...malformed }],
    };

    const told = withUsableIds(page);

    expect(told.records).toEqual([record("51")]);
    expect(told.gone).toEqual([gone("52"), gone("53", "54")]);
    expect(told.broken).toEqual(["?1", "9".repeat(60), "a?b", "?"].map((externalId) => ({ externalId, ...malformed })));
  });
});
