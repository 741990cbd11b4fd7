import { afterEach, describe, expect, it } from "vitest";
import { openStore, type Store } from "../../engine/store/open.ts";
import { realClock } from "../fakes/ports.ts";

/** Sets of references in the views that any SQL client reads and writes. */
export function memberViewsSuite(dialect: "SQLite" | "PostgreSQL", address: () => Promise<string>): void {
  describe(`sets in the views of ${dialect}`, () => {
    let store: Store | null = null;
    afterEach(async () => {
      await store?.close();
      store = null;
    });

    async function ready() {
      const objects = { contact: ["email"], deal: ["name", "contact_ids"] };
      const types = { deal: { contact_ids: "references" } } as const;
      const opened = await openStore({ url: await address(), objects, types, clock: realClock, log: () => {} });
      store = opened;
      const run = (text: string) => opened.write((sql) => sql.run(text));
      const all = (text: string) => opened.read((sql) => sql.all(text));
      for (const id of ["a", "b"]) await run(`insert into contacts (id, email) values ('${id}', '${id}@x.test')`);
      return { run, all };
    }
    const listed = (value: unknown) => (typeof value === "string" ? JSON.parse(value) : value);

    it("are JSON arrays, whatever order they are written in, and stand in one order", async () => {
      const { run, all } = await ready();
      await run(`insert into deals (id, name, contact_ids) values ('d', 'D', '["b","a","b"]')`);

      const [shown] = await all("select contact_ids from deals");
      const [stored] = await all("select version, fields ->> 'contact_ids' as members from records where id = 'd'");
      await run(`update deals set contact_ids = '["a","b"]', name = 'D' where id = 'd'`);
      const [same] = await all("select version from records where id = 'd'");

      expect(listed(shown?.contact_ids)).toEqual(["a", "b"]);
      expect(stored).toMatchObject({ version: 1, members: "a;b" });
      expect(same?.version).toBe(1);
    });

    it("are emptied by null or an empty list, and have a view of one row for each living member", async () => {
      const { run, all } = await ready();
      await run(`insert into deals (id, name, contact_ids) values ('d', 'D', '["a","b","x"]')`);

      const both = await all("select deal_id, contact_id from deal_contacts order by contact_id");
      await run("delete from contacts where id = 'a'");
      const one = await all("select contact_id from deal_contacts");
      await run("update deals set contact_ids = '[]' where id = 'd'");
      const none = await all("select contact_id from deal_contacts");
      const [empty] = await all("select contact_ids from deals");

      expect(both.map((row) => ({ ...row }))).toEqual([
        { deal_id: "d", contact_id: "a" },
        { deal_id: "d", contact_id: "b" },
      ]);
      expect(one.map((row) => row.contact_id)).toEqual(["b"]);
      expect(none).toEqual([]);
      expect(empty?.contact_ids).toBeNull();
    });
  });
}
