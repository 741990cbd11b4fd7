import { Migration } from "@mikro-orm/migrations";

/** What each change of a record took the place of, field by field, so that it can be told who wrote what. */
export class Migration20261122010000 extends Migration {
  override name = "Migration20261122010000";

  override up(): void {
    for (const statement of statements) this.addSql(statement);
  }
}

// First pulls (lane 3) leave nothing here. Whoever keeps the keys of a record (keyed = 1) stamps it, too; plain SQL does not.
const statements = [
  `create table "field_changes" ("seq" serial primary key, "object" text not null, "record_id" text not null, "version" int not null, "origin" text null, "at" double precision null, "before" jsonb not null)`,
  `create index "field_changes_record" on "field_changes" ("record_id")`,
  `create function records_keep_before() returns trigger language plpgsql as $body$
    declare was jsonb;
    begin
      select jsonb_object_agg(k, coalesce(old.fields -> k, 'null'::jsonb)) into was from jsonb_object_keys(new.fields) as k
      where coalesce(old.fields -> k, 'null'::jsonb) <> coalesce(new.fields -> k, 'null'::jsonb);
      if was is not null then
        insert into field_changes (object, record_id, version, origin, at, before)
        values (new.object, new.id, new.version, new.origin, case when new.keyed = 1 then new.updated_at end, was);
      end if;
      return null;
    end $body$`,
  `create trigger records_keep_before after update of fields on records
    for each row when (new.lane < 3 and new.fields is distinct from old.fields) execute function records_keep_before()`,
];
