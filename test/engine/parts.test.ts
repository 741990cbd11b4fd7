import { describe, expect, it } from "vitest";
import { changesInTurn, type Part } from "../../engine/parts.ts";
import type { Cursor, Page } from "../../engine/provider.ts";
import * as salesforce from "../../engine/providers/salesforce/cursor.ts";
import fc from "../fakes/property.ts";

interface Version {
  readonly id: string;
  readonly stamp: number;
}

interface World {
  now: number;
  readonly rows: Record<string, Version[]>;
}

const PAGE = 3;

/** A record type in small: a backfill by id, then polls by Salesforce's own rules, three rows a page. */
function partOf(world: World, name: string): Part {
  const rows = () => [...new Map((world.rows[name] ?? []).map((row) => [row.id, row])).values()];
  const page = (phase: Page["phase"], found: readonly Version[], cursor: Cursor, more: boolean): Page => ({
    phase,
    records: found.map(({ id, stamp }) => ({ externalId: `${name}${id}`, modifiedAt: stamp, fields: {} })),
    gone: [],
    broken: [],
    cursor,
    more,
    total: null,
  });
  return {
    name,
    count: async () => rows().length,
    changes: async (cursor) => {
      const state = salesforce.decode(cursor) ?? {
        phase: "backfill",
        until: world.now,
        total: 0,
        place: null,
        job: null,
      };
      const after = (from: number | null, place: salesforce.Place | null) =>
        rows()
          .filter(({ id, stamp }) =>
            place === null ? stamp >= (from ?? 0) : stamp > place.stamp || (stamp === place.stamp && id > place.id),
          )
          .sort((a, b) => a.stamp - b.stamp || (a.id < b.id ? -1 : 1))
          .slice(0, PAGE);
      if (state.phase === "backfill") {
        const found = after(0, state.place).filter(({ stamp }) => stamp <= state.until);
        const place = found.at(-1) ?? state.place;
        const full = found.length >= PAGE;
        const next = full ? { ...state, place } : salesforce.firstIncremental(state.until);
        return page("backfill", found, salesforce.encode(next), full);
      }
      const poll = salesforce.beginPoll(state, world.now);
      const found = after(poll.from, poll.place);
      const full = found.length >= PAGE;
      return page("incremental", found, salesforce.encode(salesforce.advance(poll, found.at(-1) ?? null, !full)), full);
    },
  };
}

const step = fc.record({
  waitMs: fc.constantFrom(0, 1, 1_000, 70_000),
  crash: fc.boolean(),
  writes: fc.array(fc.record({ part: fc.constantFrom("task", "event", "note"), id: fc.nat({ max: 9 }) }), {
    maxLength: 6,
  }),
});

async function missed(
  steps: readonly { waitMs: number; crash: boolean; writes: readonly { part: string; id: number }[] }[],
) {
  const world: World = { now: 1_800_000_000_000, rows: { task: [], event: [], note: [] } };
  const parts = Object.keys(world.rows).map((name) => partOf(world, name));
  const seen = new Map<string, number>();
  let stored: Cursor | null = null;
  const turn = async (keeps: boolean): Promise<boolean> => {
    const page = await changesInTurn(parts, stored);
    // A crash loses the page and its cursor together.
    if (!keeps) return true;
    for (const { externalId, modifiedAt } of page.records)
      seen.set(externalId, Math.max(modifiedAt, seen.get(externalId) ?? 0));
    stored = JSON.parse(JSON.stringify(page.cursor));
    return page.more || page.phase === "backfill";
  };
  for (const { waitMs, crash, writes } of steps) {
    world.now += waitMs;
    for (const { part, id } of writes) world.rows[part]?.push({ id: String(id), stamp: world.now });
    await turn(!crash);
  }
  for (let poll = 0; poll < 3; poll += 1) {
    world.now += 70_000;
    for (let pages = 0; await turn(true); pages += 1) if (pages > 100) return ["a poll does not end"];
  }
  return Object.entries(world.rows).flatMap(([name, rows]) =>
    rows.filter(({ id, stamp }) => (seen.get(`${name}${id}`) ?? 0) < stamp).map(({ id }) => `${name}${id}`),
  );
}

describe("types that are read in turn", () => {
  it("miss nothing, whatever is written and wherever it breaks off", async () => {
    const histories = fc.array(step, { minLength: 1, maxLength: 25 });

    const result = await fc.check(
      fc.asyncProperty(histories, async (steps) => (await missed(steps)).length === 0),
      { numRuns: 300 },
    );

    expect(result.counterexample).toBeNull();
  });

  it("are one backfill, with the sum of all as its total, and then one poll in one page", async () => {
    const world: World = { now: 5_000_000, rows: { task: [], event: [] } };
    for (const id of ["1", "2", "3", "4"]) world.rows.task?.push({ id, stamp: 1_000_000 });
    world.rows.event?.push({ id: "1", stamp: 1_000_000 });
    const parts = [partOf(world, "task"), partOf(world, "event")];
    const pages: Page[] = [];

    for (let cursor: Cursor | null = null; pages.length < 3; cursor = pages.at(-1)?.cursor ?? null)
      pages.push(await changesInTurn(parts, cursor));
    for (const rows of Object.values(world.rows)) rows.push({ id: "9", stamp: world.now });
    pages.push(await changesInTurn(parts, pages.at(-1)?.cursor ?? null));

    expect(pages.map(({ phase, more, total, records }) => [phase, more, total, records.length])).toEqual([
      ["backfill", true, 5, 3],
      ["backfill", true, 5, 1],
      ["backfill", false, 5, 1],
      ["incremental", false, null, 2],
    ]);
  });

  it("take over the cursor of the time when there was one type, and bring in the others", async () => {
    const world: World = {
      now: 5_000_000,
      rows: { task: [{ id: "1", stamp: 1_000_000 }], event: [{ id: "1", stamp: 1_000_000 }] },
    };
    const parts = [partOf(world, "task"), partOf(world, "event")];
    const old = salesforce.encode(salesforce.firstIncremental(1_000_000));

    const page = await changesInTurn(parts, old);

    expect(page.records.map(({ externalId }) => externalId)).toEqual(["event1"]);
    expect(page).toMatchObject({ phase: "backfill", more: false });
  });

  it("give what was read although the next type fails, whose trouble is told afterwards", async () => {
    const world: World = { now: 5_000_000, rows: { task: [], event: [] } };
    const failing: Part = { ...partOf(world, "event") };
    const fine = [partOf(world, "task"), failing];
    let { cursor } = await changesInTurn(fine, null);
    ({ cursor } = await changesInTurn(fine, cursor));
    world.rows.task?.push({ id: "1", stamp: 5_000_000 });
    const broken = [fine[0] ?? failing, { ...failing, changes: async () => Promise.reject(new Error("no")) }];

    const page = await changesInTurn(broken, cursor);

    expect(page.records.map(({ externalId }) => externalId)).toEqual(["task1"]);
    expect(page.more).toBe(true);
    await expect(changesInTurn(broken, page.cursor)).rejects.toThrow("no");
  });
});
