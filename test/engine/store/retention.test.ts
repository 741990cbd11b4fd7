import { expect, it } from "vitest";
import { openStore } from "../../../engine/store/open.ts";
import { forgetOld } from "../../../engine/store/retention.ts";
import { handClock } from "../../fakes/ports.ts";

const DAY = 86_400_000;
const now = 1_000 * DAY;

/** One row that is over and one that still matters, in every table that forgets. */
const rows: readonly string[] = [
  `insert into runs (id, connection, object, direction, kind, state, started_at, ended_at) values
     ('old', 'a', 'contact', 'inbound', 'live', 'completed', ${now - 100 * DAY}, ${now - 99 * DAY}),
     ('new', 'a', 'contact', 'inbound', 'live', 'completed', ${now - 2 * DAY}, ${now - DAY}),
     ('long', 'a', 'contact', 'inbound', 'backfill', 'in_progress', ${now - 200 * DAY}, null)`,
  `insert into run_records (run_id, object, subject, outcome, at) values
     ('old', 'contact', '1', 'failed', 0), ('new', 'contact', '1', 'failed', 0), ('long', 'contact', '1', 'failed', 0)`,
  `insert into incidents (id, key, kind, connection, severity, reason, state, facts, opened_at, updated_at, resolved_at) values
     ('over', 'k', 'overdue', 'a', 'warning', 'RUN_OVERDUE', 'resolved', '{}', 0, 0, ${now - 91 * DAY}),
     ('open', 'k', 'overdue', 'a', 'warning', 'RUN_OVERDUE', 'open', '{}', 0, 0, null)`,
  `insert into posts (key, platform, channel, kind, incident_id, state, created_at) values
     ('p-over', 'slack', 'c', 'overdue', 'over', 'shown', ${now - 95 * DAY}),
     ('p-open', 'slack', 'c', 'overdue', 'open', 'shown', ${now - 95 * DAY}),
     ('p-new', 'slack', 'c', 'digest', null, 'shown', ${now - DAY})`,
  `insert into seen_requests (key, at) values ('old', ${now - 2 * DAY}), ('new', ${now - DAY / 2})`,
  `insert into usage_samples (connection, at, used, quota) values ('a', ${now - 9 * DAY}, 1, 2), ('a', ${now - DAY}, 1, 2)`,
  `insert into audit (at, caller, name, role, verb, args, outcome, request) values (0, 'x', 'x', 'admin', 'pause', '{}', 'done', 'r')`,
];

it("forgets what is over and old, and nothing that still matters", async () => {
  const store = await openStore({ url: ":memory:", objects: {}, clock: handClock(), log: () => {} });
  for (const row of rows) await store.write((sql) => sql.run(row));

  const gone = await forgetOld(store, now);
  const again = await forgetOld(store, now);

  const ids = (text: string) => store.read(async (sql) => (await sql.all(text)).map((row) => row.id));
  expect(gone).toBe(6);
  expect(again).toBe(0);
  expect(await ids("select id from runs order by id")).toEqual(["long", "new"]);
  expect(await ids("select run_id as id from run_records order by id")).toEqual(["long", "new"]);
  expect(await ids("select id from incidents")).toEqual(["open"]);
  expect(await ids("select key as id from posts order by id")).toEqual(["p-new", "p-open"]);
  expect(await ids("select key as id from seen_requests")).toEqual(["new"]);
  expect(await ids("select at as id from usage_samples")).toEqual([now - DAY]);
  expect(await ids("select verb as id from audit")).toEqual(["pause"]);
  await store.close();
});

it("forgets changes of records by when they were there, for plain SQL gives them no time", async () => {
  const store = await openStore({ url: ":memory:", objects: {}, clock: handClock(), log: () => {} });
  const change = (version: number) =>
    store.write((sql) =>
      sql.run(
        `insert into field_changes (object, record_id, version, before) values ('contact', 'a', ${version}, '{}')`,
      ),
    );
  const kept = () =>
    store.read(async (sql) => (await sql.all("select version from field_changes")).map((row) => row.version));

  await change(2);
  await forgetOld(store, now);
  await change(3);
  for (let day = 1; day <= 91; day += 1) await forgetOld(store, now + day * DAY);
  const after91 = await kept();
  await forgetOld(store, now + 92 * DAY);
  const after92 = await kept();
  await forgetOld(store, now + 400 * DAY);

  expect(after91).toEqual([3]);
  expect(after92).toEqual([]);
  expect(await kept()).toEqual([]);
  await store.close();
});
