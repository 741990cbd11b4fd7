import { Migration } from "@mikro-orm/migrations";

/** Use of the quota over time, errors that nobody knows yet, digests that were told; results by subject; what is read again next. */
export class Migration20261121110000 extends Migration {
  override name = "Migration20261121110000";

  override up(): void {
    for (const statement of statements) this.addSql(statement);
  }
}

const statements = [
  `create table "digests" ("channel" text not null, "date" text not null, "at" double precision not null, "groups" jsonb not null, primary key ("channel", "date"))`,
  `create table "unknown_errors" ("provider" text not null, "fingerprint" text not null, "code" text null, "status" int null, "sample" text not null, "times" int not null default 1, "first_at" double precision not null, "last_at" double precision not null, primary key ("provider", "fingerprint"))`,
  `create table "usage_samples" ("connection" text not null, "at" double precision not null, "used" int not null, "quota" int not null, "ours" int not null default 0, primary key ("connection", "at"))`,
  `create index "run_records_subject" on "run_records" ("subject") where outcome <> 'created'`,
  `create index "outcomes_next" on "outcomes" ("connection", "object", "due") where due is not null`,
];
