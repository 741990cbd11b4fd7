/** A bug that the simulation must find: one piece of a file of the engine as it is, and as it shall be. */
export interface Bug {
  /** Ends the path of the file. */
  readonly file: string;
  readonly text: string;
  readonly instead: string;
}

export const bugs: Readonly<Record<string, Bug>> = {
  "cursor saved before rows": {
    file: "/engine/pull.ts",
    text: "  await leases.write(lease, async (sql) => {\n    const opened = await openRun(sql, worker, cursor, page);\n",
    instead:
      "  await leases.write(lease, (sql) => advance(sql, cursor, page, cursor.runId, ports.clock.wall()));\n" +
      "  await leases.write(lease, async (sql) => {\n    const opened = await openRun(sql, worker, cursor, page);\n",
  },
  "create without look-up after a lost answer": {
    file: "/engine/lookup.ts",
    text: "  const { inbound, outbound, sentBefore } = rules;\n",
    instead:
      "  const { inbound, outbound, sentBefore } = rules;\n  if (inbound.object) return { ok: true, value: new Map() };\n",
  },
  "missing fence": {
    file: "/engine/lease.ts",
    text: "throw new LeaseLost(lease.connection);",
    instead: "await stillHolds(sql, lease.connection, owner, lease.fence);",
  },
};
