import { Migration } from "@mikro-orm/migrations";

/**
 * Which version was pushed last is told by the outbox alone. What is owed goes out in the order in which it came: the rows
 * of an index are in that order by themselves, and without the record's id it is half as large. And a record that a CRM
 * holds just as it is here needs no second copy beside what was sent: its trigger notes it when the record changes.
 * Incidents know who looks after them.
 */
export class Migration20261121130000 extends Migration {
  override name = "Migration20261121130000";

  override up(): void {
    for (const statement of statements) this.addSql(statement);
  }
}

const columns = `"connection", "object", "external_id", "seen", "sent", "replaced", "sent_at"`;

// By a copy of the rows and not by a new name: SQLite renames no table that the triggers of another one name.
const statements = [
  `alter table "links" drop column "pushed_version"`,
  `alter table "incidents" add column "acked_by" text null`,
  `alter table "incidents" add column "acked_at" double null`,
  `drop index "outbox_next"`,
  `create index "outbox_next" on "outbox" ("connection", "state", "object", "lane", "due")`,
  `create table "field_values_before" as select ${columns} from "field_values"`,
  `drop table "field_values"`,
  `create table "field_values" ("connection" text not null, "object" text not null, "external_id" text not null, "seen" json null, "sent" json null, "replaced" json null, "sent_at" double null, primary key ("connection", "object", "external_id"))`,
  `insert into "field_values" (${columns}) select ${columns} from "field_values_before"`,
  `drop table "field_values_before"`,
  `drop trigger records_keep_seen`,
  `create trigger records_keep_seen before update of fields on records when new.fields is not old.fields begin
      insert into field_values (connection, object, external_id, seen)
      select l.connection, l.object, l.external_id, old.fields from links l
      where l.object = old.object and l.record_id = old.id
      on conflict (connection, object, external_id) do update set seen = excluded.seen where field_values.seen is null;
    end`,
];
