import type { Value, WorkspaceRecord } from "../record.ts";
import type { ConflictPolicy } from "../settings.ts";
import type { FieldChange } from "../store/field-changes.ts";
import type { LinkRow } from "../store/links.ts";
import type { RunRow } from "../store/runs.ts";
import type { FieldWrite } from "../store/writers.ts";
import type { FieldMap } from "./field-map.ts";

/** By which rule a value was written, taken or sent. */
export type WriteRule =
  /** The record was made with it. */
  | "made"
  /** A write here stands, and is owed to every CRM that shares the field. */
  | "written_here"
  /** Only that side had changed it. */
  | "changed_there"
  /** Both sides had changed it, and the later change won. */
  | "newer"
  /** Both sides had changed it, and the configuration says that the CRM wins there. */
  | "theirs"
  /** It was empty here. */
  | "fill"
  /** At the first match of two records the connection that is listed first wins. */
  | "first"
  /** Both sides had changed it, and a person chose. */
  | "person"
  /** Somebody had it done again. */
  | "resync"
  /** It was owed there. */
  | "owed"
  /** Owed there, and our side wins by the configuration. */
  | "ours";

/** What more made the value what it is there. */
export type WriteNote = "inbound_only" | "outbound_only" | "translate" | "default" | "cut";

/** One write of one field. */
export interface FieldStep {
  /** written = the value here became another; sent = it was brought to a CRM; chosen = a person decided for ours. */
  readonly what: "written" | "sent" | "chosen";
  /** Where it came from, or where it was sent; null = here. */
  readonly connection: string | null;
  /** About when, where plain SQL wrote: when it was first sent. null = not known. */
  readonly at: number | null;
  readonly runId: string | null;
  readonly kind: RunRow["kind"] | null;
  /** Who chose it or had it done, as a run's `askedBy` is written; null = nobody was asked. */
  readonly by: string | null;
  /** undefined = it was not kept; null = empty. */
  readonly before: Value | undefined;
  readonly after: Value | undefined;
  readonly rule: WriteRule;
  readonly notes: readonly WriteNote[];
}

/** Everything that is known of one record. */
export interface WhyInput {
  readonly record: WorkspaceRecord;
  readonly createdAt: number | null;
  /** The run that made it from a CRM, when it is known. */
  readonly createdBy: { readonly runId: string; readonly kind: RunRow["kind"] } | null;
  /** Runs that made it in a CRM. */
  readonly createdThere: readonly { readonly connection: string; readonly at: number; readonly runId: string }[];
  readonly links: readonly Pick<
    LinkRow,
    "connection" | "externalId" | "linkedAt" | "seen" | "sent" | "replaced" | "sentAt"
  >[];
  /** Oldest first. */
  readonly changes: readonly FieldChange[];
  /** Oldest first. */
  readonly writes: readonly FieldWrite[];
  readonly maps: ReadonlyMap<string, readonly FieldMap[]>;
  policy(field: string, connection: string): ConflictPolicy;
}

/** Links and what they did are noted at the same time, give or take. */
export const MARGIN_MS = 1_000;
