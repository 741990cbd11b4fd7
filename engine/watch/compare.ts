import type { Lease } from "../rounds/lease.ts";
import { inboundRules } from "../rules/rules.ts";
import { schemaOf } from "../rules/schema.ts";
import { takesIn } from "../rules/switches.ts";
import { readCompare, saveCompare } from "../store/compare.ts";
import { readCursors } from "../store/cursors.ts";
import { hasWork } from "../store/outbox.ts";
import type { Worker } from "../worker.ts";
import { isResting, nextPlace, restAfter } from "./compare-plan.ts";
import { readStep } from "./compare-read.ts";

const perHourUnlessTold = 60;
const lane = "backfill";
/** Indexes lag and rows become visible late: a poll may not have seen what was changed so shortly before it. */
const pollsReachMs = 600_000;

/**
 * One step of the rolling comparison (features.md M9): where nothing else is due and the budget allows, one page of what
 * the CRM holds is read and held against what was last seen. Answers whether a call was spent.
 */
export async function compareStep(worker: Worker, name: string, hold: () => Promise<Lease | null>): Promise<boolean> {
  const { store, connections, leases, ports } = worker;
  const { settings: own, throttle } = connections.get(name);
  const perHour = worker.settings.comparePerHour ?? perHourUnlessTold;
  const objects = own.objects.filter((object) => takesIn(own, object));
  if (objects.length === 0 || perHour <= 0) return false;
  const now = ports.clock.wall();
  const state = await store.read((sql) => readCompare(sql, name));
  if (isResting(state, now)) return false;
  const cursors = await store.read((sql) => readCursors(sql, name));
  const candidates = objects.map((object) => ({
    object,
    finishedAt: cursors.find((each) => each.object === object)?.finishedAt ?? null,
  }));
  // As long as anything is still to be fetched for the first time, nobody need compare.
  if (candidates.some((each) => each.finishedAt === null)) return false;
  const turn = nextPlace(state, candidates, now);
  if (!turn || (await store.read((sql) => hasWork(sql, name, now))) || !(await connections.ready(name, lane)))
    return false;
  const lease = await hold();
  if (!lease) return false;

  const before = throttle.state().sent;
  const { object, place } = turn;
  const schema = await schemaOf(worker, lease, object, lane);
  const step = schema.ok ? await readStep(worker, lease, object, place) : null;
  const calls = throttle.state().sent - before;
  // A step that needed no call is no reason to rest.
  const notBefore = calls === 0 ? state.notBefore : restAfter(now, state.notBefore, calls, perHour);
  if (!schema.ok || step === null) {
    if (calls > 0) await leases.write(lease, (sql) => saveCompare(sql, name, { ...state, notBefore }));
    return calls > 0;
  }

  const polledAt = cursors.find((each) => each.object === object)?.polledAt ?? now;
  const rules = inboundRules(worker, name, object, schema.value);
  const repair = { worker, rules, unpolledSince: polledAt - pollsReachMs };
  await ports.clock.turn?.();
  let differed = 0;
  await leases.write(lease, async (sql) => {
    differed = await step.commit(sql, repair);
    const compared = place.compared + step.compared;
    const next = step.next({ ...place, compared, differed: place.differed + differed, calls: place.calls + calls });
    await saveCompare(sql, name, { notBefore, objects: { ...state.objects, [object]: next } });
  });
  if (differed > 0) {
    ports.log("info", "the comparison found differences", { connection: name, object, differed });
    worker.bell.ring();
  }
  return calls > 0;
}
