import type { Store } from "../../../engine/store/open.ts";
import type { Chance } from "./chance.ts";
import type { CommitWatch } from "./commits.ts";
import type { Life } from "./machine.ts";

/**
 * One process's handle on the rows that all share. Each use takes a moment, so that other processes come in between, and
 * a process may die right after a commit; a transaction itself is whole, as SQLite promises.
 */
export function rowsOf(
  life: Life,
  shared: Store,
  options: { chance: Chance; crashAtCommit: () => number; commits: CommitWatch; kill(life: Life, why: string): void },
): Store & { opened(): void } {
  const { chance, commits } = options;
  // Opening is one moment: it waits for real things.
  let opening = true;
  const turn = async () => {
    if (!opening) await life.pass(chance.hits(0.9) ? chance.between(0, 2) : chance.between(3, 40));
  };

  return {
    dialect: shared.dialect,
    opened: () => {
      opening = false;
    },
    read: async (work) => {
      await turn();
      return shared.read(work);
    },
    write: async (work) => {
      await turn();
      const answer = await shared.write(async (sql) => {
        const done = await work(sql);
        await commits.check(sql, life.owner);
        return done;
      });
      if (!opening && chance.hits(options.crashAtCommit())) {
        options.kill(life, "after a commit");
        await life.pass(0);
      }
      return answer;
    },
    trouble: shared.trouble,
    tryAgain: shared.tryAgain,
    changes: shared.changes,
    close: async () => {},
  };
}
