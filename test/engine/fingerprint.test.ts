import { describe, expect, it } from "vitest";
import { fingerprintOf } from "../../engine/connections/fingerprint.ts";
import fc from "../fakes/property.ts";

const unknown = { provider: "salesforce", code: "NEW_CODE", status: 400, detail: "Words.", field: null } as const;

const printOf = (detail: string) => fingerprintOf({ ...unknown, detail });

describe("the fingerprint of an unknown error", () => {
  it("names the provider, the code, the status, the field and the words", () => {
    const print = fingerprintOf({ ...unknown, field: "Amount", detail: "Quota of  42 seats\nis used up" });

    expect(print).toBe("salesforce NEW_CODE 400 Amount quota of <n> seats is used up");
  });

  it("differs where the cause may differ", () => {
    const prints = [
      unknown,
      { ...unknown, provider: "hubspot" } as const,
      { ...unknown, code: null },
      { ...unknown, status: 409 },
      { ...unknown, field: "Amount" },
      { ...unknown, detail: "Other words." },
    ].map(fingerprintOf);

    expect(new Set(prints).size).toBe(prints.length);
  });

  it.each([
    ["an id of Salesforce", "record 0035cFAKEIDAQBGAA4 is odd", "record 00Q58000003tW4u is odd", "record <id> is odd"],
    ["an id of HubSpot", "contact 37765128953 is odd", "contact 12 is odd", "contact <n> is odd"],
    [
      "a correlation id",
      "see 2dea5219-91a0-4b2e-8d22-0123456789ab",
      "see c033cdaa-2c40-4a64-ae48-b4cec88dad24",
      "see <id>",
    ],
    ["a quoted value", 'Name "Ann Z" is odd', 'Name "O\'Hara, x@y.test" is odd', "name <value> is odd"],
    ["a value in single quotes", "Name 'Ann' is odd", "Name 'Bob the 2nd' is odd", "name <value> is odd"],
    ["a value in other quotes", "Name “Ann” is odd", "Name “Bob's” is odd", "name <value> is odd"],
    ["an e-mail", "ann@x.test bounced", "bob.b+1@mail.example.com bounced", "<email> bounced"],
    ["an address", "call https://a.test/x?y=1 failed", "call http://b.test failed", "call <url> failed"],
    ["a moment", "since 2026-11-20T10:00:00.123Z", "since 2025-01-01 09:15", "since <date>"],
    ["a day as people write it", "due 20.11.2026", "due 1/2/26", "due <date>"],
    ["a figure", "limit 1,234.50 reached", "limit -7 reached", "limit <n> reached"],
    ["a phone number", "dial +49 30 123-45", "dial 555", "dial <n>"],
    ["a list", "not one of: [A, B, C]", "not one of: []", "not one of: <list>"],
  ])("is free of %s", (_, one, other, words) => {
    const prints = [printOf(one), printOf(other)];

    expect(prints).toEqual([`salesforce NEW_CODE 400 - ${words}`, `salesforce NEW_CODE 400 - ${words}`]);
  });

  it("keeps apostrophes apart from quotes", () => {
    expect(printOf("It can't be the owner's")).toBe("salesforce NEW_CODE 400 - it can't be the owner's");
  });

  it.each([
    ["a web page", "<html><body>5 users</body></html>", "<!DOCTYPE html><p>x"],
    [
      "an object with a message",
      '{"message":"Seat 5 taken","correlationId":"a1"}',
      '{"correlationId":"b2","message":"Seat 6 taken"}',
    ],
    ["an object without words", '{"b":1,"a":"x"}', '{"a":"y","b":2}'],
    ["a list of errors", '[{"message":"Seat 5 taken"}]', '[{"message":"Seat 7 taken","more":1}]'],
  ])("takes %s for what it says", (_, one, other) => {
    expect(printOf(one)).toBe(printOf(other));
  });

  it("is short, whatever was said", () => {
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 5_000 }), (detail) => printOf(detail).length < 220));
  });

  it("is the same for every id, figure and e-mail in the same words", () => {
    const id = fc.stringMatching(/^00[A-Za-z][0-9][A-Za-z0-9]{11}$/);
    const noise = fc.record({ id, figure: fc.integer(), mail: fc.stringMatching(/^[a-z]{1,9}@[a-z]{1,9}\.test$/) });
    const say = ({ id, figure, mail }: { id: string; figure: number; mail: string }) =>
      printOf(`Record ${id} of ${mail} has ${figure} children`);

    fc.assert(
      fc.property(noise, noise, (one, other) => {
        expect(say(one)).toBe(say(other));
      }),
    );
  });
});
