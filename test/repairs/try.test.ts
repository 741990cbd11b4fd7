import { it } from "vitest";
import { repairBed } from "./bed.ts";
import { breakOne, change, failureOf } from "./outbound.ts";
it.each(["salesforce"] as const)("%s", {timeout: 60000}, async (crm) => {
  const own = await repairBed(crm);
    const many = Array.from({ length: 80 }, (_, n) => `('w${n}', 'Well ${n}', 'w${n}.test')`);
    await own.write(`insert into accounts (id, name, domain) values ${many.join(", ")}`);
    await own.cycle(3);
  const b = await breakOne(own, "E32", failureOf("E32", crm)!, "slack");
  const show = async (s: string) => console.log(s, JSON.stringify((await own.engine.causes({})).map(c => [c.id, c.reason, c.outcome, c.records, c.firstAt, c.lastAt])), JSON.stringify((await own.engine.openIncidents()).map(i => [i.kind, i.id, i.state])), JSON.stringify(await own.sql("select * from outbox where object='contact'")), JSON.stringify(await own.sql("select * from outcomes")), own.writes(crm, own.newest() - 3).length);
  await own.cycle(4);
  await show("failed");
  await change(own, "contact", b.record, { phone: "+44 20 7946 0999" });
  await show("changed");
  for (let n = 0; n < 6; n++) { 
      await own.clock.advance(5000);
      await own.drive(own.engine.tick());
  await show("tick" + n);
      await own.drive(own.engine.check());
  await show("check" + n); }
  await own.close();
});
