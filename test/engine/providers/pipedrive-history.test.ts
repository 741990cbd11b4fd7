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
import fc from "../../fakes/property.ts";

const second = 1_000;
const start = Date.UTC(2026, 10, 21, 10);
const PAGE = 3;

interface Row {
  readonly id: number;
  readonly stamp: number;
  readonly gone: boolean;
}

/** A list as Pipedrive's: whole seconds, ordered by stamp and id, with a place that names the next row. */
function listed(rows: readonly Row[], since: number | null, next: string | null) {
  const place = next === null ? null : next.split("/").map(Number);
  const [stamp = 0, id = 0] = place ?? [];
  const behind = (row: Row) => place === null || row.stamp > stamp || (row.stamp === stamp && row.id >= id);
  const found = rows
    .filter((row) => (since === null || row.stamp >= since) && behind(row))
    .toSorted((a, b) => a.stamp - b.stamp || a.id - b.id);
  const [after] = found.slice(PAGE);
  return { rows: found.slice(0, PAGE), next: after === undefined ? null : `${after.stamp}/${after.id}` };
}

/** What people do between two requests: which records they touch, which they delete, and how long it takes. */
const step = fc.record({
  touched: fc.array(fc.nat(11), { maxLength: 5 }),
  deleted: fc.option(fc.nat(11), { freq: 8 }),
  ms: fc.constantFrom(0, 200, second, 7 * second, 400 * second),
  crash: fc.boolean(),
});

describe("a history of changes", () => {
  it("is told whole, whatever changes between two pages and wherever we crash", () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), (steps) => {
        let now = start;
        const rows = new Map<number, Row>();
        const write = (id: number, gone: boolean) => {
          const old = rows.get(id);
          const isThere = old === undefined ? !gone : !old.gone;
          if (isThere) rows.set(id, { id, gone, stamp: Math.floor(now / second) * second });
        };
        const seen = new Map<number, number | "gone">();
        let state: Incremental = firstIncremental(null);
        const ask = () => {
          const poll = beginPoll(state, now);
          if (poll.stage === "lists") {
            const live = [...rows.values()].filter((row) => !row.gone);
            const page = listed(live, poll.from, poll.next);
            return { told: page.rows, next: advance(poll, page.rows.at(-1)?.stamp ?? null, page.next, 1) };
          }
          const since = goneSince(poll);
          const page = since === null ? { rows: [], next: null } : listed([...rows.values()], since, poll.next);
          const told = page.rows.filter((row) => row.gone && seen.has(row.id));
          return { told, next: advanceGone(poll, told.at(-1)?.stamp ?? null, page.next) };
        };
        // A page is kept with its cursor or not at all.
        const keep = ({ told, next }: ReturnType<typeof ask>) => {
          for (const row of told) seen.set(row.id, row.gone ? "gone" : row.stamp);
          const stored = decode(JSON.parse(JSON.stringify(encode(next))));
          if (stored?.phase === "incremental") state = stored;
        };

        for (const { touched, deleted, ms, crash } of steps) {
          for (const id of touched) write(id, false);
          if (deleted !== null) write(deleted, true);
          now += ms;
          const page = ask();
          if (!crash) keep(page);
        }
        // Everybody goes home: with the next long look back we know all.
        for (let polls = 0; polls < 3; polls += 1) {
          now += 61 * second;
          do keep(ask());
          while (state.stage !== "rest");
        }

        const truth = [...rows.values()].filter((row) => !row.gone || seen.has(row.id));
        expect(new Map([...seen].toSorted())).toEqual(
          new Map(truth.map((row) => [row.id, row.gone ? "gone" : row.stamp] as const).toSorted()),
        );
      }),
      { numRuns: 300 },
    );
  });
});
