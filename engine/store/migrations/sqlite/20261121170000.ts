import { Migration } from "@mikro-orm/migrations";

/** The grants that this installation was given, and what a sign-in may no longer do that the one before it could. */
export class Migration20261121170000 extends Migration {
  override name = "Migration20261121170000";

  override up(): void {
    for (const statement of statements) this.addSql(statement);
  }
}

const statements = [
  `create table "grants" ("id" text not null primary key, "connection" text not null, "provider" text not null, "client" text not null, "account" text null, "who" text null, "sign_in" text null, "token" text null, "state" text not null, "made_at" double not null, "proven_at" double null, "due" double null, "attempts" integer not null default 0)`,
  `create index "grants_connection" on "grants" ("connection", "state")`,
  `alter table "sign_ins" add column "difference" json null`,
];
