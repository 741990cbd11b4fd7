import type { Ports } from "../ports.ts";
import type { Trouble } from "../provider.ts";
import type { ProviderId } from "../record.ts";
import type { Lease, Leases } from "../rounds/lease.ts";
import {
  type ConnectionRow,
  type ConnectionTrouble,
  readConnection,
  saveSuccess,
  saveTrouble,
} from "../store/connections.ts";
import { makeDue } from "../store/cursors.ts";
import type { Sql } from "../store/sql.ts";
import { isOursToWait } from "../throttle/seam.ts";
import type { Connection } from "./connection.ts";
import { afterFailure, afterSuccess, isTroubled } from "./facts.ts";
import { countUnknowns } from "./unknown.ts";
import type { UsageNotes } from "./usage.ts";

/** Writes down how the calls of a connection went. */
export interface CallNotes {
  succeeded(lease: Lease, row: ConnectionRow): Promise<void>;
  failed(lease: Lease, trouble: Trouble): Promise<void>;
  /** What only the words of a refusal tell of a limit. */
  tellThrottle(name: string, trouble: Trouble): void;
}

/** Successes are written down this often at most; failures always. */
const noteEveryMs = 2_000;

export function createCallNotes(
  { all, get, usage }: { all: readonly Connection[]; get(name: string): Connection; usage: UsageNotes },
  { leases, ports }: { leases: Leases; ports: Ports },
): CallNotes {
  const { clock } = ports;

  async function succeeded(lease: Lease, row: ConnectionRow): Promise<void> {
    const now = clock.wall();
    if (!isTroubled(row.trouble) && now - (row.lastSuccessAt ?? 0) < noteEveryMs) return;
    const state = get(row.name).throttle.state();
    const committed = await leases.write(lease, async (sql) => {
      const current = await readConnection(sql, row.name);
      const trouble = usage.withQuota(afterSuccess(current?.trouble ?? row.trouble), state);
      await saveSuccess(sql, row.name, { now, trouble, usage: state.usage });
      return usage.sample(sql, row.name, state);
    });
    committed();
  }

  async function failed(lease: Lease, trouble: Trouble): Promise<void> {
    const { connection: name } = lease;
    // That is our own affair: the next round takes the lease anew, or another worker has it, or the limit has room again.
    if (isOursToWait(trouble.code)) return;
    ports.log("warn", "a call failed", {
      connection: name,
      reason: trouble.reason,
      status: trouble.status,
      code: trouble.code,
    });
    tellThrottle(name, trouble);
    const { provider, throttle } = get(name);
    await leases.write(lease, async (sql) => {
      const row = await readConnection(sql, name);
      if (!row) return;
      const after = afterFailure(row.trouble, trouble, clock.wall(), ports.random);
      await saveTrouble(sql, name, usage.withQuota(after, throttle.state()));
      if (isNewRefusal(row.trouble, after)) await askOthers(sql, name, provider.id);
      await countUnknowns(sql, { provider: provider.id, at: clock.wall() }, [trouble]);
    });
  }

  /** Whether another grant of this provider still works tells a revoked one from an outage (features.md, M4). */
  async function askOthers(sql: Sql, name: string, provider: ProviderId): Promise<void> {
    const others = all.filter(({ settings: own }) => own.name !== name && own.provider === provider && own.import);
    for (const { settings: own } of others) await makeDue(sql, own.name, own.objects.slice(0, 1));
  }

  function tellThrottle(name: string, { reason }: Trouble): void {
    const { throttle } = get(name);
    if (reason === "LIMIT_DAILY") throttle.refused("daily");
    if (reason === "LIMIT_CONCURRENT") throttle.refused("concurrent");
  }

  return { succeeded, failed, tellThrottle };
}

/** Those after the second are what is known already. */
function isNewRefusal(before: ConnectionTrouble, after: ConnectionTrouble): boolean {
  return after.refusals.length > before.refusals.length && after.refusals.length <= 2;
}
