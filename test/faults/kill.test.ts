import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seeded } from "../fakes/bed.ts";
import { type Chat, type Sandbox, startSandbox, within } from "../fakes/sandbox.ts";

const minute = 60_000;
const kills = 40;
const chats = ["slack", "teams"] as const;
const random = seeded(20_261_121);
/** A resync's message before its end. */
const underWay = (message: { text: string }) => /Resync.*: [\d,]+ of [\d,]+ done/.test(message.text);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** The real daemon is killed, stopped and started under load: nothing lost, nothing done twice, nobody told twice. */
describe("a daemon that dies and comes back", { timeout: 5 * minute }, () => {
  let box: Sandbox;
  beforeAll(async () => {
    box = await startSandbox();
  }, minute);
  afterAll(() => box?.stop());

  const people = async (crm: "salesforce" | "hubspot") => {
    const { records } = await box.list(crm, crm === "salesforce" ? "Contact" : "contacts", "limit=100000");
    return records.map(({ fields }) => ({
      email: String(fields[crm === "salesforce" ? "Email" : "email"] ?? ""),
      title: String(fields[crm === "salesforce" ? "Title" : "jobtitle"] ?? ""),
      own: String(fields[crm === "salesforce" ? "Crmsync_Id__c" : "crmsync_id"] ?? ""),
    }));
  };

  /** All that the writer committed stands in both CRMs, once and as it was written last. */
  async function missing(titles: ReadonlyMap<string, string>): Promise<readonly string[]> {
    const problems: string[] = [];
    for (const crm of ["salesforce", "hubspot"] as const) {
      const held = Map.groupBy(await people(crm), (person) => person.email);
      for (const [id, title] of titles) {
        const found = held.get(`${id}@foreign.test`) ?? [];
        if (found.length !== 1) problems.push(`${crm} has ${id} ${found.length} times`);
        else if (found[0]?.title !== title) problems.push(`${crm} has ${found[0]?.title} of ${id}, not ${title}`);
      }
    }
    return problems;
  }

  /** Remote records that are neither linked nor told of. */
  async function unaccounted(): Promise<readonly string[]> {
    const problems: string[] = [];
    for (const [crm, type, object] of [
      ["salesforce", "Contact", "contact"],
      ["hubspot", "contacts", "contact"],
      ["salesforce", "Account", "account"],
      ["hubspot", "companies", "account"],
      ["salesforce", "Opportunity", "deal"],
      ["hubspot", "deals", "deal"],
    ] as const) {
      const { total } = await box.list(crm, type, "limit=1");
      const [row] = box.sql<{ n: number }>(
        `select (select count(*) from links where connection = '${crm}' and object = '${object}' and deleted_in_crm = 0)
           + (select count(*) from outcomes o where connection = '${crm}' and object = '${object}' and direction = 'inbound'
              and not exists (select 1 from links l where l.connection = o.connection and l.object = o.object and l.external_id = o.subject)) as n`,
      );
      if (row?.n !== total) problems.push(`${crm} has ${total} ${type}, of which ${row?.n} are accounted for`);
    }
    return problems;
  }

  /** What stands in the channel of a chat, and what we know to have posted there. */
  async function told(chat: Chat) {
    const messages = await box.messages(chat);
    const rows = box.sql<{ state: string; remote: string | null; kind: string }>(
      `select state, remote, kind from posts where platform = '${chat}' and channel not like 'user:%'`,
    );
    const ids = new Set(messages.map((message) => message.id));
    const posts = rows.map(({ remote }) => (remote === null ? "" : (JSON.parse(remote) as { id: string }).id));
    const complete = messages.filter((message) => /first sync is complete/i.test(message.text));
    const lasting = rows.filter(({ kind }) => kind !== "repair").length;
    return {
      messages: messages.length,
      posts,
      lasting,
      unknown: posts.filter((id) => !ids.has(id)),
      complete: complete.length,
    };
  }

  /**
   * What says of a resync that it is under way. Not the message too many that a kill between sending and saving leaves,
   * once the one that was sent in its place tells the end of the same run.
   */
  async function standingOf(chat: Chat): Promise<readonly string[]> {
    const messages = await box.messages(chat);
    const { posts } = await told(chat);
    const runOf = ({ text, blocks }: (typeof messages)[number]) =>
      /run_\w+/.exec(`${text} ${JSON.stringify(blocks)}`)?.[0] ?? "no run";
    const ended = new Set(messages.filter((each) => posts.includes(each.id) && !underWay(each)).map(runOf));
    return messages
      .filter((each) => underWay(each) && (posts.includes(each.id) || !ended.has(runOf(each))))
      .map((each) => each.text);
  }

  it("killed at forty moments, beside a foreign SQL writer: nothing lost, nothing doubled, one message too many at most for each", async () => {
    const began = performance.now();
    await box.fault("salesforce", "drop-answer", { times: 3 });
    await box.fault("hubspot", "drop-answer", { times: 3 });
    await within(minute, async () => box.sql("select id from deals where stage is not null limit 1")[0] ?? null);
    const writer = foreignWriter(box.info.database);
    const startsMs: number[] = [];
    for (let n = 0; n < kills; n += 1) {
      await pause(random() * 2_000);
      // Its message stands in both chats, and is edited until the run has ended.
      if (n % 4 === 3) await box.terminal("resync", "reason", "DATA_PICKLIST_INVALID", "--yes");
      await box.daemon("kill");
      if (n % 10 === 9) await box.fault(n % 20 === 9 ? "salesforce" : "hubspot", "drop-answer", { times: 2 });
      const at = performance.now();
      await box.daemon("start");
      startsMs.push(performance.now() - at);
    }
    const { titles, deals } = await writer.end();
    await box.settled();

    const lost = await within(minute, async () => {
      const problems = [...(await missing(titles)), ...(await unaccounted())];
      return problems.length === 0 ? problems : null;
    }).catch(async () => [...(await missing(titles)), ...(await unaccounted())]);
    const unended = async () => (await Promise.all(chats.map(standingOf))).flat();
    await within(minute, async () => ((await unended()).length === 0 ? true : null)).catch(() => null);
    const standing = await unended();
    const [slack, teams] = await Promise.all([told("slack"), told("teams")]);
    console.log(
      `${kills} kills, ${titles.size} people and ${deals.size} deals in ${Math.round((performance.now() - began) / 1000)} s; median start ${Math.round(startsMs.sort((a, b) => a - b)[kills / 2] ?? 0)} ms; ${slack.messages} and ${teams.messages} messages for ${slack.posts.length} and ${teams.posts.length} posts`,
    );

    expect(titles.size).toBeGreaterThan(100);
    expect(deals.size).toBeGreaterThan(20);
    expect(lost.slice(0, 10)).toEqual([]);
    for (const crm of ["salesforce", "hubspot"] as const) {
      const ids = (await people(crm)).map((person) => person.own).filter((own) => own !== "");
      expect(new Set(ids).size).toBe(ids.length);
      const names = (await box.list(crm, crm === "salesforce" ? "Opportunity" : "deals", "limit=100000")).records
        .map(({ fields }) => String(fields[crm === "salesforce" ? "Name" : "dealname"]))
        .filter((name) => deals.has(name));
      expect(new Set(names).size).toBe(names.length);
    }
    expect(box.sql("pragma integrity_check")).toEqual([{ integrity_check: "ok" }]);
    expect(standing).toEqual([]);
    for (const chat of [slack, teams]) {
      expect(chat.unknown).toEqual([]);
      expect(chat.messages).toBeLessThanOrEqual(chat.posts.length + kills);
      expect(chat.complete).toBeGreaterThanOrEqual(2);
    }
    expect(slack.posts.length).toBeGreaterThan(5);
    // A cause that came and went while nobody spoke may be told in one chat alone.
    expect(teams.lasting).toBe(slack.lasting);
  });

  it("stopped for an hour in which people go on: all of it is synced, and one message a channel says that it is back", async () => {
    await box.settled();
    const before = new Set((await Promise.all(chats.map(box.messages))).flat().map((message) => message.id));
    await box.daemon("stop");
    await box.ask("POST", "/clock", { advanceMs: 60 * minute });
    const titles = new Map<string, string>();
    for (let n = 0; n < 20; n += 1) {
      const [id, email] = [`foreign-late${n}`, `foreign-late${n}@foreign.test`];
      titles.set(id, `Late ${n}`);
      if (n % 2 === 0) {
        box.write(
          `insert into contacts (id, first_name, last_name, email, title) values ('${id}', 'Late', 'Nine ${n}', '${email}', 'Late ${n}')`,
        );
      } else
        await box.create("salesforce", "Contact", {
          FirstName: "Late",
          LastName: `Odd ${n}`,
          Email: email,
          Title: `Late ${n}`,
        });
    }
    await box.daemon("start");

    const lost = await within(minute, async () => ((await missing(titles)).length === 0 ? [] : null)).catch(() =>
      missing(titles),
    );
    const isBack = (message: { text: string }) => /\bback\b/i.test(message.text);
    const fresh = (chat: Chat) =>
      box.messages(chat).then((messages) => messages.filter((message) => !before.has(message.id)));
    for (const chat of chats) await within(minute, async () => ((await fresh(chat)).some(isBack) ? true : null));
    await pause(10_000);
    const news = await Promise.all(chats.map(fresh));

    expect(lost).toEqual([]);
    expect(news.map((messages) => messages.filter(isBack).length)).toEqual([1, 1]);
    // What the CRMs refuse of what people did meanwhile has cards of its own.
    const others = news.map((messages) =>
      messages.filter(({ text }) => !/ (refused|not taken over|mended|failed)\b/.test(text)),
    );
    for (const messages of others) expect(messages.length).toBeLessThanOrEqual(2);
    // Five cards and a summary for each of the two connections.
    for (const messages of news) expect(messages.length).toBeLessThanOrEqual(2 + 2 * 6);
    expect(
      box.sql("select key from incidents where state = 'open' and kind not in ('failures_rising', 'repair')"),
    ).toEqual([]);
  });
});

/** The last title of each person, and the names of the deals, that were committed. */
function foreignWriter(database: string) {
  const script = join(import.meta.dirname, "foreign-writer.ts");
  const child: ChildProcess = spawn(process.execPath, [script, database], { stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  child.stdout?.on("data", (piece: Buffer) => {
    text += piece.toString();
  });
  return {
    end: async () => {
      const gone = once(child, "close");
      child.kill("SIGTERM");
      const [code] = (await gone) as [number | null];
      if (code !== 0) throw new Error(`the foreign writer ended with ${code}`);
      const titles = new Map<string, string>();
      const deals = new Set<string>();
      for (const line of text.trim().split("\n")) {
        const { id, title, deal } = JSON.parse(line) as { id?: string; title?: string; deal?: string };
        if (id !== undefined && title !== undefined) titles.set(id, title);
        if (deal !== undefined) deals.add(deal);
      }
      return { titles, deals };
    },
  };
}
