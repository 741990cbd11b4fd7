import type { Schema } from "../crm/schema.ts";

/** What sets one object type apart; another one is one more entry here and its schema. */
export interface ObjectType {
  /** Its word in paths and the name of its table. */
  readonly name: string;
  /** Its number in HubSpot, e.g. "0-1". */
  readonly id: string;
  /** As messages name it, e.g. "CONTACT". */
  readonly singular: string;
  /** The property that holds the time of the last change; contacts are the exception. */
  readonly modified: string;
  /** What identifies a record to people. */
  readonly display: string;
  /** The property whose second use is answered 409 CONFLICT with the other record's id; null = none. */
  readonly key: string | null;
  /** The property that holds the primary associated record, and the type that it points to. */
  readonly primary: { readonly property: string; readonly to: string } | null;
  /** The type that a new record must be associated with; null = none. */
  readonly needs: string | null;
  /** The property that holds the stage, and the one that names the pipeline; null = the type has no pipelines. */
  readonly pipeline: { readonly property: string; readonly stage: string; readonly label: string } | null;
  /** The properties that are shown when none are asked for. */
  readonly shown: readonly string[];
  /** What `query` of a search looks through. */
  readonly searchable: readonly string[];
  readonly schema: () => Schema;
  /** Ids count up from here: each type has a range of its own, so that a mix-up is seen. */
  readonly firstId: number;
  readonly label: { readonly singular: string; readonly plural: string };
}
