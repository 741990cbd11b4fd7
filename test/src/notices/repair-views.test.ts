import { expect, it } from "vitest";
import type { IncidentRow, RepairScope, RepairView } from "../../../engine/index.ts";
import { reasons } from "../../../engine/index.ts";
import { exampleIncident } from "../../../src/notices/examples-incidents.ts";
import { createRepairViews } from "../../../src/notices/repair-views.ts";
import { exampleRepair } from "../../../src/repairs/examples.ts";
import { settled } from "../../fakes/ports.ts";
import { scaleOf } from "../repairs/scale.ts";

const view = exampleRepair(reasons.DATA_PICKLIST_INVALID, scaleOf("smallest"));
const open = (more: Partial<IncidentRow> = {}, facts: IncidentRow["facts"] = {}) =>
  exampleIncident({ kind: "repair", facts: { cause: "cause_1", left: 0, ...facts }, updatedAt: 1, ...more });

/** Looks are answered when the test says so. */
function rig() {
  let now = 0;
  const asked: RepairScope[] = [];
  const waiting: ((answer: RepairView | Error) => void)[] = [];
  const logged: string[] = [];
  const repairs = (scope: RepairScope) => {
    asked.push(scope);
    return new Promise<RepairView>((resolve, reject) =>
      waiting.push((answer) => (answer instanceof Error ? reject(answer) : resolve(answer))),
    );
  };
  const clock = { wall: () => now, mono: () => now };
  const views = createRepairViews({ repairs }, clock, (_, message) => logged.push(message));
  return {
    of: (...incidents: readonly IncidentRow[]) => views.of(incidents),
    asked,
    logged,
    pass: (ms: number) => {
      now += ms;
    },
    answer: async (given: RepairView | Error = view) => {
      waiting.shift()?.(given);
      await settled();
    },
  };
}

it("holds a new alert back for its first look, and shows it with its repairs", async () => {
  const own = rig();

  const first = own.of(open());
  await own.answer();
  const second = own.of(open());

  expect([...first.unread]).toEqual(["incident_1"]);
  expect([...second.unread]).toEqual([]);
  expect(second.repairs.get("incident_1")).toBe(view);
});

it("waits five seconds for a CRM and no more", () => {
  const own = rig();
  own.of(open());

  own.pass(5_000);

  expect([...own.of(open()).unread]).toEqual([]);
});

it("looks again at most every 5 s while a cause grows, at once after a repair, and after ten minutes at the latest", async () => {
  const own = rig();
  own.of(open());
  await own.answer();
  const looks = async (passed: number, incident: IncidentRow) => {
    own.pass(passed);
    const before = own.asked.length;
    own.of(incident);
    await own.answer();
    return own.asked.length - before;
  };

  const growing = [await looks(2_000, open({ updatedAt: 2 })), await looks(3_000, open({ updatedAt: 3 }))];
  const mending = await looks(60_000, open({ updatedAt: 4 }, { runId: "run_1", left: 3 }));
  const mended = await looks(1_000, open({ updatedAt: 5 }, { runId: "run_1", still: 1 }));
  const later = [
    await looks(599_000, open({ updatedAt: 5 }, { runId: "run_1", still: 1 })),
    await looks(1_000, open({ updatedAt: 5 }, { runId: "run_1", still: 1 })),
  ];

  expect({ growing, mending, mended, later }).toEqual({ growing: [0, 1], mending: 0, mended: 1, later: [0, 1] });
});

it("keeps what was seen when a look fails, says so in the log, and forgets what is over", async () => {
  const own = rig();
  own.of(open());
  await own.answer();
  own.pass(600_000);
  own.of(open());
  await own.answer(new Error("away"));

  const kept = own.of(open());
  own.of();
  const anew = own.of(open());

  expect(kept.repairs.get("incident_1")).toBe(view);
  expect(own.logged).toEqual(["what can be done about a cause could not be looked up"]);
  expect([...anew.unread]).toEqual(["incident_1"]);
});
