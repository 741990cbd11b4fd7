/** A bug that the simulation must find: one piece of a source file as it is, and as it shall be. */
export interface Bug {
  /** The file, from the project's folder. */
  readonly file: string;
  readonly text: string;
  readonly instead: string;
  /** A seed that finds it, and the beginning of what that says. */
  readonly seed: number;
  readonly rule: string;
}

export const bugs: Readonly<Record<string, Bug>> = {
  "cursor saved before rows": {
    file: "engine/inbound/pull.ts",
    text: "  await leases.write(lease, async (sql) => {\n    const open = await openRun(sql, cursor, page, askedAt);\n",
    instead:
      "  const early = advanced(cursor, page, cursor.runId, ports.clock.wall());\n" +
      "  await leases.write(lease, (sql) => saveCursor(sql, early));\n" +
      "  await leases.write(lease, async (sql) => {\n    const open = await openRun(sql, cursor, page, askedAt);\n",
    seed: 1,
    rule: "the cursor is ahead of the rows",
  },
  "create without look-up after a lost answer": {
    file: "engine/outbound/lookup.ts",
    text: "  const { inbound, outbound, sentBefore } = rules;\n",
    instead:
      "  const { inbound, outbound, sentBefore } = rules;\n  if (inbound.object) return { ok: true, value: new Map() };\n",
    seed: 20,
    rule: "created",
  },
  "missing fence": {
    file: "engine/rounds/lease.ts",
    text: "throw new LeaseLost(lease.connection);",
    instead: "await stillHolds(sql, lease.connection, owner, lease.fence);",
    seed: 455,
    rule: "a write without the lease",
  },
  "a request leaves on a lease that is over": {
    file: "engine/rounds/lease.ts",
    text: "clock.mono() < last.untilMono",
    instead: "last.untilMono > 0",
    seed: 132,
    rule: "sent without the lease",
  },
  "a new refresh token is not stored": {
    file: "engine/connections/tokens.ts",
    text: "unseal(row)?.accessToken === stale.accessToken",
    instead: "unseal(row)?.accessToken === name",
    seed: 7,
    rule: "a new token is not kept",
  },
  "an outbox row is dropped although it changed since": {
    file: "engine/store/outbox.ts",
    text: "object = ? and seq = ? and",
    instead: "object = ? and seq >= ? and",
    seed: 113,
    rule: "out of order",
  },
  "a delete travels although nobody allowed it": {
    file: "engine/outbound/plan.ts",
    text: 'settings.delete !== "outbound"',
    instead: 'settings.delete === "outbound"',
    seed: 1,
    rule: "a delete that nobody allowed",
  },
  "a slot is free with the answer": {
    file: "engine/throttle/window.ts",
    text: "releases.push(now + windowMs + MARGIN_MS)",
    instead: "releases.push(now + MARGIN_MS)",
    seed: 9,
    rule: "above the limit",
  },
  "a post is not saved before it is sent": {
    file: "src/notices/send.ts",
    text: "await outlet.savePost(sending);",
    instead: "void sending;",
    seed: 195,
    rule: "out of order",
  },
  "the digest's key has no date": {
    file: "src/notices/due-news.ts",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a piece of source
    text: "`digest:${channel}:${date}`",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a piece of source
    instead: "`digest:${channel}:${date.slice(0, 4)}`",
    seed: 45,
    rule: "out of order",
  },
  "two processes speak in the chats": {
    file: "engine/rounds/rounds.ts",
    text: "return (await hold(chatLease)) !== null;",
    instead: "return true;",
    seed: 4,
    rule: "posted twice",
  },
};
