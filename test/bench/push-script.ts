import { copyFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { MikroORM } from "@mikro-orm/sqlite";
import jsforce from "jsforce";
import { answerOrder, mapped } from "./contacts.ts";
import { BATCH, type EditOrder } from "./edits.ts";
import { Contact } from "./script-table.ts";

// The script that people write themselves: MikroORM reads what is dirty, jsforce updates it, what went well is marked
// clean. It sends every field that it maps: a flag on a row does not tell which of them were edited.

const written = ["Id", ...Object.values(mapped)] as const;

await answerOrder<EditOrder>(async ({ url, token, folder }) => {
  const file = join(folder, "push-script.sqlite");
  copyFileSync(join(folder, "script.sqlite"), file);
  const orm = await MikroORM.init({ entities: [Contact], dbName: file });
  const conn = new jsforce.Connection({ instanceUrl: url, accessToken: token, version: "62.0" });

  const began = performance.now();
  let records = 0;
  for (;;) {
    const em = orm.em.fork();
    const rows = await em.find(Contact, { dirty: true }, { limit: BATCH });
    if (rows.length === 0) break;
    const bodies = rows.map((row) => Object.fromEntries(written.map((name) => [name, row[name]])));
    const results = await conn.sobject("Contact").update(bodies as never[]);
    for (const [at, row] of rows.entries()) {
      if (!results[at]?.success) continue;
      row.dirty = false;
      records += 1;
    }
    await em.flush();
  }
  const ms = performance.now() - began;

  await orm.close();
  for (const suffix of ["", "-wal", "-shm"]) rmSync(`${file}${suffix}`, { force: true });
  return { ms, records };
});
