import { describe, expect, it } from "vitest";
import { apart } from "../../engine/outbound/sendable.ts";
import type { Fields } from "../../engine/record.ts";
import type { Policies } from "../../engine/rules/contest.ts";
import { changedFields, pullSides } from "../../engine/rules/merge.ts";
import fc from "../fakes/property.ts";

type Policy = "newest" | "ours" | "theirs" | "ask";
type Step = "edit here" | "edit there" | "pull" | "sync";

/** One record on both sides with what was last seen there, as the engine keeps them; every edit has a value of its own. */
function world(policy: Policy) {
  const policies: Policies = policy === "newest" ? {} : { f: policy };
  let now = 0;
  let here: Fields = { f: "first" };
  let there: Fields = { f: "first" };
  let seen: Fields = { f: "first" };
  let modifiedAt = 0;
  let since: number | null = null;
  let held = new Set<string>();

  /** What both hold alike is no conflict any more. */
  const follow = () => {
    held = new Set([...held].filter((field) => field in changedFields(seen, here)));
  };

  function pull() {
    const owed = since === null ? new Set<string>() : new Set(Object.keys(changedFields(seen, here)));
    const newer = since !== null && since > modifiedAt ? "here" : "there";
    const sides = { here, seen, incoming: there, owed, newer, policies, held } as const;
    const { changes, contested } = pullSides({ ...sides, behaviours: { f: "overwrite" } });
    here = { ...here, ...changes };
    seen = there;
    for (const field of contested) held.add(field);
    follow();
    return Object.keys(changes).length > 0;
  }

  function push() {
    if (since === null) return;
    const { free, held: kept } = apart(changedFields(seen, here), held);
    if (Object.keys(free).length > 0) {
      there = { ...there, ...free };
      seen = { ...seen, ...free };
      modifiedAt = now;
    }
    if (kept.length === 0) since = null;
    follow();
  }

  return {
    step(step: Step) {
      now += 1;
      if (step === "edit here") [here, since] = [{ f: `here ${now}` }, now];
      else if (step === "edit there") [there, modifiedAt] = [{ f: `there ${now}` }, now];
      else {
        pull();
        if (step === "sync") push();
      }
    },
    look: () => ({ here: here.f, there: there.f, held: held.has("f") }),
  };
}

const steps = fc.array(fc.constantFrom<Step>("edit here", "edit there", "pull", "sync"), { maxLength: 40 });
const deciding = fc.constantFrom<Policy>("newest", "ours", "theirs");

describe("histories of both sides", () => {
  it("converge and then stay as they are, whatever the policy", () => {
    fc.assert(
      fc.property(deciding, steps, (policy, history) => {
        const own = world(policy);
        for (const step of [...history, "sync", "sync"] as const) own.step(step);
        const settled = own.look();
        own.step("sync");

        expect(settled.here).toBe(settled.there);
        expect(own.look()).toEqual(settled);
      }),
    );
  });

  it("lose no write: an edit that nobody contests reaches the other side, and of two the policy's is on both", () => {
    fc.assert(
      fc.property(deciding, fc.array(fc.constantFrom<Step>("edit here", "edit there", "sync")), (policy, history) => {
        const own = world(policy);
        let base = "first";
        let edits: { readonly here?: unknown; readonly there?: unknown; readonly last?: unknown } = {};
        for (const step of [...history, "sync"] as const) {
          own.step(step);
          const { here, there } = own.look();
          if (step === "edit here") edits = { ...edits, here, last: here };
          else if (step === "edit there") edits = { ...edits, there, last: there };
          else {
            const both = edits.here !== undefined && edits.there !== undefined;
            const wins = { newest: edits.last, ours: edits.here, theirs: edits.there, ask: undefined }[policy];
            const expected = both ? wins : (edits.last ?? base);
            expect({ here, there }).toEqual({ here: expected, there: expected });
            [base, edits] = [String(expected), {}];
          }
        }
      }),
    );
  });

  it("overwrite nothing where people are asked: a side changes only by its own edit, or when the other was as last seen", () => {
    fc.assert(
      fc.property(steps, (history) => {
        const own = world("ask");
        let touched = new Set<Step>();
        for (const step of [...history, "sync"] as const) {
          const before = own.look();
          own.step(step);
          const after = own.look();
          if (step === "edit here" || step === "edit there") touched.add(step);
          else if (before.held || touched.size === 2) {
            expect(after).toEqual({ ...before, held: before.here !== before.there });
          } else if (step === "sync") {
            expect(after.here).toBe(after.there);
          }
          if (step === "sync" && !after.held) touched = new Set();
          if (step === "pull" && !touched.has("edit here")) touched = new Set();
        }
      }),
    );
  });
});
