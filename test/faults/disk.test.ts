import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { bed, seeded, until } from "../fakes/bed.ts";

const minute = 60_000;

/** A disk that fills up, or becomes read-only, under the engine at work: it says so, waits, and goes on. */
describe("a database that takes no writes", { timeout: 2 * minute }, () => {
  let world: Awaited<ReturnType<typeof bed>>;
  let onRequest: ((method: string, url: string) => void) | null = null;
  beforeEach(async () => {
    world = await bed({ onRequest: (_, { method, url }) => onRequest?.(method, url) });
    for (const crm of ["salesforce", "hubspot"] as const) await (await world.signIn(crm)).confirm();
  });
  afterEach(async () => {
    onRequest = null;
    await world.close();
  });

  const random = seeded(20_261_121);
  const pragma = (text: string) => world.rows.read((sql) => sql.all(`pragma ${text}`));
  const readOnly = (on: 0 | 1) => world.rows.read((sql) => sql.run(`pragma query_only = ${on}`));
  const requests = () => world.calls("salesforce").calls.length + world.calls("hubspot").calls.length;

  /** No page but a few that the file has no place for. */
  async function fill(spare: number): Promise<void> {
    await world.rows.read((sql) => sql.run("vacuum"));
    const [row] = await pragma("page_count");
    await pragma(`max_page_count = ${Number(row?.page_count) + spare}`);
  }
  const empty = () => pragma("max_page_count = 1000000");

  /** People come in both CRMs and in the workspace, all with our e-mail address of theirs. */
  async function newPeople(count: number, mark: string): Promise<readonly string[]> {
    const mails: string[] = [];
    for (let n = 0; n < count; n += 1) {
      const email = `${mark}-${n}@disk.test`;
      mails.push(email);
      const title = `Keeper of ${"many ".repeat(20)}things`;
      if (n % 3 === 0)
        world.create("salesforce", "Contact", {
          FirstName: "Ann",
          LastName: `${mark}${n}`,
          Email: email,
          Title: title,
        });
      else if (n % 3 === 1)
        world.create("hubspot", "contacts", { firstname: "Bo", lastname: `${mark}${n}`, email, jobtitle: title });
      else
        await world.write(
          `insert into contacts (id, first_name, last_name, email, title) values ('${mark}-${n}', 'Cy', '${mark}${n}', '${email}', '${title}')`,
        );
    }
    return mails;
  }

  /** Once in each CRM and once in the workspace, all linked, nothing owed, every page of the file sound. */
  async function expectAllOnce(mails: readonly string[]): Promise<void> {
    for (const [crm, type, field] of [
      ["salesforce", "Contact", "Email"],
      ["hubspot", "contacts", "email"],
    ] as const) {
      const found = world.list(crm, type).records.map((record) => String(record.fields[field]));
      expect(found.sort()).toEqual([...mails].sort());
    }
    const here = await world.sql<{ email: string }>("select email from contacts order by email");
    expect(here.map((row) => row.email).sort()).toEqual([...mails].sort());
    expect(await world.sql("select record_id from outbox")).toEqual([]);
    expect(await world.sql<{ n: number }>("select count(*) as n from links")).toEqual([{ n: 2 * mails.length }]);
    expect(await pragma("integrity_check")).toEqual([{ integrity_check: "ok" }]);
  }

  it("full at twenty points of pulls and pushes: says so, asks nothing of the CRMs, goes on, loses and doubles nothing", async () => {
    const mails: string[] = [];
    const kinds = new Set<string | undefined>();
    let inThePush = 0;

    for (let point = 0; point < 20; point += 1) {
      await world.clock.advance(11 * minute);
      mails.push(...(await newPeople(24, `point${point}`)));
      // Half of the time the room goes while a write is on its way to a CRM, so that its answer cannot be saved.
      if (point % 2 === 0) await fill(Math.floor(random() * 4));
      else
        onRequest = (method, url) => {
          if (method === "GET" || /oauth|search|read|query|graphql/.test(url)) return;
          onRequest = null;
          inThePush += 1;
          void fill(0);
        };
      for (let n = 1; n < 100 && world.engine.storage() === null; n += 1) {
        await world.run(1_000);
        if (n % 10 === 0) mails.push(...(await newPeople(12, `more${point}-${n}`)));
      }
      const trouble = world.engine.storage();
      kinds.add(trouble?.kind);
      await world.run(2_000);
      const before = requests();
      await world.run(15_000);
      expect(requests()).toBe(before);
      expect(world.engine.storage()?.since).toBe(trouble?.since);
      await empty();
      await world.run(30_000);
      expect(world.engine.storage()).toBeNull();
    }
    await world.run(3 * minute);

    expect([...kinds]).toEqual(["full"]);
    expect(inThePush).toBe(10);
    await expectAllOnce(mails);
    const told = world.lines.filter((line) => /the database takes/.test(line));
    expect(told.length).toBe(40);
    expect(world.errors.length).toBe(20);
  });

  it("read-only: says so, still answers, and goes on when it is writable again", async () => {
    const mails = [...(await newPeople(9, "before"))];
    await world.run(minute);
    await readOnly(1);
    mails.push(...(await newPeople(9, "during")));

    await world.run(10_000);
    const trouble = world.engine.storage();
    const overview = await world.engine.overview();
    const refused = await world.engine.pause("salesforce", "U1", "test").catch((cause: unknown) => cause);
    const before = requests();
    await world.run(20_000);
    const asked = requests() - before;
    await readOnly(0);
    await world.run(3 * minute);

    expect(trouble?.kind).toBe("read_only");
    expect(overview.map((view) => view.name)).toEqual(["salesforce", "hubspot"]);
    expect(refused).toMatchObject({ name: "StorageTrouble", kind: "read_only" });
    expect(asked).toBe(0);
    expect(world.engine.storage()).toBeNull();
    await expectAllOnce(mails);
  });

  it("a token that was renewed just then is kept until it can be saved", async () => {
    await world.close();
    world = await bed({ rotate: true, onRequest: (_, { method, url }) => onRequest?.(method, url) });
    await (await world.signIn("salesforce")).confirm();
    await world.run(10_000);
    world.fault("salesforce", "expire-token");
    onRequest = (_, url) => {
      if (!url.includes("/oauth2/token")) return;
      onRequest = null;
      void readOnly(1);
    };

    await world.run(30_000);
    const trouble = world.engine.storage();
    await readOnly(0);
    await world.run(minute);
    const [view] = await world.engine.overview();

    expect(trouble?.kind).toBe("read_only");
    expect(onRequest).toBeNull();
    expect(view?.health).toEqual({ state: "healthy" });
  });

  it("at the start: waits, and begins when there is room", async () => {
    const rows = world.rows;
    await readOnly(1);
    const starting = world.open("worker-2", { ...rows, close: async () => {} });
    let started = false;
    void starting.then(() => {
      started = true;
    });
    await world.clock.advance(20_000);
    const early = started;
    await readOnly(0);

    const engine = await until(world.clock, starting);

    expect(early).toBe(false);
    expect(engine.storage()).toBeNull();
  });
});
