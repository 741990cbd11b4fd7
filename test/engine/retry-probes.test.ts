import { describe, expect, it } from "vitest";
import type { Schema } from "../../engine/record.ts";
import { causeOf, noProbes, type ProbeInput, type Probes, planProbes, type Refused } from "../../engine/rules/probe.ts";
import { probePause } from "../../engine/rules/retry.ts";

const minute = 60_000;
const hour = 60 * minute;
const schema: Schema = { object: "contact", creatable: true, updatable: true, deletable: true, fields: {} };
const one = (subject: string, more: Partial<Refused> = {}): Refused => ({
  subject,
  reason: "RULE_VALIDATION",
  field: null,
  code: "FIELD_CUSTOM_VALIDATION_EXCEPTION",
  value: null,
  detail: "Discount of 12 % needs an approval.",
  lastAt: 0,
  version: 1,
  ...more,
});
const plan = (
  refused: readonly Refused[],
  now: number,
  before: Probes = noProbes,
  sent: ProbeInput["sent"] = new Map(),
) => planProbes({ provider: "salesforce", refused, before, seen: "any", schema, now, sent });
const well = (version: number) => ({ version, waits: false });

describe("probes of a cause (M3)", () => {
  it("pause longer from one to the next, a day at most", () => {
    const minutes = [0, 1, 2, 8, 9, 40].map((tries) => probePause(tries) / minute);

    expect(minutes).toEqual([5, 10, 20, 1_280, 1_440, 1_440]);
  });

  it("take numbers and names in a message for one cause, other words, fields and picklist values for others", () => {
    const same = [one("a"), one("b", { detail: "Discount of 30 % needs an approval." })];
    const value = { reason: "DATA_PICKLIST_INVALID", field: "Stage", detail: "bad value" } as const;
    const others = [
      one("c", { detail: "Close date is in the past." }),
      one("d", { field: "Title" }),
      one("e", { ...value, value: "Web" }),
      one("f", { ...value, value: " WEB" }),
      one("g", { ...value, value: "Fair" }),
    ];

    const causes = [...same, ...others].map((each) => causeOf(each, "salesforce"));

    expect(new Set(causes).size).toBe(5);
    expect(causes[0]).toBe(causes[1]);
    expect(causes[4]).toBe(causes[5]);
  });

  it("are one record of a cause, the one that waits longest, and none before its pause is over", () => {
    const refused = [one("a", { lastAt: 2 * minute }), one("b", { lastAt: minute }), one("c", { lastAt: 3 * minute })];

    const early = plan(refused, 5 * minute);
    const due = plan(refused, 6 * minute);
    const again = plan(refused, 8 * minute, due.probes);

    expect(early.wake).toEqual([]);
    expect(early.probes.lookAt).toBe(6 * minute);
    expect(due.wake).toEqual(["b"]);
    expect(again.wake).toEqual([]);
  });

  it("wait twice as long after each refusal, and take another record then", () => {
    const refused = [one("a"), one("b", { lastAt: 1 })];
    const first = plan(refused, 5 * minute);
    const now = 6 * minute;

    const refusedAgain = plan([one("a", { lastAt: 5 * minute }), one("b", { lastAt: 1 })], now, first.probes);
    const next = plan(
      [one("a", { lastAt: 5 * minute }), one("b", { lastAt: 1 })],
      now + 10 * minute,
      refusedAgain.probes,
    );

    expect(refusedAgain.wake).toEqual([]);
    expect(refusedAgain.probes.quietUntil).toBe(now + 10 * minute);
    expect(next.wake).toEqual(["b"]);
  });

  it("wake all of the cause when one went through, and none of another cause", () => {
    const other = one("z", { detail: "Close date is in the past.", lastAt: 9 * minute });
    const first = plan([one("a"), one("b"), one("c"), other], 5 * minute);

    const passed = plan([one("b"), one("c"), other], 6 * minute, first.probes, new Map([["a", well(1)]]));

    expect(first.wake).toEqual(["a"]);
    expect(passed.wake).toEqual(["b", "c"]);
  });

  it("conclude nothing from a record that somebody edited meanwhile, or that waits for something else", () => {
    const first = plan([one("a"), one("b")], 5 * minute);

    const edited = plan([one("b")], 6 * minute, first.probes, new Map([["a", well(2)]]));
    const waits = plan([one("b")], 6 * minute, first.probes, new Map([["a", { version: 1, waits: true }]]));

    expect(edited.wake).toEqual(["b"]);
    expect(waits.wake).toEqual([]);
  });

  it("try by one record what was given up after its attempts: a busy record, an unknown error (E37, E40)", () => {
    const locked = {
      reason: "REC_LOCKED_ROW",
      detail: "unable to obtain exclusive access to this record 003A1",
    } as const;
    const unknown = { reason: "ERR_UNKNOWN", detail: "Something went wrong (17)" } as const;
    const refused = [
      one("a", locked),
      one("b", locked),
      one("c", unknown),
      one("d", { ...unknown, detail: "Something went wrong (18)" }),
    ];

    const { wake } = plan(refused, 5 * minute);

    expect(wake).toEqual(["a", "c"]);
  });

  it("begin anew when the rule's words have changed (E36)", () => {
    const first = plan([one("a"), one("b")], 5 * minute);
    const changed = one("a", { detail: "Ask the desk first.", lastAt: 5 * minute });

    const after = plan([changed, one("b")], 6 * minute, first.probes);
    const next = plan([changed, one("b")], 11 * minute, after.probes);

    expect(after.wake).toEqual([]);
    expect(next.wake).toEqual(["a", "b"]);
  });

  it("are twelve a day at most for up to 1,200 refusals, however many causes there are", () => {
    const rows = new Map(
      Array.from({ length: 60 }, (_, n) => {
        const row = one(`r${n}`, { reason: "REF_INVALID", field: "Owner", value: `owner ${n}` });
        return [row.subject, row] as const;
      }),
    );
    let probes = noProbes;
    let sent = 0;

    for (let now = hour; now < 49 * hour; now += 15 * minute) {
      const { wake, probes: after } = plan([...rows.values()], now, probes);
      for (const subject of wake) rows.set(subject, { ...one(subject), ...rows.get(subject), lastAt: now });
      probes = after;
      sent += wake.length;
    }

    expect(sent).toBe(24);
  });
});
