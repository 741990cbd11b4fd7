import { afterEach, describe, expect, it } from "vitest";
import { beginRun, openRun, takePage } from "../../engine/inbound/pull-run.ts";
import type { Page } from "../../engine/provider.ts";
import type { CursorRow } from "../../engine/store/cursors.ts";
import { type RunRow, readRuns } from "../../engine/store/runs.ts";
import { runLogSuite } from "../contracts/run-log.ts";
import { bed } from "../fakes/bed.ts";

let own: Awaited<ReturnType<typeof bed>> | null = null;
const open = async (objects: string, options: Parameters<typeof bed>[0] = {}) => {
  own = await bed({ yaml: `connections:\n  ${objects}\n`, ...options });
  return own;
};
afterEach(async () => {
  await own?.close();
  own = null;
});

const salesforce = "salesforce: { provider: salesforce, objects: [contact], poll: 10s }";
type World = Awaited<ReturnType<typeof bed>>;

const inbound = (world: World, kind: RunRow["kind"]) =>
  world.rows.read((sql) => readRuns(sql, { kind, direction: "inbound", limit: 100 }));

/** Many at once, without the rules that a person would be held to. */
function load(world: World, many: number, from = 0) {
  for (let n = from; n < from + many; n += 1)
    world.create("salesforce", "Contact", { LastName: `Person ${n}`, Email: `p${n}@load.test` });
}

const blankCursor: CursorRow = {
  connection: "salesforce",
  object: "contact",
  cursor: null,
  phase: "incremental",
  total: null,
  done: 0,
  startedAt: null,
  movedAt: null,
  finishedAt: null,
  polledAt: null,
  runId: null,
};

const pageOf = (size: number, more: boolean): Page => ({
  phase: "backfill",
  records: Array.from({ length: size }, (_, n) => ({ externalId: String(n), modifiedAt: 0, fields: {} })),
  gone: [],
  broken: [],
  cursor: {},
  more,
  total: null,
});

let ids = 0;
const worker = () => ({
  ports: {
    id: (kind: string) => {
      ids += 1;
      return `${kind}_test${ids}`;
    },
  },
});

describe("runs that bring changes in (E8)", () => {
  it("hold at most 5,000 records, in pages of at most 2,000, and the cursor goes on", async () => {
    const world = await open(salesforce);
    await (await world.signIn("salesforce")).confirm();
    await world.run(20_000);
    load(world, 7_000);

    await world.run(20_000);
    const runs = await inbound(world, "incremental");
    const [here] = await world.sql<{ n: number }>("select count(*) as n from contacts");

    expect(runs.every((run) => run.state === "completed")).toBe(true);
    expect(runs.map((run) => run.counts.created).reduce((sum, each) => sum + each, 0)).toBe(7_000);
    expect(runs.length).toBeGreaterThan(1);
    expect(Math.max(...runs.map((run) => run.wanted ?? 0))).toBeLessThanOrEqual(5_000);
    expect(Math.max(...world.calls("salesforce").calls.map((call) => call.records))).toBe(2_000);
    expect(Number(here?.n)).toBe(7_000);
  });

  it("last from the question to the last page, by the clock", async () => {
    const world = await open(salesforce);
    await (await world.signIn("salesforce")).confirm();
    await world.run(20_000);
    load(world, 3_000);
    world.fault("salesforce", "slow", { ms: 1_500 });

    await world.run(20_000);
    const [run] = await inbound(world, "incremental");

    expect(run?.counts.created).toBe(3_000);
    expect((run?.endedAt ?? 0) - (run?.startedAt ?? 0)).toBeGreaterThanOrEqual(3_000);
  });

  it("go on after a crash in their midst, and are not begun twice", async () => {
    let pages = 0;
    let broken = true;
    const world = await open(salesforce, {
      between: (_, asked, answer) => {
        if (!asked.url.includes("/query")) return answer;
        pages += 1;
        return broken && pages > 3 ? { ...answer, status: 503, body: "" } : answer;
      },
    });
    await (await world.signIn("salesforce")).confirm();
    await world.run(20_000);
    pages = 2;
    load(world, 3_500);
    await world.run(15_000);
    broken = false;
    await world.run(60_000);

    const runs = await inbound(world, "incremental");

    const done = runs.filter((run) => run.state === "completed");
    expect(runs.filter((run) => run.state === "in_progress")).toEqual([]);
    expect(done.map((run) => run.counts.created).reduce((sum, each) => sum + each, 0)).toBe(3_500);
  });

  it("are not made of a look that finds nothing", async () => {
    const world = await open(salesforce);
    await (await world.signIn("salesforce")).confirm();
    await world.run(60_000);

    expect(await inbound(world, "incremental")).toEqual([]);
  });
});

describe("a first sync (E10)", () => {
  it("of more than 50,000 records is several runs, one after the other", async () => {
    const world = await open(salesforce);
    let cursor: CursorRow = { ...blankCursor, phase: "backfill" };
    const sizes = [...Array.from({ length: 25 }, () => 2_000), 1_500, 1_000];

    for (const [at, size] of sizes.entries()) {
      const page = pageOf(size, at < sizes.length - 1);
      await world.rows.write(async (sql) => {
        const known = await openRun(sql, cursor, page, at * 10);
        const id = known?.id ?? (await beginRun(sql, worker(), cursor, "backfill", at * 10));
        cursor = { ...cursor, runId: await takePage(sql, id, page, at * 10 + 5) };
      });
    }
    const runs = await inbound(world, "backfill");

    expect(runs.map((run) => [run.state, run.wanted, run.startedAt, run.endedAt]).toReversed()).toEqual([
      ["completed", 50_000, 0, 250],
      ["completed", 2_500, 250, 265],
    ]);
    expect(cursor.runId).toBeNull();
    expect(await world.engine.runConflicts({ limit: 1 })).toEqual([]);
  });

  it("pulls all of its pages in one run where they fit, each record once", async () => {
    const world = await open(salesforce);
    load(world, 4_500);
    await (await world.signIn("salesforce")).confirm();
    await world.run(20_000);

    const runs = await inbound(world, "backfill");

    expect(runs.map((run) => [run.state, run.counts.created, run.wanted])).toEqual([["completed", 4_500, 4_500]]);
  });
});

describe("runs that send (E9)", () => {
  it("begin within seconds and are grouped by object", async () => {
    const world = await open("hubspot: { provider: hubspot, objects: [account, contact], poll: 1h }");
    await (await world.signIn("hubspot")).confirm();
    await world.run(20_000);
    const before = world.clock.wall();
    await world.write("insert into contacts (email, last_name) values ('a@b.test', 'A'), ('c@d.test', 'C')");
    await world.write("insert into accounts (name, domain) values ('B', 'b.test')");

    await world.run(5_000);
    const runs = await world.engine.runs({ direction: "outbound", limit: 10 });

    const told = runs.map((run) => [run.object, run.kind, run.counts.created]);
    expect(told.toSorted()).toEqual([
      ["account", "live", 1],
      ["contact", "live", 2],
    ]);
    expect(Math.max(...runs.map((run) => run.startedAt)) - before).toBeLessThan(5_000);
  });
});

runLogSuite("SQLite", async () => ":memory:");
