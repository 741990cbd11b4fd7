import type { Table } from "./table.ts";

/** Each simulated CRM holds two accounts (orgs, portals), so that somebody can sign in to the wrong one. */
export type AccountName = "main" | "other";

export const accountNames: readonly AccountName[] = ["main", "other"];

export interface Account {
  readonly name: AccountName;
  /** The org or portal id. */
  readonly id: string;
  readonly label: string;
  /** Whom an app acts as after consent. */
  readonly appUser: User;
  /** Others whom it may act as, with fewer rights; none when not given. */
  readonly colleagues?: readonly User[];
  /** Who edits records by hand inside the CRM. */
  readonly person: User;
  readonly tables: Map<string, Table>;
  /** Last number given out, per key prefix. */
  readonly sequences: Map<string, number>;
  readonly meter: Meter;
}

export interface User {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  /** Types, or single fields as "Type.Field", that this user may only read; none when not given. */
  readonly mayNotWrite?: readonly string[];
}

/** How many requests an account has made. */
export interface Meter {
  /** Times of the requests inside the burst window. */
  burst: number[];
  /** Requests per minute of the last day: [minute, count]. */
  minutes: [number, number][];
  /** For daily limits that begin anew at midnight. */
  day: { startsAt: number; used: number };
  total: number;
  /** When the answers of the requests under way will leave; kept only under a concurrent-limit fault. */
  underWay: number[];
  /** `total` when a daily-limit fault was first met, by fault id. */
  readonly baselines: Map<string, number>;
}

export function meter(): Meter {
  return { burst: [], minutes: [], day: { startsAt: 0, used: 0 }, total: 0, underWay: [], baselines: new Map() };
}

export function isAccountName(name: string): name is AccountName {
  return name === "main" || name === "other";
}

/** The next number of a sequence of the account, beginning with 1. */
export function nextNumber(account: Account, sequence: string): number {
  const next = (account.sequences.get(sequence) ?? 0) + 1;
  account.sequences.set(sequence, next);
  return next;
}
