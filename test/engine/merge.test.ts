import { describe, expect, it } from "vitest";
import { changedFields, merge, type PullInput, pullFields } from "../../engine/rules/merge.ts";
import fc from "../fakes/property.ts";

describe("changedFields", () => {
  it("takes everything as changed when nothing was seen", () => {
    expect(changedFields(null, { email: "a@x.test", phone: null })).toEqual({ email: "a@x.test", phone: null });
  });

  it("takes '', null and absent as the same emptiness, and a number and its text as different", () => {
    const seen = { a: "", b: null, d: 1, e: "x" };

    const changed = changedFields(seen, { a: null, b: "", c: "", d: "1", e: null });

    expect(changed).toEqual({ d: "1", e: null });
  });
});

describe("merge", () => {
  it("fills an empty field and leaves a full one (B27)", () => {
    const behaviours = { email: "fill", phone: "fill" } as const;

    const changed = merge({ email: "a@x.test", phone: null }, { email: "b@x.test", phone: "1" }, behaviours);

    expect(changed).toEqual({ phone: "1" });
  });

  it("overwrites and clears, and writes neither what is equal nor what is ignored or not mapped (B27)", () => {
    const behaviours = { a: "overwrite", b: "overwrite", c: "overwrite", d: "ignore" } as const;

    const changed = merge({ a: "1", b: "2", c: "3" }, { a: "9", b: null, c: "3", d: "4", e: "5" }, behaviours);

    expect(changed).toEqual({ a: "9", b: null });
  });

  it("is done after one round", () => {
    const value = fc.constantFrom("", null, "a", "b", 0, 1, "1", true, false);
    const fields = fc.dictionary(fc.constantFrom("p", "q", "r", "s"), value);
    const behaviour = fc.constantFrom("fill" as const, "overwrite" as const, "ignore" as const);
    const behaviours = fc.record({ p: behaviour, q: behaviour, r: behaviour });

    fc.assert(
      fc.property(fields, fields, behaviours, (here, incoming, how) => {
        const once = merge(here, incoming, how);

        expect(merge({ ...here, ...once }, incoming, how)).toEqual({});
      }),
    );
  });
});

describe("pullFields", () => {
  const pull = (input: Partial<PullInput>) =>
    pullFields({
      here: { f: "old" },
      seen: { f: "old" },
      incoming: { f: "new" },
      behaviours: { f: "overwrite" },
      owed: new Set(),
      newer: "there",
      ...input,
    });

  it("writes what changed remotely", () => {
    expect(pull({})).toEqual({ f: "new" });
    expect(pull({ incoming: { f: null } })).toEqual({ f: null });
  });

  it("leaves our own change alone when the remote side did not move", () => {
    expect(pull({ here: { f: "ours" }, incoming: { f: "old" } })).toEqual({});
    expect(pull({ here: { f: "ours" }, incoming: { f: "old" }, owed: new Set(["f"]) })).toEqual({});
  });

  it("lets the newer side win where both changed", () => {
    const both = { here: { f: "ours" }, owed: new Set(["f"]) };

    expect(pull({ ...both, newer: "there" })).toEqual({ f: "new" });
    expect(pull({ ...both, newer: "here" })).toEqual({});
  });

  it("does not ask who is newer about a field that is not owed", () => {
    expect(pull({ here: { f: "old", g: "ours" }, owed: new Set(["g"]), newer: "here" })).toEqual({ f: "new" });
  });

  it("finds nothing to do in an echo", () => {
    expect(pull({ here: { f: "new" } })).toEqual({});
  });

  it("at the first sight fills the empty side and lets the newer value win", () => {
    const first = {
      seen: null,
      here: { a: "ours", b: null, c: "ours" },
      incoming: { a: "theirs", b: "theirs", c: null },
    };
    const behaviours = { a: "overwrite", b: "overwrite", c: "overwrite" } as const;

    expect(pull({ ...first, behaviours, newer: "there" })).toEqual({ a: "theirs", b: "theirs" });
    expect(pull({ ...first, behaviours, newer: "here" })).toEqual({ b: "theirs" });
  });

  it("treats a field that was never seen as at the first sight", () => {
    expect(pull({ seen: { other: "x" }, here: { f: "ours" }, newer: "here" })).toEqual({});
    expect(pull({ seen: { other: "x" }, here: { f: "" }, newer: "here" })).toEqual({ f: "new" });
  });

  it("never fills a full field and never writes an ignored one", () => {
    expect(pull({ behaviours: { f: "fill" } })).toEqual({});
    expect(pull({ behaviours: { f: "ignore" } })).toEqual({});
    expect(pull({ behaviours: { f: "ignore" }, here: { f: null }, seen: null })).toEqual({});
  });
});
