import { StorageTrouble } from "../../../engine/watch/storage.ts";
import { removeFault } from "../../../src/sandbox/crm/faults.ts";
import type { Chance } from "./chance.ts";
import { crmNames } from "./crms.ts";
import { anyKindRecord, edit } from "./edits.ts";
import type { Fleet } from "./fleet.ts";
import type { World } from "./people.ts";

export interface Storm {
  readonly world: World;
  readonly chance: Chance;
  readonly fleet: Fleet;
  stormy(): boolean;
}

/** Plans all that happens by itself while the storm lasts: edits, deaths, pauses, outages, revoked grants. */
export function brew(storm: Storm): void {
  const { world, chance, fleet } = storm;
  const { machines } = fleet;
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
  often(drawn.killEveryMs, () => fleet.kill(chance.pick(machines), "by a signal", chance.between(300, 20_000)));
  often(drawn.pauseEveryMs, () => {
    const machine = chance.pick(machines);
    const ms = chance.hits(0.6) ? chance.between(31_000, 60_000) : chance.between(500, 20_000);
    machine.pausedUntil = agenda.now() + ms;
    trace.fault(`${machine.name} is paused for ${ms} ms`);
  });
  often(drawn.stopEveryMs, () => fleet.stop(chance.pick(machines), chance.between(200, 5_000)));
  often(drawn.outageEveryMs, () => {
    const name = chance.pick(crmNames);
    const forMs = chance.between(2_000, 40_000);
    crms.fault(name, "outage", { forMs, status: 503 });
    trace.fault(`${name} is down for ${forMs} ms`);
  });
  often(drawn.chatDownEveryMs, () => {
    const forMs = chance.between(2_000, 40_000);
    fleet.chat.goDown(forMs);
    trace.fault(`the chat is down for ${forMs} ms`);
  });
  often(drawn.deleteEveryMs, () => {
    if (fleet.chat.deleteOne()) trace.note("somebody deletes a message");
  });
  often(drawn.diskEveryMs, () => fillDisk(storm, chance.between(1_000, 15_000)));
  limit(storm);
  if (drawn.revokes) {
    agenda.in(chance.between(5_000, drawn.stormMs), () => {
      const name = chance.pick(crmNames);
      crms.fault(name, chance.pick(["revoke-grant", "expire-token"]));
      trace.fault(`${name}: the grant is revoked, or the token has expired`);
    });
  }
}

/** The database takes no writes for a while. */
async function fillDisk({ world }: Storm, forMs: number): Promise<void> {
  const { agenda, trace, disk, store } = world;
  if (agenda.now() < disk.until) return;
  disk.until = agenda.now() + forMs;
  trace.fault(`the database takes no writes for ${forMs} ms`);
  await store.read((sql) => sql.run("pragma query_only = 1"));
  agenda.in(forMs, () => store.read((sql) => sql.run("pragma query_only = 0")));
}

/** Both CRMs' limits are narrow, and HubSpot's changes now and then. */
function limit({ world, chance, stormy }: Storm): void {
  const { agenda, trace, drawn, crms } = world;
  const { burst, dailyLeft } = drawn;
  if (dailyLeft !== null) crms.fault("salesforce", "daily-limit", { used: 10_000 - dailyLeft, limit: 10_000 });
  if (burst === null) return;
  let last: string | null = null;
  function change(): void {
    if (!stormy() || burst === null) return;
    if (last !== null) removeFault(crms.board, last);
    const now = chance.between(burst.least, burst.most);
    last = crms.fault("hubspot", "burst-limit", { limit: now, windowMs: 10_000 });
    trace.fault(`hubspot allows ${now} in ten seconds`);
    agenda.in(chance.between(15_000, 60_000), change);
  }
  change();
}

async function resync({ world, chance, fleet }: Storm): Promise<void> {
  const up = [...fleet.engines.values()];
  const record = await anyKindRecord(world);
  if (up.length === 0 || record === null) return;
  const selection = chance.hits(0.6) ? { record } : { outcomes: {} };
  world.trace.note(`a person asks for a resync of ${JSON.stringify(selection)}`);
  void chance
    .pick(up)
    .orderResync(selection, "U1")
    .catch((cause: unknown) => {
      if (!(cause instanceof StorageTrouble)) world.trace.violate("a resync failed", String(cause));
    });
}
