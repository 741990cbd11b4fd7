import { type Engine, openEngine } from "../../../engine/index.ts";
import { openStore } from "../../../engine/store/open.ts";
import { sandboxSettings } from "../../../src/sandbox/program/settings.ts";
import { bedConfig } from "../../fakes/bed.ts";
import { createAgenda } from "./agenda.ts";
import { chanceOf } from "./chance.ts";
import { commitWatch, watchCommits } from "./commits.ts";
import { createCrms, crmNames } from "./crms.ts";
import { type Drawn, draw } from "./draw.ts";
import { disorder } from "./ending.ts";
import { createHistory } from "./history.ts";
import { crash, type Life, type Machine, startLife } from "./machine.ts";
import { networkOf } from "./network.ts";
import { populate, type World } from "./people.ts";
import { remoteWatch } from "./remote-writes.ts";
import { rowsOf } from "./rows.ts";
import { signIn } from "./sign-in.ts";
import { brew } from "./storm.ts";
import { createTrace } from "./trace.ts";

export interface Report {
  readonly seed: number;
  readonly drawn: Drawn;
  readonly violations: readonly string[];
  readonly hash: string;
  readonly lines: number;
  readonly faults: number;
  readonly last: readonly string[];
  /** Simulated minutes. */
  readonly minutes: number;
}

export interface Options {
  /** Lines of trace to keep. */
  readonly kept?: number;
  /** Print each line as it happens. */
  readonly live?: boolean;
}

/** A healed world has this long to come in order. */
const patienceMs = 20 * 60_000;
/** The long look back of both CRMs comes round in it. */
const quietMs = 75_000;

/** One world from its beginning to its end: faults and edits first, then everything heals and must come in order. */
export async function simulate(seed: number, options: Options = {}): Promise<Report> {
  const drawn = draw(seed);
  const start = Date.UTC(2026, 10, 21, 10);
  const agenda = createAgenda(start);
  const trace = createTrace(agenda, options.kept, options.live);
  const crms = createCrms(agenda, drawn);
  const { settings } = bedConfig(settingsOf(drawn));
  const clock = {
    wall: agenda.now,
    mono: agenda.now,
    sleep: () => Promise.reject(new Error("nobody waits for these rows")),
  };
  const objects = Object.fromEntries(
    Object.entries(settings.objects).map(([object, { fields }]) => [
      object,
      Object.keys(fields).filter((field) => field !== "id"),
    ]),
  );
  const store = await openStore({ url: ":memory:", objects, clock, log: () => undefined });
  await store.write(watchCommits);
  const commits = commitWatch(trace, crms);
  const remote = remoteWatch(agenda, trace, crms);
  let values = 0;
  const fresh = () => {
    values += 1;
    return values;
  };
  const world: World = {
    agenda,
    trace,
    drawn,
    chance: chanceOf(seed, "people"),
    crms,
    store,
    remote,
    commits,
    history: createHistory(),
    fresh,
  };

  const healsAt = start + drawn.stormMs;
  let begun = false;
  const stormy = () => begun && agenda.now() < healsAt;
  const random = {
    network: chanceOf(seed, "network"),
    rows: chanceOf(seed, "rows"),
    engine: chanceOf(seed, "engine"),
    storm: chanceOf(seed, "storm"),
  };
  const engines = new Map<string, Engine>();
  const dead = new Set<string>();
  let ids = 0;

  async function launch(machine: Machine): Promise<void> {
    if (machine.up) return;
    const life = startLife(agenda, machine);
    trace.note(`${life.owner} starts`);
    const rows = rowsOf(life, store, {
      chance: random.rows,
      crashAtCommit: () => (stormy() ? drawn.crashAtCommit : 0),
      commits,
      kill,
    });
    const engine = await openEngine({
      settings,
      databaseUrl: ":memory:",
      secret: "a secret of at least thirty-two characters",
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
        request: networkOf(life, {
          agenda,
          trace,
          drawn,
          chance: random.network,
          crms,
          stormy,
          arrived: remote.arrived,
          kill,
        }),
        log: (level, message, fields) => {
          if (level === "error") trace.violate("an error was logged", `${message} ${JSON.stringify(fields)}`);
          else trace.note(`${life.owner} ${level} ${message} ${JSON.stringify(fields)}`);
        },
      },
    });
    rows.opened();
    engines.set(machine.name, engine);
    if (begun) void run(life, engine);
  }

  /** The daemon's clock lines: a look a second, a check of health every five. */
  async function run(life: Life, engine: Engine): Promise<void> {
    const failed = (cause: unknown) =>
      trace.violate("a loop failed", cause instanceof Error ? (cause.stack ?? cause.message) : String(cause));
    for (let round = 0; ; round += 1) {
      engine.tick().catch(failed);
      if (round % 5 === 0) engine.check().catch(failed);
      await life.clock.sleep(1000);
    }
  }

  function kill(life: Life, why: string): void {
    if (!life.alive()) return;
    trace.fault(`${life.owner} dies ${why}`);
    crash(life.machine);
    dead.add(life.owner);
    engines.delete(life.machine.name);
    agenda.in(random.storm.between(300, 15_000), () => launch(life.machine));
  }

  const machines = drawn.offsetsMs.map(
    (offsetMs, at): Machine => ({ name: `worker-${at + 1}`, offsetMs, generation: 0, up: false, pausedUntil: 0 }),
  );
  const broken = () => trace.violations.length > 0;
  populate(world);
  try {
    const [first] = machines;
    if (!first) throw new Error("no machine");
    await launch(first);
    const engine = engines.get(first.name);
    for (const name of crmNames) if (engine) await signIn(world, engine, name);
    crash(first);
    dead.add(`${first.name}#1`);

    begun = true;
    for (const machine of machines) await launch(machine);
    brew({ world, chance: random.storm, machines, engines, stormy, launch });
    await agenda.until(healsAt, broken);

    crms.board.faults = [];
    trace.note("everything heals");
    for (const machine of machines) machine.pausedUntil = 0;
    for (const machine of machines) await launch(machine);
    await agenda.until(agenda.now() + quietMs, broken);
    await comeInOrder();
  } finally {
    await store.close();
  }
  const minutes = (agenda.now() - start) / 60_000;
  return {
    seed,
    drawn,
    violations: trace.violations,
    hash: trace.hash(),
    lines: trace.lines(),
    faults: trace.faults(),
    last: trace.last(),
    minutes,
  };

  async function signInAgain(): Promise<void> {
    const refused = await store.read((sql) =>
      sql.all("select name from connections where trouble like '%\"refusals\":[{%'"),
    );
    const engine = engines.values().next().value;
    for (const name of crmNames)
      if (engine && refused.some((row) => row.name === name)) await signIn(world, engine, name);
  }

  async function comeInOrder(): Promise<void> {
    const until = agenda.now() + patienceMs;
    let problems: readonly string[] = [];
    while (!broken() && agenda.now() < until) {
      const engine = await direct();
      problems = await disorder(world, engine);
      if (problems.length === 0) return;
      if (drawn.revokes || drawn.rotates) await signInAgain();
      await agenda.until(agenda.now() + 15_000, broken);
    }
    for (const problem of problems.slice(0, 5)) trace.violate("out of order after healing", problem);
  }

  /** An engine for looking only: it takes no time. */
  async function direct(): Promise<Engine> {
    const looker: Machine = { name: "looker", offsetMs: 0, generation: 0, up: false, pausedUntil: 0 };
    const life = startLife(agenda, looker);
    const rows = { ...store, close: async () => {} };
    return openEngine({
      settings,
      databaseUrl: ":memory:",
      secret: "a secret of at least thirty-two characters",
      owner: "looker",
      isDead: () => false,
      store: rows,
      ports: {
        clock: life.clock,
        random: random.engine.next,
        bytes: () => new Uint8Array(32),
        id: () => "looker",
        request: () => new Promise(() => {}),
        log: () => undefined,
      },
    });
  }
}

/** The sandbox's own settings, with or without our id in the CRMs. */
function settingsOf({ ownIds, deletes }: Drawn): string {
  const yaml = ownIds ? sandboxSettings() : sandboxSettings().replaceAll(/^ {6}id: .*\n/gm, "");
  return deletes === "never" ? yaml : yaml.replaceAll(/^ {4}match: /gm, "    delete: both\n    match: ");
}
