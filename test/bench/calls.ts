import { bed, type CrmName } from "../fakes/bed.ts";
import { type Benchmark, type Result, resultOf, sooner } from "./result.ts";

const RECORDS = 10_000;

type Own = Awaited<ReturnType<typeof bed>>;
type Deed = (own: Own) => Promise<void>;

/** A piece of work with the fewest requests that the CRM's own page and batch sizes allow for it. */
interface Work {
  readonly what: string;
  readonly crm: CrmName;
  readonly least: number;
  readonly deed: Deed;
}

const pages = (size: number) => Math.ceil(RECORDS / size);
const type = { salesforce: "Contact", hubspot: "contacts" } as const;

const editAt =
  (crm: keyof typeof type, field: string, value: string): Deed =>
  async (own) => {
    for (const { id } of own.list(crm, type[crm]).records) own.edit(crm, type[crm], id, { [field]: value });
  };

const sqlInto =
  (text: string): Deed =>
  (own) =>
    own.write(text).then(() => undefined);

const newContacts = sqlInto(`insert into contacts (id, last_name, email)
    with recursive n(i) as (select 1 union all select i + 1 from n where i < ${RECORDS})
    select 'new-' || i, 'new ' || i, 'new-' || i || '@new.test' from n`);

/**
 * In this order over one workspace. The two that come beside the pages: the look whether there is more, and the daily
 * usage. HubSpot reads what its search found afresh, asks for associations by the thousand and walks its archive once.
 */
const works: readonly Work[] = [
  {
    what: "10,000 contacts changed in Salesforce, pulled",
    crm: "salesforce",
    least: pages(2_000) + 2,
    deed: editAt("salesforce", "Title", "Changed there"),
  },
  {
    what: "10,000 contacts changed in HubSpot, pulled",
    crm: "hubspot",
    least: pages(200) + pages(100) + pages(1_000) + 1 + 2,
    deed: editAt("hubspot", "jobtitle", "Changed in HubSpot"),
  },
  {
    what: "10,000 contacts changed here, sent to Salesforce",
    crm: "salesforce",
    least: pages(200),
    deed: sqlInto("update contacts set phone = '+1 202 5550100'"),
  },
  {
    what: "10,000 contacts changed here, sent to HubSpot",
    crm: "hubspot",
    least: pages(100),
    deed: sqlInto("update contacts set title = 'Changed here'"),
  },
  {
    what: "10,000 new contacts looked up in Salesforce and sent",
    crm: "salesforce",
    least: 2 * pages(200),
    deed: newContacts,
  },
];

/** Requests for a piece of work against the least possible; no time is measured, so one round says it all. */
export const calls: Benchmark = {
  name: "calls",
  rounds: 1,
  run: async (_count, tell) => {
    const own = await bed();
    try {
      for (const crm of ["salesforce", "hubspot"] as const) await (await own.signIn(crm)).confirm();
      for (let n = 0; n < RECORDS; n += 1)
        own.create("salesforce", "Contact", { LastName: `Person ${n}`, Email: `person-${n}@calls.test` });
      await settle(own);
      const results: Result[] = [];
      for (const work of works) {
        await work.deed(own);
        const since = Math.max(0, ...own.calls(work.crm).calls.map((call) => call.seq));
        // A pull is one look; a push may go on in the next.
        await (isPull(work) ? step(own) : settle(own));
        const asked = own.calls(work.crm, since).calls.filter(isOf(work));
        await settle(own);
        tell(`calls: ${work.what}: ${asked.length} of at least ${work.least}`);
        const claim = { name: "calls", metric: "requests", against: `the least for ${work.what}`, goal: 1 };
        results.push(resultOf(claim, [sooner(asked.length, work.least)]));
      }
      return results;
    } finally {
      await own.close();
    }
  },
};

const isPull = ({ what }: Work) => what.endsWith("pulled");

/** What is polled of other objects, and what is sent beside a pull or asked beside a push, is another work's. */
function isOf(work: Work) {
  return ({ path }: { path: string }) =>
    isPull(work)
      ? /FROM%20Contact|contacts/.test(path) && !isWrite.test(path)
      : (isWrite.test(path) || (work.what.includes("looked up") && isLookUp.test(path))) &&
        /[cC]ontact|sobjects/.test(path);
}

/** By e-mail address; a poll asks by time. */
const isLookUp = /Email%20IN/;
const isWrite = /batch\/(update|upsert|create)|composite\/sobjects/;

async function step(own: Own): Promise<void> {
  await own.clock.advance(5_000);
  await own.rest();
}

async function settle(own: Own): Promise<void> {
  for (let n = 0; n < 200; n += 1) {
    await step(own);
    const [owed] = await own.sql<{ n: number }>("select count(*) as n from outbox");
    if (owed?.n === 0 && n > 4) return;
  }
  throw new Error("it did not come to rest");
}
