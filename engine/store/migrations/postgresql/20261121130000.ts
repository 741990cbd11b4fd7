import { Migration } from "@mikro-orm/migrations";

/** Which version was pushed last is told by the outbox alone. What is owed is found by an index without the record's id. */
export class Migration20261121130000 extends Migration {
  override name = "Migration20261121130000";

  override up(): void {
    this.addSql(`alter table "links" drop column "pushed_version"`);
    this.addSql(`drop index "outbox_next"`);
    this.addSql(`create index "outbox_next" on "outbox" ("connection", "state", "object", "lane", "due")`);
  }
}
