import { chanceOf } from "./chance.ts";
import { crmNames } from "./crms.ts";
import type { Drawn } from "./draw.ts";
import { disorder } from "./ending.ts";
import { createFleet, type Fleet } from "./fleet.ts";
import type { World } from "./people.ts";
import { signIn } from "./sign-in.ts";
import { brew } from "./storm.ts";
import { createWorld, type Options } from "./world.ts";

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

/** A healed world has this long to come in order. */
const patienceMs = 20 * 60_000;
/** The long look back of both CRMs comes round in it. */
const quietMs = 75_000;

/** One world from its beginning to its end: faults and edits first, then everything heals and must come in order. */
export async function simulate(seed: number, options: Options = {}): Promise<Report> {
  const { world, settings } = await createWorld(seed, options);
  const { agenda, trace, drawn, crms, store } = world;
  const start = agenda.now();
  let healsAt = start;
  const stormy = () => agenda.now() < healsAt;
  const broken = () => trace.violations.length > 0;
  const fleet = createFleet(world, settings, stormy);
  try {
    await connect(world, fleet);
    healsAt = agenda.now() + drawn.stormMs;
    fleet.begin();
    for (const machine of fleet.machines) await fleet.launch(machine);
    brew({ world, chance: chanceOf(seed, "storm"), fleet, stormy });
    await agenda.until(healsAt, broken);

    crms.board.faults = [];
    trace.note("everything heals");
    for (const machine of fleet.machines) await fleet.launch(machine);
    await agenda.until(agenda.now() + quietMs, broken);
    for (const problem of await comeInOrder(world, fleet, broken)) trace.violate("out of order after healing", problem);
  } finally {
    await store.close();
  }
  return {
    seed,
    drawn,
    violations: trace.violations,
    hash: trace.hash(),
    lines: trace.lines(),
    faults: trace.faults(),
    last: trace.last(),
    minutes: (agenda.now() - start) / 60_000,
  };
}

/** Somebody signs in to both CRMs, on a machine that does nothing else yet and is started anew after it. */
async function connect(world: World, fleet: Fleet): Promise<void> {
  const [first] = fleet.machines;
  if (!first) throw new Error("no machine");
  await fleet.launch(first);
  const engine = fleet.engines.get(first.name);
  for (const name of crmNames) if (engine) await signIn(world, engine, name);
  fleet.kill(first, "when all is set up", 0);
}

/** Waits until nothing is left to be done; answers what still is when patience ends. */
async function comeInOrder(world: World, fleet: Fleet, broken: () => boolean): Promise<readonly string[]> {
  const { agenda, drawn } = world;
  const until = agenda.now() + patienceMs;
  for (;;) {
    if (broken()) return [];
    const problems = await disorder(world, await fleet.looker());
    if (problems.length === 0 || agenda.now() >= until) return problems.slice(0, 5);
    if (drawn.revokes || drawn.rotates) await signInAgain(world, fleet);
    await agenda.until(agenda.now() + 15_000, broken);
  }
}

async function signInAgain(world: World, fleet: Fleet): Promise<void> {
  const refused = await world.store.read((sql) =>
    sql.all("select name from connections where trouble like '%\"refusals\":[{%'"),
  );
  const [engine] = fleet.engines.values();
  for (const name of crmNames)
    if (engine && refused.some((row) => row.name === name)) await signIn(world, engine, name);
}
