import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import type { RecordWrite } from "../../engine/asked/upsert.ts";
import { transfer } from "../../src/cli/transfer.ts";
import { readTransfer } from "../../src/cli/transfer-words.ts";
import { hostileText, hostileValues } from "../fixtures/hostile.ts";
import { hostileRig } from "./hostile-rig.ts";

/** Whatever stands in the workspace: each row ends as a reason or is synced in both CRMs, and its neighbours too. */
export function hostileRowsSuite(dialect: "SQLite" | "PostgreSQL", address: () => Promise<string>): void {
  describe(`hostile rows of the workspace on ${dialect}`, () => {
    const { ready, polls, emails, good } = hostileRig(address);

    it("rows of plain SQL and of programs: each ends as a reason or is synced in both CRMs, its neighbours too", async () => {
      const own = await ready();
      const told = Object.entries(hostileValues).filter(([, value]) => typeof value === "string");
      const texts = dialect === "SQLite" ? told : told.filter(([name]) => name !== "nul");
      for (const [n, [name, value]] of texts.entries()) {
        const quoted = `'${String(value).toWellFormed().replaceAll("'", "''").replaceAll("\u0000", "' || char(0) || '")}'`;
        const email = `${name.toLowerCase()}@x.test`;
        await own.write(
          `insert into contacts (id, last_name, email, phone) values ('p${n}', 'X', '${email}', ${quoted})`,
        );
        // PostgreSQL itself refuses an id that no index takes.
        if (dialect === "SQLite" || name !== "long")
          await own.write(`insert into contacts (id, last_name, email) values (${quoted}, 'X', 'id-${email}')`);
        await own.write(`insert into contacts (id, last_name, email) values ('l${n}', ${quoted}, 'last-${email}')`);
        await own.write(`insert into contacts (id, last_name, email) values ('g${n}', 'X', 'good-${email}')`);
      }
      const writes = Object.entries(hostileValues).flatMap(([name, value], n): RecordWrite[] => [
        {
          target: { by: "id", id: `w${n}` } as const,
          fields: { last_name: "X", email: `w-${name}@x.test`.toLowerCase(), phone: value as string },
        },
        {
          target: { by: "id", id: `x${n}` } as const,
          fields: { last_name: "X", email: `good-w-${name}@x.test`.toLowerCase() },
        },
      ]);

      const results = await own.engine.records.write("contact", writes);
      await polls(own, 6);

      const wanted = texts.length + Object.keys(hostileValues).length;
      expect([good(own, "salesforce").length, good(own, "hubspot").length]).toEqual([wanted, wanted]);
      expect(results.filter((one) => !one.ok && one.code !== "VALUE_WRONG")).toEqual([]);
      const rows = await own.sql<{ connection: string; state: string; subject: string | null }>(
        `select o.connection, o.state, x.subject from outbox o left join outcomes x on x.connection = o.connection
           and x.object = o.object and x.subject = o.record_id and x.direction = 'outbound'`,
      );
      expect(rows.filter((row) => row.subject === null)).toEqual([]);
    });

    it("rows of a file: each is taken or refused with its reason, and the file is read to its end", async () => {
      const own = await ready();
      const folder = mkdtempSync(join(tmpdir(), "crmsync-hostile-"));
      const path = join(folder, "contacts.jsonl");
      const rows = Object.entries(hostileValues).flatMap(([name, value]) => [
        hostileText({ last_name: "X", email: `${name}@x.test`.toLowerCase(), phone: value }),
        hostileText({ last_name: "X", email: `good-${name}@x.test`.toLowerCase() }),
      ]);
      const broken = [
        "{",
        "null",
        "[]",
        "7",
        '{"__proto__": {"email": "p@x.test"}, "last_name": "X"}',
        '{"constructor": 1}',
      ];
      writeFileSync(path, [...broken, ...rows].join("\n"));
      const asked = readTransfer(["import", path, "--object", "contact"]);
      if (asked?.ok !== true) throw new Error(JSON.stringify(asked));
      const said: string[] = [];

      const exit = await transfer(own.engine, asked.asked, {
        input: Readable.from([]),
        output: new PassThrough(),
        errors: { write: () => {} },
        say: (text) => void said.push(text),
        complain: (text) => void said.push(text),
        now: own.clock.wall,
      });
      await polls(own, 6);

      const refused = readdirSync(folder).filter((name) => name !== "contacts.jsonl");
      expect([exit, refused.length]).toEqual([1, 1]);
      const lines = readFileSync(join(folder, refused[0] ?? ""), "utf8")
        .trim()
        .split("\n");
      const taken = (await own.sql<{ n: number }>("select count(*) as n from contacts"))[0]?.n;
      // The first line names the columns.
      expect(lines.length - 1 + Number(taken)).toBe(broken.length + rows.length);
      const wanted = Object.keys(hostileValues).length;
      expect([good(own, "salesforce").length, good(own, "hubspot").length]).toEqual([wanted, wanted]);
    });

    it("parents in a circle wait with a reason and hold nobody up", async () => {
      const own = await ready();

      await own.write(
        "insert into accounts (id, name, parent_id) values ('a1', 'One', 'a2'), ('a2', 'Two', 'a1'), ('a3', 'Three', 'a3'), ('a4', 'Four', null)",
      );
      await own.write(
        "insert into contacts (id, last_name, email, account_id, buddy_id) values ('c1', 'X', 'c1@x.test', 'a1', 'c1'), ('c2', 'X', 'good-2@x.test', 'a4', null)",
      );
      await polls(own, 10);

      expect([good(own, "salesforce"), good(own, "hubspot")]).toEqual([["good-2@x.test"], ["good-2@x.test"]]);
      const outcomes = await own.engine.outcomes({ direction: "outbound", connection: "salesforce", limit: 20 });
      expect(outcomes.map((one) => `${one.subject} ${one.reason}`).toSorted()).toEqual(
        ["a1", "a2", "a3", "c1"].map((id) => `${id} REF_NOT_SYNCED_YET`),
      );
    });

    it("the same key many times in one batch makes one record, or says why not", async () => {
      const own = await ready();
      const twins = Array.from({ length: 20 }, (_, n) => ({
        target: { by: "new" } as const,
        fields: { last_name: "X", email: "twin@x.test", title: String(n) },
      }));
      await own.engine.records.write("contact", twins);
      await own.write("insert into contacts (id, last_name, email) values ('g', 'X', 'good@x.test')");

      await polls(own, 5);

      expect([good(own, "salesforce").length, good(own, "hubspot").length]).toEqual([1, 1]);
      const hubspot = emails(own, "hubspot").filter((email) => email === "twin@x.test");
      const told = await own.engine.outcomes({ direction: "outbound", connection: "hubspot", limit: 50 });
      expect(hubspot.length + told.length).toBe(20);
    });
  });
}
