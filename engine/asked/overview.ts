import { assess, type Health } from "../health.ts";
import type { Identity, Usage } from "../provider.ts";
import type { ProviderId } from "../record.ts";
import type { Settings } from "../settings.ts";
import { readConnections } from "../store/connections.ts";
import { readCursors } from "../store/cursors.ts";
import { openIncidents } from "../store/incidents.ts";
import { outboxTotals } from "../store/outbox.ts";
import type { Sql } from "../store/sql.ts";
import { countStandings, type Standing } from "../store/standings.ts";
import { factsOf, type Surroundings } from "../watch/gather.ts";

/** Everything that `status` shows of one connection. */
export interface ConnectionView {
  readonly name: string;
  readonly provider: ProviderId;
  readonly health: Health;
  readonly identity: Identity | null;
  readonly lastSuccessAt: number | null;
  readonly usage: Usage | null;
  readonly objects: readonly ObjectView[];
  /** Changes that wait to be sent, and since when. */
  readonly pending: number;
  readonly oldestPendingAt: number | null;
}

/** `known` = synced + skipped + failed + waiting: every record of the CRM that we know of is counted once. */
export interface ObjectView extends Standing {
  readonly phase: "backfill" | "incremental";
  readonly done: number;
  readonly total: number | null;
  readonly startedAt: number | null;
  readonly movedAt: number | null;
  readonly finishedAt: number | null;
}

export async function overview(sql: Sql, settings: Settings, around: Surroundings): Promise<readonly ConnectionView[]> {
  const rows = await readConnections(sql);
  const cursors = await readCursors(sql);
  const owed = await outboxTotals(sql);
  const standings = await countStandings(sql);
  const facts = await factsOf(sql, settings, around, await openIncidents(sql));
  return settings.connections.flatMap((own) => {
    const row = rows.find((each) => each.name === own.name);
    const fact = facts.find((each) => each.connection === own.name);
    if (!row || !fact) return [];
    const objects = own.objects.flatMap((object): ObjectView[] => {
      const cursor = cursors.find((each) => each.connection === own.name && each.object === object);
      const standing = standings.find((each) => each.connection === own.name && each.object === object);
      if (!cursor) return [];
      const { phase, done, total, startedAt, movedAt, finishedAt } = cursor;
      return [{ ...(standing ?? empty(own.name, object)), phase, done, total, startedAt, movedAt, finishedAt }];
    });
    const waiting = owed.filter((each) => each.connection === own.name && each.state !== "failed");
    const since = waiting.map((each) => each.oldest).filter((at) => at !== null);
    const { name, provider, identity, lastSuccessAt, usage } = row;
    return {
      name,
      provider,
      health: assess(fact).health,
      identity,
      lastSuccessAt,
      usage,
      objects,
      pending: waiting.reduce((sum, each) => sum + each.rows, 0),
      oldestPendingAt: since.length > 0 ? Math.min(...since) : null,
    };
  });
}

function empty(connection: string, object: string): Standing {
  return {
    connection,
    object,
    known: 0,
    synced: 0,
    skipped: 0,
    failed: 0,
    waiting: 0,
    outboundSkipped: 0,
    outboundFailed: 0,
    outboundWaiting: 0,
  };
}
