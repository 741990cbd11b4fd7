import { Migration } from "@mikro-orm/migrations";

/** Failures know their cause, people may let a record through once, and decisions can be kept. */
export class Migration20261122000000 extends Migration {
  override name = "Migration20261122000000";

  override up(): void {
    for (const statement of statements) this.addSql(statement);
  }
}

const statements = [
  `create table "kept_rules" ("id" text not null primary key, "connection" text not null, "object" text not null, "field" text not null, "does" json not null, "by" text not null, "at" double not null, "records" integer not null default 0, "undone_by" text null, "undone_at" double null)`,
  `alter table "outcomes" add column "cause" text null`,
  `alter table "outcomes" add column "permit" text null`,
  `alter table "outcomes" add column "may_force" integer not null default 0`,
  `create index "outcomes_cause" on "outcomes" ("cause") where cause is not null`,
  `create index "outcomes_uncaused" on "outcomes" ("connection", "object") where cause is null and outcome = 'failed'`,
  `alter table "runs" add column "cause" text null`,
  `create index "runs_cause" on "runs" ("cause") where cause is not null`,
  `alter table "outbox" add column "permit" text null`,
];
