import type { Answer, Bot, Examined } from "../bots/bot.ts";
import { inLocale } from "../bots/numbers.ts";
import { openEngine } from "../engine/index.ts";
import { collect, debounceMs } from "./collect.ts";
import type { Config } from "./config.ts";
import { firstSeen } from "./first.ts";
import { createHttp } from "./http.ts";
import { followClock, joinSandbox } from "./join.ts";
import { createLog } from "./log.ts";
import type { Notices } from "./notices/deliver.ts";
import { isDeadOwner, machineClock, machinePorts, ownerName } from "./ports.ts";
import type { Schedule } from "./schedule.ts";
import { secretsOf } from "./scrub.ts";

/** What only main.ts may know: how the configured bots are made. */
export type LoadBots = (ports: Parameters<typeof createBotPorts>[0] & { config: Config }) => Promise<readonly Bot[]>;

export interface Daemon {
  /** Ends when everything runs; rejects when something of it cannot be had, and then the daemon must end. */
  readonly running: Promise<void>;
  stop(): Promise<void>;
}

/** While the rest is loaded nothing else has a turn, so that whoever waited for the first answer gets it before. */
const FIRST_ANSWERS_MS = 100;

/**
 * Starts everything that the configuration names, in the order in which each needs the other. Answers as soon as the
 * database is open and requests are taken; what they need besides is loaded next, and they wait for it.
 */
export function startDaemon(config: Config, loadBots: LoadBots): Promise<Daemon> {
  return inLocale(config.locale, () => startAll(config, loadBots));
}

async function startAll(config: Config, loadBots: LoadBots): Promise<Daemon> {
  const { env } = config;
  const log = createLog(env.logLevel, secretsOf(env));
  const sandboxClock = env.sandboxUrl ? followClock(env.sandboxUrl) : null;
  await sandboxClock?.look();
  const clock = machineClock(() => sandboxClock?.offsetMs() ?? 0);
  const ports = machinePorts(clock, log);
  const engine = await openEngine({
    settings: config.settings,
    databaseUrl: env.databaseUrl,
    secret: env.secret,
    ports,
    owner: ownerName(),
    isDead: isDeadOwner,
  });

  const bots = await loadBots({ config, engine, clock, log });
  const newId = () => ports.id("act");
  let schedule: Schedule | null = null;
  let notices: Notices | null = null;
  function nudge(): void {
    for (const name of ["sync", "check", ...bots.map(deliverTo)]) schedule?.nudge(name);
  }

  const desk = once(async () => {
    const { createAnswer, machineOf } = await import("./commands/index.ts");
    return createAnswer({
      engine,
      roles: config.roles,
      publicUrl: env.publicUrl,
      now: clock.wall,
      newId,
      groupsOf: async ({ platform, user }) => (await bots.find((bot) => bot.id === platform)?.groupsOf(user)) ?? [],
      examineChat: () => examineChat(bots, config),
      channels: config.channels,
      machine: machineOf(env.databaseUrl),
      ...zoneOf(config),
      onOrder: () => nudge(),
      log,
    });
  });
  const answer: Answer = async (action, from) => (await desk())(action, from);
  const metrics = once(async () => {
    const { createMetrics } = await import("./metrics.ts");
    return createMetrics({ engine, now: clock.wall, postsWaiting: () => notices?.waiting() ?? 0 });
  });

  const api = once(async () => {
    const { createApi } = await import("./api/index.ts");
    return createApi({ engine, now: clock.wall, tokens: env.apiTokens, log });
  });

  const doors = once(async () => {
    const { createDoors } = await import("./webhooks/doors.ts");
    const onHint = () => schedule?.nudge("sync");
    return createDoors({ engine, settings: config.settings, env, now: clock.wall, onHint, log });
  });
  const webhooks = async (path: string) => (/^\/(web)?hooks\//.test(path) ? (await doors())(path) : null);

  let ready = true;
  const http = createHttp({
    engine,
    routes: bots.flatMap((bot) => bot.routes),
    webhooks,
    metrics,
    log,
    ready: () => ready,
    ...(env.apiTokens.length > 0 ? { api } : {}),
  });
  await new Promise<void>((resolve, reject) => {
    http.once("error", reject);
    http.listen(env.port, env.host, resolve);
  });
  log("info", "started", { port: env.port, connections: config.settings.connections.map((each) => each.name) });

  const edits = collect(clock, debounceMs, () => schedule?.nudge("sync"));
  const stopListening = engine.onChange(edits.note);
  const stopping = new AbortController();

  async function run(): Promise<void> {
    await clock.sleep(FIRST_ANSWERS_MS);
    const { createNotices } = await import("./notices/deliver.ts");
    const { startSchedule } = await import("./schedule.ts");
    await Promise.all([desk(), metrics()]);
    if (stopping.signal.aborted) return;
    // At the same time: a chat that does not answer must not keep another from its people.
    await Promise.all(bots.map((bot) => bot.start(answer)));
    if (stopping.signal.aborted) return;
    const deliver = createNotices({
      engine,
      channels: config.channels,
      bots,
      clock,
      newId,
      publicUrl: env.publicUrl,
      log,
    });
    notices = deliver;
    const everySecond = "* * * * * *";
    schedule = startSchedule(
      [
        // Not waited for: each flow looks after itself, and a long backfill must not keep the others from their tick.
        { name: "sync", cron: everySecond, run: async () => void engine.tick() },
        { name: "check", cron: everySecond, run: engine.check },
        // Of several processes on one database only one speaks. Each chat has its own line, so that none waits for another.
        ...deliver.chats.map((chat) => ({
          name: deliverTo({ id: chat.platform }),
          cron: everySecond,
          run: async () => void ((await engine.mayPost()) && (await chat.tick())),
        })),
        { name: "tidy", cron: "0 17 * * * *", run: engine.tidy },
        ...(sandboxClock ? [{ name: "clock", cron: everySecond, run: sandboxClock.look }] : []),
      ],
      log,
    );
    if (env.sandboxUrl) {
      await joinSandbox(engine, env.sandboxUrl, env.publicUrl, log);
      nudge();
    }
  }
  const running = run().catch((cause: unknown) => {
    ready = false;
    // What is cut off by the end of everything is no fault.
    if (!stopping.signal.aborted) throw cause;
  });

  return {
    running,
    stop: async () => {
      ready = false;
      stopping.abort();
      edits.stop();
      await stopListening();
      await schedule?.stop();
      await Promise.all(bots.map((bot) => bot.stop()));
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
      await engine.close();
      log("info", "stopped");
    },
  };
}

/** The line of the schedule that delivers to one chat. */
const deliverTo = ({ id }: Pick<Bot, "id">): string => `deliver to ${id}`;

/** Makes it at the first call; whoever asks later gets the same. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => {
    made ??= make();
    return made;
  };
}

/** What every bot finds right and wrong between it and its platform, with the channels that are configured there. */
export async function examineChat(bots: readonly Bot[], { channels }: Config): Promise<readonly Examined[]> {
  const own = (bot: Bot) => channels.filter((each) => each.platform === bot.id).map((each) => each.channel);
  // With one chat there is nothing to tell apart.
  const told = ({ id }: Bot, what: string) => (bots.length === 1 ? what : `on ${PLATFORM_NAMES[id]}: ${what}`);
  const looked = bots.map(async (bot) =>
    (await bot.examine(own(bot))).map((one) => ({ ...one, what: told(bot, one.what) })),
  );
  return (await Promise.all(looked)).flat();
}

const PLATFORM_NAMES = { slack: "Slack", teams: "Teams" } as const satisfies Record<Bot["id"], string>;

/** Where days begin and end in what people ask: as in the first channel that has a digest. */
function zoneOf({ channels }: Config): { readonly zone?: string } {
  const zone = channels.find((each) => each.digest !== null)?.digest?.zone;
  return zone === undefined ? {} : { zone };
}

/** What every bot is given besides its own secrets. */
export function createBotPorts({ engine, clock, log }: Pick<Daemonic, "engine" | "clock" | "log">) {
  return { first: firstSeen(engine), now: clock.wall, log };
}

interface Daemonic {
  readonly engine: Awaited<ReturnType<typeof openEngine>>;
  readonly clock: ReturnType<typeof machineClock>;
  readonly log: ReturnType<typeof createLog>;
}
