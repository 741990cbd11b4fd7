import type { Engine, PostRow } from "../../engine/index.ts";

/**
 * Saves what became of a message. What could not be saved is kept and saved at the next look, so that a database that
 * fails between sending and saving costs no message too many while the process lives.
 */
export function createPosts(engine: Pick<Engine, "savePost">) {
  const left = new Map<string, PostRow>();

  async function save(row: PostRow): Promise<void> {
    left.set(row.key, row);
    await engine.savePost(row);
    left.delete(row.key);
  }

  return {
    save,
    saveLeft: async () => {
      for (const row of [...left.values()]) await save(row);
    },
  };
}
