import type { ReasonCode } from "../reasons.ts";
import type { Behaviour, Direction, Fields, FieldType, ObjectName, Value } from "../record.ts";

/** One field of ours and its counterpart in one CRM. */
export interface FieldMap {
  readonly field: string;
  /** The CRM's field name. */
  readonly remote: string;
  readonly direction: Direction;
  readonly behaviour: Behaviour;
  /** Sent when our value is empty. */
  readonly default: Value;
  /** null = as the CRM describes it. */
  readonly type: FieldType | null;
  /** Our object that the field points to by our id. */
  readonly references: ObjectName | null;
  /** Whether a value may lose something to fit: a text is cut, a figure rounded, a time of day dropped. */
  readonly cut?: boolean;
  /** Our value -> the CRM's; what is not named there goes as it is. */
  readonly translate?: Readonly<Record<string, string>> | null;
  /** What a person decided on the way out alone: our value in plain form -> the CRM's. */
  readonly words?: Readonly<Record<string, string>>;
  /** Who wins where both sides changed it, by a person's decision. */
  readonly wins?: "ours" | "theirs";
  /** In which IANA zone a time has its day; absent or null = UTC. */
  readonly zone?: string | null;
  /** Our field that holds the currency of this amount. */
  readonly currency?: string | null;
}

/** A value that cannot be put into the form of its type; `detail` never holds the value. */
export interface Misfit {
  readonly reason: "DATA_FORMAT" | "DATA_TIMESTAMP" | "DATA_ENCODE" | "DATA_MALFORMED";
  readonly detail: string;
}

/** A value that does not fit the CRM's field; `detail` never holds the value, for it is shown in shared channels. */
export interface Unfit {
  readonly reason: Extract<
    ReasonCode,
    Misfit["reason"] | "DATA_TOO_LONG" | "DATA_PICKLIST_INVALID" | "SCHEMA_TYPE_CHANGED"
  >;
  readonly detail: string;
}

/** A value that is left out, and why. */
export interface Problem {
  readonly field: string;
  readonly remote: string;
  readonly reason: Unfit["reason"] | "SCHEMA_FIELD_MISSING" | "PERM_FIELD";
  /** Words for people, without the value. */
  readonly detail: string;
}

export interface Mapped {
  readonly fields: Fields;
  readonly problems: readonly Problem[];
}
