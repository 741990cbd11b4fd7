import { chanceOf } from "./chance.ts";
import { crmNames } from "./crms.ts";
import type { Away } from "./digests.ts";
import type { Drawn } from "./draw.ts";
import { edit } from "./edits.ts";
import { disorder } from "./ending.ts";
import { createFleet, type Fleet } from "./fleet.ts";
import type { World } from "./people.ts";
import { signIn } from "./sign-in.ts";
import { brew } from "./storm.ts";
import { badReturn, untold } from "./told.ts";
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
const patienceMs = 40 * 60_000;
/** The long look back of both CRMs comes round in it. */
const quietMs = 75_000;
const wakingMs = 45_000;

/** One world from its beginning to its end: faults and edits first, then everything heals and must come in order. */
export async function simulate(seed: number, options: Options = {}): Promise<Report> {
  const { world, settings } = await createWorld(seed, options);
  const { agenda, trace, drawn, store } = world;
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

    await heal(world, fleet);
    await agenda.until(agenda.now() + quietMs, broken);
    const order = { away: null, seen: 0 };
    for (const problem of await comeInOrder(world, fleet, broken, order))
      trace.violate("out of order after healing", problem);
    if (!broken() && drawn.awayMs !== null) await sleepAndWake(world, fleet, broken, drawn.awayMs);
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

async function heal({ crms, disk, store, trace, agenda }: World, fleet: Fleet): Promise<void> {
  crms.board.faults = [];
  disk.until = Math.min(disk.until, agenda.now());
  await store.read((sql) => sql.run("pragma query_only = 0"));
  trace.note("everything heals");
  for (const machine of fleet.machines) await fleet.launch(machine);
}

/** Nothing runs for hours, while people go on; then all must come in order again, and nobody is alarmed. */
async function sleepAndWake(world: World, fleet: Fleet, broken: () => boolean, awayMs: number): Promise<void> {
  const { agenda, trace, drawn } = world;
  const from = agenda.now();
  const seen = fleet.chat.messages.length;
  for (const machine of fleet.machines) fleet.kill(machine, "to sleep", awayMs);
  const edits = drawn.edits.filter((each) => each !== "resync");
  for (let n = 0; n < 8 && edits.length > 0; n += 1) {
    await agenda.until(agenda.now() + awayMs / 10, broken);
    await edit(world, world.chance.pick(edits));
  }
  await agenda.until(from + awayMs + wakingMs, broken);
  const away = { from, to: from + awayMs };
  for (const problem of await comeInOrder(world, fleet, broken, { away, seen }))
    trace.violate("out of order after sleep", problem);
}

interface Order {
  readonly away: Away | null;
  /** Messages that stood there before nothing ran. */
  readonly seen: number;
}

/** Waits until nothing is left to be done; answers what still is when patience ends. */
async function comeInOrder(
  world: World,
  fleet: Fleet,
  broken: () => boolean,
  order: Order,
): Promise<readonly string[]> {
  const { agenda, drawn } = world;
  const start = agenda.now();
  const all = async () => {
    const engine = await fleet.looker();
    const chat = await untold(world, engine, fleet.chat, order.away);
    const back = order.away === null ? [] : await badReturn(world, engine, fleet.chat, order.seen);
    return [...(await disorder(world, engine)), ...chat, ...back];
  };
  for (;;) {
    if (broken()) return [];
    const problems = world.store.trouble() === null ? await all() : ["the database still takes no writes"];
    world.trace.note(`not yet in order: ${problems[0] ?? "but it is"}`);
    if (problems.length === 0 || agenda.now() >= start + patienceMs) return problems.slice(0, 5);
    if (drawn.revokes || drawn.rotates) await signInAgain(world, fleet);
    await agenda.until(agenda.now() + (agenda.now() - start < 120_000 ? 15_000 : 60_000), broken);
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
