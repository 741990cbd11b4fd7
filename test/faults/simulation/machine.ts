import type { Clock } from "../../../engine/ports.ts";
import type { Agenda } from "./agenda.ts";

/**
 * One worker's machine. A crash raises the generation: whatever the dead one waited for never comes, so that nothing of
 * it goes on, no `finally` either. A pause (SIGSTOP) delays all that the process would have done.
 */
export interface Machine {
  readonly name: string;
  /** How far its wall clock is off. */
  readonly offsetMs: number;
  generation: number;
  up: boolean;
  pausedUntil: number;
}

/** One start of a machine's process. */
export interface Life {
  readonly machine: Machine;
  /** Names it in leases. */
  readonly owner: string;
  readonly clock: Clock;
  alive(): boolean;
  /** Lets simulated time pass; never comes back to the dead. */
  pass(ms: number): Promise<void>;
  /** Calls back after a while, unless the process died. */
  after(ms: number, run: () => void): void;
}

export function startLife(agenda: Agenda, machine: Machine): Life {
  machine.generation += 1;
  machine.up = true;
  machine.pausedUntil = 0;
  const { generation } = machine;
  const born = agenda.now();
  const alive = () => machine.up && machine.generation === generation;

  function after(ms: number, run: () => void): void {
    agenda.in(ms, function fire() {
      if (!alive()) return;
      if (machine.pausedUntil > agenda.now()) agenda.in(machine.pausedUntil - agenda.now(), fire);
      else run();
    });
  }

  const clock: Clock = {
    wall: () => agenda.now() + machine.offsetMs,
    mono: () => agenda.now() - born,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        let over = false;
        signal?.addEventListener("abort", () => {
          over = true;
          reject(signal.reason);
        });
        after(ms, () => {
          if (!over) resolve();
        });
      }),
  };
  return {
    machine,
    owner: `${machine.name}#${generation}`,
    clock,
    alive,
    pass: (ms) => new Promise((resolve) => after(ms, resolve)),
    after,
  };
}

export function crash(machine: Machine): void {
  machine.up = false;
  machine.generation += 1;
}
