import type { Store } from "../../engine/store/open.ts";
import { settled } from "./ports.ts";

/** What waits for time itself inside a transaction (a retry) is not waited for longer, real milliseconds. */
const patienceMs = 20;

/** What a database server still has to answer: simulated time stands still for it, so that no lease ends while it works. */
export function createAnswers() {
  let open = 0;
  let told: (() => void) | null = null;

  async function counted<T>(ask: Promise<T>): Promise<T> {
    open += 1;
    try {
      return await ask;
    } finally {
      open -= 1;
      if (open === 0) told?.();
    }
  }

  /** False = patience ended first. */
  function allAnswered(): Promise<boolean> {
    return new Promise((resolve) => {
      const patience = setTimeout(() => resolve(false), patienceMs);
      told = () => {
        clearTimeout(patience);
        resolve(true);
      };
    });
  }

  return {
    counted: (store: Store): Store => ({
      ...store,
      read: (work) => counted(store.read(work)),
      write: (work, lasting) => counted(store.write(work, lasting)),
    }),
    awaited: async (): Promise<void> => {
      do await settled();
      while (open > 0 && (await allAnswered()));
    },
  };
}
