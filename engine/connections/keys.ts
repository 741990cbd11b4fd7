import { StoreRefused } from "../store/newer.ts";
import type { Store } from "../store/open.ts";
import type { Keyring } from "./seal.ts";

/** Compares the secret with the database's check value, and leaves one in a new database. Touches nothing else. */
export async function checkKey(store: Store, keyring: Keyring): Promise<void> {
  await store.write(async (sql) => {
    const [row] = await sql.all("select value from meta where key = 'seal.check'");
    if (!row) {
      await sql.run("insert into meta (key, value) values ('seal.check', ?)", [keyring.check()]);
      return;
    }
    if (keyring.verify(String(row.value))) return;
    const other = String(row.value).split(".")[1] ?? "unknown";
    throw new StoreRefused(
      `CRMSYNC_SECRET is not the one that this database was sealed with (its key is ${other}, ours is ${keyring.keyId}). Start with the old secret; nothing was changed.`,
    );
  });
}
