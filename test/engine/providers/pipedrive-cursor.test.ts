import { describe, expect, it } from "vitest";
import {
  advance,
  advanceGone,
  beginPoll,
  decode,
  encode,
  firstIncremental,
  goneSince,
  type Incremental,
} from "../../../engine/providers/pipedrive/cursor.ts";

const second = 1_000;
const minute = 60 * second;
const at = Date.UTC(2026, 10, 21, 10);

/** A whole poll that finds `newest` and nothing deleted. */
function polled(state: Incremental, now: number, newest: number | null = null): Incremental {
  return advanceGone(advance(beginPoll(state, now), newest, null, 1), null, null);
}

describe("where a poll begins", () => {
  it("looks a little back in each poll, and far back once a minute", () => {
    const first = beginPoll(firstIncremental(at), at + second);
    const rested = polled(firstIncremental(at), at + second, at + second);
    const soon = beginPoll(rested, at + 6 * second);
    const later = beginPoll(polled(rested, at + 6 * second, at + 5 * second), at + 70 * second);

    expect(first.from).toBe(at - 5 * minute);
    expect(soon.from).toBe(at + second - 20 * second);
    expect(later.from).toBe(at - 5 * minute);
  });

  it("reaches behind the mark of the last long look, however long nobody polled", () => {
    const rested = polled(polled(firstIncremental(at), at + second, at), at + 5 * second, at + 4 * second);

    const after = beginPoll(rested, at + 6 * 60 * minute);

    expect(after.from).toBe(at - 5 * minute);
  });

  it("reads no second twice where nothing has changed for longer than it looks back", () => {
    let state = firstIncremental(at);
    for (let now = at + second; now < at + 12 * minute; now += 5 * second) state = polled(state, now);

    const quiet = beginPoll(state, at + 12 * minute);

    expect(quiet.from).toBe(at + second);
  });

  it("reads all where nothing was ever seen, and tells no deletes of it", () => {
    const poll = beginPoll(firstIncremental(null), at);

    expect(poll.from).toBeNull();
    expect(goneSince(poll)).toBeNull();
  });
});

describe("how a poll goes on", () => {
  const poll = { ...beginPoll(firstIncremental(at), at), from: at, began: at };

  it("begins each page anew from the last second, so that nothing is pushed out of sight", () => {
    const next = advance(poll, at + 7 * second + 300, "place", 1);

    expect(next).toMatchObject({ from: at + 7 * second, next: null, stage: "lists", pages: 1 });
  });

  it("leaves a second that fills a page by Pipedrive's own place", () => {
    const inside = advance(poll, at, "place-1", 1);
    const still = advance(inside, at + 999, "place-2", 1);
    const out = advance(still, at + second, "place-3", 1);

    expect([inside, still, out].map(({ from, next }) => [from, next])).toEqual([
      [at, "place-1"],
      [at, "place-2"],
      [at + second, null],
    ]);
  });

  it("reads the second list from where the poll began, then the deleted ones", () => {
    const other = advance(advance(poll, at + second, "place", 2), at + 2 * second, null, 2);
    const gone = advance(other, null, null, 2);

    expect(other).toMatchObject({ list: 1, from: at, stage: "lists" });
    expect(gone).toMatchObject({ list: 0, stage: "gone", top: at + 2 * second });
    expect(goneSince(gone)).toBe(at);
  });

  it("moves its mark only at the end, by what was changed and what was deleted", () => {
    const gone = advance(poll, at + second, null, 1);
    const half = advanceGone(gone, at + 3 * second, "500");
    const ended = advanceGone(half, null, null);

    expect(half).toMatchObject({ mark: at, stage: "gone", next: "500" });
    expect(ended).toMatchObject({ mark: at + 3 * second, stage: "rest", next: null });
  });

  it("survives a table as JSON, and takes no other's cursor", () => {
    const states = [poll, { phase: "backfill", mark: null, list: 1, next: "x" }] as const;

    const back = states.map((state) => decode(JSON.parse(JSON.stringify(encode(state)))));

    expect(back).toEqual(states);
    expect(decode({ phase: "other" })).toBeNull();
  });
});
