import type { Engine, IncidentRow, Log, RepairView } from "../../engine/index.ts";
import { numberIn } from "./facts.ts";

interface Times {
  wall(): number;
  mono(): number;
}

/** What is known of a CRM's lists is looked at again after so long, although nothing changed here. */
const STALE_MS = 600_000;
/** A cause that grows by the second is no reason to look by the second. */
const REST_MS = 5_000;
/** A card waits so long for its first look, then it is shown without controls. */
const PATIENCE_MS = 5_000;

interface Seen {
  /** undefined = the first look is under way. */
  view: RepairView | null | undefined;
  /** The incident as it was then, and its last repair. */
  updatedAt: number;
  repaired: string;
  /** By the monotonic clock. */
  at: number;
}

export interface RepairViews {
  /** What was seen last of each of these incidents; what is new or too old is looked up meanwhile. Never waits. */
  of(open: readonly IncidentRow[]): {
    readonly repairs: ReadonlyMap<string, RepairView | null>;
    readonly unread: ReadonlySet<string>;
  };
}

/**
 * What can be done about the cause of each open incident, looked up beside the notices and one after the other, by what is
 * known of the CRM already: nobody is asked for a card, only for a press.
 */
export function createRepairViews(engine: Pick<Engine, "repairs">, clock: Times, log: Log): RepairViews {
  const seen = new Map<string, Seen>();
  const wanted: IncidentRow[] = [];
  /** Those that wait for their look, and the one that is being looked at. */
  const asked = new Set<string>();
  let reading = false;

  async function read(): Promise<void> {
    for (let next = wanted.shift(); next; next = wanted.shift()) {
      const known = seen.get(next.id);
      const view = await look(next);
      // What cannot be looked up now keeps what was seen before.
      seen.set(next.id, {
        view: view === undefined ? (known?.view ?? null) : view,
        updatedAt: next.updatedAt,
        repaired: repairedIn(next),
        at: clock.mono(),
      });
      asked.delete(next.id);
    }
  }

  /** undefined = it could not be told. */
  async function look({ id, facts }: IncidentRow): Promise<RepairView | null | undefined> {
    if (typeof facts.cause !== "string") return null;
    try {
      return await engine.repairs({ cause: facts.cause }, false);
    } catch (cause) {
      log("warn", "what can be done about a cause could not be looked up", { incident: id, cause: String(cause) });
      return undefined;
    }
  }

  function isDue(incident: IncidentRow): boolean {
    const { id, updatedAt, facts } = incident;
    const known = seen.get(id);
    if (!known) return true;
    // While somebody mends it there is nothing to offer.
    if (known.view === undefined || numberIn(facts, "left") > 0) return false;
    if (known.repaired !== repairedIn(incident)) return true;
    const ms = clock.mono() - known.at;
    return ms >= STALE_MS || (known.updatedAt !== updatedAt && ms >= REST_MS);
  }

  return {
    of: (open) => {
      const mine = open.filter((one) => one.kind === "repair");
      const ids = new Set(mine.map((one) => one.id));
      for (const id of seen.keys()) if (!ids.has(id)) seen.delete(id);
      for (const one of mine.filter(isDue)) {
        if (asked.has(one.id)) continue;
        asked.add(one.id);
        if (!seen.has(one.id))
          seen.set(one.id, { view: undefined, updatedAt: one.updatedAt, repaired: repairedIn(one), at: clock.mono() });
        wanted.push(one);
      }
      if (wanted.length > 0 && !reading) {
        reading = true;
        void read().finally(() => {
          reading = false;
        });
      }
      const unread = mine.filter(({ id }) => {
        const known = seen.get(id);
        return known?.view === undefined && clock.mono() - (known?.at ?? 0) < PATIENCE_MS;
      });
      return {
        repairs: new Map(mine.map(({ id }) => [id, seen.get(id)?.view ?? null])),
        unread: new Set(unread.map((one) => one.id)),
      };
    },
  };
}

function repairedIn({ facts }: IncidentRow): string {
  return JSON.stringify([facts.runId, facts.mended, facts.still]);
}
