import type { Value } from "../record.ts";
import type { ConnectionFacts, IncidentDraft } from "./facts.ts";

/** Failures that wait for a decision get a card each; more than this at one connection would be a flood. */
export const CARDS = 5;

/** One incident a cause, and how many records are beyond them. */
export function repairDrafts({ connection, failures = [], failing }: ConnectionFacts): {
  readonly drafts: readonly IncidentDraft[];
  readonly beyond: number;
} {
  const drafts = failures.map(
    ({ cause, reason, ...told }): IncidentDraft => ({
      key: `repair:${connection}:${cause}`,
      kind: "repair",
      connection,
      severity: "warning",
      reason,
      facts: { cause, ...told } satisfies Readonly<Record<string, Value>>,
    }),
  );
  const told = failures.reduce((sum, each) => sum + each.records, 0);
  return { drafts, beyond: Math.max(0, failing - told) };
}
