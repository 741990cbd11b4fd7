import { afterEach, describe, expect, it } from "vitest";
import { countSum, type Known, nothingKnown, sumOf, termNames } from "../../engine/rules/count-sum.ts";
import type { ComparePlace } from "../../engine/store/compare.ts";
import { beginRound, endRound, isResting, nextPlace, restAfter } from "../../engine/watch/compare-plan.ts";
import { bed, until } from "../fakes/bed.ts";
import fc from "../fakes/property.ts";

/** Where each record of a CRM truly stands with us; "vanished" = we count it, and the CRM has lost it since. */
const standings = [...termNames, "unseen", "vanished"] as const;

const states = fc.record({
  records: fc.array(fc.constantFrom(...standings), { maxLength: 200 }),
  comes: fc.boolean(),
  fresh: fc.nat(20),
});

const count = (records: readonly string[], name: string) => records.filter((one) => one === name).length;

describe("M9: the closed sum", () => {
  it("holds in 1,000 random states, and every record stands in one line", () => {
    const property = fc.property(states, ({ records, comes, fresh }) => {
      const inCrm = records.length - count(records, "vanished");
      // What vanished still stands among ours here.
      const known: Known = {
        ...nothingKnown,
        ...Object.fromEntries(termNames.map((term) => [term, count(records, term)])),
        ours: count(records, "ours") + count(records, "vanished"),
      };

      const sum = countSum(inCrm, known, { comes, fresh });

      const line = (term: string) => sum.lines.find((one) => one.term === term)?.records;
      const net = count(records, "unseen") - count(records, "vanished");
      expect(sumOf(sum)).toBe(inCrm);
      expect(sum.lines.every((one) => one.records >= 0)).toBe(true);
      for (const term of termNames) expect(line(term)).toBe(known[term]);
      expect((line("unseen") ?? 0) - (line("gone") ?? 0)).toBe(net);
      expect(sum.open).toBe(net > 0 ? (comes ? 0 : net) : Math.max(0, -net - fresh));
    });

    fc.assert(property, { numRuns: 1_000 });
  });

  it("is what we know of where the CRM tells no number", () => {
    const sum = countSum(null, { ...nothingKnown, ours: 3, failed: 2 }, { comes: false, fresh: 0 });

    expect(sum).toMatchObject({ inCrm: null, open: 0 });
    expect(sumOf(sum)).toBe(5);
  });
});

describe("M9: whose turn it is to be compared", () => {
  const HOUR = 3_600_000;
  const place = (more: Partial<ComparePlace> = {}): ComparePlace => ({ ...beginRound(0, null), ...more });
  const rested = { object: "contact", finishedAt: 0 };

  it("begins an hour after the first pull, one object after the other, once a day", () => {
    const both = [rested, { object: "account", finishedAt: 0 }];
    const empty = { notBefore: 0, objects: {} };
    const contactDone = { notBefore: 0, objects: { contact: endRound(place(), 2 * HOUR) } };
    const going = { notBefore: 0, objects: { ...contactDone.objects, account: place({ phase: "count" }) } };

    expect(nextPlace(empty, both, HOUR - 1)).toBeNull();
    expect(nextPlace(empty, both, HOUR)?.object).toBe("contact");
    expect(nextPlace(contactDone, both, 3 * HOUR)?.object).toBe("account");
    expect(nextPlace(going, both, 25 * HOUR)).toMatchObject({ object: "account", place: { phase: "count" } });
    expect(nextPlace(contactDone, [rested], 23 * HOUR)).toBeNull();
    expect(nextPlace(contactDone, [rested], 24 * HOUR)?.place).toMatchObject({
      phase: "links",
      compared: 0,
      last: { startedAt: 0, endedAt: 2 * HOUR },
    });
  });

  it("rests after each call for its share of the hour, but not for ever where the clock went back", () => {
    expect(restAfter(0, 0, 1, 65)).toBe(60_000);
    expect(restAfter(0, 0, 3, 65)).toBe(180_000);
    expect(restAfter(0, 0, 1, 2)).toBe(HOUR);
    expect(restAfter(10 * HOUR + 5_000, 10 * HOUR, 1, 65)).toBe(10 * HOUR + 60_000);
    expect(restAfter(10 * HOUR, 0, 1, 65)).toBe(10 * HOUR);
    expect(isResting({ notBefore: 60_000, objects: {} }, 59_999)).toBe(true);
    expect(isResting({ notBefore: 60_000, objects: {} }, 60_000)).toBe(false);
    expect(isResting({ notBefore: 100 * HOUR, objects: {} }, 0)).toBe(false);
  });
});

const beds: Awaited<ReturnType<typeof bed>>[] = [];
afterEach(async () => {
  const used = beds.splice(0);
  for (const own of used) await own.close();
  expect(used.flatMap((own) => own.errors)).toEqual([]);
});

describe("M9: the numbers of a connection", () => {
  it("A19, A21: explain each record of both CRMs with one call an object", async () => {
    const own = await bed();
    beds.push(own);
    for (const crm of ["salesforce", "hubspot"] as const) await (await own.signIn(crm)).confirm();
    own.create("salesforce", "Contact", { LastName: "Ann", Email: "ann@x.test" });
    own.create("salesforce", "Contact", { LastName: "Twin", Email: "ann@x.test" });
    own.create("salesforce", "Contact", { LastName: "Nomail" });
    own.create("salesforce", "Lead", { LastName: "Lou", Email: "lou@x.test", Company: "Lou" });
    for (let n = 0; n < 5; n += 1) {
      await own.clock.advance(5_000);
      await own.rest();
    }
    const seq = own.calls("salesforce").calls.at(-1)?.seq ?? 0;

    const views = await until(own.clock, own.engine.counts({}));

    const told = (connection: string, object: string) => {
      const view = views.find((one) => one.connection === connection && one.object === object);
      const lines = view?.sum.lines.filter((line) => line.records > 0).map((line) => [line.term, line.records]);
      return { inCrm: view?.sum.inCrm, open: view?.sum.open, ...Object.fromEntries(lines ?? []) };
    };
    expect(told("salesforce", "contact")).toEqual({ inCrm: 3, open: 0, ours: 1, filtered: 1, failed: 1 });
    expect(told("hubspot", "contact")).toEqual({ inCrm: 1, open: 0, ours: 1 });
    expect(told("salesforce", "lead")).toEqual({ inCrm: 1, open: 0, ours: 1 });
    expect(views.every((view) => sumOf(view.sum) === view.sum.inCrm)).toBe(true);
    expect(own.calls("salesforce", seq).calls).toHaveLength(4);
    expect(views[0]?.identity).toMatchObject({ sandbox: expect.any(Boolean) });
  });

  it("B19, B21: tell what nobody has met yet, what is gone since, and what is ours alone", async () => {
    const own = await bed();
    beds.push(own);
    for (const crm of ["salesforce", "hubspot"] as const) await (await own.signIn(crm)).confirm();
    const first = own.create("salesforce", "Contact", { LastName: "Ann", Email: "ann@x.test" });
    for (let n = 0; n < 5; n += 1) {
      await own.clock.advance(5_000);
      await own.rest();
    }
    await own.write("insert into contacts (id, last_name, email) values ('c9', 'New', 'new@x.test')");
    own.create("salesforce", "Contact", { LastName: "Bob", Email: "bob@x.test" });
    own.create("salesforce", "Contact", { LastName: "Cy", Email: "cy@x.test" });
    const asked = { connection: "salesforce", object: "contact" };

    const [more] = await until(own.clock, own.engine.counts(asked));
    own.control("DELETE", `salesforce/records/Contact/${first}`);
    for (const { id } of own.list("salesforce", "Contact").records)
      own.control("DELETE", `salesforce/records/Contact/${id}`);
    const [fewer] = await until(own.clock, own.engine.counts(asked));
    own.fault("salesforce", "outage");
    const [silent] = await until(own.clock, own.engine.counts(asked));

    expect(more).toMatchObject({ sum: { inCrm: 3, open: 2 }, silent: false, ours: { toSend: 1, refused: 0 } });
    expect(more?.sum.lines).toContainEqual({ term: "unseen", records: 2 });
    expect(fewer?.sum).toMatchObject({ inCrm: 0, open: 1 });
    expect(fewer?.sum.lines).toContainEqual({ term: "gone", records: 1 });
    expect(silent).toMatchObject({ silent: true, sum: { inCrm: 0 } });
  });
});
