import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Engine, openEngine } from "../../engine/index.ts";
import { readConfig } from "../../src/config.ts";
import { machineClock, machinePorts } from "../../src/ports.ts";
import { answerOrder, mapped, type Order } from "./contacts.ts";

// The engine as the daemon opens it, on a new SQLite file: its first ticks until the backfill is complete.

await answerOrder(async (order) => {
  const folder = mkdtempSync(join(tmpdir(), "crmsync-bench-"));
  const file = join(folder, "workspace.sqlite");
  const engine = await openEngine({
    settings: settings(order, file),
    databaseUrl: `sqlite:${file}`,
    secret: "a secret of at least thirty-two characters",
    ports: machinePorts(
      machineClock(() => 0),
      (level, message, fields) => {
        if (level === "warn" || level === "error") console.error(message, fields);
      },
    ),
    owner: "bench",
    isDead: () => false,
  });
  await signIn(engine);

  const began = performance.now();
  let records = 0;
  while (records === 0) {
    await engine.tick();
    const runs = await engine.runs({ kind: "backfill", state: "completed", limit: 10 });
    records = runs.find((run) => run.object === "contact")?.counts.created ?? 0;
  }
  const ms = performance.now() - began;

  const [view] = await engine.overview();
  const contacts = view?.objects.find((each) => each.object === "contact");
  if (contacts?.synced !== records) throw new Error(`${contacts?.synced} of ${records} records are synced`);
  await engine.close();
  rmSync(folder, { recursive: true });
  return { ms, records };
});

function settings({ url, client }: Order, file: string) {
  const own = Object.entries(mapped).map(([field, remote]) => `      ${field}: { salesforce: ${remote} }`);
  const yaml = `workspace: bench
connections:
  salesforce: { provider: salesforce, objects: [account, contact], share: 100 }
objects:
  contact:
    match: [[email], [first_name, last_name, account_id]]
    required: [email]
    doNotSync: do_not_sync
    fields:
${own.join("\n")}
`;
  const env = {
    CRMSYNC_SECRET: createHash("sha256").update("bench").digest("hex"),
    DATABASE_URL: `sqlite:${file}`,
    SALESFORCE_CLIENT_ID: client.id,
    SALESFORCE_CLIENT_SECRET: client.secret,
    SALESFORCE_LOGIN_URL: url,
  };
  const read = readConfig({ env, readText: () => yaml, mode: () => 0o600 });
  if (!read.ok) throw new Error(JSON.stringify(read.faults, null, 2));
  return read.config.settings;
}

/** What a person does once: presses the link, allows it at the CRM, comes back and confirms. */
async function signIn(engine: Engine): Promise<void> {
  const user = "cli:bench";
  const id = await engine.signIns.begin("salesforce", { platform: "cli", user, name: "bench", channel: null });
  const opened = await engine.signIns.open(id);
  if (!opened) throw new Error("the sign-in link does not work");
  const allowed = await fetch(opened.location, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: "account=main&press=allow",
    redirect: "manual",
  });
  const { searchParams } = new URL(allowed.headers.get("location") ?? "http://nowhere.invalid");
  const [state = "", code, error] = ["state", "code", "error"].map((name) => searchParams.get(name) ?? undefined);
  await engine.signIns.finish({ state, code: code ?? null, error: error ?? null, cookie: opened.cookie });
  const confirmed = await engine.signIns.confirm(id, user);
  if (!confirmed.ok) throw new Error(`not signed in: ${confirmed.detail}`);
}
