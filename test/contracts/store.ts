import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openStore, type Store } from "../../engine/store/open.ts";
import { fromJson } from "../../engine/store/sql.ts";
import { machineClock } from "../../src/ports.ts";
import { realClock } from "../fakes/ports.ts";

export const workspace = {
  account: ["name", "domain", "phone"],
  contact: ["first_name", "last_name", "email", "phone", "title", "account_id"],
};

/** What both dialects must do, to a plain SQL client of the workspace views too. */
export function storeSuite(dialect: string, address: () => Promise<string>): void {
  describe(`store on ${dialect}`, () => {
    let store: Store;

    beforeAll(async () => {
      const url = await address();
      store = await openStore({ url, objects: workspace, clock: realClock, log: () => {} });
    });
    afterAll(() => store.close());
    beforeEach(() =>
      store.write(async (sql) => {
        for (const table of ["records", "outbox", "cursors", "leases"]) await sql.run(`delete from ${table}`);
        const cursor = { connection: "text", object: "text", outbound: "int" } as const;
        await sql.insert("cursors", cursor, [
          ["salesforce", "contact", 1],
          ["hubspot", "contact", 1],
          ["hubspot", "account", 0],
        ]);
      }),
    );

    const run = (text: string, params: (string | number | null)[] = []) => store.write((sql) => sql.run(text, params));
    const all = (text: string, params: (string | number | null)[] = []) => store.read((sql) => sql.all(text, params));
    const owed = async () =>
      (await all("select connection, record_id, seq, due, lane from outbox order by connection")).map((row) => ({
        ...row,
      }));

    it("takes an insert through the view, makes the id and owes the record to every connection of its object", async () => {
      await run("insert into contacts (first_name, email) values ('Ada', 'ada@x.test')");

      const [contact] = await all("select * from contacts");
      expect(contact).toMatchObject({ first_name: "Ada", email: "ada@x.test", last_name: null });
      expect(String(contact?.id)).toMatch(/^[0-9a-f]{32}$/);
      expect(await owed()).toEqual([
        { connection: "hubspot", record_id: contact?.id, seq: 1, due: null, lane: 1 },
        { connection: "salesforce", record_id: contact?.id, seq: 1, due: null, lane: 1 },
      ]);
    });

    it("writes only changed columns: an update that changes nothing bumps no version and owes nothing", async () => {
      await run("insert into contacts (id, first_name, email) values ('c1', 'Ada', 'ada@x.test')");
      await run("delete from outbox");

      await run("update contacts set first_name = 'Ada', email = 'ada@x.test' where id = 'c1'");

      expect(await owed()).toEqual([]);
      const [row] = await all("select version from records where id = 'c1'");
      expect(row?.version).toBe(1);
    });

    it("keeps a null that is written, and the columns that are not", async () => {
      await run("insert into contacts (id, first_name, email, phone) values ('c1', 'Ada', 'ada@x.test', '1')");

      await run("update contacts set phone = null, title = 'Countess' where id = 'c1'");

      const [row] = await all("select fields, version, keyed from records where id = 'c1'");
      expect(fromJson(row?.fields)).toEqual({ first_name: "Ada", email: "ada@x.test", phone: null, title: "Countess" });
      expect(row).toMatchObject({ version: 2, keyed: 0 });
    });

    it("takes an insert of a known id as an upsert of the given columns", async () => {
      await run("insert into contacts (id, first_name, email) values ('c1', 'Ada', 'ada@x.test')");
      await run("insert into contacts (id, email) values ('c1', 'lovelace@x.test')");

      const rows = await all("select id, first_name, email from contacts");
      expect(rows.map((row) => ({ ...row }))).toEqual([{ id: "c1", first_name: "Ada", email: "lovelace@x.test" }]);
    });

    it("hides a deleted record from the view, owes the delete, and brings it back on insert", async () => {
      await run("insert into contacts (id, email) values ('c1', 'ada@x.test')");
      await run("delete from outbox");
      await run("delete from contacts where id = 'c1'");

      expect(await all("select id from contacts")).toEqual([]);
      expect((await owed()).length).toBe(2);

      await run("insert into contacts (id, email) values ('c1', 'ada@x.test')");
      expect((await all("select id from contacts")).length).toBe(1);
    });

    it("refuses a change of the id", async () => {
      await run("insert into contacts (id, email) values ('c1', 'ada@x.test')");

      await expect(run("update contacts set id = 'c2' where id = 'c1'")).rejects.toThrow(/id of a record/);
    });

    it("owes a change to all connections but the one it came from", async () => {
      await store.write((sql) =>
        sql.insert("records", { object: "text", id: "text", fields: "json", origin: "text" }, [
          ["contact", "c1", '{"email":"a@x.test"}', "salesforce"],
        ]),
      );

      expect((await owed()).map((row) => row.connection)).toEqual(["hubspot"]);
    });

    it("merges ten edits into one row and never drops the state of a write in flight", async () => {
      await run("insert into contacts (id, email) values ('c1', 'a@x.test')");
      await run("update outbox set state = 'sending' where connection = 'hubspot'");
      await run("update outbox set state = 'failed', attempts = 3 where connection = 'salesforce'");

      for (let n = 0; n < 10; n += 1) await run("update contacts set title = ? where id = 'c1'", [`t${n}`]);

      const rows = await all("select connection, state, seq, attempts from outbox order by connection");
      expect(rows.map((row) => ({ ...row }))).toEqual([
        { connection: "hubspot", state: "sending", seq: 11, attempts: 0 },
        { connection: "salesforce", state: "pending", seq: 11, attempts: 0 },
      ]);
    });

    it("undoes all of a transaction that fails, the outbox included", async () => {
      const attempt = store.write(async (sql) => {
        await sql.run("insert into contacts (id, email) values ('c1', 'a@x.test')");
        throw new Error("power cut");
      });

      await expect(attempt).rejects.toThrow("power cut");
      expect(await all("select id from records")).toEqual([]);
      expect(await owed()).toEqual([]);
    });

    it("keeps text with quotes, nulls, newlines and emoji as it was", async () => {
      const hostile = `O'Hara "x" \\ \n 💚 $1 ? ''`;
      await run("insert into contacts (id, last_name) values ('c1', ?)", [hostile]);

      const [row] = await all("select last_name from contacts");
      expect(row?.last_name).toBe(hostile);
    });

    it("inserts and updates many rows in one go, and finds them by lists", async () => {
      const many = Array.from({ length: 1500 }, (_, i) => ["contact", `c${i}`, JSON.stringify({ n: i })]);
      await store.write(async (sql) => {
        await sql.insert("records", { object: "text", id: "text", fields: "json" }, many);
        await sql.update(
          "records",
          { key1: "text" },
          { object: "text", id: "text" },
          many.map(([object, id], i) => [`k${i}`, object ?? "", id ?? ""]),
          "keyed = 1",
        );
      });

      const found = await store.read((sql) => {
        const { text, param } = sql.among("key1", ["k3", "k1499", "nope"]);
        return sql.all(`select id, keyed from records where ${text} order by id`, [param]);
      });
      expect(found.map((row) => ({ ...row }))).toEqual([
        { id: "c1499", keyed: 1 },
        { id: "c3", keyed: 1 },
      ]);
    });

    it("never shows one flow the open transaction of another", async () => {
      let release = () => {};
      const gate = new Promise<void>((resolve) => {
        release = resolve;
      });
      const writing = store.write(async (sql) => {
        await sql.run("insert into contacts (id, email) values ('c1', 'a@x.test')");
        await gate;
        throw new Error("undone");
      });
      const reading = all("select id from records");
      release();

      await expect(writing).rejects.toThrow("undone");
      expect(await reading).toEqual([]);
    });
  });
}

/** Where there is more than one connection to the rows. */
export function sideBySideSuite(dialect: string, address: () => Promise<string>): void {
  it(`a reader of ${dialect} does not wait for a transaction that is open`, async () => {
    const clock = machineClock(() => 0);
    const store = await openStore({ url: await address(), objects: workspace, clock, log: () => {} });
    const seen = () => store.read((sql) => sql.all("select id from records"));

    const during = await store.write(async (sql) => {
      await sql.run("insert into contacts (id, email) values ('c1', 'a@x.test')");
      return seen();
    });

    expect(during).toEqual([]);
    expect((await seen()).map((row) => row.id)).toEqual(["c1"]);
    await store.close();
  });
}
