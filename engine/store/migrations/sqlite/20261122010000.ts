import { Migration } from "@mikro-orm/migrations";

/** What each change of a record took the place of, field by field, so that it can be told who wrote what. */
export class Migration20261122010000 extends Migration {
  override name = "Migration20261122010000";

  override up(): void {
    for (const statement of statements) this.addSql(statement);
  }
}

const was = `case json_type(old.fields, n.fullkey) when 'true' then json('true') when 'false' then json('false')
  else json_extract(old.fields, n.fullkey) end`;

// First pulls (lane 3) leave nothing here. Whoever keeps the keys of a record (keyed = 1) stamps it, too; plain SQL does not.
const statements = [
  `create table "field_changes" ("seq" integer not null primary key autoincrement, "object" text not null, "record_id" text not null, "version" integer not null, "origin" text null, "at" double null, "before" json not null)`,
  `create index "field_changes_record" on "field_changes" ("record_id")`,
  `create trigger records_keep_before after update of fields on records when new.lane < 3 and new.fields is not old.fields begin
      insert into field_changes (object, record_id, version, origin, at, before)
      select new.object, new.id, new.version, new.origin, iif(new.keyed = 1, new.updated_at, null), c.before from (
        select json_group_object(n.key, ${was}) as before from json_each(new.fields) n
        where json_extract(old.fields, n.fullkey) is not json_extract(new.fields, n.fullkey)) c
      where c.before <> '{}';
    end`,
];
