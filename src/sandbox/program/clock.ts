import type { World } from "../service.ts";

/** One offset for every simulated service and for the daemon; kept as long as the sandbox runs. */
export interface SandboxClock {
  /** ms that the sandbox is ahead of the machine. */
  offsetMs: number;
}

/** The sandbox's world: the machine's clock plus the offset, and the same random numbers on every start. */
export function sandboxWorld(clock: SandboxClock): World {
  let seed = 0x5eed;
  return {
    now: () => Date.now() + clock.offsetMs,
    random: () => {
      seed = (seed + 0x6d2b79f5) | 0;
      const mixed = Math.imul(seed ^ (seed >>> 15), seed | 1);
      const twice = mixed ^ (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61));
      return ((twice ^ (twice >>> 14)) >>> 0) / 2 ** 32;
    },
  };
}
