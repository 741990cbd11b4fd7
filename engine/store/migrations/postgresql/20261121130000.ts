import { Migration } from "@mikro-orm/migrations";

/**
 * Which version was pushed last is told by the outbox alone. What is owed is found by an index without the record's id.
 * Values seen may be left out, as on SQLite; here nobody leaves them out, because noting them later would lock their row.
 * Incidents know who looks after them.
 */
export class Migration20261121130000 extends Migration {
  override name = "Migration20261121130000";

  override up(): void {
    for (const statement of statements) this.addSql(statement);
  }
}

const statements = [
  `alter table "links" drop column "pushed_version"`,
  `alter table "incidents" add column "acked_by" text null`,
  `alter table "incidents" add column "acked_at" double precision null`,
  `drop index "outbox_next"`,
  `create index "outbox_next" on "outbox" ("connection", "state", "object", "lane", "due")`,
  `alter table "field_values" alter column "seen" drop not null`,
];
