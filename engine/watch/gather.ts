import { dailyNow, oursOf, outlookSamples } from "../asked/limits.ts";
import { budgetFacts, shareOf } from "../connections/budget.ts";
import type { ConnectionFacts } from "../health.ts";
import { hasStopped } from "../rules/halt.ts";
import { offPeakNow, quickestPollMs } from "../rules/schedule.ts";
import { sendsOut, takesIn } from "../rules/switches.ts";
import type { ConnectionSettings, Settings } from "../settings.ts";
import { readBudgets } from "../store/budgets.ts";
import { type ConnectionRow, readConnections } from "../store/connections.ts";
import { type CursorRow, readCursors } from "../store/cursors.ts";
import { readDrifts } from "../store/drifts.ts";
import { liveGrant } from "../store/grants.ts";
import { type Halt, readHalts } from "../store/halts.ts";
import type { IncidentRow } from "../store/incidents.ts";
import { outboxTotals } from "../store/outbox.ts";
import { groupOutcomes, type OutcomeGroup } from "../store/outcome-groups.ts";
import { recentResults } from "../store/runs.ts";
import type { Sql } from "../store/sql.ts";
import type { UsageSample } from "../store/usage.ts";
import { evidenceOf, signedInHere } from "./evidence.ts";
import { failedGroups, failureFacts } from "./failures.ts";
import { forecast } from "./forecast.ts";

/** What the process knows besides its rows. */
export interface Surroundings {
  readonly now: number;
  readonly startedAt: number;
  readonly lookedAt: number | null;
  /** Sign-ins of one user and app that the connection's CRM keeps; absent or null = it has no such rule. */
  readonly keeps?: (connection: string) => number | null;
}

/** The facts of every configured connection that has its row. */
export async function factsOf(
  sql: Sql,
  settings: Settings,
  around: Surroundings,
  open: readonly IncidentRow[],
): Promise<readonly ConnectionFacts[]> {
  const rows = await readConnections(sql);
  const cursors = await readCursors(sql);
  const owed = await outboxTotals(sql);
  const outcomes = await groupOutcomes(sql);
  const causes = outcomes.some((each) => each.outcome === "failed") ? await failedGroups(sql) : [];
  const drifts = await readDrifts(sql);
  const halts = await readHalts(sql);
  const signedIn = await signedInHere(sql, rows);
  const budgets = await readBudgets(sql);
  const all: ConnectionFacts[] = [];
  for (const own of settings.connections) {
    const row = rows.find((each) => each.name === own.name);
    if (!row) continue;
    const waiting = owed.filter((each) => each.connection === own.name && each.state !== "failed");
    const failed = outcomes.filter((each) => each.connection === own.name && each.outcome === "failed");
    const oldest = waiting.map((each) => each.oldest).filter((at) => at !== null);
    const asked = open.find((each) => each.connection === own.name && each.kind === "sign_in_needed");
    const known = { own, rows, drifts, signedIn, most: around.keeps?.(own.name) ?? null };
    const limitBefore = open.find((each) => each.connection === own.name && each.kind === "api_limit")?.facts ?? null;
    all.push({
      ...around,
      ...ofRow(row, own),
      limitBefore,
      offPeak: offPeakNow(own.offPeak, around.now),
      budget: budgetFacts(own, budgets.get(own.name)),
      daily: await dailyUse(sql, row, shareOf(own, budgets.get(own.name)), {
        now: around.now,
        asked: limitBefore !== null,
      }),
      askedAt: asked?.openedAt ?? null,
      askedFor: asked?.reason ?? null,
      askedFirst: asked?.facts.everSignedIn === false,
      unproven: asked !== undefined && !(await isProven(sql, row)),
      evidence: evidenceOf(row, known),
      othersFailedAt: othersFailed(rows, row),
      othersWellAt: othersWell(rows, row),
      backfill: backfillOf(
        cursors.filter(
          (each) => each.connection === own.name && own.objects.includes(each.object) && takesIn(own, each.object),
        ),
      ),
      recent: await recentResults(sql, own.name, 1000),
      failing: failed.reduce((sum, each) => sum + each.records, 0),
      failures: failed.length > 0 ? await failureFacts(sql, own, causes, open) : [],
      topReason: topReason(failed),
      lost: drifts
        .filter((each) => each.connection === own.name && own.objects.includes(each.object))
        .flatMap((each) => each.lost),
      stopped: stoppedOf(halts, own),
      pending: waiting.reduce((sum, each) => sum + each.rows, 0),
      oldestPendingAt: oldest.length > 0 ? Math.min(...oldest) : null,
    });
  }
  return all;
}

/** Whether the sign-in in use has worked: a call with it, or a read that was made to find out. */
async function isProven(sql: Sql, { name, signedInAt, lastSuccessAt }: ConnectionRow): Promise<boolean> {
  if (signedInAt === null || (lastSuccessAt ?? 0) > signedInAt) return true;
  return ((await liveGrant(sql, name))?.provenAt ?? null) !== null;
}

function stoppedOf(halts: readonly Halt[], own: ConnectionSettings): NonNullable<ConnectionFacts["stopped"]> {
  const isUsed = ({ object, direction }: Halt) =>
    own.objects.includes(object) && (direction === "inbound" ? takesIn(own, object) : sendsOut(own, object));
  return halts
    .filter((one) => one.connection === own.name && hasStopped(one) && isUsed(one))
    .map(({ object, direction, since, words }) => ({ object, direction, since, words }));
}

function ofRow(
  { name, provider, token, createdAt, signedInAt, trouble, paused, lastSuccessAt }: ConnectionRow,
  own: ConnectionSettings,
) {
  const { wrongOrg, refusals, outage, throttledUntil, quotaUntil } = trouble;
  const pollMs = quickestPollMs(own);
  const signedIn = token !== null;
  return {
    connection: name,
    provider,
    signedIn,
    createdAt,
    wrongOrg,
    paused,
    refusals,
    outage,
    pollMs,
    lastSuccessAt,
    resumedAt: Math.max(signedInAt ?? 0, trouble.resumedAt ?? 0),
    throttledUntil,
    quotaUntil,
  };
}

/** How long the quota lasts is asked only where somebody is told. */
async function dailyUse(
  sql: Sql,
  row: ConnectionRow,
  share: number,
  { now, asked }: { now: number; asked: boolean },
): Promise<ConnectionFacts["daily"]> {
  const daily = dailyNow(row, share, now);
  if (daily === null) return null;
  if (!asked && daily.level === "free") return { ...daily, share, perHour: null, exhaustedAt: null };
  const samples = await outlookSamples(sql, row.name, now);
  // What nobody has told for a day has fallen out of a rolling limit.
  if (daily.resetAt === null && samples.length > 0 && now - (samples.at(-1)?.at ?? 0) >= dayMs) return null;
  const ours = await oursOf(sql, row.name, daily, now);
  return {
    ...daily,
    share,
    ours,
    curve: curveOf(samples, daily.allowed, now),
    ...forecast({ ...daily, now, samples }),
  };
}

const dayMs = 86_400_000;
const slots = 24;

/** Percent of what we may use, at the end of each hour of the last day by the clock: "12 14 15", the oldest first. */
function curveOf(samples: readonly UsageSample[], allowed: number, now: number): string {
  const slotOf = (at: number) => Math.floor((at * slots) / dayMs);
  const last = new Map(samples.map((one) => [slotOf(one.at), Math.floor((one.used * 100) / allowed)]));
  return [...last]
    .filter(([slot]) => slot > slotOf(now) - slots && slot < slotOf(now))
    .map(([, percent]) => percent)
    .join(" ");
}

function othersFailed(rows: readonly ConnectionRow[], row: ConnectionRow): readonly number[] {
  return rows
    .filter((other) => other.name !== row.name && other.provider === row.provider)
    .map((other) => other.trouble.failedAt)
    .filter((at) => at !== null);
}

function othersWell(rows: readonly ConnectionRow[], row: ConnectionRow): number | null {
  const others = rows.filter(
    (other) =>
      other.name !== row.name && other.provider === row.provider && other.token !== null && other.paused === null,
  );
  const wellAt = others.map((other) => other.lastSuccessAt).filter((at) => at !== null);
  return wellAt.length === 0 ? null : Math.max(...wellAt);
}

/** One connection's backfill is that of all its objects. */
/** `cursors` are those of objects that come in. */
function backfillOf(cursors: readonly CursorRow[]): ConnectionFacts["backfill"] {
  const begun = cursors.filter((each) => each.startedAt !== null);
  if (begun.length === 0 || cursors.every((each) => each.finishedAt !== null)) return null;
  const known = cursors.every((each) => each.total !== null);
  return {
    done: cursors.reduce((sum, each) => sum + each.done, 0),
    total: known ? cursors.reduce((sum, each) => sum + (each.total ?? 0), 0) : null,
    startedAt: Math.min(...begun.map((each) => each.startedAt ?? 0)),
    movedAt: Math.max(...begun.map((each) => each.movedAt ?? 0)),
  };
}

function topReason(failed: readonly OutcomeGroup[]): ConnectionFacts["topReason"] {
  const byReason = new Map<OutcomeGroup["reason"], number>();
  for (const each of failed) byReason.set(each.reason, (byReason.get(each.reason) ?? 0) + each.records);
  return [...byReason].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]))[0]?.[0] ?? null;
}
