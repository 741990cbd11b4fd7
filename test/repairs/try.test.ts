import { it } from "vitest";
import { repairBed } from "./bed.ts";
import { failuresOf } from "../fakes/make-fail.ts";
it.each(["salesforce", "hubspot", "pipedrive"] as const)("%s", {timeout: 60000}, async (crm) => {
  const own = await repairBed(crm);
  for (const [e, f] of failuresOf(crm)) {
    if (e === "owner") continue;
    try {
    const id = `${e}-1`.toLowerCase();
    const q = (v: unknown) => v === null ? "null" : `'${v}'`;
    const set = { ...f.good, ...(f.object === "contact" ? { email: `${id}@x.test`, last_name: `Name ${id}` } : { name: `Co ${id}`, domain: `${id}.test` }) };
    const table = f.object + "s";
    await own.write(`insert into accounts (id, name, domain) values ('p-${id}', 'Parent ${id}', 'p-${id}.test')`);
    if (e !== "E39") await own.write(`insert into ${table} (id, ${Object.keys(set).join(", ")}) values ('${id}', ${Object.values(set).map(q).join(", ")})`);
    await own.cycle(3);
    const ext = async (object: string, id: string) => (await own.sql<{ external_id: string }>(`select external_id from links where object = '${object}' and record_id = '${id}'`))[0]?.external_id ?? "none";
    const swap = (m: string, p: string, b: unknown = null) => own.control(m, p, b === null ? null : JSON.parse(JSON.stringify(b).replaceAll("twin@x.test", `${id}-twin@x.test`)));
    const at = { id: await ext(f.object, id), parent: await ext("account", `p-${id}`) };
    const mend = f.make(swap, at);
    const bad = Object.fromEntries(Object.entries(f.bad).map(([k, v]) => [k, v === "$parent" ? `p-${id}` : v === "twin@x.test" ? `${id}-twin@x.test` : v]));
    const known = new Set(own.people.slack.standing().map(one => one.id));
    if (e === "E39") await own.write(`insert into contacts (id, last_name, email) values ('${id}', 'X', '${id}-twin@x.test')`);
    else await own.write(`update ${table} set ${Object.entries(bad).map(([k, v]) => `${k} = ${q(v)}`).join(", ")} where id = '${id}'`);
    await own.cycle(4);
    const news = own.people.slack.standing().filter(one => !known.has(one.id));
    console.log("=====", crm, e, JSON.stringify(at), await own.engine.causes({}), news.map(one => one.words.slice(0, 1500) + "\nB: " + one.buttons.join(" | ") + "\nL: " + one.lists.map(l => l.label + ": " + l.options.slice(0, 4)).join(" | ")).join("\n\n"));
    mend?.();
    await own.write(`delete from contacts`); await own.write(`delete from accounts`);
    await own.cycle(8);
    } catch (x) { console.log("=====", crm, e, "FAIL", x); }
  }
  console.log(own.errors, own.troubles);
  await own.close();
});
