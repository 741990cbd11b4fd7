import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openStore } from "../../../engine/store/open.ts";
import { sideBySideSuite, storeSuite, typedViewSuite } from "../../contracts/store.ts";
import { toldSuite } from "../../contracts/told.ts";
import { realClock } from "../../fakes/ports.ts";

const file = async () => join(mkdtempSync(join(tmpdir(), "crmsync-")), "w.sqlite");

storeSuite("a SQLite file", file);
sideBySideSuite("a SQLite file", file);
typedViewSuite("SQLite", async () => ":memory:");
toldSuite("SQLite", async () => ":memory:");
storeSuite("SQLite in memory", async () => ":memory:");

it("a transaction that could be repeated does not wait for the disk, and every other one does", async () => {
  const store = await openStore({ url: await file(), objects: {}, clock: realClock, log: () => {} });
  const synchronous = async (lasting?: "repeatable") => {
    const [row] = await store.write((sql) => sql.all("pragma synchronous"), lasting);
    return row?.synchronous;
  };
  const [full, normal] = [2, 1];

  const first = await synchronous();
  const repeatable = await synchronous("repeatable");
  const after = await synchronous();
  await expect(store.write((sql) => sql.run("insert into nowhere values (1)"), "repeatable")).rejects.toThrow();
  const afterFailure = await synchronous();
  await store.close();

  expect([first, repeatable, after, afterFailure]).toEqual([full, normal, full, full]);
});
