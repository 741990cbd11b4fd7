import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { transfer } from "../../../src/cli/transfer.ts";
import { readTransfer } from "../../../src/cli/transfer-words.ts";
import { bed } from "../../fakes/bed.ts";
import fc from "../../fakes/property.ts";

let own: Awaited<ReturnType<typeof bed>>;
let folder = "";
beforeAll(async () => {
  own = await bed();
});
afterAll(() => own.close());
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "crmsync-transfer-"));
  for (const table of ["records", "outbox"]) await own.write(`delete from ${table}`);
});

const file = (name: string, content: string | Buffer) => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

/** What the terminal shows for the words of a command, with its exit code. */
async function run(words: readonly string[], input = "", terminal: { isTTY?: boolean } = {}) {
  const read = readTransfer(words);
  if (read === null || read.ok !== true) throw new Error(JSON.stringify(read));
  const [said, complained, drawn]: string[][] = [[], [], []];
  const output = new PassThrough();
  const chunks: Buffer[] = [];
  output.on("data", (chunk: Buffer) => void chunks.push(chunk));
  let now = 0;
  const exit = await transfer(own.engine, read.asked, {
    input: Readable.from([Buffer.from(input)]),
    output,
    errors: { ...terminal, write: (text) => void drawn?.push(text) },
    say: (text) => void said?.push(text),
    complain: (text) => void complained?.push(text),
    now: () => {
      now += 200;
      return now;
    },
  });
  return {
    exit,
    said: said ?? [],
    complained: complained ?? [],
    drawn: drawn ?? [],
    out: Buffer.concat(chunks).toString(),
  };
}

/** The lines that begin so. */
const rowsOf = (text: string, ...starts: readonly string[]) =>
  text
    .split("\n")
    .filter((line) => starts.some((start) => line.startsWith(start)))
    .join("\n");

const contacts = () =>
  own.sql<Record<string, unknown>>("select id, first_name, last_name, email, phone from contacts order by email");
const count = async (table: string) => (await own.sql<{ n: number }>(`select count(*) as n from ${table}`))[0]?.n;

describe("import", () => {
  it("reads a byte order mark, quotes, line breaks in cells, CRLF, emoji, and headers as people write them", async () => {
    const path = file(
      "contacts.csv",
      '\ufeffFirst Name,last-name,EMAIL,phone\r\n"Ada ""A""",Lovelace 💚,ada@x.test,"1\r\n2"\r\nGrace,"Hopper, Adm.",grace@x.test,\r\n',
    );

    const { exit, said, complained } = await run(["import", path]);

    expect([exit, complained]).toEqual([0, []]);
    expect(said).toEqual(["contact, 2 rows: 2 created, 0 updated, 0 unchanged, 0 refused."]);
    expect(await contacts()).toMatchObject([
      { first_name: 'Ada "A"', last_name: "Lovelace 💚", email: "ada@x.test", phone: "1\r\n2" },
      { first_name: "Grace", last_name: "Hopper, Adm.", email: "grace@x.test", phone: null },
    ]);
    expect(await count("outbox")).toBe(4);
  });

  it("writes by id, else by match key, so that a second import changes nothing", async () => {
    await own.write("insert into contacts (id, email, phone) values ('c1', 'ada@x.test', '1')");
    const path = file(
      "contacts.csv",
      "id,email,last_name,phone\n,Ada@x.test,Lovelace,\nown-1,new@x.test,New,2\n,new2@x.test,Newer,3\n",
    );

    const first = await run(["import", path]);
    await own.write("delete from outbox");
    const second = await run(["import", path]);

    expect(first.said).toEqual(["contact, 3 rows: 2 created, 1 updated, 0 unchanged, 0 refused."]);
    expect(second.said).toEqual(["contact, 3 rows: 0 created, 0 updated, 3 unchanged, 0 refused."]);
    expect(await own.sql("select id, last_name, phone from contacts where id in ('c1', 'own-1') order by id")).toEqual([
      { id: "c1", last_name: "Lovelace", phone: "1" },
      { id: "own-1", last_name: "New", phone: "2" },
    ]);
    expect(await count("outbox")).toBe(0);
  });

  it("takes two rows of one record in one batch as one record", async () => {
    const path = file("contacts.csv", "email,first_name,last_name\nada@x.test,Ada,\nADA@x.test,,Lovelace\n");

    const { said } = await run(["import", path]);

    expect(said).toEqual(["contact, 2 rows: 1 created, 1 updated, 0 unchanged, 0 refused."]);
    expect(await contacts()).toMatchObject([{ first_name: "Ada", last_name: "Lovelace" }]);
    expect(await own.sql("select version from records")).toEqual([{ version: 1 }]);
  });

  it("refuses rows one by one into a file, which can be mended and imported", async () => {
    const path = file(
      "deals.csv",
      "name,amount,close_date,account_id\nBig,100.5,2026-12-31,a1\nBad,much,,a1\nWorse,1,2026-02-30,a1\nNo key,,,\nOdd,1\n",
    );

    const { exit, said, complained } = await run(["import", path]);
    const refused = readFileSync(`${path}.refused.csv`, "utf8");
    const mended = file("deals.csv.refused.csv", rowsOf(refused, "name,", "Bad,").replace("much", "7"));
    const again = await run(["import", mended]);

    expect(exit).toBe(1);
    expect(said).toEqual(["deal, 5 rows: 1 created, 0 updated, 0 unchanged, 4 refused."]);
    expect(refused.trimEnd().split("\n")).toEqual([
      "name,amount,close_date,account_id,reason",
      'Odd,1,"it has 2 cells, the header has 4"',
      "Bad,much,,a1,amount: not a number",
      "Worse,1,2026-02-30,a1,close_date: not a date (2026-03-31)",
      "No key,,,,it has neither an id nor name and account_id",
    ]);
    expect(complained.join("\n")).toContain("Line 6: it has 2 cells");
    expect(complained.at(-1)).toContain("deals.csv.refused.csv");
    expect(again).toMatchObject({ exit: 0, said: ["deal, 1 row: 1 created, 0 updated, 0 unchanged, 0 refused."] });
    expect(await own.sql("select name, amount from deals order by name")).toEqual([
      { name: "Bad", amount: 7 },
      { name: "Big", amount: 100.5 },
    ]);
  });

  it("makes records without a key only when told to", async () => {
    const path = file("contacts.csv", "first_name\nAda\n");

    const without = await run(["import", path]);
    const told = await run(["import", path, "--without-key"]);

    expect([without.exit, told.exit]).toEqual([1, 0]);
    expect(await contacts()).toMatchObject([{ first_name: "Ada" }]);
  });

  it("refuses unknown columns with the nearest field and writes nothing, unless told to leave them out", async () => {
    const path = file("contacts.csv", "emial,email,shoe size\nx,ada@x.test,38\n");

    const refused = await run(["import", path]);
    const before = await contacts();
    const told = await run(["import", path, "--ignore-unknown"]);

    expect(refused.exit).toBe(1);
    expect(refused.complained.join()).toContain("“emial” (did you mean email?), “shoe size”");
    expect(before).toEqual([]);
    expect(told.exit).toBe(0);
    expect(await contacts()).toMatchObject([{ email: "ada@x.test" }]);
  });

  it.each([
    ["two columns of one field", "email,Email\n1,2\n", /Two columns are the field email/],
    ["an empty file", "", /empty/],
    ["an open quotation mark", 'email\nada@x.test\n"open\n', /quotation mark is not closed/],
    ["a quotation mark inside a cell", 'email\nada@x.test\na"b"c\n', /quotation mark/],
    [
      "text that is not UTF-8",
      Buffer.from("email,last_name\nada@x.test,M\xfcller\n", "latin1"),
      /last_name: not written in UTF-8/,
    ],
    ["no field at all", "a,b\n1,2\n", /No field/],
  ])("refuses %s", async (_, content, problem) => {
    const { exit, complained } = await run(["import", file("contacts.csv", content)]);

    expect(exit).toBe(1);
    expect(complained.join("\n")).toMatch(problem);
  });

  it("keeps what stood before a place where the file breaks", async () => {
    const { exit, said } = await run(["import", file("contacts.csv", 'email\nada@x.test\n"open\n')]);

    expect([exit, said]).toEqual([1, ["contact, 1 row: 1 created, 0 updated, 0 unchanged, 0 refused."]]);
    expect(await contacts()).toMatchObject([{ email: "ada@x.test" }]);
  });

  it("says in a dry run what it would do, and writes nothing", async () => {
    await own.write("insert into contacts (id, email) values ('c1', 'ada@x.test')");
    await own.write("delete from outbox");
    const path = file("contacts.csv", "email,last_name\nada@x.test,Lovelace\nnew@x.test,New\n,nobody\n");

    const { exit, said } = await run(["import", path, "--dry-run"]);

    expect(exit).toBe(1);
    expect(said[0]).toContain("1 would be created, 1 would be updated, 0 unchanged, 1 refused. Nothing was written");
    expect(await contacts()).toMatchObject([{ id: "c1", last_name: null }]);
    expect(await count("outbox")).toBe(0);
  });

  it("reads JSON lines, where null empties, and refuses lines that are none", async () => {
    await own.write("insert into contacts (id, email, phone) values ('c1', 'ada@x.test', '1')");
    const lines = [
      '{"id":"c1","phone":null,"first_name":"Ada"}',
      "",
      "{oops",
      '["x"]',
      '{"email":{"a":1}}',
      '{"nope":1,"email":"a@x.test"}',
      '{"email":"last@x.test"}',
    ];
    const path = file("contact.jsonl", lines.join("\r\n"));

    const { exit, said } = await run(["import", path, "--json"]);

    expect(exit).toBe(1);
    expect(JSON.parse(said[0] ?? "")).toMatchObject({
      object: "contact",
      rows: 6,
      created: 1,
      updated: 1,
      refused: 4,
      dryRun: false,
    });
    expect(await contacts()).toMatchObject([{ id: "c1", first_name: "Ada", phone: null }, { email: "last@x.test" }]);
    expect(readFileSync(`${path}.refused.csv`, "utf8").split("\n")[0]).toBe("line,row,reason");
  });

  it("writes thousands of rows in batches and draws a bar only on a terminal", async () => {
    const rows = Array.from({ length: 2_300 }, (_, n) => `p${n}@x.test,Person ${n}`);
    const path = file("contacts.csv", `email,last_name\n${rows.join("\n")}\n`);

    const plain = await run(["import", path, "--dry-run"]);
    const { exit, said, drawn } = await run(["import", path], "", { isTTY: true });

    expect(exit).toBe(0);
    expect(said).toEqual(["contact, 2300 rows: 2300 created, 0 updated, 0 unchanged, 0 refused."]);
    expect(plain.drawn).toEqual([]);
    expect(drawn.join("")).toContain("█");
    expect(drawn.at(-1)).toBe("\r\u001b[K");
    expect(await count("contacts")).toBe(2_300);
  });

  it("reads what comes in, with another delimiter", async () => {
    const { exit } = await run(
      ["import", "-", "--object", "contacts", "--delimiter", ";"],
      "email;last_name\nada@x.test;Lovelace\n",
    );

    expect(exit).toBe(0);
    expect(await contacts()).toMatchObject([{ email: "ada@x.test", last_name: "Lovelace" }]);
  });

  it("knows the object by the file's name, and says when it does not", async () => {
    const unknown = await run(["import", file("people.csv", "email\n")]);
    const wrong = await run(["import", file("people.csv", "email\n"), "--object", "contcat"]);
    const missing = await run(["import", join(folder, "contacts.csv")]);

    expect([unknown.exit, wrong.exit, missing.exit]).toEqual([2, 2, 1]);
    expect(unknown.complained.join()).toContain("--object");
    expect(wrong.complained.join()).toContain("Did you mean contact?");
    expect(missing.complained.join()).toContain("There is no file");
  });
});

describe("export", () => {
  const world = async () => {
    await own.write("insert into contacts (id, email, last_name, phone) values ('c1', 'ada@x.test', '=cmd()', '+1 2')");
    await own.write(`insert into contacts (id, email, last_name) values ('c2', 'bob@x.test', 'O''Hara "x", 💚')`);
  };

  it("writes CSV with typed values to what goes out", async () => {
    await world();

    const { exit, out, complained } = await run(["export", "contacts"]);

    const [header = "", first, second] = out.split("\n");
    expect(exit).toBe(0);
    expect(header.startsWith("id,first_name,last_name,email,phone,title,account_id")).toBe(true);
    expect(first).toMatch(/^c1,,=cmd\(\),ada@x\.test,\+1 2,,/);
    expect(second).toMatch(/^c2,,"O'Hara ""x"", 💚",bob@x\.test,,/);
    expect(complained.join()).toContain("2 cells begin with");
  });

  it("puts an apostrophe before what a spreadsheet would run, only with --safe", async () => {
    await world();

    const { out, complained } = await run(["export", "contact", "--safe"]);

    expect(out).toContain("c1,,'=cmd(),ada@x.test,'+1 2");
    expect(complained).toEqual([]);
  });

  it("writes a file that can be imported again, and only what the filters choose", async () => {
    await world();
    const path = join(folder, "contacts.csv");

    const { exit, said } = await run([
      "export",
      "contact",
      path,
      "--filter",
      "phone[empty]=true",
      "--filter",
      "email[contains]=x.test",
    ]);
    for (const table of ["records", "outbox"]) await own.write(`delete from ${table}`);
    const back = await run(["import", path]);

    expect([exit, said]).toEqual([0, [`1 record of contact in ${path}.`]]);
    expect(back.said).toEqual(["contact, 1 row: 1 created, 0 updated, 0 unchanged, 0 refused."]);
    expect(await contacts()).toMatchObject([{ id: "c2", last_name: 'O\'Hara "x", 💚' }]);
    expect(existsSync(`${path}.part`)).toBe(false);
  });

  it("writes JSON lines with numbers as numbers, over more than one page", async () => {
    await own.write(
      "with recursive n(i) as (select 1 union all select i + 1 from n where i < 1500) insert into deals (id, name, amount) select printf('d%05d', i), 'Deal', i from n",
    );

    const { out, drawn } = await run(["export", "deal", "--format", "jsonl"], "", { isTTY: true });

    const rows = out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(rows).toHaveLength(1_500);
    expect(rows.at(-1)).toMatchObject({ id: "d01500", amount: 1500, stage: null });
    expect(drawn.join("")).toContain("100 %");
  });

  it.each([
    [["export", "contcat"], 2, /Did you mean contact/],
    [["export", "contact", "--filter", "emial=x"], 2, /Did you mean email/],
    [["export", "contact", "--filter", "email"], 2, /FIELD=VALUE/],
    [["export", "contact", "/nowhere/at/all.csv"], 1, /no file/],
  ] as const)("refuses %j with %i", async (words, code, problem) => {
    await world();

    const { exit, complained } = await run(words);

    expect(exit).toBe(code);
    expect(complained.join()).toMatch(problem);
  });
});

it("what is exported comes back as it was, whatever stands in it", async () => {
  const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 30 }).filter((one) => !one.includes("\u0000"));
  const record = fc.record({ last_name: text, title: text });

  await fc.assert(
    fc.asyncProperty(
      fc.array(record, { minLength: 1, maxLength: 8 }),
      fc.constantFrom("csv", "jsonl"),
      async (all, format) => {
        for (const table of ["records", "outbox"]) await own.write(`delete from ${table}`);
        const writes = all.map(({ last_name, title }, n) => ({
          target: { by: "id" as const, id: `c${n}` },
          fields: { last_name, title },
        }));
        await own.engine.records.write("contact", writes);
        const path = join(folder, `contacts.${format}`);
        const before = await own.sql("select id, last_name, title from contacts order by id");

        await run(["export", "contact", path]);
        for (const table of ["records", "outbox"]) await own.write(`delete from ${table}`);
        const { exit } = await run(["import", path]);

        expect(exit).toBe(0);
        expect(await own.sql("select id, last_name, title from contacts order by id")).toEqual(before);
      },
    ),
    { numRuns: 25 },
  );
});

describe("words", () => {
  it.each([
    [["import"], /Name one file/],
    [["import", "a.csv", "b.csv"], /Name one file/],
    [["import", "a.csv", "--dryrun"], /Did you mean “--dry-run”/],
    [["import", "-"], /--object/],
    [["export"], /Name one object/],
    [["export", "contact", "--format", "xml"], /csv or jsonl/],
    [["export", "contact", "--delimiter", '"'], /one character/],
    [["export", "contact", "--filter"], /./],
  ] as const)("%j is wrong use", (words, problem) => {
    const read = readTransfer(words);

    expect(read).toMatchObject({ ok: false, problem: expect.stringMatching(problem) });
  });

  it("explains itself, and leaves other verbs alone", () => {
    expect(readTransfer(["import", "--help"])).toMatchObject({
      ok: "help",
      text: expect.stringContaining("--dry-run"),
    });
    expect(readTransfer(["help", "export"])).toMatchObject({ ok: "help", text: expect.stringContaining("--safe") });
    expect(readTransfer(["status"])).toBeNull();
  });
});
