import type { OutcomeGroup, OutcomeRow, ReasonCode } from "../../engine/index.ts";
import { counted, listed, type Names, number, plural } from "./words.ts";

/** What narrows a list of failures; everything that is not given is not narrowed. */
export interface Narrowed {
  readonly connection?: string | undefined;
  readonly object?: string | undefined;
  readonly reason?: ReasonCode | undefined;
}

export function within(groups: readonly OutcomeGroup[], by: Narrowed): readonly OutcomeGroup[] {
  return groups.filter(
    (group) =>
      (by.connection === undefined || group.connection === by.connection) &&
      (by.object === undefined || group.object === by.object) &&
      (by.reason === undefined || group.reason === by.reason),
  );
}

export function total(groups: readonly OutcomeGroup[], outcome?: OutcomeRow["outcome"]): number {
  return groups.reduce(
    (sum, group) => sum + (outcome === undefined || group.outcome === outcome ? group.records : 0),
    0,
  );
}

/** Failed first, then what waits, then what is meant; the most first. */
export function ranked(groups: readonly OutcomeGroup[]): readonly OutcomeGroup[] {
  const rank = { failed: 0, waiting: 1, skipped: 2 } as const;
  return [...groups].sort(
    (a, b) =>
      rank[a.outcome] - rank[b.outcome] ||
      b.records - a.records ||
      [a.reason, a.connection, a.object, a.direction]
        .join()
        .localeCompare([b.reason, b.connection, b.object, b.direction].join()),
  );
}

/** "62 failed, 250 skipped and 3 waiting"; only what there is. */
export function outcomeCounts(groups: readonly OutcomeGroup[]): string {
  const parts = (["failed", "skipped", "waiting"] as const).flatMap((outcome) => {
    const records = total(groups, outcome);
    return records === 0 ? [] : [`${number(records)} ${outcome}`];
  });
  return listed(parts);
}

/** "3 contacts from Salesforce", "12 accounts to HubSpot". */
export function whichWay(
  group: Pick<OutcomeGroup, "connection" | "object" | "direction" | "records">,
  names: Names,
): string {
  const { records, object, direction, connection } = group;
  return `${counted(records, object, plural(object))} ${direction === "inbound" ? "from" : "to"} ${names(connection)}`;
}

/** Of records that a CRM or we left: what each outcome means for the reader. */
export const OUTCOME_WORDS: Readonly<Record<OutcomeRow["outcome"], string>> = {
  failed: "failed, needs attention",
  skipped: "skipped, as intended",
  waiting: "waiting, is tried again by itself",
};
