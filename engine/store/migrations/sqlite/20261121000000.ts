import { Migration } from "@mikro-orm/migrations";

/** The first tables, and the triggers that owe every change of a record to the connections that sync its object. */
export class Migration20261121000000 extends Migration {
  override name = "Migration20261121000000";

  override up(): void {
    for (const statement of statements) this.addSql(statement);
  }
}

// A new record is owed nothing yet, so its trigger needs no upsert: with one, SQLite keeps a copy of every page that an
// insert touches.
const statements = [
  `create table "actions" ("id" text not null primary key, "verb" text not null, "args" json not null, "once" integer not null default 0, "owner" text null, "created_at" double not null, "expires_at" double null, "used_by" text null, "used_at" double null)`,
  `create table "audit" ("seq" integer not null primary key autoincrement, "at" double not null, "caller" text not null, "name" text not null, "role" text not null, "verb" text not null, "args" json not null, "outcome" text not null, "detail" text null, "request" text not null)`,
  `create table "connections" ("name" text not null primary key, "provider" text not null, "token" text null, "identity" json null, "paused" json null, "trouble" json null, "usage" json null, "created_at" double not null, "signed_in_at" double null, "last_success_at" double null)`,
  `create table "cursors" ("connection" text not null, "object" text not null, "outbound" integer not null default 0, "cursor" json null, "phase" text not null default 'backfill', "total" integer null, "done" integer not null default 0, "started_at" double null, "moved_at" double null, "finished_at" double null, "polled_at" double null, "run_id" text null, primary key ("connection", "object"))`,
  `create table "field_values" ("connection" text not null, "object" text not null, "external_id" text not null, "seen" json not null, "sent" json null, "replaced" json null, "sent_at" double null, primary key ("connection", "object", "external_id"))`,
  `create table "incidents" ("id" text not null primary key, "key" text not null, "kind" text not null, "connection" text not null, "severity" text not null, "reason" text not null, "state" text not null, "facts" json not null, "opened_at" double not null, "updated_at" double not null, "resolved_at" double null)`,
  `create index "incidents_key" on "incidents" ("key", "state")`,
  `create table "leases" ("connection" text not null primary key, "owner" text null, "fence" integer not null default 0, "until" double not null default 0)`,
  `create table "links" ("connection" text not null, "object" text not null, "external_id" text not null, "record_id" text not null, "state" text not null, "modified_at" double not null, "pushed_version" integer null, "deleted_in_crm" integer not null default 0, "linked_at" double not null, "synced_at" double null, primary key ("connection", "object", "external_id"))`,
  `create index "links_record" on "links" ("object", "record_id", "connection")`,
  `create table "meta" ("key" text not null primary key, "value" text not null)`,
  `create table "outbox" ("connection" text not null, "object" text not null, "record_id" text not null, "state" text not null default 'pending', "seq" integer not null default 1, "lane" integer not null default 1, "attempts" integer not null default 0, "due" double null, "since" double null, "fence" integer null, "claimed_seq" integer null, "sent_at" double null, "sent" json null, "run_id" text null, "proof" integer not null default 0, primary key ("connection", "object", "record_id"))`,
  `create index "outbox_due" on "outbox" ("connection", "state", "due")`,
  `create table "outcomes" ("connection" text not null, "object" text not null, "direction" text not null, "subject" text not null, "outcome" text not null, "reason" text not null, "detail" text not null, "field" text null, "code" text null, "status" integer null, "existing_id" text null, "attempts" integer not null default 1, "first_at" double not null, "last_at" double not null, "modified_at" double null, "due" double null, "run_id" text null, primary key ("connection", "object", "direction", "subject"))`,
  `create index "outcomes_reason" on "outcomes" ("connection", "direction", "reason")`,
  `create table "posts" ("key" text not null primary key, "platform" text not null, "channel" text not null, "kind" text not null, "incident_id" text null, "state" text not null, "remote" json null, "version" text null, "attempts" integer not null default 0, "not_before" double null, "created_at" double not null, "shown_at" double null, "error" text null)`,
  `create table "records" ("object" text not null, "id" text not null, "fields" json not null, "version" integer not null default 1, "deleted" integer not null default 0, "origin" text null, "lane" integer not null default 1, "keyed" integer not null default 0, "key1" text not null default '', "key2" text not null default '', "created_at" double null, "updated_at" double null, primary key ("object", "id"))`,
  `create index "records_key1" on "records" ("key1")`,
  `create index "records_key2" on "records" ("key2")`,
  `create index "records_unkeyed" on "records" ("keyed", "object", "id") where keyed = 0`,
  `create table "runs" ("id" text not null primary key, "connection" text not null, "object" text not null, "direction" text not null, "kind" text not null, "state" text not null, "started_at" double not null, "ended_at" double null, "created" integer not null default 0, "updated" integer not null default 0, "deleted" integer not null default 0, "skipped" integer not null default 0, "failed" integer not null default 0, "wanted" integer null, "reason" text null, "detail" text null, "asked_by" text null)`,
  `create index "runs_connection" on "runs" ("connection", "started_at")`,
  `create table "run_records" ("seq" integer not null primary key autoincrement, "run_id" text not null, "object" text not null, "subject" text not null, "outcome" text not null, "reason" text null, "detail" text null, "at" double not null)`,
  `create index "run_records_run" on "run_records" ("run_id")`,
  `create table "schemas" ("connection" text not null, "object" text not null, "schema" json not null, "read_at" double not null, primary key ("connection", "object"))`,
  `create table "seen_requests" ("key" text not null primary key, "at" double not null)`,
  `create table "settings" ("key" text not null primary key, "value" json not null, "by" text not null, "at" double not null)`,
  `create table "sign_ins" ("id" text not null primary key, "connection" text not null, "caller" json not null, "state" text not null, "status" text not null, "secret" text not null, "cookie" text null, "token" text null, "identity" json null, "created_at" double not null, "expires_at" double not null)`,
  `create index "sign_ins_state" on "sign_ins" ("state")`,
  `create trigger records_keep_seen before update of fields on records when new.fields is not old.fields begin
      insert into field_values (connection, object, external_id, seen)
      select l.connection, l.object, l.external_id, old.fields from links l
      where l.object = old.object and l.record_id = old.id
      on conflict (connection, object, external_id) do nothing;
    end`,
  `create trigger records_owe_insert after insert on records begin
      insert into outbox (connection, object, record_id, lane)
      select c.connection, new.object, new.id, new.lane from cursors c
      where c.object = new.object and c.outbound = 1 and c.connection is not new.origin;
    end`,
  `create trigger records_owe_update after update of fields, deleted on records when new.version <> old.version begin
      insert into outbox (connection, object, record_id, lane)
      select c.connection, new.object, new.id, new.lane from cursors c
      where c.object = new.object and c.outbound = 1 and c.connection is not new.origin
      on conflict (connection, object, record_id) do update set
        seq = outbox.seq + 1, since = null,
        lane = case when outbox.lane < excluded.lane then outbox.lane else excluded.lane end,
        attempts = case when outbox.state in ('sending', 'unsure') then outbox.attempts else 0 end,
        due = case when outbox.state in ('sending', 'unsure') then outbox.due else null end,
        state = case when outbox.state in ('sending', 'unsure') then outbox.state else 'pending' end;
    end`,
];
