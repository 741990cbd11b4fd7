import { fingerprintOf } from "../connections/fingerprint.ts";
import type { FailureFacts } from "../health/facts.ts";
import { CARDS } from "../health/repairs.ts";
import type { ProviderId, Value } from "../record.ts";
import { type CauseGroup, causeGroups, causeOfGroup } from "../store/causes.ts";
import type { IncidentRow } from "../store/incidents.ts";
import { groupResults, lastRepair } from "../store/runs.ts";
import type { Sql } from "../store/sql.ts";

/** The failures of a connection that get a card each: those that have one keep it, then the largest; and the largest of all has one in any case. */
export async function failureFacts(
  sql: Sql,
  { name, provider }: { readonly name: string; readonly provider: ProviderId },
  groups: readonly CauseGroup[],
  open: readonly IncidentRow[],
): Promise<readonly FailureFacts[]> {
  const shown = new Map(
    open.flatMap((one) => (one.kind === "repair" && one.connection === name ? [[one.facts.cause, one] as const] : [])),
  );
  const own = groups.filter((group) => group.connection === name);
  const first = own.filter((group) => shown.has(group.id));
  const others = own.filter((group) => !shown.has(group.id));
  const room = Math.max(CARDS - first.length, others[0] === own[0] ? 1 : 0);
  const chosen = [...first, ...others.slice(0, room)];
  const facts: FailureFacts[] = [];
  for (const group of chosen) {
    const cause = await causeOfGroup(sql, group);
    if (!cause) continue;
    const { id, object, direction, reason, field, records, lastAt, code, status, detail } = cause;
    const words = fingerprintOf({ provider, code, status, field: null, detail });
    const since = shown.get(id)?.openedAt ?? Number.POSITIVE_INFINITY;
    const repair = await repairFacts(sql, id, since);
    facts.push({ cause: id, object, direction, reason, field, records, lastAt, words, ...repair });
  }
  return facts;
}

/** All that failed, by cause. */
export const failedGroups = (sql: Sql) => causeGroups(sql, { outcome: "failed" });

const none = { runId: null, by: null, wanted: 0, left: 0, mended: 0, still: 0 };

/** What the last repair has done, of those that were begun since the card was opened. */
async function repairFacts(sql: Sql, cause: string, since: number): Promise<typeof none | RepairFacts> {
  const run = await lastRepair(sql, cause);
  if (!run || run.startedAt < since) return none;
  const results = await groupResults(sql, run.id);
  const sum = (test: (one: (typeof results)[number]) => boolean) =>
    results.filter(test).reduce((n, one) => n + one.records, 0);
  const wanted = run.wanted ?? 0;
  const done = sum(() => true);
  const still = sum((one) => one.outcome === "failed" || one.outcome === "waiting");
  const isRight = (one: (typeof results)[number]) =>
    ["created", "updated", "deleted", "synced"].includes(one.outcome) || one.reason === "SKIP_NO_CHANGE";
  return {
    runId: run.id,
    by: run.askedBy,
    wanted,
    left: run.state === "in_progress" ? Math.max(0, wanted - done) : 0,
    mended: sum(isRight),
    still,
  };
}

type RepairFacts = Pick<FailureFacts, "runId" | "by" | "wanted" | "left" | "mended" | "still">;

/** How it stood at the end: what the card says for good. */
export async function finalFacts(
  sql: Sql,
  { kind, facts, openedAt }: IncidentRow,
): Promise<Readonly<Record<string, Value>>> {
  if (kind !== "repair") return facts;
  return { ...facts, ...(await repairFacts(sql, String(facts.cause), openedAt)) };
}
