import { fromJson, type Sql } from "../../../engine/store/sql.ts";
import { accountNamed } from "../../../src/sandbox/crm/crm.ts";
import { tableOf } from "../../../src/sandbox/crm/writes.ts";
import type { CrmName, Crms, ObjectKind } from "./crms.ts";
import { typeNames } from "./crms.ts";
import type { Trace } from "./trace.ts";

/** Looks at every commit from inside its transaction. */
export interface CommitWatch {
  /** `owner` = null: a person or the user's own program, who need no lease. */
  check(sql: Sql, owner: string | null): Promise<void>;
}

/** What only the holder of a connection's lease may write; an outbox row's `seq` grows only by the workspace's triggers. */
const guarded: readonly { table: string; what: string; on: readonly string[]; when: string; fence: string }[] = [
  { table: "links", what: "links", on: ["insert", "update", "delete"], when: "1", fence: "null" },
  { table: "field_values", what: "values", on: ["delete"], when: "1", fence: "null" },
  {
    table: "field_values",
    what: "values",
    on: ["update"],
    // What was seen is noted by the workspace's trigger before the record changes, whoever changes it.
    when: "not (old.seen is null and new.seen is not null and new.sent is old.sent and new.sent_at is old.sent_at)",
    fence: "null",
  },
  { table: "cursors", what: "cursor", on: ["update"], when: "new.cursor is not old.cursor", fence: "null" },
  { table: "outcomes", what: "outcomes", on: ["insert", "delete"], when: "1", fence: "null" },
  { table: "outbox", what: "outbox", on: ["delete"], when: "1", fence: "null" },
  {
    table: "outbox",
    what: "outbox",
    on: ["update"],
    when: "new.seq = old.seq and new.state <> 'sending' and new.run_id is old.run_id",
    fence: "null",
  },
  {
    table: "outbox",
    what: "claim",
    on: ["update"],
    when: "new.state = 'sending' and old.state <> 'sending'",
    fence: "new.fence",
  },
];

export async function watchCommits(sql: Sql): Promise<void> {
  await sql.run("create temp table touched (what text, connection text, object text, fence int)");
  for (const [number, { table, what, on, when, fence }] of guarded.entries()) {
    for (const event of on) {
      const row = event === "delete" ? "old" : "new";
      await sql.run(
        `create temp trigger watch_${number}_${event} after ${event} on main.${table} when ${when}
         begin insert into touched values ('${what}', ${row}.connection, ${row}.object, ${fence}); end`,
      );
    }
  }
}

/** How far a poll looks back behind its mark: what is older must be in the rows. */
const lookBackMs: Readonly<Record<CrmName, number>> = { salesforce: 16_000, hubspot: 21_000 };

export function commitWatch(trace: Trace, crms: Crms): CommitWatch {
  async function checkCursor(sql: Sql, connection: CrmName, object: ObjectKind): Promise<void> {
    const [row] = await sql.all("select cursor, phase from cursors where connection = ? and object = ?", [
      connection,
      object,
    ]);
    const cursor = fromJson<{ mark?: unknown } | null>(row?.cursor);
    if (row?.phase !== "incremental" || typeof cursor?.mark !== "number") return;
    const links = await sql.all(
      "select external_id, modified_at, deleted_in_crm from links where connection = ? and object = ?",
      [connection, object],
    );
    const outcomes = await sql.all(
      "select subject from outcomes where connection = ? and object = ? and direction = 'inbound'",
      [connection, object],
    );
    const stamps = new Map(links.map((link) => [String(link.external_id), Number(link.modified_at)]));
    const told = new Set(outcomes.map((outcome) => String(outcome.subject)));
    const table = tableOf(accountNamed(crms.of[connection], "main"), typeNames[connection][object]);
    for (const { id, deleted, modifiedAt, visibleAt } of table.latest.values()) {
      if (deleted || modifiedAt > cursor.mark - lookBackMs[connection] || visibleAt - modifiedAt > 1_500) continue;
      const stamp = stamps.get(id);
      if (stamp === undefined ? !told.has(id) : stamp > 0 && stamp < modifiedAt) {
        trace.violate(
          "the cursor is ahead of the rows",
          `${connection} ${object} ${id} of ${modifiedAt}, mark ${cursor.mark}, known ${stamp ?? "not"}`,
        );
        return;
      }
    }
  }

  return {
    check: async (sql, owner) => {
      const touched = await sql.all("select distinct what, connection, object, fence from touched order by 1, 2, 3, 4");
      if (touched.length === 0) return;
      await sql.run("delete from touched");
      trace.note(
        `${owner ?? "people"} commit: ${touched.map(({ what, connection, object }) => `${what} ${connection} ${object}`).join(", ")}`,
      );
      if (owner === null) return;
      for (const { what, connection, object, fence } of touched) {
        const [lease] = await sql.all("select owner, fence from leases where connection = ?", [String(connection)]);
        const holds = lease?.owner === owner && (what !== "claim" || Number(fence) === Number(lease?.fence));
        if (!holds)
          trace.violate(
            "a write without the lease",
            `${owner} wrote ${what} of ${connection}, held by ${lease?.owner}`,
          );
        if (what === "cursor") await checkCursor(sql, connection as CrmName, object as ObjectKind);
      }
    },
  };
}
