import type { Engine } from "../engine/index.ts";

/** Enough for the minutes in which a request may come again. */
const most = 10_000;

/**
 * True the first time a request's key is seen. While the database takes no rows it is remembered here: what only looks is
 * answered all the same, and what would do something cannot do it anyway.
 */
export function firstSeen(engine: Pick<Engine, "first" | "storage">): (key: string) => Promise<boolean> {
  const remembered = new Set<string>();
  return async (key) => {
    if (remembered.has(key)) return false;
    try {
      return await engine.first(key);
    } catch (cause) {
      if (engine.storage() === null) throw cause;
      if (remembered.size >= most) remembered.clear();
      remembered.add(key);
      return true;
    }
  };
}
