import { fromJson, type Row, type Sql, toJson } from "./sql.ts";

/** Where, and in which version, a card was shown. */
export interface PostRow {
  readonly key: string;
  readonly platform: string;
  /** A channel, or `user:ID` for a private message. */
  readonly channel: string;
  readonly kind: string;
  readonly incidentId: string | null;
  /** sending = its end is not known yet; parked = the platform refuses it for good. */
  readonly state: "sending" | "shown" | "parked";
  readonly remote: { readonly channel: string; readonly id: string } | null;
  /** Of the card that was shown last. */
  readonly version: string | null;
  readonly attempts: number;
  readonly notBefore: number | null;
  readonly createdAt: number;
  readonly shownAt: number | null;
  readonly error: string | null;
}

export async function readPosts(sql: Sql, keys: readonly string[]): Promise<ReadonlyMap<string, PostRow>> {
  if (keys.length === 0) return new Map();
  const { text, param } = sql.among("key", keys);
  const rows = await sql.all(`select * from posts where ${text}`, [param]);
  return new Map(rows.map((row) => [String(row.key), postOf(row)]));
}

export async function postsOfKind(sql: Sql, kind: string, since: number): Promise<readonly PostRow[]> {
  const rows = await sql.all("select * from posts where kind = ? and created_at >= ? order by created_at, key", [
    kind,
    since,
  ]);
  return rows.map(postOf);
}

/** Posts of incidents, so that those that were resolved are edited a last time. */
export async function incidentPosts(sql: Sql, since: number): Promise<readonly PostRow[]> {
  const rows = await sql.all(
    "select p.* from posts p join incidents i on i.id = p.incident_id where i.resolved_at is null or i.resolved_at > ?",
    [since],
  );
  return rows.map(postOf);
}

export async function savePost(sql: Sql, post: PostRow): Promise<void> {
  await sql.run(
    `insert into posts (key, platform, channel, kind, incident_id, state, remote, version, attempts, not_before, created_at, shown_at, error)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     on conflict (key) do update set platform = excluded.platform, channel = excluded.channel, state = excluded.state, remote = excluded.remote, version = excluded.version,
       attempts = excluded.attempts, not_before = excluded.not_before, shown_at = excluded.shown_at, error = excluded.error`,
    [
      post.key,
      post.platform,
      post.channel,
      post.kind,
      post.incidentId,
      post.state,
      toJson(post.remote),
      post.version,
      post.attempts,
      post.notBefore,
      post.createdAt,
      post.shownAt,
      post.error,
    ],
  );
}

function postOf(row: Row): PostRow {
  return {
    key: String(row.key),
    platform: String(row.platform),
    channel: String(row.channel),
    kind: String(row.kind),
    incidentId: row.incident_id as string | null,
    state: row.state as PostRow["state"],
    remote: fromJson(row.remote),
    version: row.version as string | null,
    attempts: Number(row.attempts),
    notBefore: row.not_before as number | null,
    createdAt: Number(row.created_at),
    shownAt: row.shown_at as number | null,
    error: row.error as string | null,
  };
}
