import { it } from "vitest";
import { repairBed } from "./bed.ts";
import { addEvents, inboundYaml, insider } from "./inbound.ts";
import { bare, nameless, spoiler, timeless } from "./spoil.ts";
it.each(["salesforce", "hubspot", "pipedrive"] as const)("%s", {timeout: 60000}, async (crm) => {
  const spoil = spoiler();
  const own = await repairBed(crm, { yaml: inboundYaml(crm).replace("[account, contact, deal, activity]", crm === "pipedrive" ? "[account, contact, deal, activity, lead]" : "[account, contact, deal, activity]"), between: spoil.between });
  addEvents(own);
  await own.cycle(2);
  const at = insider(own);
  const made: Record<string, string> = {};
  const go = (e: string, f: () => string) => { try { made[e] = f(); } catch (x) { console.log("FAIL", e, x); } };
  await own.write("insert into contacts (id, last_name, email, phone) values ('a', 'A', 'e23@x.test', '+1 555 0100'), ('b', 'B', 'other@x.test', '+1 555 0123')");
  await own.cycle();
  at.create("contact", { last_name: "E23 first", email: "e23@x.test" });
  await own.clock.advance(900_000);
  await own.cycle(6);
  go("E23", () => at.create("contact", { last_name: "E23", email: "e23@x.test", phone: "+1 555 0123" }));
  spoil.set("e26@x.test", bare); spoil.set("e16@x.test", nameless); spoil.set("e28@x.test", timeless);
  for (const e of ["e26", "e16", "e28"]) go(e, () => at.create("contact", { last_name: e, email: `${e}@x.test` }));
  if (crm !== "hubspot") go("E14", () => { const who = crm === "pipedrive" ? { contact_id: at.create("contact", { last_name: "Lead", email: "lead@x.test" }) } : {}; const id = at.create("lead", { last_name: "L", email: "lead2@x.test", company: "L", ...who }); at.convert(id); return id; });
  await own.write("insert into events (id, name, email) values ('e24', null, 'e23@x.test')").catch(x => console.log(String(x)));
  await own.clock.advance(900_000);
  await own.cycle(6);
  await own.clock.advance(900_000);
  await own.cycle(6);
  console.log(crm, (await own.engine.causes({})).map(c => [c.direction, c.object, c.reason, c.outcome, c.field, c.example, c.existingId, c.detail].join(" | ")).join("\n"));
  for (const cause of await own.engine.causes({})) {
     const told = await own.people.slack.type("operator", `repair ${cause.id}`);
     console.log("=====", crm, cause.reason, told.words.split("\n")[0], "\nB:", told.message?.buttons, told.message?.lists);
  }
  console.log(own.people.slack.standing().map(o => o.words.split("\n")[0]));
  console.log(own.errors, own.troubles);
  await own.close();
});
