import { createHash } from "node:crypto";
import { type Engine, openEngine } from "../../engine/index.ts";
import { readConfig } from "../../src/config.ts";
import { machineClock, machinePorts } from "../../src/ports.ts";
import { mapped, type Order } from "./contacts.ts";

/** What every program here that shares a database is configured with. */
export const SECRET = createHash("sha256").update("bench").digest("hex");

/** The crmsync.yml of the measurements: every field of contacts.ts, the whole of the CRM's limits. */
export function configuration(poll = "5m", more = ""): string {
  const own = Object.entries(mapped).map(([field, remote]) => `      ${field}: { salesforce: ${remote} }`);
  return `workspace: bench
connections:
  salesforce: { provider: salesforce, objects: [account, contact], share: 100, poll: ${poll} }
${more}objects:
  contact:
    match: [[email], [first_name, last_name, account_id]]
    required: [email]
    doNotSync: do_not_sync
    fields:
${own.join("\n")}
`;
}

export function environment({ url, client }: Order, file: string) {
  return {
    CRMSYNC_SECRET: SECRET,
    DATABASE_URL: `sqlite:${file}`,
    SALESFORCE_CLIENT_ID: client.id,
    SALESFORCE_CLIENT_SECRET: client.secret,
    SALESFORCE_LOGIN_URL: url,
    HUBSPOT_CLIENT_ID: client.id,
    HUBSPOT_CLIENT_SECRET: client.secret,
  };
}

/** The engine as the daemon opens it. */
export async function openBenchEngine(order: Order, file: string, poll?: string): Promise<Engine> {
  const read = readConfig({ env: environment(order, file), readText: () => configuration(poll), mode: () => 0o600 });
  if (!read.ok) throw new Error(JSON.stringify(read.faults, null, 2));
  return openEngine({
    settings: read.config.settings,
    databaseUrl: `sqlite:${file}`,
    secret: SECRET,
    ports: machinePorts(
      machineClock(() => 0),
      (level, message, fields) => {
        if (level === "warn" || level === "error") console.error(message, fields);
      },
    ),
    owner: "bench",
    isDead: () => false,
  });
}

/** What a person does once: presses the link, allows it at the CRM, comes back and confirms. */
export async function signIn(engine: Engine): Promise<void> {
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

/** Ticks until the contacts' backfill is complete, which may take several runs; answers how many were created here. */
export async function pullAllContacts(engine: Engine): Promise<number> {
  for (;;) {
    await engine.tick();
    if (!(await isBackfilled(engine))) continue;
    const runs = await engine.runs({ kind: "backfill", limit: 100 });
    return runs.filter((run) => run.object === "contact").reduce((sum, run) => sum + run.counts.created, 0);
  }
}

export async function isBackfilled(engine: Engine): Promise<boolean> {
  const [view] = await engine.overview();
  return view?.objects.find((each) => each.object === "contact")?.phase === "incremental";
}
