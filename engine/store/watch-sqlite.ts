import type { Clock } from "../ports.ts";

/** Reading the version takes microseconds, so it may be read often. */
const lookEveryMs = 50;

/**
 * Tells when another connection has committed to the file: SQLite counts that in `data_version`, which our own commits
 * leave as it is. Answers how to stop looking.
 */
export function watchSqlite(version: () => unknown, tell: () => void, clock: Clock): () => Promise<void> {
  const over = new AbortController();
  let known = version();

  /** A file that is busy is looked at again in a moment. */
  function seen(): unknown {
    try {
      return version();
    } catch {
      return known;
    }
  }

  async function look(): Promise<void> {
    for (;;) {
      await clock.sleep(lookEveryMs, over.signal);
      const now = seen();
      if (now === known) continue;
      known = now;
      tell();
    }
  }

  const looking = look().catch(() => {});
  return async () => {
    over.abort();
    await looking;
  };
}
