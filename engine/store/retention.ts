import { changesBefore, forgetChanges } from "./field-changes.ts";
import type { Store } from "./open.ts";

const DAY = 86_400_000;

/**
 * How long what is over is kept, in days. What still has an effect is never forgotten: open incidents and their posts,
 * runs in progress, outcomes, the audit trail.
 */
const keptDays = { requests: 1, samples: 8, history: 90, digests: 400 } as const;

/** Rows that one statement removes: others wait no longer than it takes. */
const slice = 2_000;

/** What is removed, oldest first, each with the time before which it goes. Children go before what they belong to. */
const rules: readonly {
  readonly table: string;
  readonly where: string;
  readonly key: string;
  readonly days: number;
}[] = [
  { table: "seen_requests", key: "key", where: "at < ?", days: keptDays.requests },
  { table: "actions", key: "id", where: "expires_at < ?", days: keptDays.requests },
  { table: "sign_ins", key: "id", where: "expires_at < ?", days: keptDays.requests },
  {
    table: "run_records",
    key: "seq",
    where: "run_id in (select id from runs where ended_at < ?)",
    days: keptDays.history,
  },
  {
    table: "runs",
    key: "id",
    where: "ended_at < ? and not exists (select 1 from run_records where run_id = runs.id)",
    days: keptDays.history,
  },
  {
    table: "posts",
    key: "key",
    where: `created_at < ? and not exists (select 1 from incidents where id = posts.incident_id and state <> 'resolved')`,
    days: keptDays.history,
  },
  {
    table: "incidents",
    key: "id",
    where: "resolved_at < ? and not exists (select 1 from posts where incident_id = incidents.id)",
    days: keptDays.history,
  },
  { table: "grants", key: "id", where: "state = 'ended' and made_at < ?", days: keptDays.history },
  { table: "unknown_errors", key: "fingerprint", where: "last_at < ?", days: keptDays.history },
];

/** Forgets what is over and old, in small transactions; answers how many rows went. */
export async function forgetOld(store: Store, now: number): Promise<number> {
  let gone = 0;
  for (const { table, key, where, days } of rules) {
    let removed = 0;
    do {
      removed = await store.write((sql) =>
        sql.run(`delete from ${table} where ${key} in (select ${key} from ${table} where ${where} limit ${slice})`, [
          now - days * DAY,
        ]),
      );
      gone += removed;
    } while (removed === slice);
  }
  return (
    gone +
    (await forgetOldChanges(store, now)) +
    (await store.write(async (sql) => {
      const samples = await sql.run("delete from usage_samples where at < ?", [now - keptDays.samples * DAY]);
      const digests = await sql.run("delete from digests where at < ?", [now - keptDays.digests * DAY]);
      return samples + digests;
    }))
  );
}

async function forgetOldChanges(store: Store, now: number): Promise<number> {
  const upTo = await store.write((sql) => changesBefore(sql, now, keptDays.history * DAY));
  let gone = 0;
  let removed = upTo === null ? 0 : slice;
  while (upTo !== null && removed === slice) {
    removed = await store.write((sql) => forgetChanges(sql, upTo, slice));
    gone += removed;
  }
  return gone;
}
