import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { answerOrder } from "./contacts.ts";
import { isBackfilled, openBenchEngine, pullAllContacts, signIn } from "./engine.ts";

// The first load of all contacts into a new SQLite file, and then all of them from the beginning again, unchanged.

await answerOrder(async (order) => {
  const folder = mkdtempSync(join(tmpdir(), "crmsync-bench-"));
  const file = join(folder, "workspace.sqlite");
  const engine = await openBenchEngine(order, file);
  await signIn(engine);
  const began = performance.now();
  const records = await pullAllContacts(engine);
  const first = performance.now() - began;

  const before = written(file);
  const again = performance.now();
  if (!(await engine.orderWhole("salesforce", "contact"))) throw new Error("nothing was ordered");
  do await engine.tick();
  while (await isReading());
  const ms = performance.now() - again;

  if (written(file) !== before) throw new Error("unchanged records were written");
  const { maxRSS } = process.resourceUsage();
  await engine.close();
  rmSync(folder, { recursive: true });
  return { ms, first, records, megabytes: maxRSS / 1024 };

  async function isReading(): Promise<boolean> {
    const runs = await engine.runs({ kind: "backfill", object: "contact", limit: 1_000 });
    const read = runs.reduce((sum, run) => sum + (run.wanted ?? 0), 0);
    return !(await isBackfilled(engine)) || read < 2 * records;
  }
});

/** All that a write of a record, its link or what was last seen of it would move, and what is owed to anybody. */
function written(file: string): string {
  const database = new DatabaseSync(file);
  const told = database
    .prepare(
      `select (select sum(version) from records) as versions, (select max(updated_at) from records) as updated,
         (select sum(modified_at) from links) as modified, (select count(*) from field_values) as seen,
         (select count(*) from run_records) as results, (select count(*) from outbox) as owed`,
    )
    .get();
  database.close();
  return JSON.stringify(told);
}
