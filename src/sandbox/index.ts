import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { json } from "./crm/control-answers.ts";
import { servePage } from "./page/serve.ts";
import { control, type Sandbox } from "./program/control.ts";
import { workspaceCounts } from "./program/counts.ts";
import { createDaemon, type Daemon, isReady } from "./program/daemon.ts";
import { describe } from "./program/describe.ts";
import { credentials, daemonEnv, daemonPort, type Env } from "./program/environment.ts";
import { introduction } from "./program/introduce.ts";
import { listen } from "./program/server.ts";
import { createServices, serveServices } from "./program/services.ts";
import { chosenCrms, sandboxSettings, signsIn } from "./program/settings.ts";
import { stopOnSignals } from "./program/signals.ts";
import { hubspotWebhooks } from "./program/webhooks.ts";
import { networkWire } from "./program/wire.ts";

interface SandboxOptions {
  /** Of the control interface and the page; 0 = any free one. The services follow on the next ports that are free. */
  readonly port: number;
  /** The command that starts the daemon, e.g. [process.execPath, "src/main.ts", "start"]; null = only the services. */
  readonly daemon: readonly string[] | null;
  /** What is set here wins over what the sandbox would give the daemon. */
  readonly env: Env;
  /** Takes the one line that says where the sandbox is. */
  readonly print: (line: string) => void;
  /** Stop everything on SIGINT and SIGTERM, and leave no daemon behind; true when not given. */
  readonly signals?: boolean;
}

export interface RunningSandbox {
  readonly url: string;
  /** Stops the daemon, then the services. */
  close(): Promise<void>;
}

/**
 * Runs the simulated services and, when asked, the daemon as a child process on a new temporary database. Answers
 * once the daemon's /readyz is 200. Throws, with the daemon's last words, when it does not come up.
 */
export async function runSandbox(options: SandboxOptions): Promise<RunningSandbox> {
  const { env } = options;
  const crms = chosenCrms(env.SANDBOX_CRMS);
  const first = signsIn(env.SANDBOX_SIGN_IN);
  const folder = mkdtempSync(join(tmpdir(), "crmsync-sandbox-"));
  const files = { config: join(folder, "crmsync.yml"), database: join(folder, "workspace.sqlite") };
  writeFileSync(files.config, sandboxSettings(crms));
  const known = credentials(env);
  const services = createServices(known);
  const page = servePage();
  let sandbox: Sandbox | null = null;
  const server = await listen(options.port, async (request) => {
    if (!/^\/_sandbox\b/.test(request.path)) return page(request);
    return sandbox === null ? json(503, { error: "the sandbox is starting" }) : control(sandbox, request);
  });
  const own = Number(new URL(server.url).port);
  const urls = await serveServices(services, options.port === 0 ? 0 : own + 1);
  const places = { sandbox: server.url, ...urls.at, ...files, port: await daemonPort(env, options.port !== 0) };
  const given = daemonEnv(env, places, known);
  const publicUrl = given.PUBLIC_URL ?? "";
  const daemon = options.daemon === null ? null : child(options.daemon, env, given, join(folder, "daemon.log"));
  const teamsWire = networkWire(
    () => `${publicUrl}/api/messages`,
    () => urls.at.teams,
  );
  const introduced = introduction(services.teams, teamsWire, () => isReady(publicUrl));
  const webhooks = hubspotWebhooks(services.hubspot, () => `${publicUrl}/webhooks/hubspot`);
  sandbox = {
    clock: services.clock,
    controlled: services,
    slack: services.slack,
    wire: networkWire(
      () => `${publicUrl}/slack/events`,
      () => urls.at.slack,
    ),
    teams: services.teams,
    teamsWire,
    webhooks,
    daemon,
    describe: () => describe({ services, places, env: given, daemon, folder, crms, signsIn: first }),
    origins: () => [server.url, ...Object.values(urls.at), publicUrl, ...addressesOf(given)],
    counts: () => workspaceCounts(files.database),
  };
  const close = async () => {
    introduced.stop();
    webhooks.stop();
    await daemon?.stop();
    await Promise.all([server.close(), urls.close()]);
  };
  if (options.signals !== false) stopOnSignals(close, daemon);
  await daemon?.start().catch(async (cause: unknown) => {
    const words = daemon.tail(30);
    await close();
    throw new Error(`the daemon did not start\n${words}`, { cause });
  });
  if (daemon === null) introduced.watch();
  else await introduced.now();
  options.print(`crmsync sandbox: ${server.url}`);
  return { url: server.url, close };
}

function child(command: readonly string[], env: Env, given: Readonly<Record<string, string>>, logPath: string): Daemon {
  const inherited = Object.entries(env).filter((one): one is [string, string] => one[1] !== undefined);
  const url = `http://${given.HOST?.includes(":") ? `[${given.HOST}]` : given.HOST}:${given.PORT}`;
  return createDaemon({ command, env: { ...Object.fromEntries(inherited), ...given }, url, logPath });
}

/** Sign-in pages that the environment names instead of ours. */
function addressesOf(env: Readonly<Record<string, string>>): readonly string[] {
  return [env.SALESFORCE_LOGIN_URL, env.HUBSPOT_AUTH_URL, env.PIPEDRIVE_OAUTH_URL].filter((one) => one !== undefined);
}
