import { askedFor } from "./due-asked.ts";
import { incidentMessages } from "./due-incidents.ts";
import { news } from "./due-news.ts";
import type { Facts } from "./facts.ts";
import { type Due, lanes } from "./message.ts";

/** Pure: what should be shown where, the most urgent first. */
export function due(facts: Facts): readonly Due[] {
  const rank = (one: Due) => lanes.indexOf(one.lane);
  return [...incidentMessages(facts), ...askedFor(facts), ...news(facts)].sort((a, b) => rank(a) - rank(b));
}
