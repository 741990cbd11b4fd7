import { afterAll, beforeAll, expect, it } from "vitest";
import { sumOf } from "../../engine/rules/count-sum.ts";
import { sandboxSettings } from "../../src/sandbox/program/settings.ts";
import { bed, until } from "../fakes/bed.ts";
import { startPostgres } from "../fakes/postgres.ts";

let server: Awaited<ReturnType<typeof startPostgres>>;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

it("M7, M9: preflight, counts and the comparison say the same on PostgreSQL", { timeout: 60_000 }, async () => {
  const databaseUrl = await server.database("compare");
  const own = await bed({ databaseUrl, yaml: sandboxSettings().replaceAll("poll: 5s", "poll: 6h") });
  for (const crm of ["salesforce", "hubspot"] as const) await (await own.signIn(crm)).confirm();
  for (let n = 0; n < 5; n += 1) own.create("salesforce", "Contact", { LastName: `L${n}`, Email: `p${n}@x.test` });
  own.create("salesforce", "Contact", { LastName: "Nomail" });
  await until(own.clock, own.engine.pullNow());
  for (let n = 0; n < 4; n += 1) await own.rest();
  await own.write(
    `insert into contacts (id, last_name, email, lead_source) values ('z1', null, 'p1@x.test', 'Web'),
     ('z2', 'B', 'b@x.test', 'Rumour'), ('z3', 'C', 'dup@x.test', null), ('z4', 'D', 'dup@x.test', null)`,
  );

  const flights = await until(own.clock, own.engine.preflight({ object: "contact", examples: 5 }));
  const [salesforce] = await until(own.clock, own.engine.counts({ connection: "salesforce", object: "contact" }));
  const [first] = own.list("salesforce", "Contact").records;
  own.control("PATCH", `salesforce/records/Contact/${first?.id}?silent=1`, { fields: { Title: "After" } });
  for (let n = 0; n < 70; n += 1) {
    await own.clock.advance(60_000);
    await until(own.clock, own.engine.tick());
  }
  const [after] = await until(own.clock, own.engine.counts({ connection: "salesforce", object: "contact" }));
  const titled = await own.sql<{ n: number }>("select count(*) as n from contacts where title = 'After'");
  await own.close();

  const groups = flights.map((view) => view.groups.map((group) => `${group.reason} ${group.examples}`));
  expect(groups).toEqual([
    ["DATA_PICKLIST_INVALID z2", "DATA_REQUIRED_MISSING z1"],
    ["DUP_UNIQUE z1,z4", "DATA_PICKLIST_INVALID z2"],
  ]);
  expect(salesforce).toMatchObject({ sum: { inCrm: 6, open: 0 }, ours: { toSend: 4 } });
  expect(salesforce && sumOf(salesforce.sum)).toBe(6);
  expect(after?.compared).toMatchObject({ differed: 1 });
  expect(Number(titled[0]?.n)).toBe(1);
  expect(own.errors).toEqual([]);
});
