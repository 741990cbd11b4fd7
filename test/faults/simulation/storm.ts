import type { Engine } from "../../../engine/index.ts";
import type { Chance } from "./chance.ts";
import { crmNames } from "./crms.ts";
import { anyKindRecord, edit } from "./edits.ts";
import { crash, type Machine } from "./machine.ts";
import type { World } from "./people.ts";

export interface Storm {
  readonly world: World;
  readonly chance: Chance;
  readonly machines: readonly Machine[];
  /** By machine; only what is up. */
  readonly engines: Map<string, Engine>;
  stormy(): boolean;
  launch(machine: Machine): Promise<void>;
}

/** Plans all that happens by itself while the storm lasts: edits, deaths, pauses, outages, revoked grants. */
export function brew(storm: Storm): void {
  const { world, chance, machines } = storm;
  const { agenda, trace, drawn, crms } = world;

  /** Again and again, at intervals around `everyMs`. */
  function often(everyMs: number | null, run: () => unknown): void {
    if (everyMs === null) return;
    agenda.in(chance.between(Math.ceil(everyMs / 2), Math.ceil(everyMs * 1.5)), async () => {
      if (!storm.stormy()) return;
      await run();
      often(everyMs, run);
    });
  }

  if (drawn.edits.length > 0) {
    often(drawn.editEveryMs, async () => {
      const what = world.chance.pick(drawn.edits);
      if (what === "resync") await resync(storm);
      else await edit(world, what);
    });
  }
  often(drawn.killEveryMs, () => die(storm, chance.pick(machines)));
  often(drawn.pauseEveryMs, () => {
    const machine = chance.pick(machines);
    const ms = chance.hits(0.6) ? chance.between(31_000, 60_000) : chance.between(500, 20_000);
    machine.pausedUntil = agenda.now() + ms;
    trace.fault(`${machine.name} is paused for ${ms} ms`);
  });
  often(drawn.stopEveryMs, () => stop(storm, chance.pick(machines)));
  often(drawn.outageEveryMs, () => {
    const name = chance.pick(crmNames);
    const forMs = chance.between(2_000, 40_000);
    crms.fault(name, "outage", { forMs, status: 503 });
    trace.fault(`${name} is down for ${forMs} ms`);
  });
  if (drawn.revokes) {
    agenda.in(chance.between(5_000, drawn.stormMs), () => {
      const name = chance.pick(crmNames);
      crms.fault(name, chance.pick(["revoke-grant", "expire-token"]));
      trace.fault(`${name}: the grant is revoked, or the token has expired`);
    });
  }
}

function die({ world, chance, engines, launch }: Storm, machine: Machine): void {
  if (!machine.up) return;
  world.trace.fault(`${machine.name} is killed`);
  crash(machine);
  engines.delete(machine.name);
  world.agenda.in(chance.between(300, 20_000), () => launch(machine));
}

/** In order, as for an update: it finishes what it does, gives its leases back and starts anew. */
function stop({ world, chance, engines, launch }: Storm, machine: Machine): void {
  const engine = engines.get(machine.name);
  if (!engine) return;
  const { generation } = machine;
  world.trace.fault(`${machine.name} is asked to stop`);
  engines.delete(machine.name);
  const backInMs = chance.between(200, 5_000);
  engine.close().then(() => {
    if (machine.generation !== generation || !machine.up) return;
    world.trace.note(`${machine.name} has stopped`);
    crash(machine);
    world.agenda.in(backInMs, () => launch(machine));
  });
}

async function resync({ world, chance, engines }: Storm): Promise<void> {
  const up = [...engines.values()];
  const record = await anyKindRecord(world);
  if (up.length === 0 || record === null) return;
  const selection = chance.hits(0.6) ? { record } : { outcomes: {} };
  world.trace.note(`a person asks for a resync of ${JSON.stringify(selection)}`);
  void chance.pick(up).orderResync(selection, "U1");
}
