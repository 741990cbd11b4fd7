import type { OAuthApp } from "./provider.ts";
import type { Behaviour, Direction, FieldType, ObjectName, ProviderId, Value } from "./record.ts";
import type { Filter } from "./rules/filter.ts";

/** What crmsync.yml says, already checked; the engine never reads the file or the environment. */
export interface Settings {
  readonly workspace: string;
  /** In the order of the file: at the first match of two records the connection listed first wins. */
  readonly connections: readonly ConnectionSettings[];
  readonly objects: Readonly<Record<ObjectName, ObjectSettings>>;
  /** Calls that the rolling comparison may spend on a connection in an hour; absent = 60, 0 = it does not run. */
  readonly comparePerHour?: number;
}

export interface ConnectionSettings {
  readonly name: string;
  readonly provider: ProviderId;
  readonly app: OAuthApp;
  readonly objects: readonly ObjectName[];
  /** The CRM's names of those objects that the configuration adds to ours; absent = none. */
  readonly names?: Readonly<Record<ObjectName, string>>;
  readonly pollMs: number;
  /** Intervals of single objects, where they differ from `pollMs`. */
  readonly polls?: Readonly<Record<ObjectName, number>>;
  /** Backfills run only inside it; null or absent = at any time. */
  readonly offPeak?: OffPeak | null;
  /** Share of the CRM's limits that we may use, 0 to 1. */
  readonly share: number;
  /** What we may do in the CRM: create only, update only, or both. */
  readonly writeMode: "create" | "update" | "upsert";
  readonly import: boolean;
  readonly export: boolean;
  /** Objects whose switches differ from `import` and `export`; absent = none. */
  readonly imports?: Readonly<Record<ObjectName, boolean>>;
  readonly exports?: Readonly<Record<ObjectName, boolean>>;
}

/** Local times of day "20:00", from inclusive, to exclusive; may go over midnight. */
export interface OffPeak {
  readonly from: string;
  readonly to: string;
  /** An IANA name. */
  readonly zone: string;
}

export interface ObjectSettings {
  /** Two levels at most: the fields that must all agree for two records to be the same. */
  readonly match: readonly (readonly string[])[];
  /** Our fields without which a remote record is skipped. */
  readonly required: readonly string[];
  /** Our fields without which a record is not made in a CRM (a default will do); absent = none. */
  readonly requiredOutbound?: readonly string[];
  /** A boolean field of ours: records where it is true are left alone. */
  readonly doNotSync: string | null;
  /** Which records are synced, in both directions; null or absent = all. */
  readonly filter?: Filter | null;
  /** Which of them count as active (A19); null or absent = all. It decides what is counted, not what is synced. */
  readonly active?: Filter | null;
  /** Which way a delete travels; "never" keeps the record and marks the link. */
  readonly delete: "never" | "inbound" | "outbound" | "both";
  /** It only comes in: nothing of it is ever owed to a CRM. */
  readonly readOnly?: boolean;
  readonly fields: Readonly<Record<string, FieldSettings>>;
}

export interface FieldSettings {
  /** The CRM's field name per provider; null = not mapped there; absent = the provider's standard name. */
  readonly remote: Readonly<Partial<Record<ProviderId, string | null>>>;
  readonly direction: Direction;
  readonly behaviour: Behaviour;
  /** Sent when our value is empty. */
  readonly default: Value;
  /** null = as the CRM describes it. "reference:account" is told by `references`. */
  readonly type: FieldType | null;
  /** The object this field points to by our id. */
  readonly references: ObjectName | null;
  /** Whether a text may be cut, a figure rounded and a time of day dropped to fit the CRM's field. */
  readonly cut?: boolean;
  /** Per provider: our value -> the CRM's; what is not named there goes as it is. */
  readonly translate?: Readonly<Partial<Record<ProviderId, Readonly<Record<string, string>>>>>;
  /** In which IANA zone a time has its day; absent = UTC. */
  readonly zone?: string | null;
  /** The field of ours that holds the currency of this amount. */
  readonly currency?: string | null;
  /** Who wins when both sides changed it, everywhere or by the connection's name; absent = newest. */
  readonly conflict?: ConflictPolicy | Readonly<Record<string, ConflictPolicy>>;
}

/** newest = the later change; ours, theirs = always that side; ask = neither, until a person decides. */
export type ConflictPolicy = "newest" | "ours" | "theirs" | "ask";
