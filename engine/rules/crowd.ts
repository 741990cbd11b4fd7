/** A grant that this installation was given and that is not known to have ended. */
export interface KnownGrant {
  readonly id: string;
  readonly connection: string;
  /** The connection works with it. */
  readonly live: boolean;
  readonly madeAt: number;
}

/** What one more sign-in of the same user with the same app would meet. */
export interface Crowd {
  /** Grants of ours that live now; those that were made elsewhere are unseen. */
  readonly count: number;
  /** So many live at once; null = the CRM has no such rule. */
  readonly most: number | null;
  /** Other connections whose grant one more would end. */
  readonly ends: readonly string[];
}

/** The oldest grants go first (salesforce.md: about five of one user and app; the oldest falls off). Pure. */
export function crowdOf(grants: readonly KnownGrant[], most: number | null, connection: string): Crowd {
  const oldest = grants.toSorted((a, b) => a.madeAt - b.madeAt || a.id.localeCompare(b.id));
  const over = most === null ? 0 : Math.max(0, grants.length + 1 - most);
  const ended = oldest.slice(0, over).filter((grant) => grant.live && grant.connection !== connection);
  return { count: grants.length, most, ends: ended.map((grant) => grant.connection) };
}
