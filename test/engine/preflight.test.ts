import { afterEach, describe, expect, it } from "vitest";
import { sandboxSettings } from "../../src/sandbox/program/settings.ts";
import { bed, seeded, until } from "../fakes/bed.ts";

const beds: Awaited<ReturnType<typeof bed>>[] = [];
afterEach(async () => {
  const used = beds.splice(0);
  for (const own of used) await own.close();
  expect(used.flatMap((own) => own.errors)).toEqual([]);
});

const crms = ["salesforce", "hubspot"] as const;

async function ready() {
  const own = await bed({ yaml: sandboxSettings().replaceAll("poll: 5s", "poll: 6h") });
  beds.push(own);
  for (const crm of crms) await (await own.signIn(crm)).confirm();
  await own.rest();
  return own;
}

type Own = Awaited<ReturnType<typeof ready>>;

const quoted = (value: string | number | null) =>
  value === null ? "null" : typeof value === "number" ? String(value) : `'${value.replaceAll("'", "''")}'`;

async function insert(own: Own, view: string, rows: readonly Readonly<Record<string, string | number | null>>[]) {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const values = rows.map((row) => `(${columns.map((name) => quoted(row[name] ?? null)).join(", ")})`);
  if (rows.length > 0) await own.write(`insert into ${view} (${columns.join(", ")}) values ${values.join(", ")}`);
}

const preflight = (own: Own, asked: { object?: string; connection?: string } = {}) =>
  until(own.clock, own.engine.preflight({ ...asked, examples: 10_000 }));

/** connection, object and record of what is said to fail. */
const told = (views: Awaited<ReturnType<typeof preflight>>) =>
  views.flatMap((view) =>
    view.groups.flatMap((group) => group.examples.map((id) => `${view.connection} ${view.object} ${id}`)),
  );

/** What the CRMs then refused, with the reason. */
async function truth(own: Own) {
  for (let n = 0; n < 6; n += 1) await own.rest();
  const all = await own.engine.outcomes({ direction: "outbound", limit: 100_000 });
  return new Map(all.map((one) => [`${one.connection} ${one.object} ${one.subject}`, one.reason]));
}

const calls = (own: Own) => crms.map((crm) => own.calls(crm).calls.length);

/** Records of all kinds, good and bad, some with several faults, some with faulty parents. */
function mixture(seed: number, size: number) {
  const random = seeded(seed);
  const often = (share: number) => random() < share;
  const long = (length: number) => "x".repeat(length);
  const accounts = Array.from({ length: Math.ceil(size / 4) }, (_, n) => ({
    id: `a${n}`,
    name: often(0.15) ? null : often(0.05) ? long(300) : `Company ${n}`,
    domain: `c${n}.test`,
    industry: often(0.1) ? "Alchemy" : null,
    phone: often(0.1) ? long(60) : null,
  }));
  const contacts = Array.from({ length: size }, (_, n) => ({
    id: `c${n}`,
    first_name: often(0.05) ? long(60) : `F${n}`,
    last_name: often(0.1) ? null : `L${n}`,
    email: often(0.1) ? `nobody${n}` : `p${n}@x.test`,
    phone: often(0.05) ? long(45) : null,
    lead_source: often(0.1) ? "Rumour" : often(0.5) ? "Web" : null,
    account_id: often(0.4) ? `a${Math.floor(random() * accounts.length)}` : often(0.05) ? "nowhere" : null,
  }));
  const deals = Array.from({ length: Math.ceil(size / 4) }, (_, n) => ({
    id: `d${n}`,
    name: often(0.1) ? null : `Deal ${n}`,
    stage: often(0.1) ? "Wishing" : "Closed Won",
    close_date: often(0.1) ? "someday" : "2026-12-31",
    amount: often(0.1) ? "lots" : 12.5,
    account_id: often(0.4) ? `a${Math.floor(random() * accounts.length)}` : null,
  }));
  return { accounts, contacts, deals };
}

/** Reasons that a CRM's description alone can tell (M7). */
const statics = [
  "DATA_REQUIRED_MISSING",
  "DATA_PICKLIST_INVALID",
  "DATA_TOO_LONG",
  "DATA_FORMAT",
  "DATA_TIMESTAMP",
  "PERM_FIELD",
  "PERM_OBJECT_WRITE",
  "SCHEMA_FIELD_MISSING",
  "REF_NOT_SYNCED_YET",
  "DUP_UNIQUE",
];

describe("M7: preflight against CRMs that know the truth", () => {
  it.each([1, 2, 3])("finds what is refused of new records, and nothing else: mixture %i", async (seed) => {
    const own = await ready();
    const { accounts, contacts, deals } = mixture(seed, 240);
    await insert(own, "accounts", accounts);
    await insert(own, "contacts", contacts);
    await insert(own, "deals", deals);
    const before = calls(own);

    const views = await preflight(own);
    const spent = calls(own).map((count, n) => count - (before[n] ?? 0));
    const refused = await truth(own);

    const said = new Set(told(views));
    const known = [...refused].filter(([, reason]) => statics.includes(reason)).map(([key]) => key);
    expect([...said].filter((key) => !refused.has(key))).toEqual([]);
    expect(known.filter((key) => !said.has(key)).length / known.length).toBeLessThanOrEqual(0.05);
    expect(known.length).toBeGreaterThan(100);
    expect(spent).toEqual([0, 0]);
  });

  it("knows of changes to linked records what the CRM will say, and which are none", async () => {
    const own = await ready();
    const fields = { first_name: "F", title: "T", lead_source: "Web" };
    await insert(
      own,
      "contacts",
      Array.from({ length: 60 }, (_, n) => ({ id: `c${n}`, last_name: `L${n}`, email: `p${n}@x.test`, ...fields })),
    );
    for (let n = 0; n < 4; n += 1) await own.rest();
    await own.write("update contacts set last_name = null where id in ('c1', 'c2', 'c3')");
    await own.write("update contacts set lead_source = 'Rumour' where id in ('c3', 'c4')");
    await own.write(`update contacts set phone = '${"1".repeat(50)}' where id in ('c5', 'c6')`);
    await own.write("update contacts set email = 'nobody' where id = 'c7'");
    await own.write("update contacts set title = 'Fine' where id in ('c8', 'c9', 'c10')");
    const before = calls(own);

    const owed = await preflight(own);
    const all = await preflight(own, { object: "contact" });
    const spent = calls(own).map((count, n) => count - (before[n] ?? 0));
    const refused = await truth(own);

    expect(new Set(told(owed))).toEqual(new Set(refused.keys()));
    expect(told(all).toSorted()).toEqual(told(owed).toSorted());
    const contacts = (views: typeof owed) =>
      views.find((view) => view.connection === "salesforce" && view.object === "contact");
    expect(contacts(owed)).toMatchObject({ checked: 10, wouldFail: 7, same: 0, leftOut: 0 });
    expect(contacts(all)).toMatchObject({ checked: 10, wouldFail: 7, same: 50, leftOut: 0 });
    expect(spent).toEqual([0, 0]);
  });

  it("finds records of ours that want one unique value, and lets the first have it", async () => {
    const own = await ready();
    await insert(own, "contacts", [
      { id: "c1", last_name: "One", email: "same@x.test" },
      { id: "c2", last_name: "Two", email: "SAME@x.test" },
      { id: "c3", last_name: "Three", email: "other@x.test" },
    ]);

    const views = await preflight(own, { connection: "hubspot" });
    const refused = await truth(own);

    expect(views.flatMap((view) => view.groups)).toMatchObject([{ reason: "DUP_UNIQUE", field: "email", records: 1 }]);
    expect(told(views)).toEqual([...refused.keys()].filter((key) => key.startsWith("hubspot")));
  });

  it.each([
    ["an object", { op: "set-permission", level: "object", read: true, write: false }, "PERM_OBJECT_WRITE", null],
    [
      "a field",
      { op: "set-permission", level: "field", field: "Title", read: true, write: false },
      "PERM_FIELD",
      "Title",
    ],
    ["a field that is gone", { op: "delete-field", field: "Title" }, "SCHEMA_FIELD_MISSING", "Title"],
  ])("reads a description that is an hour old anew, and tells the rights to %s", async (_, edit, reason, field) => {
    const own = await ready();
    await insert(own, "contacts", [{ id: "c1", last_name: "One", email: "a@x.test", title: "Boss" }]);
    own.schema("salesforce", "Contact", edit);
    await own.clock.advance(3_700_000);
    const before = own.calls("salesforce").calls.at(-1)?.seq ?? 0;

    const views = await preflight(own, { connection: "salesforce", object: "contact" });
    const paths = own.calls("salesforce", before).calls.map((call) => call.path);
    const refused = await truth(own);

    expect(paths.filter((path) => !/oauth|describe$/.test(path))).toEqual([]);
    const ours = field && "title";
    expect(views.flatMap((view) => view.groups)).toMatchObject([{ reason, field, ours, records: 1, examples: ["c1"] }]);
    expect(refused.get("salesforce contact c1")).toBe(reason);
  });

  it("knows the record types that the user may use, and only remarks on what pages do not offer together (B21)", async () => {
    const types = { record_type: "RecordTypeId", country: "Country__c", region: "Region__c" };
    const fields = Object.entries(types).map(
      ([field, remote]) => `      ${field}: { salesforce: ${remote}, type: string }\n`,
    );
    const yaml = sandboxSettings()
      .replaceAll("poll: 5s", "poll: 6h")
      .replace(/( {2}contact:[\s\S]*?fields:\n)/, `$1${fields.join("")}`);
    const own = await bed({ yaml });
    beds.push(own);
    const [partner, closed] = ["012000000000001AAA", "012000000000002AAA"];
    const named = [
      { id: partner, name: "Partner", available: true },
      { id: closed, name: "Closed", available: false },
    ];
    const edit = (change: object) => own.schema("salesforce", "Contact", change);
    edit({ op: "set-record-types", types: named });
    edit({ op: "add-field", field: "Country__c", type: "picklist", options: ["France", "Spain"] });
    edit({ op: "add-field", field: "Region__c", type: "picklist", options: ["Alsace", "Aragon"] });
    const offers = { France: ["Alsace"], Spain: ["Aragon"] };
    edit({ op: "set-dependence", field: "Region__c", on: "Country__c", offers });
    for (const crm of crms) await (await own.signIn(crm)).confirm();
    await own.rest();
    const row = (id: string, more: object) => ({ id, last_name: id, email: `${id}@x.test`, ...more });
    await insert(own, "contacts", [
      row("c1", { record_type: partner, country: "France", region: "Alsace" }),
      row("c2", { record_type: partner.slice(0, 15), country: "France", region: "Aragon" }),
      row("c3", { record_type: closed }),
      row("c4", { country: null, region: "Alsace" }),
    ]);

    const [view] = await preflight(own, { connection: "salesforce", object: "contact" });
    const refused = await truth(own);

    expect(view?.groups).toMatchObject([{ reason: "RULE_RECORD_TYPE", ours: "record_type", examples: ["c3"] }]);
    expect(view?.groups[0]?.mend).toBe(`Record Type ID takes Partner (${partner}).`);
    expect(view?.remarks).toMatchObject([{ field: "Region__c", ours: "region", records: 1, examples: ["c2"] }]);
    expect([...refused].filter(([key]) => key.startsWith("salesforce"))).toEqual([
      ["salesforce contact c3", "RULE_RECORD_TYPE"],
    ]);
  });

  it("says that it knows nothing where no description is to be had", async () => {
    const own = await bed({ yaml: sandboxSettings() });
    beds.push(own);
    await insert(own, "contacts", [{ id: "c1", last_name: "One", email: "a@x.test" }]);

    const views = await preflight(own, { object: "contact" });

    expect(views.map((view) => [view.connection, view.unknown, view.checked])).toEqual([
      ["salesforce", true, 0],
      ["hubspot", true, 0],
    ]);
  });
});
