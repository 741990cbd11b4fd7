import { describe, expect, it } from "vitest";
import { decideTrial, type TrialInput } from "../../engine/asked/trial.ts";
import type { FieldType, Schema, Value } from "../../engine/record.ts";
import { compileInward, type FieldMap } from "../../engine/rules/mapping.ts";

const own = { match: [], required: [], doNotSync: null, delete: "never", fields: {} } as const;

const schemaOf = (type: FieldType, length: number | null = null): Schema => ({
  object: "contact",
  creatable: true,
  updatable: true,
  deletable: true,
  fields: {
    Met: {
      name: "Met",
      label: "Met",
      type,
      length,
      required: false,
      creatable: true,
      updatable: true,
      unique: false,
      options: null,
      references: [],
    },
  },
});

/** One linked record with `ours` here and `theirs` in the CRM, of which nothing was seen yet. */
function tried(line: Partial<FieldMap>, schema: Schema, ours: Value, theirs: Value) {
  const map: FieldMap = {
    field: "met",
    remote: "Met",
    direction: "both",
    behaviour: "overwrite",
    default: null,
    type: null,
    references: null,
    ...line,
  };
  const record = { id: "r1", object: "contact", fields: { met: ours }, version: 1, deleted: false };
  const seen = { externalId: "x1", recordId: "r1", modifiedAt: 1, seen: {} };
  const remote = { externalId: "x1", modifiedAt: 2, fields: { Met: theirs } };
  const behaviours: Record<string, FieldMap["behaviour"]> = map.direction === "outbound" ? {} : { met: map.behaviour };
  const rules = { connection: "crm", object: "contact", settings: own, behaviours, rank: () => 0, now: 3 };
  const inward = compileInward([map], schema)(remote.fields);
  const input: TrialInput = {
    line: map,
    schema,
    held: [{ record, links: [{ ...seen, state: "synced", deletedInCrm: false, place: null }] }],
    remotes: [remote],
    inbound: {
      incoming: [{ remote, fields: inward.fields, problems: inward.problems, orphan: null, keys: [] }],
      known: {
        links: new Map([["x1", seen]]),
        records: new Map([["r1", record]]),
        linkedOn: new Map(),
        byOwnId: new Map(),
        byKey: [],
        owed: new Map(),
        parents: new Map(),
        troubled: new Map(),
      },
      rules: { ...rules, newId: () => "none" },
    },
    outbound: { connection: { writeMode: "upsert" }, settings: own, map: [map], schema, parents: new Map() },
  };
  const { rows, sum } = decideTrial(input);
  return { row: rows[0], sum };
}

describe("what a mapping would do to a record (B34)", () => {
  it("takes in what is only there, and then has nothing to send", () => {
    const { row, sum } = tried({}, schemaOf("string"), null, "Oslo");

    expect(row?.here).toEqual({ before: null, after: "Oslo", changes: true, loss: null, refused: null });
    expect(row?.there).toEqual({ before: "Oslo", after: "Oslo", changes: false, loss: null, refused: null });
    expect(sum).toEqual({ records: 1, changeHere: 1, changeThere: 0, lossy: 0, refused: [] });
  });

  it.each([
    ["both", "overwrite", "Oslo", "Oslo"],
    ["both", "fill", "Rome", "Oslo"],
    ["inbound", "overwrite", "Oslo", "Oslo"],
    ["inbound", "fill", "Rome", "Oslo"],
    ["inbound", "ignore", "Rome", "Oslo"],
    ["outbound", "overwrite", "Rome", "Rome"],
    ["outbound", "ignore", "Rome", "Oslo"],
  ] as const)(
    "B27: of two different values, %s and %s leave %s here and %s there",
    (direction, behaviour, here, there) => {
      const { row } = tried({ direction, behaviour }, schemaOf("string"), "Rome", "Oslo");

      expect([row?.here.after, row?.there.after]).toEqual([here, there]);
    },
  );

  it("tells of a time of day that is lost on the way in", () => {
    const { row, sum } = tried(
      { type: "date", direction: "inbound" },
      schemaOf("datetime"),
      null,
      "2026-03-31T09:30:00.000Z",
    );

    expect(row?.here).toMatchObject({ after: "2026-03-31", changes: true });
    expect(row?.here.loss).toMatch(/could not be made again/);
    expect(sum.lossy).toBe(1);
  });

  it("refuses what cannot be read, and what would not be taken", () => {
    const inward = tried({ type: "date", direction: "inbound" }, schemaOf("string"), null, "some day");
    const outward = tried({ direction: "outbound" }, schemaOf("string", 4), "Ravenna", null);

    expect(inward.sum).toMatchObject({
      changeHere: 0,
      refused: [{ side: "here", reason: "DATA_TIMESTAMP", records: 1 }],
    });
    expect(outward.sum).toMatchObject({ changeThere: 0, refused: [{ side: "there", reason: "DATA_TOO_LONG" }] });
    expect(outward.row?.there.refused?.detail).toBe("met: 7 characters, and the CRM's field takes 4.");
  });

  it("cuts where it is told to, and says so", () => {
    const { row, sum } = tried({ direction: "outbound", cut: true }, schemaOf("string", 4), "Ravenna", null);

    expect(row?.there).toMatchObject({ before: null, after: "Rave", changes: true });
    expect(row?.there.loss).toMatch(/cut/);
    expect(sum.lossy).toBe(1);
  });
});
