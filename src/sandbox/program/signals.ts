import type { Daemon } from "./daemon.ts";

/** Stops everything when we are asked to stop; a daemon of ours never outlives us. */
export function stopOnSignals(close: () => Promise<void>, daemon: Daemon | null): void {
  let stopping = false;
  const stop = (code: number) => {
    if (stopping) process.exit(code);
    stopping = true;
    close().then(
      () => process.exit(code),
      () => process.exit(1),
    );
  };
  process.on("SIGINT", () => stop(0));
  process.on("SIGTERM", () => stop(0));
  process.on("exit", () => {
    const pid = daemon?.pid() ?? null;
    if (pid === null) return;
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It is gone already.
    }
  });
}
