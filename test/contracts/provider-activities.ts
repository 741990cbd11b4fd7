import { expect, it } from "vitest";
import type { Fields, Value } from "../../engine/record.ts";
import { drain, type Make } from "./crm-rig.ts";
import { create, idOf, remove, update } from "./writes.ts";

/** The CRM's words for what we call so. */
export type Words = Readonly<Record<"task" | "call" | "email" | "meeting" | "note", string>>;

const minute = 60_000;

/** Activities of every type behind one object, wherever the CRM keeps them. */
export function activityContract(make: Make, words: Words): void {
  const kinds = Object.keys(words).filter((kind): kind is keyof Words => kind in words);
  const made = (kind: keyof Words, contact: string): Fields => ({
    subject: `A ${kind}`,
    type: words[kind],
    due: "2026-12-01",
    body: `Words of a ${kind}`,
    contact_id: contact,
  });

  async function filled() {
    const rig = await make();
    const crm = rig.connect();
    const contact = rig.person.create("contact", { last_name: "Lovelace" });
    const writes = kinds.map((kind) => create(kind, rig.theirs("activity", made(kind, contact))));
    const results = await crm.push("activity", writes);
    const ids = new Map(kinds.map((kind, at) => [kind, idOf(results[at])]));
    rig.clock.now += minute;
    return { ...rig, crm, contact, results, ids };
  }

  it("makes each type where it belongs, and reads it back by its id", async () => {
    const { crm, ours, ids, results, contact } = await filled();

    const read = await crm.read("activity", [...ids.values()]);

    const told = new Map(read.map((record) => [record.externalId, ours("activity", record)]));
    const byKind = kinds.map((kind) => told.get(ids.get(kind) ?? ""));
    expect(results.map((result) => result.ok)).toEqual(kinds.map(() => true));
    expect(new Set(ids.values()).size).toBe(kinds.length);
    expect(byKind.map((each) => [each?.type, each?.body, each?.contact_id])).toEqual(
      kinds.map((kind) => [words[kind], `Words of a ${kind}`, contact]),
    );
    expect(told.get(ids.get("meeting") ?? "")).toMatchObject({ subject: "A meeting", due: "2026-12-01" });
  });

  it("tells all types in one backfill, then what changes and goes of each", async () => {
    const { crm, person, clock, ids, theirs, provider } = await filled();
    const first = await drain(crm, "activity", null);
    clock.now += 20 * minute;

    await crm.push("activity", [
      update("a", ids.get("meeting") ?? "", theirs("activity", { body: "Other words" })),
      update("b", ids.get("note") ?? "", theirs("activity", { body: "Other words" })),
      remove("c", ids.get("call") ?? ""),
    ]);
    const added = person.create("activity", { subject: "New" });
    const second = await drain(crm, "activity", first.cursor);
    clock.now += minute;
    await crm.push("activity", [remove("d", ids.get("meeting") ?? ""), remove("e", ids.get("note") ?? "")]);
    const third = await drain(crm, "activity", second.cursor);

    const body = provider.fields.activity?.body ?? "";
    const changed = new Map(second.records.map(({ externalId, fields }) => [externalId, fields[body]]));
    expect(new Set(first.records.map(({ externalId }) => externalId))).toEqual(new Set(ids.values()));
    expect(first.pages[0]?.total).toBe(make.can("counts") ? kinds.length : null);
    expect([changed.get(ids.get("meeting") ?? ""), changed.get(ids.get("note") ?? "")]).toEqual([
      "Other words",
      "Other words",
    ]);
    expect([changed.has(added), gone(second.gone, ids.get("call"))]).toEqual([true, true]);
    expect([gone(third.gone, ids.get("meeting")), gone(third.gone, ids.get("note"))]).toEqual([true, true]);
  });

  it("refuses what would have to move from one kind of record to another, and nothing beside it", async () => {
    const { crm, theirs, ids } = await filled();
    const typed = (type: string, more: Readonly<Record<string, Value>> = {}) => theirs("activity", { type, ...more });

    const results = await crm.push("activity", [
      update("a", ids.get("note") ?? "", typed(words.call)),
      update("b", ids.get("call") ?? "", typed(words.note)),
      update("c", ids.get("call") ?? "", theirs("activity", { body: "fine" })),
      update("d", ids.get("note") ?? "", typed(words.note, { due: "2026-12-05" })),
      create("e", typed(words.note, { subject: "Hangs nowhere" })),
      update("f", "no-id", theirs("activity", { body: "x" })),
    ]);

    expect(results.map((result) => [result.key, result.ok ? "ok" : result.reason])).toEqual([
      ["a", "DATA_PICKLIST_INVALID"],
      ["b", "DATA_PICKLIST_INVALID"],
      ["c", "ok"],
      ["d", "ok"],
      ["e", "DATA_REQUIRED_MISSING"],
      ["f", "REC_DELETED"],
    ]);
  });
}

function gone(rows: readonly { readonly externalId: string }[], id: string | undefined): boolean {
  return rows.some(({ externalId }) => externalId === id);
}
