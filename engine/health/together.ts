import type { ProviderId, Value } from "../record.ts";
import type { IncidentDraft } from "./facts.ts";

/** An incident that is open, as far as it matters here. */
interface Open {
  readonly key: string;
  readonly kind: IncidentDraft["kind"];
  readonly connection: string;
  readonly facts: Readonly<Record<string, Value>>;
}

/**
 * A CRM that is away is one incident, however many connections it has (features.md, M4): the one that was told first goes on
 * as long as any of them is without an answer. Its `connections` (JSON of their names) are those that are so now, `ever`
 * those that were so at any time of it, and `mostPending` the most that waited at once. Pure.
 */
export function together(drafts: readonly IncidentDraft[], open: readonly Open[]): readonly IncidentDraft[] {
  const isOutage = ({ kind }: Pick<IncidentDraft, "kind">) => kind === "provider_outage";
  const byProvider = Map.groupBy(drafts.filter(isOutage), (draft) => String(draft.facts.provider) as ProviderId);
  const outages = [...byProvider].flatMap(([provider, alike]): readonly IncidentDraft[] => {
    const told = open.find((one) => isOutage(one) && one.facts.provider === provider);
    const [first] = alike;
    if (!first) return [];
    if (alike.length === 1 && (!told || (told.key === first.key && told.facts.ever === undefined))) return alike;
    const facts = gathered(alike, told === undefined ? {} : { ever: JSON.stringify([told.connection]), ...told.facts });
    return [{ ...first, ...(told && { key: told.key, connection: told.connection }), facts }];
  });
  return [...drafts.filter((draft) => !isOutage(draft)), ...outages];
}

function gathered(alike: readonly IncidentDraft[], before: IncidentDraft["facts"]): IncidentDraft["facts"] {
  const numbers = (name: string) => alike.map((one) => one.facts[name]).filter((value) => typeof value === "number");
  const least = (name: string) => (numbers(name).length === 0 ? null : Math.min(...numbers(name)));
  const connections = alike.map((one) => one.connection);
  const ever = new Set([...namesIn(before.ever), ...connections]);
  const pending = numbers("pending").reduce((sum, each) => sum + each, 0);
  const since = [least("since"), before.since].filter((value) => typeof value === "number");
  return {
    ...alike[0]?.facts,
    since: since.length === 0 ? null : Math.min(...since),
    refused: alike.some((one) => one.facts.refused === true),
    pending,
    mostPending: Math.max(pending, typeof before.mostPending === "number" ? before.mostPending : 0),
    oldestPendingAt: least("oldestPendingAt"),
    connections: JSON.stringify(connections),
    ever: JSON.stringify([...ever].toSorted()),
  };
}

function namesIn(text: Value | undefined): readonly string[] {
  const told: unknown = JSON.parse(typeof text === "string" ? text : "[]");
  return Array.isArray(told) ? told.map(String) : [];
}
