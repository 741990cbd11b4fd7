import { schedule } from "node-cron";
import type { Log } from "../engine/index.ts";

export interface Line {
  readonly name: string;
  /** With a seconds field in front. */
  readonly cron: string;
  run(): Promise<void>;
}

export interface Schedule {
  /** Runs a line now, or once more when it is running. */
  nudge(name: string): void;
  /** Begins nothing new and waits for what runs. */
  stop(): Promise<void>;
}

/** The clock and nothing else: every line only says "look now", so a missed or doubled one does no harm. */
export function startSchedule(lines: readonly Line[], log: Log): Schedule {
  const running = new Map<string, Promise<void>>();
  const again = new Set<string>();

  function look(line: Line): void {
    if (running.has(line.name)) return;
    const mine = line
      .run()
      .catch((cause: unknown) =>
        log("error", "a scheduled line failed", {
          line: line.name,
          cause: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause),
        }),
      )
      .finally(() => {
        running.delete(line.name);
        if (again.delete(line.name)) look(line);
      });
    running.set(line.name, mine);
  }

  const tasks = lines.map((line) => schedule(line.cron, () => look(line), { name: line.name }));
  return {
    nudge: (name) => {
      const line = lines.find((each) => each.name === name);
      if (line && running.has(name)) again.add(name);
      else if (line) look(line);
    },
    stop: async () => {
      await Promise.all(tasks.map((task) => task.stop()));
      again.clear();
      await Promise.all(running.values());
    },
  };
}
