import { describe, expect, it } from "vitest";
import { readRecordName } from "../../engine/asked/record-names.ts";

const sf = "003Hs00002AbCdE";
const long = "003Hs00002AbCdEIAV";

describe("the name of a record", () => {
  it.each([
    ["record_1", ["record_1"]],
    [" 4711 ", ["4711"]],
    [long, [long]],
    [
      "https://x.lightning.force.com/lightning/r/Contact/003Hs00002AbCdEIAV/view?ws=%2Flightning%2Fr%2FCase%2F500",
      [long],
    ],
    ["https://x.lightning.force.com/lightning/r/003Hs00002AbCdEIAV/edit", [long]],
    ["https://x.lightning.force.com/one/one.app#/sObject/003Hs00002AbCdEIAV/view", [long]],
    ["https://x.lightning.force.com/lightning/r/Contact/003Hs00002AbCdEIAV/related/CampaignMembers/view", [long]],
    ["https://x.my.salesforce.com/003Hs00002AbCdEIAV?srPos=0&srKp=003", [long]],
    ["https://x.my.salesforce.com/003Hs00002AbCdEIAV/e?retURL=%2F003", [long]],
    ["https://x.my.salesforce.com/apex/Page?id=003Hs00002AbCdEIAV", [long]],
    ["https://app.hubspot.com/contacts/123456/record/0-1/4711/view/1?eschref=%2Fcontacts", ["4711"]],
    ["https://app-eu1.hubspot.com/contacts/123456/contact/4711/?interaction=note", ["4711"]],
    ["https://acme.pipedrive.com/person/12#notes", ["12"]],
    [
      "https://acme.pipedrive.com/leads/inbox/adf21080-0e10-11eb-879b-05d71fb426ec?x=1",
      ["adf21080-0e10-11eb-879b-05d71fb426ec"],
    ],
    ["<https://acme.pipedrive.com/deal/12|acme.pipedrive.com/deal/12>", ["12"]],
    ["http://127.0.0.1:4001/lightning/r/Contact/003Hs00002AbCdEIAV/view", [long]],
    ["https://example.com/anything/thing-7/view", ["thing-7"]],
  ])("is read from %s", (text, ids) => {
    const name = readRecordName(text);

    expect(name.ids).toEqual(ids);
  });

  it.each([
    ["https://x.lightning.force.com/lightning/r/Opportunity/006Hs00002AbCdEIAV/view", "salesforce", "deal", null],
    ["https://x.lightning.force.com/lightning/r/Visit__c/a0BHs00002AbCdEIAV/view", "salesforce", null, null],
    ["https://app.hubspot.com/contacts/123456/record/0-2/4711", "hubspot", "account", "123456"],
    ["https://app.hubspot.com/contacts/123456/record/2-77/4711", "hubspot", null, "123456"],
    ["https://acme.pipedrive.com/organization/12", "pipedrive", "account", null],
    ["https://salesforce.com.evil.test/lightning/r/Lead/00QHs00002AbCdEIAV/view", null, "lead", null],
  ])("tells whose page %s is, and of what", (text, provider, object, account) => {
    expect(readRecordName(text)).toMatchObject({ provider, object, account });
  });

  it.each(["Ann@X.test", "<mailto:ann@x.test|ann@x.test>", "mailto:Ann@x.test"])(
    "takes %s as an e-mail address",
    (text) => {
      expect(readRecordName(text).email).toBe("ann@x.test");
    },
  );

  it("gives the fifteen letters of a classic page their check", () => {
    // Salesforce's own example: "Convert 15 Character IDs to 18 Character IDs".
    expect(readRecordName(sf).ids).toEqual([sf, long]);
    expect(readRecordName("001A0000006Vm9r").ids).toEqual(["001A0000006Vm9r", "001A0000006Vm9rIAC"]);
  });

  it.each(["https://[", "https://a b", "http://x.test/%E0%A4%A", "", "<>", "<|>"])("survives %s", (text) => {
    expect(readRecordName(text).ids).toHaveLength(1);
  });
});
