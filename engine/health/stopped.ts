import type { ConnectionFacts, IncidentDraft } from "./facts.ts";

/** An incident names so many; the rest is counted. */
const NAMED = 10;

/** What an incident keeps of objects that have stopped; null = none has. `stopped` is JSON. */
export function stoppedFacts({ stopped = [] }: Pick<ConnectionFacts, "stopped">): IncidentDraft["facts"] | null {
  if (stopped.length === 0) return null;
  const first = stopped.toSorted((a, b) => a.since - b.since || a.object.localeCompare(b.object));
  return {
    since: first[0]?.since ?? null,
    count: stopped.length,
    stopped: JSON.stringify(first.slice(0, NAMED)),
  };
}
