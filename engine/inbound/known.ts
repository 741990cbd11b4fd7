import type { ReasonCode } from "../reasons.ts";
import type { Fields, ObjectName, RemoteRecord, WorkspaceRecord } from "../record.ts";
import type { Policies } from "../rules/contest.ts";
import type { Problem } from "../rules/mapping.ts";
import type { Behaviours } from "../rules/merge.ts";
import type { ObjectSettings } from "../settings.ts";
import type { Owed } from "../store/owed.ts";

/** A remote record in our words. */
export interface Incoming {
  readonly remote: RemoteRecord;
  /** With our ids in the place of external ones. */
  readonly fields: Fields;
  /** What the CRM holds of fields that only go out, and only where it holds nothing: it is noted as seen, and not taken. */
  readonly filled?: Fields | undefined;
  readonly problems: readonly Problem[];
  /** A parent is missing. */
  readonly orphan: Refusal | null;
  /** Somebody whom one of its sets names is missing: it is taken all the same. */
  readonly missing?: Refusal | null;
  /** Its match keys, one per level; none when it has a link already. */
  readonly keys: readonly string[];
  /** What our own code threw while reading it. */
  readonly surprise?: { readonly cause: unknown };
}

/** Why a remote record is not taken, or not wholly. */
export interface Refusal {
  readonly outcome: "skipped" | "failed" | "waiting";
  readonly reason: ReasonCode;
  readonly detail: string;
  readonly field: string | null;
  /** The parent that is missing. */
  readonly parent: string | null;
  /** When to read it again; null = not by itself. */
  readonly due: number | null;
}

/** What the workspace knows of the records of one page, read in the transaction that will commit it. */
export interface Known {
  readonly links: ReadonlyMap<string, KnownLink>;
  /** External ids of linked records that are as they were last seen, and tell nothing of a write of ours; absent = not looked. */
  readonly asSeen?: ReadonlySet<string>;
  /** Linked records of which there is news, and candidates for a match. */
  readonly records: ReadonlyMap<string, WorkspaceRecord>;
  /** Record id -> the connections that it is linked on, to a record that lives there. */
  readonly linkedOn: ReadonlyMap<string, readonly string[]>;
  /** External id -> the record of ours whose id the remote record bears: we created it. */
  readonly byOwnId: ReadonlyMap<string, string>;
  /** Per level: key -> ids of the records that have it. */
  readonly byKey: readonly ReadonlyMap<string, readonly string[]>[];
  /** Records with a change owed to this connection. */
  readonly owed: ReadonlyMap<string, Owed>;
  /** Our field -> external id of a parent -> what is known of it. */
  readonly parents: ReadonlyMap<string, ReadonlyMap<string, Parent>>;
  /** External id -> what was wrong with it until now. */
  readonly troubled: ReadonlyMap<string, KnownTrouble>;
  /** Fields are mapped newly: what is owed says nothing of which side of them is newer. */
  readonly isRemapped?: boolean;
  /** External id -> fields that wait for a person to decide; absent where nothing is ever asked. */
  readonly held?: ReadonlyMap<string, ReadonlySet<string>>;
}

export interface KnownTrouble {
  readonly reason: ReasonCode;
  readonly attempts: number;
  /** The stamp of the version that it was about. */
  readonly modifiedAt: number | null;
}

export interface KnownLink {
  readonly recordId: string;
  readonly modifiedAt: number;
  readonly seen: Fields;
  /** What our last write took the place of, and when it was sent. */
  readonly replaced?: Fields | null;
  readonly sentAt?: number | null;
  readonly deletedInCrm?: boolean;
}

export type Parent = { readonly recordId: string } | "refused" | "unknown";

export interface Rules {
  readonly connection: string;
  readonly object: ObjectName;
  readonly settings: ObjectSettings;
  readonly behaviours: Behaviours;
  /** Who wins where both sides changed; absent = the newer one. */
  readonly policies?: Policies;
  /** Fields that hold sets of references; absent = none. */
  readonly sets?: ReadonlySet<string> | undefined;
  /** The place of a connection in the configuration: at a first match the lower one wins. */
  rank(connection: string): number;
  readonly now: number;
  /** Not everything that is owed to the connection may be sent there. */
  readonly keepsBack?: boolean;
  /** The versions come from a list: it may show one from before what was read by id since. */
  readonly listed?: boolean;
  /** Fields that count as never seen, whatever was noted: their mapping is only tried. */
  readonly forgotten?: readonly string[] | undefined;
  /** Tells also what stands as it stood: somebody asked to look again. */
  readonly retell?: boolean;
  /** Records that a person lets in once, whatever leaves them out. */
  readonly permitted?: ReadonlySet<string> | undefined;
  newId(): string;
}
