/**
 * For people and routing: T transient, L limit, A auth, P permission, S schema, D data, R rule of the CRM,
 * X reference or record state, K skip (expected), I our side.
 */
export type Family = "T" | "L" | "A" | "P" | "S" | "D" | "R" | "X" | "K" | "I";

/** What the engine does: skip (meant), retry (this record waits), fail (a person or a changed cause), pause (the connection waits). */
export type ReasonAction = "skip" | "retry" | "fail" | "pause";

export type Scope = "connection" | "run" | "record" | "field";

export type Fixer = "engine" | "operator" | "crm_admin" | "record_owner";

/** What chat may offer beside the reason; the first one is the main button. */
export type Repair =
  | "reconnect"
  | "confirm_account"
  | "admin_steps"
  | "network_steps"
  | "test"
  | "share_of_limit"
  | "resync"
  | "edit_field"
  | "pick_value"
  | "shorten"
  | "remap"
  | "map_field"
  | "unmap"
  | "pick_record_type"
  | "pick_owner"
  | "pick_match"
  | "link"
  | "unlink"
  | "recreate"
  | "sync_parent"
  | "include_once"
  | "allow_writes"
  | "open_record"
  | "diagnose";

export interface Entry {
  readonly family: Family;
  readonly action: ReasonAction;
  readonly scope: Scope;
  readonly fixer: Fixer;
  /** Short words for people: "Invalid picklist value". */
  readonly title: string;
  /** One sentence: what happened. */
  readonly says: string;
  /** One sentence: what to do. */
  readonly todo: string;
  readonly repairs: readonly Repair[];
}

export type Entries = Readonly<Record<string, Entry>>;
