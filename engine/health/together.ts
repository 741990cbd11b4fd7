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
 * as long as any of them is without an answer. Its `connections` (JSON of their names) are those that are so now. Pure.
 */
export function together(drafts: readonly IncidentDraft[], open: readonly Open[]): readonly IncidentDraft[] {
  const isOutage = ({ kind }: Pick<IncidentDraft, "kind">) => kind === "provider_outage";
  const byProvider = Map.groupBy(drafts.filter(isOutage), (draft) => String(draft.facts.provider) as ProviderId);
  const outages = [...byProvider].flatMap(([provider, alike]): readonly IncidentDraft[] => {
    const told = open.find((one) => isOutage(one) && one.facts.provider === provider);
    const [first] = alike;
    if (!first) return [];
    if (alike.length === 1 && (!told || told.key === first.key)) return alike;
    return [{ ...first, ...(told && { key: told.key, connection: told.connection }), facts: gathered(alike) }];
  });
  return [...drafts.filter((draft) => !isOutage(draft)), ...outages];
}

function gathered(alike: readonly IncidentDraft[]): IncidentDraft["facts"] {
  const numbers = (name: string) => alike.map((one) => one.facts[name]).filter((value) => typeof value === "number");
  const least = (name: string) => (numbers(name).length === 0 ? null : Math.min(...numbers(name)));
  return {
    ...alike[0]?.facts,
    since: least("since"),
    refused: alike.some((one) => one.facts.refused === true),
    pending: numbers("pending").reduce((sum, each) => sum + each, 0),
    oldestPendingAt: least("oldestPendingAt"),
    connections: JSON.stringify(alike.map((one) => one.connection)),
  };
}
