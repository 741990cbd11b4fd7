import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { findConflicts, findRun, orderPull } from "../../engine/asked/run-log.ts";
import { openStore, type Store } from "../../engine/store/open.ts";
import { type RunFilter, readRuns } from "../../engine/store/runs.ts";
import { realClock } from "../fakes/ports.ts";

interface Row {
  readonly id: string;
  readonly state?: string;
  readonly from?: number;
  readonly to?: number | null;
  readonly skipped?: number;
  readonly failed?: number;
  readonly reason?: string;
  readonly kind?: string;
}

/** What is asked of the log of runs, on both dialects. */
export function runLogSuite(dialect: string, address: () => Promise<string>): void {
  describe(`the log of runs on ${dialect}`, () => {
    let store: Store;

    beforeAll(async () => {
      store = await openStore({ url: await address(), objects: {}, clock: realClock, log: () => {} });
    });
    afterAll(() => store.close());
    beforeEach(() => store.write((sql) => sql.run("delete from runs")));

    const put = (...rows: readonly Row[]) =>
      store.write(async (sql) => {
        for (const { id, state = "completed", kind = "incremental", from = 1, to = 2, ...more } of rows)
          await sql.run(
            `insert into runs (id, connection, object, direction, kind, state, started_at, ended_at, skipped, failed, reason)
             values (?, 'salesforce', 'contact', 'inbound', ?, ?, ?, ?, ?, ?, ?)`,
            [id, kind, state, from, to, more.skipped ?? 0, more.failed ?? 0, more.reason ?? null],
          );
      });

    it("flags two runs that were at work at once, and nothing else (D4)", async () => {
      await put(
        { id: "run_a", from: 1_000, to: 3_000 },
        { id: "run_b", from: 2_000, to: 4_000 },
        { id: "run_c", from: 4_000, to: 5_000 },
        { id: "run_whole", from: 4_500, to: 4_500, state: "failed", reason: "LIMIT_DAILY" },
        { id: "run_asked", from: 0, to: null, state: "in_progress", kind: "resync" },
        { id: "run_d", from: 6_000, to: null, state: "in_progress" },
      );

      const found = await store.read((sql) => findConflicts(sql, { connection: "salesforce", limit: 10 }));
      const later = await store.read((sql) => findConflicts(sql, { since: 2_001, limit: 10 }));

      const place = { connection: "salesforce", object: "contact", direction: "inbound" };
      expect(found).toEqual([{ first: "run_a", second: "run_b", ...place, at: 2_000 }]);
      expect(later).toEqual([]);
    });

    it("finds a run by the end of its id, if that tells which", async () => {
      await put({ id: "run_x812" }, { id: "run_y812" }, { id: "run_z900" });

      const found = await store.read(async (sql) => {
        const texts = ["run_x812", "x812", "812", "900", "nothing", "00"];
        return Promise.all(texts.map((text) => findRun(sql, text)));
      });

      const told = found.map((each) => (each === null || each === "several" ? each : each.id));
      expect(told).toEqual(["run_x812", "run_x812", "several", "run_z900", null, null]);
    });

    it("tells runs by how they ended (B38, B39)", async () => {
      await put(
        { id: "well" },
        { id: "skips", skipped: 2 },
        { id: "fails", failed: 3 },
        { id: "whole", state: "failed", reason: "LIMIT_DAILY" },
        { id: "runs", state: "in_progress", to: null },
      );
      const of = async (filter: Omit<RunFilter, "limit">) =>
        (await store.read((sql) => readRuns(sql, { ...filter, limit: 10 }))).map((run) => run.id).toSorted();

      const told = {
        success: await of({ status: "success" }),
        warning: await of({ status: "warning" }),
        failed: await of({ status: "failed" }),
        skipped: await of({ status: "skipped" }),
        completed: await of({ status: "completed" }),
        in_progress: await of({ status: "in_progress" }),
        reason: await of({ reason: "LIMIT_DAILY", connection: "salesforce", since: 0, until: 3 }),
      };

      expect(told).toEqual({
        success: ["well"],
        warning: ["fails", "skips"],
        failed: ["fails", "whole"],
        skipped: ["skips"],
        completed: ["fails", "skips", "well"],
        in_progress: ["runs"],
        reason: ["whole"],
      });
    });

    it("orders a look unless a run is at it, which is told (D4)", async () => {
      const order = () => store.write((sql) => orderPull(sql, "salesforce", ["contact", "account"]));
      const free = await order();
      await put({ id: "run_now", state: "in_progress", from: 7, to: null });

      const refused = await order();

      expect(free).toBeNull();
      expect(refused).toMatchObject({ reason: "RUN_OVERLAP", run: { id: "run_now" }, since: 7 });
    });
  });
}
