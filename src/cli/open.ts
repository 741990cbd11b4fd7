import { type Clock, type Engine, type Log, openEngine, type Ports } from "../../engine/index.ts";
import type { Config } from "../config.ts";
import { followClock } from "../join.ts";
import { createLog } from "../log.ts";
import { isDeadOwner, machineClock, machinePorts, ownerName } from "../ports.ts";
import { secretsOf } from "../scrub.ts";

/** A wait this long, while the database is opened, means that it takes no writes. */
const PATIENCE_MS = 1_000;

/**
 * Opens the engine beside a daemon. A daemon waits for a database that takes no writes to take them again; a person
 * in a terminal is told instead. Throws StoreRefused where the database must not be touched, or what kept it closed.
 */
export async function openForCli({ settings, env }: Config): Promise<Engine> {
  const { databaseUrl, secret } = env;
  const ports = await portsOfCli(env);
  let opening = true;
  let why = "it does not answer";
  const log: Log = (level, message, fields) => {
    if (opening && level === "error" && typeof fields?.detail === "string") why = fields.detail;
    else ports.log(level, message, fields);
  };
  const sleep: Clock["sleep"] = (ms, signal) =>
    opening && ms > PATIENCE_MS
      ? Promise.reject(new Error(`The database takes no writes: ${why}.`))
      : ports.clock.sleep(ms, signal);
  const own = { ...ports, log, clock: { ...ports.clock, sleep } };
  const engine = await openEngine({
    settings,
    databaseUrl,
    secret,
    ports: own,
    owner: ownerName(),
    isDead: isDeadOwner,
  });
  opening = false;
  return engine;
}

/** The machine's own, in a sandbox with its clock, which is the daemon's too; only errors are logged, to stderr. */
export async function portsOfCli(env: Config["env"]): Promise<Ports> {
  const clock = env.sandboxUrl ? followClock(env.sandboxUrl) : null;
  // Without an answer the machine's own time is as good as any.
  await clock?.look().catch(() => undefined);
  return machinePorts(
    machineClock(() => clock?.offsetMs() ?? 0),
    createLog("error", secretsOf(env)),
  );
}
