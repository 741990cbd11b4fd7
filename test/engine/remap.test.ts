import { afterEach, describe, expect, it } from "vitest";
import { followMapping } from "../../engine/inbound/remapped.ts";
import { turnCursor } from "../../engine/inbound/whole.ts";
import type { FieldMap } from "../../engine/rules/field-map.ts";
import { compileFilled } from "../../engine/rules/filled.ts";
import { printOf, remappedFields } from "../../engine/rules/remap.ts";
import { ensureConnection } from "../../engine/store/connections.ts";
import { ensureCursor, readCursor, saveCursor } from "../../engine/store/cursors.ts";
import { openStore, type Store } from "../../engine/store/open.ts";
import { untoldFields } from "../../engine/store/remap.ts";
import { remapSuite } from "../contracts/engine-remap.ts";
import { temporaryFile } from "../fakes/bed.ts";
import { handClock } from "../fakes/ports.ts";

remapSuite("SQLite", async () => temporaryFile());

const line = (more: Partial<FieldMap> = {}): FieldMap => ({
  field: "team",
  remote: "Team__c",
  direction: "both",
  behaviour: "overwrite",
  default: null,
  type: null,
  references: null,
  ...more,
});

describe("what of a mapping has changed", () => {
  it.each<[string, Partial<FieldMap>, Partial<FieldMap>, boolean]>([
    ["the same", {}, {}, false],
    ["another field of the CRM", {}, { remote: "Area__c" }, true],
    ["another type", {}, { type: "number" }, true],
    ["other words", { translate: { a: "A" } }, { translate: { a: "B" } }, true],
    ["the same words in another order", { translate: { a: "A", b: "B" } }, { translate: { b: "B", a: "A" } }, false],
    ["another zone", {}, { zone: "Europe/Berlin" }, true],
    ["comes in, too", { direction: "outbound" }, {}, true],
    ["goes out, too", { direction: "inbound" }, {}, true],
    ["only goes out now", {}, { direction: "outbound", behaviour: "fill" }, false],
    ["only fills now", { direction: "outbound" }, { direction: "outbound", behaviour: "fill" }, true],
    ["was ignored", { behaviour: "ignore" }, {}, true],
    ["another behaviour, default and cut", {}, { behaviour: "fill", default: "x", cut: true }, false],
    ["our own id", { field: "id" }, { field: "id", remote: "Own__c" }, false],
  ])("B27: %s", (_, before, now, changed) => {
    const fields = remappedFields(printOf([line(before)]), printOf([line(now)]));

    expect(fields).toEqual(changed ? ["team"] : []);
  });
});

describe("what a CRM holds of fields that only go out and only fill", () => {
  it("B34: is told in our form, or as it came; a list is one text, an empty one nothing", () => {
    const filled = compileFilled(
      [
        line({ direction: "outbound", behaviour: "fill", type: "number" }),
        line({ direction: "outbound", behaviour: "fill", field: "area", remote: "Area__c" }),
        line({ field: "title", remote: "Title" }),
      ],
      null,
    );

    const told = [
      filled?.({ Team__c: "12", Area__c: "", Title: "Countess" }),
      filled?.({ Team__c: "many", Area__c: Object([]) }),
      filled?.({}),
    ];

    expect(told).toEqual([{ team: 12, area: null }, { team: "many", area: null }, {}]);
    expect(compileFilled([line()], null)).toBeUndefined();
  });
});

describe("a mapping changes in the midst of a reading from the beginning", () => {
  const stores: Store[] = [];
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.close();
  });

  async function opened() {
    const clock = handClock(0);
    const store = await openStore({ url: ":memory:", objects: { contact: ["team"] }, clock, log: () => {} });
    stores.push(store);
    return store;
  }

  it("B27: what was read until now is read anew", async () => {
    const store = await opened();
    const at = { connection: "salesforce", object: "contact", takesIn: true };

    const cursor = await store.write(async (sql) => {
      await ensureConnection(sql, "salesforce", "salesforce", 0);
      await ensureCursor(sql, "salesforce", "contact", true);
      const before = await readCursor(sql, "salesforce", "contact");
      if (!before) throw new Error("no cursor");
      await followMapping(sql, { ...at, map: [] });
      await saveCursor(sql, { ...before, cursor: { page: 2 }, done: 100, finishedAt: 7 });
      await followMapping(sql, { ...at, map: [line()] });
      return readCursor(sql, "salesforce", "contact");
    });

    expect(cursor).toMatchObject({ cursor: null, phase: "backfill", done: 0, finishedAt: 7 });
  });

  it("B27: a first sync goes on, and everything is read once more behind it", async () => {
    const store = await opened();
    const at = { connection: "salesforce", object: "contact", takesIn: true };

    const seen = await store.write(async (sql) => {
      await ensureConnection(sql, "salesforce", "salesforce", 0);
      await ensureCursor(sql, "salesforce", "contact", true);
      const cursor = await readCursor(sql, "salesforce", "contact");
      if (!cursor) throw new Error("no cursor");
      await followMapping(sql, { ...at, map: [] });
      await followMapping(sql, { ...at, map: [line({ field: "title", remote: "Title" })] });
      const beforeAny = await untoldFields(sql, at);
      await saveCursor(sql, { ...cursor, cursor: { page: 2 } });
      await followMapping(sql, { ...at, map: [line()] });
      const end = { ...cursor, cursor: { since: 5 }, phase: "incremental", finishedAt: 7 } as const;
      const afterFirst = await turnCursor(sql, end, "backfill");
      const begun = await turnCursor(sql, end, "incremental");
      const untold = await untoldFields(sql, at);
      const over = await turnCursor(sql, { ...end, cursor: { since: 9 } }, "backfill");
      return { beforeAny, afterFirst, begun, untold, over, left: await untoldFields(sql, at) };
    });

    expect(seen).toMatchObject({ beforeAny: [], afterFirst: null, untold: ["team"], left: [] });
    expect(seen.begun).toMatchObject({ cursor: null, phase: "backfill", finishedAt: 7 });
    expect(seen.over).toMatchObject({ cursor: { since: 5 }, phase: "incremental" });
  });
});
