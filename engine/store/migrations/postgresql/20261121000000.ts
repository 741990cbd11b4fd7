import { Migration } from "@mikro-orm/migrations";

/** The first tables, and the triggers that owe every change of a record to the connections that sync its object. */
export class Migration20261121000000 extends Migration {
  override name = "Migration20261121000000";

  override up(): void {
    for (const statement of statements) this.addSql(statement);
  }
}

const statements = [
  `create table "actions" ("id" text not null, "verb" text not null, "args" jsonb not null, "once" int not null default 0, "owner" text null, "created_at" double precision not null, "expires_at" double precision null, "used_by" text null, "used_at" double precision null, primary key ("id"))`,
  `create table "audit" ("seq" serial primary key, "at" double precision not null, "caller" text not null, "name" text not null, "role" text not null, "verb" text not null, "args" jsonb not null, "outcome" text not null, "detail" text null, "request" text not null)`,
  `create table "connections" ("name" text not null, "provider" text not null, "token" text null, "identity" jsonb null, "paused" jsonb null, "trouble" jsonb null, "usage" jsonb null, "created_at" double precision not null, "signed_in_at" double precision null, "last_success_at" double precision null, primary key ("name"))`,
  `create table "cursors" ("connection" text not null, "object" text not null, "outbound" int not null default 0, "cursor" jsonb null, "phase" text not null default 'backfill', "total" int null, "done" int not null default 0, "started_at" double precision null, "moved_at" double precision null, "finished_at" double precision null, "polled_at" double precision null, "run_id" text null, primary key ("connection", "object"))`,
  `create table "field_values" ("connection" text not null, "object" text not null, "external_id" text not null, "seen" jsonb not null, "sent" jsonb null, "replaced" jsonb null, "sent_at" double precision null, primary key ("connection", "object", "external_id"))`,
  `create table "incidents" ("id" text not null, "key" text not null, "kind" text not null, "connection" text not null, "severity" text not null, "reason" text not null, "state" text not null, "facts" jsonb not null, "opened_at" double precision not null, "updated_at" double precision not null, "resolved_at" double precision null, primary key ("id"))`,
  `create index "incidents_key" on "incidents" ("key", "state")`,
  `create table "leases" ("connection" text not null, "owner" text null, "fence" int not null default 0, "until" double precision not null default 0, primary key ("connection"))`,
  `create table "links" ("connection" text not null, "object" text not null, "external_id" text not null, "record_id" text not null, "state" text not null, "modified_at" double precision not null, "pushed_version" int null, "deleted_in_crm" int not null default 0, "linked_at" double precision not null, "synced_at" double precision null, primary key ("connection", "object", "external_id"))`,
  `create index "links_record" on "links" ("object", "record_id", "connection")`,
  `create table "meta" ("key" text not null, "value" text not null, primary key ("key"))`,
  `create table "outbox" ("connection" text not null, "object" text not null, "record_id" text not null, "state" text not null default 'pending', "seq" int not null default 1, "lane" int not null default 1, "attempts" int not null default 0, "due" double precision null, "since" double precision null, "fence" int null, "claimed_seq" int null, "sent_at" double precision null, "sent" jsonb null, "run_id" text null, "proof" int not null default 0, primary key ("connection", "object", "record_id"))`,
  `create index "outbox_due" on "outbox" ("connection", "state", "due")`,
  `create table "outcomes" ("connection" text not null, "object" text not null, "direction" text not null, "subject" text not null, "outcome" text not null, "reason" text not null, "detail" text not null, "field" text null, "code" text null, "status" int null, "existing_id" text null, "attempts" int not null default 1, "first_at" double precision not null, "last_at" double precision not null, "modified_at" double precision null, "due" double precision null, "run_id" text null, primary key ("connection", "object", "direction", "subject"))`,
  `create index "outcomes_reason" on "outcomes" ("connection", "direction", "reason")`,
  `create table "posts" ("key" text not null, "platform" text not null, "channel" text not null, "kind" text not null, "incident_id" text null, "state" text not null, "remote" jsonb null, "version" text null, "attempts" int not null default 0, "not_before" double precision null, "created_at" double precision not null, "shown_at" double precision null, "error" text null, primary key ("key"))`,
  `create table "records" ("object" text not null, "id" text not null, "fields" jsonb not null, "version" int not null default 1, "deleted" int not null default 0, "origin" text null, "lane" int not null default 1, "keyed" int not null default 0, "key1" text not null default '', "key2" text not null default '', "created_at" double precision null, "updated_at" double precision null, primary key ("object", "id"))`,
  `create index "records_key1" on "records" ("key1")`,
  `create index "records_key2" on "records" ("key2")`,
  `create index "records_unkeyed" on "records" ("keyed", "object", "id") where keyed = 0`,
  `create table "runs" ("id" text not null, "connection" text not null, "object" text not null, "direction" text not null, "kind" text not null, "state" text not null, "started_at" double precision not null, "ended_at" double precision null, "created" int not null default 0, "updated" int not null default 0, "deleted" int not null default 0, "skipped" int not null default 0, "failed" int not null default 0, "wanted" int null, "reason" text null, "detail" text null, "asked_by" text null, primary key ("id"))`,
  `create index "runs_connection" on "runs" ("connection", "started_at")`,
  `create table "run_records" ("seq" serial primary key, "run_id" text not null, "object" text not null, "subject" text not null, "outcome" text not null, "reason" text null, "detail" text null, "at" double precision not null)`,
  `create index "run_records_run" on "run_records" ("run_id")`,
  `create table "schemas" ("connection" text not null, "object" text not null, "schema" jsonb not null, "read_at" double precision not null, primary key ("connection", "object"))`,
  `create table "seen_requests" ("key" text not null, "at" double precision not null, primary key ("key"))`,
  `create table "settings" ("key" text not null, "value" jsonb not null, "by" text not null, "at" double precision not null, primary key ("key"))`,
  `create table "sign_ins" ("id" text not null, "connection" text not null, "caller" jsonb not null, "state" text not null, "status" text not null, "secret" text not null, "cookie" text null, "token" text null, "identity" jsonb null, "created_at" double precision not null, "expires_at" double precision not null, primary key ("id"))`,
  `create index "sign_ins_state" on "sign_ins" ("state")`,
  `create function records_keep_seen() returns trigger language plpgsql as $body$
    begin
      insert into field_values (connection, object, external_id, seen)
      select l.connection, l.object, l.external_id, old.fields from links l
      where l.object = old.object and l.record_id = old.id
      on conflict (connection, object, external_id) do nothing;
      return new;
    end $body$`,
  `create trigger records_keep_seen before update of fields on records
    for each row when (new.fields is distinct from old.fields) execute function records_keep_seen()`,
  `create function records_owe() returns trigger language plpgsql as $body$
    begin
      insert into outbox (connection, object, record_id, lane)
      select c.connection, new.object, new.id, new.lane from cursors c
      where c.object = new.object and c.outbound = 1 and c.connection is distinct from new.origin
      on conflict (connection, object, record_id) do update set
        seq = outbox.seq + 1, since = null,
        lane = case when outbox.lane < excluded.lane then outbox.lane else excluded.lane end,
        attempts = case when outbox.state in ('sending', 'unsure') then outbox.attempts else 0 end,
        due = case when outbox.state in ('sending', 'unsure') then outbox.due else null end,
        state = case when outbox.state in ('sending', 'unsure') then outbox.state else 'pending' end;
      return new;
    end $body$`,
  `create trigger records_owe_insert after insert on records for each row execute function records_owe()`,
  `create trigger records_owe_update after update of fields, deleted on records
    for each row when (new.version <> old.version) execute function records_owe()`,
];
