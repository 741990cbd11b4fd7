import type { InboundRules } from "../inbound/recall.ts";
import type { Provider } from "../provider.ts";
import { lookupField } from "./lookup.ts";

/** So many calls of a look-up may stand between a person and what they wait for: some seconds where searches are scarce. */
const mostCalls = 20;

/** How many new records one batch takes on: fewer where each of them costs searches of its own; at least one. */
export function newAtOnce(provider: Pick<Provider, "calls">, rules: InboundRules, batch: number): number {
  const { object, map, settings } = rules;
  const [by] = settings.match.flatMap((level) => lookupField(level, map) ?? []);
  if (by === undefined) return batch;
  const price = (count: number) => provider.calls({ op: "find", object, by: by.remote, count });
  let most = batch;
  while (most > 1 && price(most) > mostCalls) most -= 1;
  return most;
}
