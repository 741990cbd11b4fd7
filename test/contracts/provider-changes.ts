import { expect, it } from "vitest";
import type { Cursor, Page } from "../../engine/provider.ts";
import { drain, type Make } from "./crm-rig.ts";

const second = 1_000;
const minute = 60_000;

/** Pulling: every change is seen, whatever is going on meanwhile; seeing one twice is allowed. */
export function changesContract(make: Make): void {
  it("reads all once in the backfill, and tells how many there are", async () => {
    const { connect, load, ours } = await make();
    const ids = load("contact", people(2_450));

    const first = await connect().changes("contact", null);
    const { records, pages } = await drain(connect(), "contact", first.cursor);

    const backfill = [first, ...pages].filter((page) => page.phase === "backfill").flatMap((page) => page.records);
    expect(first).toMatchObject({ phase: "backfill", more: true, total: make.can("counts") ? 2_450 : null });
    expect(backfill.map((record) => record.externalId).sort()).toEqual([...ids].sort());
    expect(ours("contact", first.records[0])).toMatchObject({ last_name: "L0", email: "l0@x.test", title: null });
    expect(records.length).toBeGreaterThan(0);
  });

  it("ends at once where there is nothing, and goes on from there", async () => {
    const { connect, person, clock } = await make();

    const empty = await drain(connect(), "contact", null);
    clock.now += minute;
    const id = person.create("contact", { last_name: "First" });
    clock.now += minute;
    const later = await drain(connect(), "contact", empty.cursor);

    expect(empty.records).toEqual([]);
    expect(empty.pages[0]?.total).toBe(make.can("counts") ? 0 : null);
    expect(later.records.map((record) => record.externalId)).toEqual([id]);
  });

  it("sees edits, creates, deletes and merges (B29)", async () => {
    const { connect, load, person, clock, ours } = await make();
    const [edited = "", deleted = "", loser = "", winner = ""] = load("contact", people(4), 5 * minute);
    const { cursor } = await drain(connect(), "contact", null);
    clock.now += 20 * minute;

    person.edit("contact", edited, { title: "New" });
    person.delete("contact", deleted);
    person.merge("contact", loser, winner);
    const created = person.create("contact", { last_name: "Created" });
    const mergedAt = clock.now;
    clock.now += 30 * second;
    const { records, gone } = await drain(connect(), "contact", cursor);

    const byId = new Map(records.map((record) => [record.externalId, record]));
    expect([...byId.keys()].sort()).toEqual([edited, winner, created].sort());
    expect(ours("contact", byId.get(edited)).title).toBe("New");
    expect(gone).toContainEqual({ externalId: deleted, at: mergedAt, mergedInto: null });
    expect(gone).toContainEqual({ externalId: loser, at: mergedAt, mergedInto: make.can("merges") ? winner : null });
  });

  it("goes on from any cursor, and a page read twice is the same page", async () => {
    const { connect, load } = await make();
    load("contact", people(2_100));
    const pages: Page[] = [];
    const again: Page[] = [];
    let cursor: Cursor | null = null;

    for (let at = 0; at < 30 && (at === 0 || pages.at(-1)?.more === true); at += 1) {
      pages.push(await connect().changes("contact", cursor));
      again.push(await connect().changes("contact", cursor));
      cursor = JSON.parse(JSON.stringify(pages.at(-1)?.cursor));
    }

    expect(again.map(({ records }) => records)).toEqual(pages.map(({ records }) => records));
    expect(new Set(pages.flatMap(({ records }) => records.map(({ externalId }) => externalId))).size).toBe(2_100);
  });

  it("misses nothing that changes while it pages, with thousands of one stamp", async () => {
    const { connect, load, person, clock } = await make();
    const ids = load("contact", people(4_100), 30 * minute);
    const { cursor } = await drain(connect(), "contact", null);
    clock.now += 15 * minute;
    // An import stamps all of them with one moment; then people go on working.
    for (const id of ids) person.edit("contact", id, { title: "imported" });
    clock.now += 30 * second;
    let next = 0;
    const touch = () => {
      for (let i = 0; i < 40; i += 1, next += 97) {
        const id = ids[next % ids.length] ?? "";
        person.edit("contact", id, { title: `edited ${next}` });
      }
      clock.now += second;
    };

    const first = await drain(connect(), "contact", cursor, touch);
    clock.now += 30 * second;
    const second_ = await drain(connect(), "contact", first.cursor);

    const titles = new Map<string, unknown>();
    for (const record of [...first.records, ...second_.records]) titles.set(record.externalId, record.fields);
    const truth = await connect().read("contact", ids);
    expect(titles.size).toBe(ids.length);
    expect(truth.filter((record) => titles.get(record.externalId)).map((record) => record.fields)).toEqual(
      truth.map((record) => titles.get(record.externalId)),
    );
  }, 120_000);

  it("finds what becomes visible long after its stamp", async () => {
    const { connect, load, person, clock, fault, provider } = await make();
    load("contact", people(3), minute);
    const lag = provider.id === "salesforce" ? "late-commit" : "search-lag";
    let { cursor } = await drain(connect(), "contact", null);
    fault(lag, { ms: 4 * minute, ...(lag === "late-commit" ? { times: 1 } : {}) });
    const late = person.create("contact", { last_name: "Late" });

    const seen: string[] = [];
    for (let poll = 0; poll < 60; poll += 1) {
      clock.now += 5 * second;
      // Others keep the watermark moving.
      if (poll % 2 === 0) person.create("contact", { last_name: `Other ${poll}` });
      const polled = await drain(connect(), "contact", cursor);
      cursor = polled.cursor;
      seen.push(...polled.records.map((record) => record.externalId));
    }

    expect(seen).toContain(late);
  });

  it("finds what was committed late while nobody polled", async () => {
    const { connect, load, person, clock, fault, provider, signIn } = await make();
    load("contact", people(3), minute);
    let { cursor } = await drain(connect(), "contact", null);
    const lag = provider.id === "salesforce" ? "late-commit" : "search-lag";
    fault(lag, { ms: 4 * minute, times: 1 });
    const late = person.create("contact", { last_name: "Late" });
    clock.now += 2 * minute;
    person.create("contact", { last_name: "In time" });
    cursor = (await drain(connect(), "contact", cursor)).cursor;
    // The machine sleeps, longer than the access token lives.
    clock.now += 6 * 60 * minute;

    const { records } = await drain(connect({ token: await signIn("main") }), "contact", cursor);

    expect(records.map((record) => record.externalId)).toContain(late);
  });

  it("is quiet when nothing changes (B32)", async () => {
    const { connect, load, clock, requests } = await make();
    load("contact", people(50), 60 * minute);
    let { cursor } = await drain(connect(), "contact", null);
    clock.now += 5 * second;
    cursor = (await drain(connect(), "contact", cursor)).cursor;
    const before = requests.length;
    clock.now += 5 * second;

    const { pages } = await drain(connect(), "contact", cursor);

    expect(pages.map((page) => page.more)).toEqual([false]);
    expect(requests.length - before).toBeLessThanOrEqual(3);
  });

  it("keeps a malformed row out of the way (E26)", async () => {
    const { connect, load, request } = await make();
    load("contact", people(5));
    const spoiled = { id: "7", Id: "7" };
    const spoiling = connect({
      request: async (asked) => {
        const answer = await request(asked);
        // The third person has lost all but the id, as a bug of the CRM or of something in between would have it.
        const told = JSON.parse(answer.body, (_, value) =>
          Array.isArray(value)
            ? value.map((row) => (JSON.stringify(row).includes("l2@x.test") ? spoiled : row))
            : value,
        );
        return { ...answer, body: JSON.stringify(told) };
      },
    });

    const { pages } = await drain(spoiling, "contact", null);

    const [first] = pages;
    expect(first?.records.length).toBe(4);
    expect(first?.broken.map(({ reason }) => reason)).toEqual(["DATA_MALFORMED"]);
  });
}

function people(count: number) {
  return Array.from({ length: count }, (_, at) => ({
    first_name: `F${at}`,
    last_name: `L${at}`,
    email: `l${at}@x.test`,
    phone: `+49 30 ${at}`,
  }));
}
