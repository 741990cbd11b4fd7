import { Migration } from "@mikro-orm/migrations";

/** Fields that both sides changed and that wait for a person; and which fields a run wrote, for who wrote them last. */
export class Migration20261121140000 extends Migration {
  override name = "Migration20261121140000";

  override up(): void {
    for (const statement of statements) this.addSql(statement);
  }
}

const statements = [
  `create table "conflicts" ("connection" text not null, "object" text not null, "external_id" text not null, "field" text not null, "record_id" text not null, "newer" text not null, "since" double precision not null, primary key ("connection", "object", "external_id", "field"))`,
  `create index "conflicts_record" on "conflicts" ("object", "record_id")`,
  `alter table "run_records" add column "fields" text null`,
];
