/** What the workspace knows of one object on one connection; every remote record is in one number at most. */
export interface Known {
  /** Records of ours with a living link there. */
  readonly ours: number;
  /** Living links beyond the first of the same record: remote records that became one here (A21). */
  readonly merged: number;
  /** Living in the CRM, but set aside: deleted here, or taken out of use by the CRM itself (A19). */
  readonly archived: number;
  /** Left out on purpose, by a rule. */
  readonly filtered: number;
  readonly noPermission: number;
  readonly pending: number;
  readonly failed: number;
}

export const nothingKnown: Known = {
  ours: 0,
  merged: 0,
  archived: 0,
  filtered: 0,
  noPermission: 0,
  pending: 0,
  failed: 0,
};

export const termNames = ["ours", "filtered", "noPermission", "archived", "merged", "pending", "failed"] as const;

/**
 * `unseen` = in the CRM and not met yet; `gone` is taken away: we count it and the CRM does not, because it was deleted
 * there, or hidden, since we looked, or because its own index is behind.
 */
export type Term = (typeof termNames)[number] | "unseen" | "gone";

export interface Line {
  readonly term: Term;
  /** Never below zero. */
  readonly records: number;
}

/** How a CRM's number comes about, to the last record: the lines, `gone` taken away, make `inCrm`. */
export interface CountSum {
  /** null = the CRM does not tell: then it is what we know of. */
  readonly inCrm: number | null;
  readonly lines: readonly Line[];
  /** What nobody has looked into yet: 0 = every record is explained. */
  readonly open: number;
}

/** What explains a difference that is no one's fault. */
export interface Excuse {
  /** A first pull is under way: what is unseen is on its way. */
  readonly comes: boolean;
  /** Records linked so lately that the CRM's count, which may come from an index, need not have them yet. */
  readonly fresh: number;
}

/**
 * Pure: the closed sum CRM count = ours + filtered + no permission + archived + merged away + pending + failed + not
 * seen yet - gone (features.md M9, A19 to A21).
 */
export function countSum(inCrm: number | null, known: Known, { comes, fresh }: Excuse): CountSum {
  const lines: Line[] = termNames.map((term) => ({ term, records: known[term] }));
  const sum = lines.reduce((total, line) => total + line.records, 0);
  const rest = (inCrm ?? sum) - sum;
  const unseen = Math.max(0, rest);
  const gone = Math.max(0, -rest);
  return {
    inCrm,
    lines: [...lines, { term: "unseen", records: unseen }, { term: "gone", records: gone }],
    open: (comes ? 0 : unseen) + Math.max(0, gone - fresh),
  };
}

/** What the lines make together: the CRM's own number, whatever it is. */
export function sumOf({ lines }: Pick<CountSum, "lines">): number {
  return lines.reduce((total, { term, records }) => total + (term === "gone" ? -records : records), 0);
}
