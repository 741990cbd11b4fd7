import { Migration } from "@mikro-orm/migrations";

/** What is owed is read in the order in which it is sent: without an index of that order all of it is sorted for each batch. */
export class Migration20261121120000 extends Migration {
  override name = "Migration20261121120000";

  override up(): void {
    for (const statement of statements) this.addSql(statement);
  }
}

const statements = [
  `drop index "outbox_due"`,
  `create index "outbox_next" on "outbox" ("connection", "state", "object", "lane", "due", "record_id")`,
];
