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

/** Views whose columns have the types of the mapping. */
export function typedViewSuite(dialect: "SQLite" | "PostgreSQL", address: () => Promise<string>): void {
  describe(`typed columns on ${dialect}`, () => {
    const fields = ["name", "amount", "seats", "won", "close_date", "met_at"];
    const types = {
      amount: "number",
      seats: "integer",
      won: "boolean",
      close_date: "date",
      met_at: "datetime",
    } as const;
    const values = { amount: 100.5, seats: 3, won: true, close_date: "2026-12-31", met_at: "2026-12-31T09:30:00.000Z" };
    let store: Store;

    beforeAll(async () => {
      const url = await address();
      store = await openStore({
        url,
        objects: { deal: fields },
        types: { deal: types },
        clock: realClock,
        log: () => {},
      });
    });
    afterAll(() => store.close());
    beforeEach(() => store.write((sql) => sql.run("delete from records")));

    const run = (text: string, params: (string | number | null)[] = []) => store.write((sql) => sql.run(text, params));
    const all = (text: string) => store.read((sql) => sql.all(text));
    const stored = async () => {
      const [row] = await all("select fields, version from records where id = 'd1'");
      return { fields: fromJson(row?.fields), version: row?.version };
    };

    it("take what a client writes as text in the form of the field", async () => {
      await run(
        `insert into deals (id, name, amount, seats, won, close_date, met_at)
         values ('d1', '12', '100.5', '3', 'true', '2026-12-31', '2026-12-31T09:30:00.000Z')`,
      );

      expect(await stored()).toEqual({ fields: { name: "12", ...values }, version: 1 });
    });

    it("take parameters and typed values, too", async () => {
      const flag = dialect === "SQLite" ? "1" : "true";
      await run(`insert into deals (id, amount, seats, won, close_date) values ('d1', ?, 3, ${flag}, ?)`, [
        100.5,
        "2026-12-31",
      ]);

      const { met_at: _, ...rest } = values;
      expect((await stored()).fields).toEqual(rest);
    });

    it("tell values of their types, which sums and comparisons work on", async () => {
      await run(
        "insert into deals (id, amount, won) values ('d1', '9', 'true'), ('d2', '100.5', 'false'), ('d3', null, null)",
      );

      const [sum] = await all("select sum(amount) as total, max(amount) as most from deals where amount > 8");
      const won = await all(`select id from deals where won ${dialect === "SQLite" ? "= 1" : "is true"}`);
      const flags = await all("select fields from records order by id");

      expect([Number(sum?.total), Number(sum?.most)]).toEqual([109.5, 100.5]);
      expect(won.map((row) => row.id)).toEqual(["d1"]);
      expect(flags.map((row) => fromJson<{ won?: boolean }>(row.fields).won)).toEqual([true, false, undefined]);
    });

    it("see no change where only the form differs, and write what differs", async () => {
      await run("insert into deals (id, amount, won, seats) values ('d1', '100.5', 'true', '3')");

      await run("update deals set amount = '100.50', won = '1', seats = ' 3 ' where id = 'd1'");
      await run("insert into deals (id, amount, won) values ('d1', '1005e-1', 'yes')");
      const same = (await stored()).version;
      await run("update deals set won = 'false', amount = null where id = 'd1'");

      expect(same).toBe(1);
      expect(await stored()).toEqual({ fields: { amount: null, won: false, seats: 3 }, version: 2 });
    });

    it("show what a CRM holds against the type without failing", async () => {
      const odd = { amount: "much", seats: "3.5", won: "perhaps", close_date: "2026-02-30", met_at: "soon", name: "x" };
      await store.write((sql) =>
        sql.insert("records", { object: "text", id: "text", fields: "json" }, [
          ["deal", "d1", JSON.stringify(odd)],
          ["deal", "d2", JSON.stringify({ close_date: "0000-01-01", met_at: "2026-12-31T24:00:00Z", amount: "1e999" })],
          ["deal", "d3", JSON.stringify({ close_date: "2028-02-29", amount: "12" })],
        ]),
      );

      const rows = await all("select id, name, close_date, amount from deals order by id");

      expect(rows.map((row) => [row.id, row.name])).toEqual([
        ["d1", "x"],
        ["d2", null],
        ["d3", null],
      ]);
      expect(Number(rows[2]?.amount)).toBe(12);
      expect(rows[2]?.close_date).not.toBeNull();
    });
  });
}
