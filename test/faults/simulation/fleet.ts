import { type Engine, openEngine, type Settings } from "../../../engine/index.ts";
import { chanceOf } from "./chance.ts";
import { crash, type Life, type Machine, startLife } from "./machine.ts";
import { networkOf } from "./network.ts";
import type { World } from "./people.ts";
import { rowsOf } from "./rows.ts";

/** The workers of one world: the real engine in processes that live, die and start again. */
export interface Fleet {
  readonly machines: readonly Machine[];
  /** By machine; only what is up and not asked to stop. */
  readonly engines: ReadonlyMap<string, Engine>;
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

const secret = "a secret of at least thirty-two characters";

export function createFleet(world: World, settings: Settings, stormy: () => boolean): Fleet {
  const { agenda, trace, drawn, crms, store, remote, commits } = world;
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
  const dead = new Set<string>();
  let begun = false;
  let ids = 0;

  async function launch(machine: Machine): Promise<void> {
    if (machine.up) return;
    const life = startLife(agenda, machine);
    const die = (own: Life, why: string) => {
      if (own.alive()) kill(machine, why, random.deaths.between(300, 15_000));
    };
    trace.note(`${life.owner} starts`);
    const crashAtCommit = () => (stormy() ? drawn.crashAtCommit : 0);
    const rows = rowsOf(life, store, { chance: random.rows, crashAtCommit, commits, kill: die });
    const arrived = remote.arrived;
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
        id: (kind) => {
          ids += 1;
          return `${kind}_${String(ids).padStart(9, "0")}`;
        },
        request: networkOf(life, { agenda, trace, drawn, chance: random.network, crms, stormy, arrived, kill: die }),
        log: (level, message, fields) => {
          if (level === "error") trace.violate("an error was logged", `${message} ${JSON.stringify(fields)}`);
          else trace.note(`${life.owner} ${level} ${message} ${JSON.stringify(fields)}`);
        },
      },
    });
    rows.opened();
    engines.set(machine.name, engine);
    if (begun) void rounds(life, engine);
  }

  /** The daemon's clock lines: a look a second, a check of health every five. */
  async function rounds(life: Life, engine: Engine): Promise<void> {
    const failed = (cause: unknown) =>
      trace.violate("a loop failed", cause instanceof Error ? (cause.stack ?? cause.message) : String(cause));
    for (let round = 0; ; round += 1) {
      engine.tick().catch(failed);
      if (round % 5 === 0) engine.check().catch(failed);
      await life.clock.sleep(1000);
    }
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
    void engine.close().then(() => {
      if (machine.generation !== generation || !machine.up) return;
      trace.note(`${machine.name} has stopped`);
      bury(machine, backInMs);
    });
  }

  return {
    machines,
    engines,
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
