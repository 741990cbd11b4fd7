import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Order } from "./contacts.ts";
import { API, columns, PAGE, pageSoql } from "./contacts.ts";
import { databaseIn, prepareWorkspace } from "./daemon.ts";
import { type EditOrder, editAll } from "./edits.ts";

// Makes what the outbound measurements begin with: every contact is here and linked, and was edited since.

const order = JSON.parse(process.argv[2] ?? "null") as Order;
const folder = await prepareWorkspace(order, true);
editAll(databaseIn(folder), { title: "title", phone: "phone", description: "description" });

const script = join(folder, "script.sqlite");
await fillScript(script);
editAll(script, { title: "Title", phone: "Phone", description: "Description" }, ", dirty = 1");

process.stdout.write(`${JSON.stringify({ ...order, folder } satisfies EditOrder)}\n`);

/** The table of the usual script, with a flag for what is to be sent. */
async function fillScript(path: string): Promise<void> {
  const database = new DatabaseSync(path);
  const types = columns.map((name) => `${name} ${name === "Id" ? "text primary key" : ""}`);
  database.exec(`create table contacts (${types.join(", ")}, dirty integer not null default 0);
    create index contacts_dirty on contacts (dirty); begin`);
  const insert = database.prepare(`insert into contacts values (${columns.map(() => "?").join(", ")}, 0)`);
  let after: Parameters<typeof pageSoql>[0] = null;
  for (;;) {
    const response: Response = await fetch(`${order.url}${API}/query?q=${encodeURIComponent(pageSoql(after))}`, {
      headers: { authorization: `Bearer ${order.token}` },
    });
    const page = (await response.json()) as { records: Record<string, string | number | boolean | null>[] };
    for (const row of page.records) {
      const values = columns.map((name) => row[name] ?? null);
      insert.run(...values.map((value) => (typeof value === "boolean" ? Number(value) : value)));
    }
    const last = page.records.at(-1);
    if (!last || page.records.length < PAGE) break;
    after = { stamp: new Date(String(last.SystemModstamp)).toISOString(), id: String(last.Id) };
  }
  database.exec("commit");
  database.close();
}
