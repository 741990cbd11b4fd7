import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Clock } from "../../../engine/ports.ts";
import { openStore, type Store } from "../../../engine/store/open.ts";
import { machineClock } from "../../../src/ports.ts";
import { workspace } from "../../contracts/store.ts";
import { temporaryFile } from "../../fakes/bed.ts";
import { handClock } from "../../fakes/ports.ts";
import { startPostgres } from "../../fakes/postgres.ts";

const machine = machineClock(() => 0);
const open: Store[] = [];
const opened = async (url: string, clock: Clock = machine) => {
  const store = await openStore({ url, objects: workspace, clock, log: () => {} });
  open.push(store);
  return store;
};
afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
});

const edit = (store: Store, name: string) =>
  store.write((sql) => sql.run("insert into contacts (id, first_name) values (?, ?)", [name, name]));

/** What a pull does: the values have an origin. */
const pulled = (store: Store, id: string) =>
  store.write((sql) =>
    sql.run("insert into records (object, id, fields, origin) values ('contact', ?, '{}', 'salesforce')", [id]),
  );

/** Counts what is told, and lets a test wait for the next. */
function ear() {
  let told = 0;
  let wake = () => {};
  return {
    told: () => told,
    hear: () => {
      told += 1;
      wake();
    },
    next: (from: number) =>
      new Promise<void>((resolve) => {
        wake = () => {
          if (told > from) resolve();
        };
        wake();
      }),
  };
}

describe("changes by other programs, on SQLite", () => {
  it("are told; commits of our own are not", async () => {
    const [file, clock, heard] = [temporaryFile(), handClock(), ear()];
    const [ours, theirs] = [await opened(file, clock), await opened(file)];
    ours.changes(heard.hear);

    await edit(ours, "ours");
    await clock.advance(1_000);
    const own = heard.told();
    await edit(theirs, "theirs");
    await clock.advance(1_000);
    const foreign = heard.told();
    await clock.advance(1_000);

    expect([own, foreign, heard.told()]).toEqual([0, 1, 1]);
  });

  it("are told no more to those who stopped", async () => {
    const [file, clock, heard] = [temporaryFile(), handClock(), ear()];
    const [ours, theirs] = [await opened(file, clock), await opened(file)];
    const stop = ours.changes(heard.hear);

    await stop();
    await edit(theirs, "theirs");
    await clock.advance(1_000);

    expect(heard.told()).toBe(0);
  });
});

describe("changes by other programs, on PostgreSQL", () => {
  let server: Awaited<ReturnType<typeof startPostgres>>;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.stop());

  it("are told; what a pull has written is not", async () => {
    const [url, heard] = [await server.database("told"), ear()];
    const [ours, theirs] = [await opened(url), await opened(url)];
    ours.changes(heard.hear);
    await heard.next(0);

    await pulled(ours, "ours");
    await edit(theirs, "first");
    await heard.next(1);
    const after = heard.told();
    await edit(theirs, "second");
    await heard.next(2);

    expect([after, heard.told()]).toEqual([2, 3]);
  });

  it("are told once for all that came while the connection was lost", async () => {
    const [url, heard] = [await server.database("lost"), ear()];
    const [ours, theirs] = [await opened(url), await opened(url)];
    ours.changes(heard.hear);
    await heard.next(0);

    await theirs.read((sql) =>
      sql.all("select pg_terminate_backend(pid, 5000) from pg_stat_activity where query = 'listen crmsync_changes'"),
    );
    await edit(theirs, "unheard");
    await edit(theirs, "unheard, too");
    await heard.next(1);
    await edit(theirs, "heard");
    await heard.next(2);

    expect(heard.told()).toBe(3);
  });
});
