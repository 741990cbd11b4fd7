import { afterEach, expect, it } from "vitest";
import type { Store } from "../../engine/store/open.ts";
import type { Sql } from "../../engine/store/sql.ts";
import { sandboxSettings } from "../../src/sandbox/program/settings.ts";
import { bed } from "../fakes/bed.ts";

const beds: Awaited<ReturnType<typeof bed>>[] = [];
afterEach(async () => {
  for (const own of beds.splice(0)) await own.close();
});

/** The rows of a store, with a count of the statements that go through it. */
function counting(store: Store): { readonly store: Store; readonly seen: { statements: number } } {
  const seen = { statements: 0 };
  const counted = (sql: Sql): Sql => ({
    ...sql,
    all: (...told) => {
      seen.statements += 1;
      return sql.all(...told);
    },
    run: (...told) => {
      seen.statements += 1;
      return sql.run(...told);
    },
    insert: (...told) => {
      seen.statements += 1;
      return sql.insert(...told);
    },
    update: (...told) => {
      seen.statements += 1;
      return sql.update(...told);
    },
  });
  const read: Store["read"] = (work) => store.read((sql) => work(counted(sql)));
  const write: Store["write"] = (work, lasting) => store.write((sql) => work(counted(sql)), lasting);
  return { store: { ...store, read, write }, seen };
}

/** Statements of a quiet tick, where so many records are owed to connections whose export is switched off. */
async function quietTick(records: number) {
  const yaml = sandboxSettings().replaceAll("writeMode: upsert", "export: false\n    writeMode: upsert");
  const own = await bed({ yaml });
  beds.push(own);
  for (const crm of ["salesforce", "hubspot"] as const) await (await own.signIn(crm)).confirm();
  await own.rest();
  await own.write(
    `with recursive n (i) as (select 1 union all select i + 1 from n where i < ${records})
     insert into contacts (id, email, last_name) select 'c' || i, 'p' || i || '@x.test', 'P' from n where ${records} > 0`,
  );
  for (let n = 0; n < 3; n += 1) {
    await own.clock.advance(5_000);
    await own.rest();
  }
  const { store, seen } = counting(own.rows);
  const again = await own.open("worker-1", store);
  await own.clock.advance(1_000);
  await own.rest([again]);
  await own.clock.advance(1_000);
  const before = seen.statements;
  await own.rest([again]);
  const owed = await own.sql<{ n: number }>("select count(*) as n from outbox");
  const told = await own.engine.failures();
  return {
    statements: seen.statements - before,
    owed: owed[0]?.n,
    told: told.map((one) => [one.connection, one.reason, one.records]),
  };
}

it("a tick does nothing per record that is owed where export is off (E30)", async () => {
  const none = await quietTick(0);

  const many = await quietTick(1_500);

  expect(none.told).toEqual([]);
  expect(many).toEqual({
    statements: none.statements,
    owed: 0,
    told: [
      ["hubspot", "SKIP_WRITE_OFF", 1_500],
      ["salesforce", "SKIP_WRITE_OFF", 1_500],
    ],
  });
});
