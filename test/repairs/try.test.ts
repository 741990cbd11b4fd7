import { it } from "vitest";
import { repairBed } from "./bed.ts";
import { breakOne, change, failureOf, stepsOf } from "./outbound.ts";
import { together } from "./steps.ts";
it.each(["hubspot"] as const)("%s", {timeout: 60000}, async (crm) => {
  const own = await repairBed(crm);
    const many = Array.from({ length: 80 }, (_, n) => `('w${n}', 'Well ${n}', 'w${n}.test')`);
    await own.write(`insert into accounts (id, name, domain) values ${many.join(", ")}`);
    await own.cycle(3);
  const show = async (s: string, since: number) => console.log(s, JSON.stringify((await own.engine.causes({})).map(c => [c.id, c.reason, c.field, c.detail, c.outcome, c.records, c.firstAt, c.lastAt])),  JSON.stringify(own.writes(crm, since)));
  {
  const b = await breakOne(own, "E40", failureOf("E40", crm)!, "slack");
  await own.cycle(4);
  await show("failed", 0);
  const since = own.newest();
  await change(own, "contact", b.record, { first_name: "Edited" });
  await own.cycle(4);
  await show("changed", since);
  }
  const b = await breakOne(own, "E38", failureOf("E38", crm)!, "slack");
  const card = await own.card("slack", /contact refused: Points/);
  const since = own.newest();
  await together(own, "slack", card.id, stepsOf("E38", b));
  await own.cycle(4);
  await show("mended", since);
  console.log(own.calls(crm, since).calls);
  await own.close();
});
