import { Migration } from "@mikro-orm/migrations";

/**
 * What is owed is read in the order in which it is sent: without an index of that order all of it is sorted for each
 * batch. And a change by another program (it has no origin) tells those that listen, once its transaction has ended.
 */
export class Migration20261121120000 extends Migration {
  override name = "Migration20261121120000";

  override up(): void {
    for (const statement of statements) this.addSql(statement);
  }
}

const statements = [
  `drop index "outbox_due"`,
  `create index "outbox_next" on "outbox" ("connection", "state", "object", "lane", "due", "record_id")`,
  `create function records_tell() returns trigger language plpgsql as $body$
    begin
      perform pg_notify('crmsync_changes', '');
      return null;
    end $body$`,
  `create trigger records_tell after insert or update of fields, deleted on records
    for each row when (new.origin is null) execute function records_tell()`,
];
