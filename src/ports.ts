import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { setTimeout as sleep, setImmediate as turn } from "node:timers/promises";
import type { Clock, Log, Ports } from "../engine/index.ts";
import { createRequest } from "./request.ts";

/** The machine's clock; in a sandbox its offset, which people move there, is added to both. */
export function machineClock(offsetMs: () => number): Clock {
  return {
    wall: () => Date.now() + offsetMs(),
    mono: () => performance.now() + offsetMs(),
    sleep: async (ms, signal) => {
      await sleep(ms, undefined, signal ? { signal } : {});
    },
    // What arrives in one turn is handled in the next, and what that sends leaves in a third.
    turn: async () => {
      for (let n = 0; n < 3; n += 1) await turn();
    },
  };
}

/** Everything that the engine would otherwise read from globals, from this machine. */
export function machinePorts(clock: Clock, log: Log): Ports {
  return {
    clock,
    random: Math.random,
    bytes: (length) => randomBytes(length),
    id: (kind) => `${kind}_${sortable(clock.wall())}${noise()}`,
    request: createRequest(30_000),
    log,
  };
}

let pool = "";

/** Eight random bytes in hex, drawn by the thousand: one draw costs as much as writing a row. */
function noise(): string {
  if (pool.length < 16) pool = randomBytes(8_000).toString("hex");
  const taken = pool.slice(0, 16);
  pool = pool.slice(16);
  return taken;
}

/** Nine digits of base 36 hold milliseconds until the year 5188. */
function sortable(now: number): string {
  return Math.floor(now).toString(36).padStart(9, "0");
}

/** Names this process in leases: machine, process, and which start of it. */
export function ownerName(): string {
  return `${hostname()}:${process.pid}:${randomBytes(4).toString("hex")}`;
}

/** Whether another owner was a process of this machine that has ended. A number that was given anew counts as alive. */
export function isDeadOwner(owner: string): boolean {
  const [host, pid] = owner.split(":");
  if (host !== hostname() || !pid) return false;
  // Our own number in another's name: it had it before us.
  if (Number(pid) === process.pid) return true;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (cause) {
    return cause instanceof Error && "code" in cause && cause.code === "ESRCH";
  }
}
