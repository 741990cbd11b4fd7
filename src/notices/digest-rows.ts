import type { Cause, ConnectionView, LimitView, OutcomeGroup } from "../../engine/index.ts";
import { ranked } from "../commands/groups.ts";
import { type Names, number } from "../commands/words.ts";
import type { TokenEnd } from "./facts.ts";

export interface DigestInput {
  /** What stands wrong at `now`. */
  readonly groups: readonly OutcomeGroup[];
  /** What stood wrong in the digest before; null = there is none. */
  readonly before: readonly OutcomeGroup[] | null;
  readonly views: readonly ConnectionView[];
  readonly limits: readonly LimitView[];
  readonly names: Names;
  /** The local date, "2026-11-21". */
  readonly date: string;
  readonly now: number;
  readonly tokens?: readonly TokenEnd[];
  /** The causes of what failed, now; absent = not looked at. */
  readonly causes?: readonly Cause[];
}

/** A group of the digest beside what it was in the digest before. */
export interface DigestLine {
  readonly group: OutcomeGroup;
  /** "+3", "-12", "new", "gone"; null = as before, or nothing to compare with. */
  readonly change: string | null;
}

/** The groups of now, failed first, and after them those that are no more. */
export function compared(
  groups: readonly OutcomeGroup[],
  before: readonly OutcomeGroup[] | null,
): readonly DigestLine[] {
  const past = new Map((before ?? []).map((group) => [keyOf(group), group]));
  const lines = ranked(groups).map((group): DigestLine => {
    const key = keyOf(group);
    const old = past.get(key);
    past.delete(key);
    return { group, change: before === null ? null : old ? signed(group.records - old.records) : "new" };
  });
  return [...lines, ...ranked([...past.values()]).map((group): DigestLine => ({ group, change: "gone" }))];
}

/** "+3", "-1,200"; null = no difference. */
export function signed(difference: number): string | null {
  if (difference === 0) return null;
  return `${difference > 0 ? "+" : "-"}${number(Math.abs(difference))}`;
}

function keyOf({ connection, object, direction, outcome, reason }: OutcomeGroup): string {
  return [connection, object, direction, outcome, reason].join("\n");
}
