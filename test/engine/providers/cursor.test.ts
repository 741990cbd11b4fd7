import { expect, it } from "vitest";
import * as hubspot from "../../../engine/providers/hubspot/cursor.ts";
import * as salesforce from "../../../engine/providers/salesforce/cursor.ts";
import fc from "../../fakes/property.ts";

/**
 * A CRM in small: rows are stamped when they are written and seen `lag` later; a page holds three. Both pullers must
 * see the last version of every row, however many share a stamp and whatever happens between two pages.
 */
interface World {
  now: number;
  versions: Version[];
}

interface Version {
  readonly id: number;
  readonly stamp: number;
  readonly visibleAt: number;
}

const PAGE = 3;
const minute = 60_000;

/** Between two pages: time passes, and rows are written, each seen at once or late. */
const step = fc.record({
  waitMs: fc.constantFrom(0, 0, 1, 1_000, 5_000, 70_000, 3 * minute),
  writes: fc.array(fc.record({ id: fc.nat({ max: 12 }), lagMs: fc.constantFrom(0, 0, 500, 10_000, 4 * minute) }), {
    maxLength: 6,
  }),
});

function act(world: World, { waitMs, writes }: { waitMs: number; writes: readonly { id: number; lagMs: number }[] }) {
  world.now += waitMs;
  for (const { id, lagMs } of writes) world.versions.push({ id, stamp: world.now, visibleAt: world.now + lagMs });
}

/** The version of each row that a query sees now, oldest stamp first. */
function visible(world: World): readonly Version[] {
  const newest = new Map<number, Version>();
  for (const version of world.versions) if (version.visibleAt <= world.now) newest.set(version.id, version);
  return [...newest.values()].sort((a, b) => a.stamp - b.stamp || a.id - b.id);
}

/** The last version of each row, once all of them are visible. */
function truth(world: World): ReadonlyMap<number, number> {
  const last = new Map<number, Version>();
  for (const version of [...world.versions].sort((a, b) => a.visibleAt - b.visibleAt)) last.set(version.id, version);
  return new Map([...last].map(([id, { stamp }]) => [id, stamp]));
}

interface Puller<State> {
  readonly first: State;
  /** Reads one page into `seen`. */
  page(state: State, world: World, seen: Map<number, number>): { state: State; more: boolean };
}

const ofSalesforce: Puller<salesforce.Incremental> = {
  first: salesforce.firstIncremental(null),
  page(state, world, seen) {
    const poll = salesforce.beginPoll(state, world.now);
    const { place, from } = poll;
    const after = visible(world).filter(({ stamp, id }) =>
      place === null ? stamp >= (from ?? 0) : stamp > place.stamp || (stamp === place.stamp && id > Number(place.id)),
    );
    const rows = after.slice(0, PAGE);
    for (const { id, stamp } of rows) seen.set(id, Math.max(stamp, seen.get(id) ?? 0));
    const last = rows.at(-1);
    const full = rows.length >= PAGE;
    const at = last === undefined ? null : { stamp: last.stamp, id: String(last.id) };
    return { state: salesforce.advance(poll, at, !full), more: full };
  },
};

const ofHubspot: Puller<hubspot.Incremental> = {
  first: hubspot.firstIncremental(null),
  page(state, world, seen) {
    const poll = hubspot.beginPoll(state, world.now);
    const found =
      poll.tie === null
        ? visible(world).filter(({ stamp }) => stamp >= poll.from)
        : visible(world).filter(({ stamp, id }) => stamp === poll.from && id > Number(poll.tie));
    const rows = found.slice(0, PAGE);
    for (const { id, stamp } of rows) seen.set(id, Math.max(stamp, seen.get(id) ?? 0));
    const last = rows.at(-1);
    const at = last === undefined ? null : { stamp: last.stamp, id: String(last.id) };
    const next = hubspot.advance(poll, at, rows.length >= PAGE);
    return { state: next, more: next.from !== null };
  },
};

function missed<State>(puller: Puller<State>, steps: readonly Parameters<typeof act>[1][]): string[] {
  const world: World = { now: 1_800_000_000_000, versions: [] };
  const seen = new Map<number, number>();
  let { first: state } = puller;
  for (const one of steps) {
    act(world, one);
    state = puller.page(state, world, seen).state;
  }
  // Then all becomes quiet: what is late comes out, and polls go on as ever.
  for (let poll = 0; poll < 12; poll += 1) {
    world.now += minute / 2;
    let more = true;
    for (let pages = 0; more; pages += 1) {
      if (pages > 100) return ["a poll does not end"];
      ({ state, more } = puller.page(state, world, seen));
    }
  }
  return [...truth(world)].filter(([id, stamp]) => (seen.get(id) ?? 0) < stamp).map(([id]) => `row ${id}`);
}

it.each([
  ["Salesforce", (steps: readonly Parameters<typeof act>[1][]) => missed(ofSalesforce, steps)],
  ["HubSpot", (steps: readonly Parameters<typeof act>[1][]) => missed(ofHubspot, steps)],
] as const)(
  "%s: misses no row in 5,000 histories",
  (_, missedIn) => {
    const histories = fc.array(step, { minLength: 1, maxLength: 40 });

    const result = fc.check(
      fc.property(histories, (steps) => missedIn(steps).length === 0),
      { numRuns: 5_000, seed: 2 },
    );

    expect(result.counterexample).toBeNull();
    expect(result.numRuns).toBe(5_000);
  },
  120_000,
);

it.each([
  ["Salesforce", salesforce.decode, salesforce.encode, salesforce.firstIncremental(5)],
  ["HubSpot", hubspot.decode, hubspot.encode, hubspot.firstIncremental(5)],
] as const)("%s: keeps a cursor through JSON, and begins anew with a foreign one", (_, decode, encode, state) => {
  const kept = decode(JSON.parse(JSON.stringify(encode(state as never))));
  const foreign = decode({ phase: "elsewhere", page: 7 });

  expect(kept).toEqual(state);
  expect(foreign).toBeNull();
});
