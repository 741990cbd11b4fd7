import { Migration } from "@mikro-orm/migrations";

/** Which version was pushed last is told by the outbox alone. */
export class Migration20261121130000 extends Migration {
  override name = "Migration20261121130000";

  override up(): void {
    this.addSql(`alter table "links" drop column "pushed_version"`);
  }
}
