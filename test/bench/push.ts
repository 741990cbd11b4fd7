import { copyFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { answerOrder } from "./contacts.ts";
import { databaseIn } from "./daemon.ts";
import { countRows, type EditOrder } from "./edits.ts";
import { openBenchEngine } from "./engine.ts";

// The engine as the daemon opens it, on a copy of the edited workspace: its ticks until nothing is owed.

await answerOrder<EditOrder>(async (order) => {
  const file = join(order.folder, "push.sqlite");
  copyFileSync(databaseIn(order.folder), file);
  const owed = countRows(file, "outbox");
  const engine = await openBenchEngine(order, file, "1h");
  // Its libraries are loaded at the first call, those of the script before its measurement begins.
  await engine.diagnose("salesforce");

  const began = performance.now();
  do await engine.tick();
  while (countRows(file, "outbox") > 0);
  const ms = performance.now() - began;

  const sent = countRows(file, "field_values where sent_at is not null");
  await engine.close();
  for (const suffix of ["", "-wal", "-shm"]) rmSync(`${file}${suffix}`, { force: true });
  if (sent !== owed) throw new Error(`${sent} of ${owed} records were sent`);
  return { ms, records: sent };
});
