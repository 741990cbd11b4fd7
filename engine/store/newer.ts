/** Thrown when the database must not be touched by this program. */
export class StoreRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = "StoreRefused";
  }
}

/** An older program would not know what newer columns mean, so it must not write. */
export function refuseNewer(executed: readonly string[], known: readonly string[]): void {
  const unknown = executed.filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  throw new StoreRefused(
    `The database was made by a newer crmsync (it has ${unknown.join(", ")}). Start the version that made it, or a newer one.`,
  );
}
