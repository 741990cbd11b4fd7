import type { Value } from "../record.ts";
import type { LostField } from "../rules/lost.ts";
import type { ConnectionFacts } from "./facts.ts";

/** One mapped field that is gone, as an incident tells it; the likeliest candidates first. */
interface ToldLoss
  extends Pick<LostField, "object" | "field" | "remote" | "label" | "since" | "records" | "renamedTo"> {
  readonly candidates: readonly { readonly name: string; readonly label: string; readonly score: number }[];
}

/** A card names so many; the others are counted. */
const TOLD = 8;

/**
 * The facts of the incident of mapped fields that are gone (A17); null = none is. One incident for a connection, because
 * lost rights hide many fields at once. `lost` is JSON of ToldLoss[], those that hit most records first.
 */
export function driftFacts({ lost = [], provider }: ConnectionFacts): Readonly<Record<string, Value>> | null {
  if (lost.length === 0) return null;
  const ranked = [...lost].sort(
    (a, b) => b.records - a.records || a.object.localeCompare(b.object) || a.field.localeCompare(b.field),
  );
  return {
    provider,
    fields: lost.length,
    records: Math.max(...lost.map((each) => each.records)),
    since: Math.min(...lost.map((each) => each.since)),
    lost: JSON.stringify(ranked.slice(0, TOLD).map(told)),
  };
}

function told({ object, field, remote, label, since, records, renamedTo, candidates }: LostField): ToldLoss {
  const named = candidates.map((one) => ({ name: one.name, label: one.label, score: one.score }));
  return { object, field, remote, label, since, records, renamedTo, candidates: named };
}
