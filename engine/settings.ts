import type { OAuthApp } from "./provider.ts";
import type { Behaviour, Direction, FieldType, ObjectName, ProviderId, Value } from "./record.ts";

/** What crmsync.yml says, already checked; the engine never reads the file or the environment. */
export interface Settings {
  readonly workspace: string;
  /** In the order of the file: at the first match of two records the connection listed first wins. */
  readonly connections: readonly ConnectionSettings[];
  readonly objects: Readonly<Record<ObjectName, ObjectSettings>>;
}

export interface ConnectionSettings {
  readonly name: string;
  readonly provider: ProviderId;
  readonly app: OAuthApp;
  readonly objects: readonly ObjectName[];
  readonly pollMs: number;
  /** Share of the CRM's limits that we may use, 0 to 1. */
  readonly share: number;
  /** What we may do in the CRM: create only, update only, or both. */
  readonly writeMode: "create" | "update" | "upsert";
  readonly import: boolean;
  readonly export: boolean;
}

export interface ObjectSettings {
  /** Two levels at most: the fields that must all agree for two records to be the same. */
  readonly match: readonly (readonly string[])[];
  /** Our fields without which a remote record is skipped. */
  readonly required: readonly string[];
  /** A boolean field of ours: records where it is true are left alone. */
  readonly doNotSync: string | null;
  /** Which way a delete travels; "never" keeps the record and marks the link. */
  readonly delete: "never" | "inbound" | "outbound" | "both";
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
}
