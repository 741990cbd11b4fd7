import { describe, expect, it } from "vitest";
import { contacts, desk, parsed, start } from "./salesforce-desk.ts";

function asked(soql: string, path = "/query") {
  const world = desk();
  contacts(world.crm, [{ LastName: "Adams", Email: "a@x.example", Title: "Buyer" }], 3 * 3_600_000);
  contacts(world.crm, [{ LastName: "Brown", Email: "b@x.example" }], 2 * 3_600_000);
  contacts(world.crm, [{ LastName: "Clark", Email: "c@y.example", Title: "O'Neil's buyer" }], 3_600_000);
  return parsed(world.ask("GET", `${path}?q=${encodeURIComponent(soql)}`));
}
const names = (where: string) =>
  asked(`SELECT LastName FROM Contact ${where}`).body.records.map((row: { LastName: string }) => row.LastName);

describe("SOQL", () => {
  it.each([
    ["WHERE Title = 'BUYER'", ["Adams"]],
    ["WHERE Title != 'Buyer'", ["Brown", "Clark"]],
    ["WHERE Title = null", ["Brown"]],
    ["WHERE Title = 'O\\'Neil\\'s buyer'", ["Clark"]],
    ["WHERE Email IN ('a@x.example', 'C@Y.example')", ["Adams", "Clark"]],
    ["WHERE Email NOT IN ('a@x.example')", ["Brown", "Clark"]],
    ["WHERE Email LIKE '%@x.%' AND NOT LastName LIKE 'A_ams'", ["Brown"]],
    ["WHERE (LastName = 'Adams' OR LastName = 'Brown') AND Title = null", ["Brown"]],
    ["WHERE LastName = 'Adams' OR LastName = 'Brown' AND Title != null", ["Adams"]],
    ["WHERE SystemModstamp >= 2026-11-21T08:00:00Z ORDER BY SystemModstamp, Id", ["Brown", "Clark"]],
    ["WHERE SystemModstamp > 2026-11-21T08:00:00.000+0000", ["Clark"]],
    ["WHERE SystemModstamp < 2026-11-21T09:00:00+01:00", ["Adams"]],
    ["WHERE CreatedDate = TODAY", ["Adams", "Brown", "Clark"]],
    ["WHERE LastName > 'Adams' ORDER BY LastName DESC", ["Clark", "Brown"]],
    ["ORDER BY Title NULLS LAST", ["Adams", "Clark", "Brown"]],
    ["ORDER BY Title, LastName", ["Brown", "Adams", "Clark"]],
    ["ORDER BY LastName LIMIT 1 OFFSET 1", ["Brown"]],
    ["WHERE Do_Not_Sync__c = false LIMIT 2", ["Adams", "Brown"]],
    ["WHERE Id IN ('0035Y0000000002')", ["Brown"]],
  ])("%s", (where, expected) => {
    const found = names(where);

    expect(found).toEqual(expected);
  });

  it("goes on after the last stamp and id", () => {
    const world = desk();
    const ids = contacts(world.crm, [{ LastName: "A" }, { LastName: "B" }, { LastName: "C" }]);
    const at = "2026-11-21T09:00:00Z";
    const soql = `SELECT Id FROM Contact WHERE SystemModstamp > ${at} OR (SystemModstamp = ${at} AND Id > '${ids[0]}') ORDER BY SystemModstamp, Id`;

    const { body } = parsed(world.ask("GET", `/query?q=${encodeURIComponent(soql)}`));

    expect(body.records.map((row: { Id: string }) => row.Id)).toEqual(ids.slice(1));
  });

  it("counts and names records by version", () => {
    const count = asked("SELECT COUNT() FROM Contact WHERE Email LIKE '%x.example'");
    const one = asked("SELECT Id, Name, SystemModstamp FROM Contact LIMIT 1");

    expect(count.body).toEqual({ totalSize: 2, done: true, records: [] });
    expect(one.body.records).toEqual([
      {
        attributes: { type: "Contact", url: "/services/data/v62.0/sobjects/Contact/0035Y0000000001QAA" },
        Id: "0035Y0000000001QAA",
        Name: "Adams",
        SystemModstamp: "2026-11-21T07:00:00.000+0000",
      },
    ]);
  });

  it.each([
    ["SELECT Foo__c FROM Contact", "INVALID_FIELD", "No such column 'Foo__c' on entity 'Contact'"],
    ["SELECT Id FROM Foo", "INVALID_TYPE", "sObject type 'Foo' is not supported"],
    ["SELECT Id FROM Contact WHERE", "MALFORMED_QUERY", "unexpected token: '<EOF>'"],
    ["SELECT Id FROM Contact WHERE Id ~ 1", "MALFORMED_QUERY", "unexpected token: '~'"],
    ["SELECT Id FROM Contact WHERE Id = 'nope'", "INVALID_QUERY_FILTER_OPERATOR", "invalid ID field: nope"],
    ["SELECT Id FROM Contact WHERE SystemModstamp > '2026-01-01'", "INVALID_FIELD", "must be of type dateTime"],
    ["SELECT Id FROM Contact WHERE LastName = 5", "INVALID_FIELD", "must be of type string"],
    ["SELECT Nope.Name FROM Contact", "INVALID_FIELD", "Didn't understand relationship 'Nope'"],
  ])("refuses %s", (soql, code, words) => {
    const refused = asked(soql);

    expect(refused.status).toBe(400);
    expect(refused.body[0].errorCode).toBe(code);
    expect(refused.body[0].message).toContain(words);
  });

  it("tells the org and hides what the user may not read", () => {
    const world = desk();
    world.control("PATCH", "/salesforce/schema/Contact", {
      op: "set-permission",
      level: "field",
      field: "Email",
      read: false,
    });
    const query = (soql: string) => parsed(world.ask("GET", `/query?q=${encodeURIComponent(soql)}`));

    const org = query("SELECT Id, Name, IsSandbox FROM Organization");
    const hidden = query("SELECT Email FROM Contact");

    expect(org.body.records[0]).toMatchObject({
      Id: world.crm.accounts.get("main")?.id,
      Name: "Meadow Works",
      IsSandbox: false,
    });
    expect(hidden.body[0].errorCode).toBe("INVALID_FIELD");
  });

  it("shows deleted and merged rows to queryAll only", () => {
    const world = desk();
    const [loser = "", winner = ""] = contacts(world.crm, [{ LastName: "A" }, { LastName: "B" }]);
    world.control("POST", `/salesforce/records/Contact/${loser}/merge`, { into: winner });
    const soql = encodeURIComponent("SELECT Id, IsDeleted, MasterRecordId FROM Contact");

    const living = parsed(world.ask("GET", `/query?q=${soql}`));
    const all = parsed(world.ask("GET", `/queryAll?q=${soql}`));

    expect(living.body.records.map((row: { Id: string }) => row.Id)).toEqual([winner]);
    expect(all.body.records[0]).toMatchObject({ Id: loser, IsDeleted: true, MasterRecordId: winner });
  });

  it("refuses a locator that has died", () => {
    const world = desk();
    contacts(
      world.crm,
      Array.from({ length: 300 }, () => ({ LastName: "A" })),
    );
    const soql = encodeURIComponent("SELECT Id FROM Contact");
    const options = { "sforce-query-options": "batchSize=200" };

    const first = parsed(world.ask("GET", `/query?q=${soql}`, "", options));
    world.control("POST", "/faults", { service: "salesforce", fault: "expire-locators" });
    const next = parsed(world.ask("GET", first.body.nextRecordsUrl.replace("/services/data/v62.0", "")));

    expect(first.body.records).toHaveLength(200);
    expect(next).toEqual({
      status: 400,
      body: [{ message: "invalid query locator", errorCode: "INVALID_QUERY_LOCATOR" }],
    });
  });

  it("shows a late commit only after its delay, under its old stamp", () => {
    const world = desk();
    world.control("POST", "/faults", { service: "salesforce", fault: "late-commit", ms: 5_000, times: 1 });
    world.control("POST", "/salesforce/records/Contact", { fields: { LastName: "Late" } });
    const look = () =>
      parsed(world.ask("GET", `/query?q=${encodeURIComponent("SELECT LastName, SystemModstamp FROM Contact")}`));

    const before = look();
    world.clock.now = start + 5_000;
    const after = look();

    expect(before.body.totalSize).toBe(0);
    expect(after.body.records[0]).toMatchObject({ LastName: "Late", SystemModstamp: "2026-11-21T10:00:00.000+0000" });
  });

  it("shows the old version to a query that lags, and the new one to a read by id", () => {
    const world = desk();
    const [id = ""] = contacts(world.crm, [{ LastName: "Old" }]);
    world.control("POST", "/faults", { service: "salesforce", fault: "search-lag", ms: 2_000 });
    world.control("PATCH", `/salesforce/records/Contact/${id}`, { fields: { LastName: "New" } });
    const look = () => {
      const { body } = parsed(world.ask("GET", `/query?q=${encodeURIComponent("SELECT LastName FROM Contact")}`));
      return body.records[0].LastName;
    };

    const lagging = look();
    const read = parsed(world.ask("GET", `/sobjects/Contact/${id}`)).body.LastName;
    world.clock.now = start + 2_000;
    const caughtUp = look();

    expect([lagging, read, caughtUp]).toEqual(["Old", "New", "New"]);
  });
});
