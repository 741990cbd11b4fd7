import type { ConnectionView, Engine, IncidentRow, OutcomeGroup } from "../../engine/index.ts";
import { type Aftermath, nothingAfter } from "./after.ts";
import { losesRights } from "./difference.ts";
import { concerned } from "./provider-outage.ts";
import { isOfRights } from "./reconnected.ts";

const DAY = 86_400_000;
/** A sign-in may be begun before its alert was opened: the link lives for ten minutes. */
const LINK_MS = 600_000;
const RUNS = 500;

interface Around {
  readonly views: readonly ConnectionView[];
  readonly now: number;
  /** Read once for all, and only where it is needed. */
  failures(): Promise<readonly OutcomeGroup[]>;
}

/**
 * What came of an alert since it was over: who signed in, which rights that lost, and how much of what waited is still to be
 * sent. Only sign-in and outages leave something behind; for a day it is followed.
 */
export async function aftermathOf(
  engine: Engine,
  incident: IncidentRow,
  { views, now, failures }: Around,
  /** Whether the end of it has been followed all the time: otherwise what was sent since is everyday work, too. */
  followed: boolean,
): Promise<Aftermath> {
  const { kind, connection, openedAt, resolvedAt } = incident;
  if ((kind !== "sign_in_needed" && kind !== "provider_outage") || resolvedAt === null) return nothingAfter;
  const ill = concerned(incident);
  const left = now - resolvedAt > DAY ? 0 : leftOf(views, ill, resolvedAt);
  const work = () => workedOff(engine, ill, { from: openedAt, to: now });
  const untold = left > 0 || !followed;
  if (kind === "provider_outage") return { ...nothingAfter, left, ...(untold ? {} : await work()) };
  const done = await engine.signIns.lastDone(connection, { from: openedAt - LINK_MS, to: resolvedAt });
  const difference = done?.difference ?? null;
  const lost = new Set((difference?.lost ?? []).map((each) => each.object));
  const held = lost.size === 0 ? 0 : heldBy(await failures(), connection, lost);
  const worked = untold || losesRights(difference) ? {} : await work();
  return { ...nothingAfter, by: done?.presser.name ?? null, difference, left, ...worked, held };
}

/** Changes of then that still wait; newer ones alone are everyday work. */
function leftOf(views: readonly ConnectionView[], ill: readonly string[], resolvedAt: number): number {
  const old = views.filter(
    (view) => ill.includes(view.name) && view.oldestPendingAt !== null && view.oldestPendingAt <= resolvedAt,
  );
  return old.reduce((sum, view) => sum + view.pending, 0);
}

/** While it was on nothing went out, so that all since it was opened went out after it. */
async function workedOff(
  engine: Engine,
  ill: readonly string[],
  { from, to }: { from: number; to: number },
): Promise<Pick<Aftermath, "sent" | "refused">> {
  let [sent, refused] = [0, 0];
  for (const connection of ill) {
    const runs = await engine.runs({ connection, direction: "outbound", since: from, until: to + 1, limit: RUNS });
    for (const { counts } of runs) {
      sent += counts.created + counts.updated + counts.deleted;
      refused += counts.failed;
    }
  }
  return { sent, refused };
}

function heldBy(groups: readonly OutcomeGroup[], connection: string, objects: ReadonlySet<string>): number {
  const held = groups.filter(
    (group) => group.connection === connection && objects.has(group.object) && isOfRights(group.reason),
  );
  return held.reduce((sum, group) => sum + group.records, 0);
}
