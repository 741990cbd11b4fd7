import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { answerOrder } from "./contacts.ts";
import { openBenchEngine, pullAllContacts, signIn } from "./engine.ts";

// The engine as the daemon opens it, on a new SQLite file: its first ticks until the backfill is complete.

await answerOrder(async (order) => {
  const folder = mkdtempSync(join(tmpdir(), "crmsync-bench-"));
  const engine = await openBenchEngine(order, join(folder, "workspace.sqlite"));
  await signIn(engine);

  const began = performance.now();
  const records = await pullAllContacts(engine);
  const ms = performance.now() - began;

  const [view] = await engine.overview();
  const contacts = view?.objects.find((each) => each.object === "contact");
  if (contacts?.synced !== records) throw new Error(`${contacts?.synced} of ${records} records are synced`);
  await engine.close();
  rmSync(folder, { recursive: true });
  return { ms, records };
});
