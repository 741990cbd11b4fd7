import type { ReasonCode } from "../reasons.ts";
import type { FieldType, ObjectName, Value } from "../record.ts";

// What is known of a failure and what may be done about it. Values of records stand in here: who draws them sees to
// it that only those read them who may.

/** What a repair is for: everything that stands wrong for one cause, or one record of it. */
export type RepairScope = { readonly cause: string } | OneRecord;

/** `subject` is the external id inbound, our record id outbound. */
export interface OneRecord {
  readonly connection: string;
  readonly object: ObjectName;
  readonly direction: "inbound" | "outbound";
  readonly subject: string;
}

/** Records that stand wrong for one cause: the same connection, object, way, reason, field, and value or words. */
export interface Cause {
  /** Stable while the cause is the same. */
  readonly id: string;
  readonly connection: string;
  readonly object: ObjectName;
  readonly direction: "inbound" | "outbound";
  readonly outcome: "skipped" | "failed" | "waiting";
  readonly reason: ReasonCode;
  /** As it was told: the CRM's field, or ours; null = none was named. */
  readonly field: string | null;
  readonly records: number;
  readonly firstAt: number;
  readonly lastAt: number;
  /** The newest of them. */
  readonly example: string;
  /** What was said of the newest: the CRM's words, or ours. */
  readonly detail: string;
  readonly code: string | null;
  readonly status: number | null;
  /** The record that the CRM names as already there, or the parent that is missing, of the newest. */
  readonly existingId: string | null;
  /** The repair that is under way for some of them. */
  readonly mending: Mending | null;
}

export interface Mending {
  readonly runId: string;
  /** As a run's `askedBy` is written. */
  readonly by: string | null;
  readonly wanted: number;
  readonly left: number;
}

/** A cause with everything that can be offered for it now. */
export interface RepairView {
  readonly scope: RepairScope;
  readonly cause: Cause;
  /** Our field at fault, and what the CRM calls it; null = no field of ours is. */
  readonly ours: string | null;
  readonly label: string | null;
  /** Our value in the newest record (outbound), in our words; null = empty or not known. */
  readonly value: Value;
  /** The page of the record in the CRM (inbound, or linked), or of the one that it names; null = not known. */
  readonly url: string | null;
  /** The best first; a last one that always works is `again`. */
  readonly offers: readonly Offer[];
  /** Tells this state of the records from any other: what is ordered by an older one is refused. */
  readonly mark: string;
  /** The fingerprint of an error that nobody knows; null = it is known. */
  readonly fingerprint: string | null;
}

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** A field that a form asks for. */
export interface AskedField {
  /** Ours. */
  readonly field: string;
  readonly label: string;
  readonly type: FieldType;
  readonly required: boolean;
  /** Longest text in characters; null = not limited. */
  readonly length: number | null;
  readonly options: readonly Choice[] | null;
  /** What stands there now, of a single record; null = empty, or several records. */
  readonly value: Value;
}

/** What may be done, with the live facts that it needs. `keeps` = the rule that the answer can be kept as. */
export type Offer =
  /** E34: an allowed value; `options` respect the controlling field and the record type of the example. */
  | {
      readonly kind: "pick";
      readonly field: string;
      readonly options: readonly Choice[];
      readonly suggested: string | null;
      readonly keeps: "translate" | null;
    }
  /** E33, E36, formats: fields to fill in or to correct. */
  | { readonly kind: "fill"; readonly fields: readonly AskedField[]; readonly keeps: "default" | null }
  /** E35: what would be cut, shown before it is. */
  | { readonly kind: "cut"; readonly field: string; readonly most: number; readonly shown: readonly Cut[] }
  /** E39: link with the record that the CRM names; `each` = every record of the cause with its own. */
  | {
      readonly kind: "link";
      readonly externalId: string;
      readonly name: string | null;
      readonly url: string | null;
      readonly each: boolean;
    }
  /** A duplicate rule that only warns. */
  | { readonly kind: "save_anyway" }
  /** E23: several match. `side` = where the candidates are records: in the CRM, or here; none = nobody has asked yet. */
  | { readonly kind: "match"; readonly side: "there" | "here"; readonly candidates: readonly Candidate[] }
  /** Each record has an answer of its own: they are looked at one by one. */
  | { readonly kind: "each" }
  /** A mapped field that is gone: ranked candidates for its new name. */
  | { readonly kind: "remap"; readonly field: string; readonly candidates: readonly Choice[] }
  /** Nothing is sent in this field any more. */
  | { readonly kind: "unmap"; readonly field: string }
  /** An owner who is not active there: active ones, by our owner ids. */
  | { readonly kind: "owner"; readonly field: string; readonly options: readonly Choice[] }
  /** E38, E18, E20, E22: the record that it points to, first. */
  | { readonly kind: "parent"; readonly object: ObjectName; readonly id: string; readonly name: string | null }
  /** A field that was changed on both sides. */
  | {
      readonly kind: "side";
      readonly field: string;
      readonly here: Value;
      readonly there: Value;
      readonly newer: "here" | "there";
    }
  /** C4: deleted in the CRM. */
  | { readonly kind: "unlink" }
  | { readonly kind: "recreate" }
  /** E15, B21: this time, though a rule leaves it out. E19: this one, though creating is switched off. */
  | { readonly kind: "include" }
  | { readonly kind: "create" }
  /** E32: the right that is missing, in the CRM's words, and where it is set. */
  | { readonly kind: "right"; readonly right: string; readonly where: string; readonly url: string | null }
  /** Leave out of this connection, as a rule, whatever has this value. */
  | { readonly kind: "exclude"; readonly field: string; readonly value: string }
  /** Look at it again: the CRM's description is read anew, then the records are sent or read again. */
  | { readonly kind: "again" };

export interface Cut {
  readonly subject: string;
  readonly before: string;
  readonly after: string;
}

export interface Candidate {
  readonly id: string;
  readonly name: string;
  readonly url: string | null;
}

/** What somebody decided. `keep` = from now on, as a rule; otherwise these records alone. */
export type RepairAnswer =
  | { readonly kind: "pick"; readonly field: string; readonly value: string; readonly keep: boolean }
  | { readonly kind: "fill"; readonly values: Readonly<Record<string, Value>>; readonly keep: boolean }
  | { readonly kind: "cut"; readonly field: string; readonly keep: boolean }
  | { readonly kind: "link"; readonly externalId: string | null }
  | { readonly kind: "save_anyway" }
  | { readonly kind: "match"; readonly side: "there" | "here"; readonly id: string }
  | { readonly kind: "remap"; readonly field: string; readonly remote: string }
  | { readonly kind: "unmap"; readonly field: string }
  | { readonly kind: "owner"; readonly field: string; readonly value: string; readonly keep: boolean }
  | { readonly kind: "parent" }
  | { readonly kind: "side"; readonly field: string; readonly side: "here" | "there"; readonly keep: boolean }
  | { readonly kind: "unlink" }
  | { readonly kind: "recreate" }
  | { readonly kind: "include" }
  | { readonly kind: "create" }
  | { readonly kind: "exclude"; readonly field: string; readonly value: string }
  | { readonly kind: "again" };

/** What an answer would do, before it does: nothing is written, and nothing called but describe. */
export interface RepairTrial {
  readonly scope: RepairScope;
  readonly answer: RepairAnswer;
  readonly mark: string;
  readonly records: number;
  /** Would be taken by the CRM, as far as its description tells. */
  readonly mends: number;
  /** What would stand against the others. */
  readonly rest: readonly { readonly reason: ReasonCode; readonly field: string | null; readonly records: number }[];
  /** Of the first few: the value before and after, in our words or as it would be sent. */
  readonly shown: readonly Cut[];
  /** M6. */
  readonly calls: number;
  readonly callsLeft: number | null;
  readonly aboutMs: number;
  /** Per field of a form: why what was typed cannot be. */
  readonly problems: Readonly<Record<string, string>>;
}

export type RepairOrdered =
  | {
      readonly state: "ordered";
      /** null = there was nothing to be sent or read: it is done. */
      readonly runId: string | null;
      readonly wanted: number;
      readonly ruleId: string | null;
    }
  /** The records are not what was shown: nothing was done. */
  | { readonly state: "changed" }
  /** Somebody's repair of it is under way: nothing was done. */
  | { readonly state: "under_way"; readonly mending: Mending }
  /** None is left. */
  | { readonly state: "gone" }
  | { readonly state: "impossible"; readonly why: string; readonly problems: Readonly<Record<string, string>> };

/** A decision that was kept: from when, by whom, and what it does; undone by `undoRule`. */
export interface KeptRule {
  readonly id: string;
  readonly connection: string;
  readonly object: ObjectName;
  /** Ours. */
  readonly field: string;
  readonly does: KeptDeed;
  /** As a run's `askedBy` is written. */
  readonly by: string;
  readonly at: number;
  /** How many records it was made for. */
  readonly records: number;
  readonly undone: { readonly by: string; readonly at: number } | null;
}

export type KeptDeed =
  /** Ours (in any case and spacing) goes there as `to`, in the CRM's words. */
  | { readonly kind: "translate"; readonly from: string; readonly to: string }
  /** Sent where ours is empty. */
  | { readonly kind: "default"; readonly value: Value }
  /** Records with this value are not sent there. */
  | { readonly kind: "exclude"; readonly value: string }
  | { readonly kind: "cut" }
  | { readonly kind: "remap"; readonly remote: string }
  | { readonly kind: "unmap" }
  /** Who wins when both sides changed it. */
  | { readonly kind: "side"; readonly side: "here" | "there" };
