import type { WorkspaceRecord } from "../record.ts";
import { type Candidate, decideMatch, type Match, matchField } from "../rules/match.ts";
import type { Incoming, Known, Refusal, Rules } from "./known.ts";

/** Matching within one page: what was known before it, and what the page itself has made and taken so far. */
export interface Meeting {
  readonly known: Known;
  readonly rules: Rules;
  /** Records as the page has changed them so far. */
  readonly records: Map<string, WorkspaceRecord>;
  /** Per level: key -> ids of records that this page makes. */
  readonly fresh: readonly Map<string, readonly string[]>[];
  /** Records that this page links. */
  readonly taken: Set<string>;
}

export type Found =
  | { readonly kind: "none" }
  | { readonly kind: "one"; readonly record: WorkspaceRecord; readonly newer: "here" | "there" }
  | Extract<Match, { kind: "ambiguous" }>;

/** Finds our record for a remote one that has no link yet (two levels; nothing is guessed). */
export function meet({ remote, keys }: Incoming, meeting: Meeting): Found {
  const { known, rules, records } = meeting;
  const own = records.get(known.byOwnId.get(remote.externalId) ?? "");
  if (own && !isTaken(own.id, meeting)) {
    return { kind: "one", record: own, newer: firstMatchWinner(known.linkedOn.get(own.id) ?? [], rules) };
  }
  const match = decideMatch(keys.map((key, level) => candidates(key, level, meeting)));
  if (match.kind !== "one") return match;
  const record = records.get(match.recordId);
  if (!record) return { kind: "ambiguous", recordIds: [match.recordId], level: match.level };
  return { kind: "one", record, newer: firstMatchWinner(known.linkedOn.get(record.id) ?? [], rules) };
}

const nobody: readonly Candidate[] = [];

function candidates(key: string, level: number, meeting: Meeting): readonly Candidate[] {
  if (key === "") return nobody;
  const before = meeting.known.byKey[level]?.get(key);
  const now = meeting.fresh[level]?.get(key);
  if (!before && !now) return nobody;
  return [...(before ?? []), ...(now ?? [])].map((recordId) => ({ recordId, taken: isTaken(recordId, meeting) }));
}

function isTaken(recordId: string, { known, rules, taken }: Meeting): boolean {
  return taken.has(recordId) || (known.linkedOn.get(recordId) ?? []).includes(rules.connection);
}

/** Where both sides of a linked record have a value that is told for the first time: as at a first match. */
export function firstTellingWinner(linkedOn: readonly string[], rules: Rules): "here" | "there" {
  const others = linkedOn.filter((name) => name !== rules.connection);
  return others.length === 0 ? "there" : firstMatchWinner(others, rules);
}

/** The connection that the configuration names first wins; a record that no CRM knows yet was written here, and stands. */
function firstMatchWinner(linkedOn: readonly string[], rules: Rules): "here" | "there" {
  if (linkedOn.length === 0) return "here";
  const best = Math.min(...linkedOn.map((name) => rules.rank(name)));
  return rules.rank(rules.connection) < best ? "there" : "here";
}

/** Why nothing was matched: nothing is guessed (B25, E23). */
export function unclear(found: Extract<Found, { kind: "ambiguous" }>, { settings }: Rules): Refusal {
  const by = (level: number) => settings.match[level]?.map(matchField).join(" and ");
  const told = { field: null, parent: null, due: null };
  if (found.conflicting) {
    const detail = `Its ${by(found.level)} names a record that is linked already, and its ${by(found.level + 1)} names another one.`;
    return { ...told, outcome: "skipped", reason: "SKIP_CONFLICTING_ID", detail };
  }
  const who = found.recordIds.length > 1 ? "Several of our records match" : "Another remote record holds the match";
  return { ...told, outcome: "failed", reason: "DUP_AMBIGUOUS", detail: `${who} on ${by(found.level)}.` };
}
