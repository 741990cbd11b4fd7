import { afterEach, describe, expect, it } from "vitest";
import { sandboxSettings } from "../../src/sandbox/program/settings.ts";
import { bed, until } from "../fakes/bed.ts";

const beds: Awaited<ReturnType<typeof bed>>[] = [];
afterEach(async () => {
  const used = beds.splice(0);
  for (const own of used) await own.close();
  expect(used.flatMap((own) => own.errors)).toEqual([]);
});

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const crms = ["salesforce", "hubspot"] as const;
type CrmName = (typeof crms)[number];
const types = { salesforce: "Contact", hubspot: "contacts" } as const;
const email = { salesforce: "Email", hubspot: "email" } as const;
const title = { salesforce: "Title", hubspot: "jobtitle" } as const;

/** Only accounts and contacts, polled so seldom that nearly all calls are the comparison's. */
const settings = (more = "") =>
  `${sandboxSettings()
    .replaceAll("poll: 5s", "poll: 6h")
    .replace("[account, contact, deal, lead]", "[account, contact]")
    .replace("[account, contact, deal]", "[account, contact]")}${more}`;

async function ready(own: Awaited<ReturnType<typeof bed>>, names: readonly CrmName[] = crms) {
  beds.push(own);
  for (const crm of names) await (await own.signIn(crm)).confirm();
  for (let n = 0; n < 6; n += 1) await own.rest();
  return own;
}

type Own = Awaited<ReturnType<typeof bed>>;

const silently = (own: Own, method: string, crm: CrmName, path: string, fields?: object, like = "1") =>
  own.control<{ id: string }>(method, `${crm}/records/${types[crm]}${path}?silent=${like}`, fields ? { fields } : null);

const rounds = async (own: Own, ms: number) => {
  for (let left = ms; left > 0; left -= MINUTE) {
    await own.clock.advance(MINUTE);
    await until(own.clock, own.engine.tick());
  }
};

const people = (own: Own) =>
  own.sql<{ email: string; title: string | null }>("select email, title from contacts order by email");

const tallies = (own: Own) => until(own.clock, own.engine.counts({}));

describe("M9: the rolling comparison", () => {
  it("finds 25 planted silent differences in one round, within its budget, and mends them", async () => {
    const own = await bed({ yaml: settings() });
    for (const crm of crms)
      for (let n = 0; n < 230; n += 1)
        own.create(crm, types[crm], { [email[crm]]: `${crm}${n}@x.test`, [title[crm]]: "Before", ...lastName(crm, n) });
    await own.clock.advance(MINUTE);
    const later = Object.fromEntries(
      crms.map((crm) => [crm, own.create(crm, types[crm], { [email[crm]]: `later@${crm}.test`, ...lastName(crm, 0) })]),
    );
    await ready(own);
    await own.clock.advance(20 * MINUTE);
    await until(own.clock, own.engine.pullNow());
    const before = await people(own);
    const records = Object.fromEntries(crms.map((crm) => [crm, own.list(crm, types[crm]).records]));
    const of = (crm: CrmName, name: string) => records[crm]?.find((one) => one.fields[email[crm]] === name)?.id ?? "";

    // Missed updates, and changed values with an unmoved stamp: three of either on each side.
    for (const crm of crms)
      for (let n = 0; n < 6; n += 1) {
        const fields = { [title[crm]]: `After ${crm} ${n}` };
        silently(own, "PATCH", crm, `/${of(crm, `${crm}${n * 37}@x.test`)}`, fields, n < 3 ? later[crm] : "1");
      }
    // Missed deletes, three on each side.
    for (const crm of crms)
      for (let n = 0; n < 3; n += 1) silently(own, "DELETE", crm, `/${of(crm, `${crm}${n * 37 + 5}@x.test`)}`);
    // The edge of a page among equal stamps: four on one side, three on the other have the very stamp of another one.
    for (const [crm, many] of [
      ["salesforce", 4],
      ["hubspot", 3],
    ] as const)
      for (let n = 0; n < many; n += 1) {
        const fields = { [email[crm]]: `edge${n}@${crm}.test`, ...lastName(crm, n) };
        silently(own, "POST", crm, "", fields, of(crm, `${crm}9@x.test`));
      }
    const calls = crms.map((crm) => own.calls(crm).calls.length);
    await rounds(own, HOUR + 40 * MINUTE);

    const views = await tallies(own);
    const differed = views.map((view) => view.compared?.differed ?? 0);
    const after = await people(own);
    expect(before).toHaveLength(462);
    expect(differed.reduce((sum, one) => sum + one, 0)).toBe(25);
    expect(after.filter((one) => one.title?.startsWith("After"))).toHaveLength(12);
    expect(after.filter((one) => one.email.startsWith("edge"))).toHaveLength(7);
    const marked = await own.sql<{ n: number }>("select count(*) as n from links where deleted_in_crm = 1");
    expect(Number(marked[0]?.n)).toBe(6);
    for (const [n, crm] of crms.entries()) expect(own.calls(crm).calls.length - (calls[n] ?? 0)).toBeLessThan(60);
  });

  it("finds what lies behind the 10,000 results that a search hands out, at most 60 calls an hour", async () => {
    const yaml = "connections:\n  hubspot: { provider: hubspot, objects: [account], poll: 6h, share: 100 }\n";
    const own = await bed({ yaml });
    for (let n = 0; n < 10_050; n += 1) own.create("hubspot", "companies", { name: `Company ${n}` });
    await ready(own, ["hubspot"]);
    const beginning = own.calls("hubspot").calls.at(-1)?.seq ?? 0;
    for (let n = 0; n < 3; n += 1)
      own.control("POST", "hubspot/records/companies?silent=1", { fields: { name: `Unseen ${n}` } });

    await rounds(own, 5 * HOUR - 10 * MINUTE);

    const [view] = await tallies(own);
    const since = own.calls("hubspot", beginning).calls;
    const calls = since.map((call) => call.at);
    const walked = since.filter((call) => /batch\/read|objects\/companies(\?|$)/.test(call.path));
    const busiest = calls.map((at) => calls.filter((other) => other >= at && other < at + HOUR).length);
    expect(view).toMatchObject({ sum: { inCrm: 10_053, open: 0 }, compared: { compared: 10_053, differed: 3 } });
    expect(Math.max(...busiest)).toBeLessThanOrEqual(60);
    expect(walked.length).toBeLessThanOrEqual(2 * Math.ceil(10_053 / 100));
  });

  it("owes a write that the CRM has lost once more", async () => {
    const own = await bed({ yaml: settings() });
    const id = own.create("hubspot", "contacts", { email: "a@x.test", jobtitle: "Old" });
    await ready(own);
    own.fault("hubspot", "lose-write", { times: 1 });
    await own.write("update contacts set title = 'New'");
    await own.rest();
    const lost = own.list("hubspot", "contacts").records.find((one) => one.id === id)?.fields.jobtitle;

    await rounds(own, HOUR + 10 * MINUTE);

    const found = own.list("hubspot", "contacts").records.find((one) => one.id === id)?.fields.jobtitle;
    expect(lost).toBe("Old");
    expect(found).toBe("New");
    expect((await people(own))[0]?.title).toBe("New");
  });

  it("takes an open change in and does not count it, nor what a rule leaves alone", async () => {
    const own = await bed({ yaml: settings() });
    for (const name of ["a", "b"]) own.create("hubspot", "contacts", { email: `${name}@x.test`, jobtitle: "Old" });
    await ready(own);
    const ids = own.list("hubspot", "contacts").records.map((one) => one.id);
    own.edit("hubspot", "contacts", ids[1] ?? "", { do_not_sync: "true" });
    await until(own.clock, own.engine.pullNow("hubspot"));
    silently(own, "PATCH", "hubspot", `/${ids[1]}`, { jobtitle: "Hidden" });
    await rounds(own, HOUR - 5 * MINUTE);
    own.edit("hubspot", "contacts", ids[0] ?? "", { jobtitle: "New" });

    await rounds(own, 10 * MINUTE);

    const view = (await tallies(own)).find((one) => one.connection === "hubspot" && one.object === "contact");
    expect(view?.compared).toMatchObject({ compared: 2, differed: 0 });
    expect((await people(own)).map((one) => one.title)).toEqual(["New", "Old"]);
  });

  it("follows a merge that HubSpot answers with the survivor, and keeps our record", async () => {
    const own = await bed({ yaml: settings() });
    for (const name of ["a", "b"]) own.create("hubspot", "contacts", { email: `${name}@x.test` });
    await ready(own);
    const [winner, loser] = own.list("hubspot", "contacts").records.map((one) => one.id);
    own.control("POST", `hubspot/records/contacts/${loser}/merge`, { into: winner });

    await rounds(own, HOUR + 10 * MINUTE);

    const links = await own.sql<{ external_id: string; deleted_in_crm: number }>(
      "select external_id, deleted_in_crm from links where connection = 'hubspot' and object = 'contact'",
    );
    expect(links.filter((one) => Number(one.deleted_in_crm) === 0).map((one) => one.external_id)).toEqual([winner]);
    expect(await people(own)).toHaveLength(2);
  });

  it("believes no mass delete: then somebody took the right to see them away", async () => {
    const own = await bed({ yaml: settings() });
    for (let n = 0; n < 40; n += 1) own.create("hubspot", "contacts", { email: `p${n}@x.test` });
    await ready(own);
    for (const { id } of own.list("hubspot", "contacts").records.slice(0, 30))
      silently(own, "DELETE", "hubspot", `/${id}`);

    await rounds(own, HOUR + 10 * MINUTE);

    const marked = await own.sql<{ n: number }>("select count(*) as n from links where deleted_in_crm = 1");
    const view = (await tallies(own)).find((one) => one.connection === "hubspot" && one.object === "contact");
    expect(Number(marked[0]?.n)).toBe(0);
    expect(view).toMatchObject({ sum: { inCrm: 10, open: 30 }, compared: { differed: 30 } });
  });

  it("goes on after a restart where it was", async () => {
    const own = await bed({ yaml: settings() });
    for (let n = 0; n < 250; n += 1) own.create("hubspot", "contacts", { email: `p${n}@x.test` });
    await ready(own);
    const tally = async () =>
      (await tallies(own)).find((one) => one.connection === "hubspot" && one.object === "contact");
    await rounds(own, HOUR);
    while (!(await tally())?.compared?.compared) await rounds(own, MINUTE);
    const before = await tally();
    await own.engine.stop();
    const second = await own.open("worker-2");

    for (let n = 0; n < 12; n += 1) {
      await own.clock.advance(MINUTE);
      await until(own.clock, second.tick());
    }
    const after = (await until(own.clock, second.counts({}))).find(
      (one) => one.connection === "hubspot" && one.object === "contact",
    );
    await second.close();

    expect(before?.compared).toMatchObject({ compared: 100, endedAt: null });
    expect(after?.compared).toMatchObject({ compared: 250, differed: 0, startedAt: before?.compared?.startedAt });
    expect(after?.compared?.endedAt).not.toBeNull();
  });

  it("spends nothing where the configuration says so", async () => {
    const own = await bed({ yaml: settings().replace("channels:", "limits: { compare: 0 }\n\nchannels:") });
    own.create("hubspot", "contacts", { email: "a@x.test", lastname: "A" });
    await ready(own);
    const reads = () =>
      crms
        .flatMap((crm) => own.calls(crm).calls)
        .filter((call) => /batch\/read|composite\/sobjects|COUNT/.test(call.path));
    const { length } = reads();

    await rounds(own, 2 * HOUR);

    expect(reads()).toHaveLength(length);
    expect((await tallies(own)).every((view) => view.compared === null)).toBe(true);
  });
});

const lastName = (crm: CrmName, n: number) => (crm === "salesforce" ? { LastName: `L${n}` } : { lastname: `H${n}` });
