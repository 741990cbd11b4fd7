import { type Engine, openEngine, type Settings } from "../../../engine/index.ts";
import type { Log } from "../../../engine/ports.ts";
import { createNotices, type Notices } from "../../../src/notices/deliver.ts";
import { chanceOf } from "./chance.ts";
import { type Chat, createChat } from "./chat.ts";
import { crash, type Life, type Machine, startLife } from "./machine.ts";
import { networkOf } from "./network.ts";
import type { World } from "./people.ts";
import { rowsOf } from "./rows.ts";

/** The workers of one world: the real engine in processes that live, die and start again. */
export interface Fleet {
  readonly machines: readonly Machine[];
  /** By machine; only what is up and not asked to stop. */
  readonly engines: ReadonlyMap<string, Engine>;
  readonly chat: Chat;
  /** Starts a machine's process, unless it is up. */
  launch(machine: Machine): Promise<void>;
  /** As kill -9; it starts again after a while. */
  kill(machine: Machine, why: string, backInMs: number): void;
  /** In order, as for an update: it finishes what it does, gives its leases back and starts anew. */
  stop(machine: Machine, backInMs: number): void;
  /** From now on processes do their rounds; before, they only answer. */
  begin(): void;
  /** An engine for looking only: it takes no time and works for nobody. */
  looker(): Promise<Engine>;
}

/** What takes longer than this waits for hours of the clock, not for looks. */
const longMs = 180_000;
const secret = "a secret of at least thirty-two characters";

export function createFleet(world: World, settings: Settings, stormy: () => boolean): Fleet {
  const { agenda, trace, drawn, store, commits } = world;
  const random = {
    network: chanceOf(drawn.seed, "network"),
    rows: chanceOf(drawn.seed, "rows"),
    engine: chanceOf(drawn.seed, "engine"),
    deaths: chanceOf(drawn.seed, "deaths"),
  };
  const machines = drawn.offsetsMs.map(
    (offsetMs, at): Machine => ({ name: `worker-${at + 1}`, offsetMs, generation: 0, up: false, pausedUntil: 0 }),
  );
  const engines = new Map<string, Engine>();
  let calmSince: number | null = null;
  const dead = new Set<string>();
  const posting = new Map<string, Promise<unknown>>();
  let begun = false;
  let ids = 0;
  const die = (own: Life, why: string) => {
    if (own.alive()) kill(own.machine, why, random.deaths.between(300, 15_000));
  };
  const chat = createChat({ agenda, trace, drawn, store, unsavedSince: world.unsavedSince, stormy, kill: die });

  function newId(kind = "act"): string {
    ids += 1;
    return `${kind}_${String(ids).padStart(9, "0")}`;
  }

  async function launch(machine: Machine): Promise<void> {
    if (machine.up) return;
    // Opening is one moment here, and would wait for room.
    if (agenda.now() < world.disk.until || store.trouble() !== null) {
      await store.tryAgain();
      if (store.trouble() !== null || agenda.now() < world.disk.until) {
        agenda.in(1_000, () => launch(machine));
        return;
      }
    }
    const life = startLife(agenda, machine);
    trace.note(`${life.owner} starts`);
    const crashAtCommit = () => (stormy() ? drawn.crashAtCommit : 0);
    const rows = rowsOf(life, store, { chance: random.rows, crashAtCommit, commits, kill: die });
    const log: Log = (level, message, fields) => {
      if (level === "error") trace.violate("an error was logged", `${message} ${JSON.stringify(fields)}`);
      else trace.note(`${life.owner} ${level} ${message} ${JSON.stringify(fields)}`);
    };
    const engine = await openEngine({
      settings,
      databaseUrl: ":memory:",
      secret,
      owner: life.owner,
      isDead: (owner) => drawn.knowsDead && dead.has(owner),
      store: rows,
      ports: {
        clock: life.clock,
        random: random.engine.next,
        bytes: (length) => Uint8Array.from({ length }, () => random.engine.between(0, 255)),
        id: newId,
        request: networkOf(life, { world, chance: random.network, stormy, kill: die }),
        log,
      },
    });
    rows.opened();
    engines.set(machine.name, engine);
    const notices = createNotices({
      engine,
      channels: world.channels,
      bots: [chat.botOf(life)],
      clock: life.clock,
      newId,
      publicUrl: "http://127.0.0.1:4000",
      log,
    });
    if (begun) void rounds(life, engine, notices);
  }

  /** The daemon's clock lines; when all is quiet, a look now and then is enough. */
  async function rounds(life: Life, engine: Engine, notices: Notices): Promise<void> {
    const { name } = life.machine;
    const failed = (cause: unknown) =>
      trace.violate("a loop failed", cause instanceof Error ? (cause.stack ?? cause.message) : String(cause));
    for (let round = 0; engines.get(name) === engine; round += 1) {
      engine.tick().catch(failed);
      if (round % 2 === 0) engine.check().catch(failed);
      if (round % 2 === 0) posting.set(name, post(engine, notices).catch(failed));
      await life.clock.sleep(roundMs());
    }
  }

  function roundMs(): number {
    if (stormy() || machines.some((machine) => !machine.up)) {
      calmSince = null;
      return drawn.roundMs;
    }
    calmSince ??= agenda.now();
    return agenda.now() - calmSince < longMs ? 6_000 : 20_000;
  }

  async function post(engine: Engine, notices: Notices): Promise<void> {
    if (await engine.mayPost()) await notices.tick();
  }

  function kill(machine: Machine, why: string, backInMs: number): void {
    if (!machine.up) return;
    trace.fault(`${machine.name}#${machine.generation} dies ${why}`);
    bury(machine, backInMs);
  }

  function bury(machine: Machine, backInMs: number): void {
    dead.add(`${machine.name}#${machine.generation}`);
    crash(machine);
    engines.delete(machine.name);
    agenda.in(backInMs, () => launch(machine));
  }

  function stop(machine: Machine, backInMs: number): void {
    const engine = engines.get(machine.name);
    if (!engine) return;
    const { generation } = machine;
    trace.fault(`${machine.name} is asked to stop`);
    engines.delete(machine.name);
    const ended = Promise.resolve(posting.get(machine.name)).then(() => engine.close());
    void ended.then(() => {
      if (machine.generation !== generation || !machine.up) return;
      trace.note(`${machine.name} has stopped`);
      bury(machine, backInMs);
    });
  }

  return {
    machines,
    engines,
    chat,
    launch,
    kill,
    stop,
    begin: () => {
      begun = true;
    },
    looker: () => {
      const { clock } = startLife(agenda, { name: "looker", offsetMs: 0, generation: 0, up: false, pausedUntil: 0 });
      const ports = {
        clock,
        random: () => 0,
        bytes: () => new Uint8Array(32),
        id: () => "looker",
        log: () => undefined,
      };
      return openEngine({
        settings,
        databaseUrl: ":memory:",
        secret,
        owner: "looker",
        isDead: () => false,
        store: { ...store, close: async () => {} },
        ports: { ...ports, request: () => new Promise(() => {}) },
      });
    },
  };
}
