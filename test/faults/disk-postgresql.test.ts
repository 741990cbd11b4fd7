import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openStore } from "../../engine/store/open.ts";
import { storageKind } from "../../engine/store/trouble.ts";
import { handClock } from "../fakes/ports.ts";
import { startPostgres } from "../fakes/postgres.ts";

/** The server's own ways to take no writes: a replica, a full disk, `default_transaction_read_only`. */
describe("a PostgreSQL that takes no writes", { timeout: 60_000 }, () => {
  let server: Awaited<ReturnType<typeof startPostgres>>;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.stop());

  it("is told as read-only, still read, and found writable again", async () => {
    const clock = handClock();
    const rows = await openStore({ url: await server.database("readonly"), objects: {}, clock, log: () => {} });
    const readOnly = (on: string) =>
      rows.read(async (sql) => {
        await sql.all(`alter system set default_transaction_read_only = ${on}`);
        await sql.all("select pg_reload_conf()");
        await sql.all("select pg_sleep(0.2)");
      });
    const write = () => rows.write((sql) => sql.run("insert into meta (key, value) values ('a', '1')"));

    await readOnly("on");
    const refused = await write().catch((cause: unknown) => cause);
    const trouble = rows.trouble();
    const read = await rows.read((sql) => sql.all("select count(*) as n from meta where key = 'a'"));
    await readOnly("off");
    await clock.advance(5_000);
    await rows.tryAgain();
    await write();

    expect(refused).toMatchObject({ name: "StorageTrouble", kind: "read_only" });
    expect(trouble?.kind).toBe("read_only");
    expect(Number(read[0]?.n)).toBe(0);
    expect(rows.trouble()).toBeNull();
    await rows.close();
  });

  it.each([
    ["53100", "full"],
    ["25006", "read_only"],
    ["58030", "broken"],
    ["SQLITE_FULL", "full"],
    ["SQLITE_IOERR_WRITE", "broken"],
    ["SQLITE_READONLY_DBMOVED", "read_only"],
    ["SQLITE_BUSY", null],
    ["SQLITE_CANTOPEN", null],
    ["40P01", null],
    ["08006", null],
  ])("reads %s as %s, also where it is wrapped", (code, kind) => {
    const inner = Object.assign(new Error("words"), { code });

    expect(storageKind(inner)).toBe(kind);
    expect(storageKind(new Error("outer", { cause: inner }))).toBe(kind);
  });
});
