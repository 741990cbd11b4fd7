import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import { heldRecords } from "../../../engine/store/held.ts";
import { openStore } from "../../../engine/store/open.ts";
import { saveSent } from "../../../engine/store/sent.ts";
import { fromJson } from "../../../engine/store/sql.ts";
import { temporaryFile } from "../../fakes/bed.ts";
import { handClock } from "../../fakes/ports.ts";

const at = { connection: "salesforce", object: "contact", now: 2_000 };

it("what was sent is noted with its own record, also when somebody rewrote the whole file since it was planned", async () => {
  const clock = handClock();
  const file = temporaryFile();
  const store = await openStore({ url: file, objects: { contact: ["email"] }, clock, log: () => {} });
  const ids = ["c1", "c2", "c3"];
  await store.write(async (sql) => {
    await sql.insert(
      "records",
      { object: "text", id: "text", fields: "json" },
      ids.map((id) => ["contact", id, JSON.stringify({ email: `${id}@new.test` })]),
    );
    await sql.insert(
      "links",
      {
        connection: "text",
        object: "text",
        external_id: "text",
        record_id: "text",
        state: "text",
        modified_at: "time",
        linked_at: "time",
      },
      ids.map((id) => ["salesforce", "contact", `x-${id}`, id, "synced", 1, 1]),
    );
    await sql.insert(
      "field_values",
      { connection: "text", object: "text", external_id: "text", seen: "json" },
      ids.map((id) => ["salesforce", "contact", `x-${id}`, JSON.stringify({ email: `${id}@old.test` })]),
    );
  });
  const held = await store.read((sql) => heldRecords(sql, "contact", ["c2", "c3"], "salesforce"));
  const sent = [...held.values()].map(({ record, links: [link] }) => ({
    externalId: link?.externalId ?? "",
    recordId: record.id,
    seen: JSON.stringify(record.fields),
    sent: record.fields,
    replaced: link?.seen ?? {},
    isNew: false,
    isTroubled: false,
    place: link?.place ?? null,
  }));
  expect(sent.every((one) => one.place !== null)).toBe(true);

  const stranger = new DatabaseSync(file);
  stranger.exec(`create temp table kept as select * from field_values; delete from field_values;
    insert into field_values select * from kept order by external_id = 'x-c2', external_id`);
  stranger.close();
  await store.write((sql) => saveSent(sql, { ...at, sentAt: at.now }, sent));

  const rows = await store.read((sql) => sql.all("select external_id, seen, sent_at from field_values order by 1"));
  expect(rows.map((row) => ({ ...row, seen: fromJson(row.seen) }))).toEqual([
    { external_id: "x-c1", seen: { email: "c1@old.test" }, sent_at: null },
    { external_id: "x-c2", seen: { email: "c2@new.test" }, sent_at: 2_000 },
    { external_id: "x-c3", seen: { email: "c3@new.test" }, sent_at: 2_000 },
  ]);
  await store.close();
});
