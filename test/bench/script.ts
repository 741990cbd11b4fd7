import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MikroORM } from "@mikro-orm/sqlite";
import jsforce from "jsforce";
import { answerOrder, columns } from "./contacts.ts";
import { Contact } from "./script-table.ts";

// The script that people write themselves: jsforce pages through one query, MikroORM upserts each page into one table.

await answerOrder(async ({ url, token }) => {
  const folder = mkdtempSync(join(tmpdir(), "crmsync-bench-"));
  const orm = await MikroORM.init({ entities: [Contact], dbName: join(folder, "contacts.sqlite") });
  await orm.schema.create();
  const conn = new jsforce.Connection({ instanceUrl: url, accessToken: token, version: "62.0" });

  const began = performance.now();
  let page = await conn.query(`SELECT ${columns.join(", ")} FROM Contact`);
  for (;;) {
    const rows = page.records.map(({ attributes: _, ...row }) => row);
    await orm.em.fork().upsertMany(Contact, rows as never[]);
    if (page.done || !page.nextRecordsUrl) break;
    page = await conn.queryMore(page.nextRecordsUrl);
  }
  const ms = performance.now() - began;

  const records = await orm.em.fork().count(Contact);
  await orm.close();
  rmSync(folder, { recursive: true });
  return { ms, records };
});
