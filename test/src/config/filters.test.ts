import { describe, expect, it } from "vitest";
import { configOf, faultsOf } from "./read.ts";

const file = (rules: string, object = "contact") => `connections: {s: {provider: salesforce}}
objects: {${object}: ${rules}}`;

const settingsOf = (rules: string, object = "contact") =>
  configOf({ text: file(rules, object) }).settings.objects[object];
const placesOf = (rules: string) =>
  faultsOf({ text: file(rules) }).map(({ path, message, nearest }) => [path, message, nearest]);

describe("a filter in crmsync.yml (A11)", () => {
  it("is one condition, a list of which all must hold, or groups of them", () => {
    const one = settingsOf("{filter: {field: title, in: [CEO, 7, null]}}");
    const list = settingsOf("{filter: [{field: email, empty: false}, {field: title, not: Clerk}]}");
    const groups = settingsOf(
      "{filter: {or: [{not: {field: email, contains: test}}, {and: [{field: phone, starts: '+49'}]}]}}",
    );

    expect(one?.filter).toEqual({ field: "title", op: "in", value: ["CEO", 7, null] });
    expect(list?.filter).toEqual({
      and: [
        { field: "email", op: "empty", value: false },
        { field: "title", op: "not", value: "Clerk" },
      ],
    });
    expect(groups?.filter).toEqual({
      or: [
        { not: { field: "email", op: "contains", value: "test" } },
        { and: [{ field: "phone", op: "starts", value: "+49" }] },
      ],
    });
  });

  it("counts and orders by numbers and dates, and so does what is active (A19)", () => {
    const deal = settingsOf(
      "{filter: {field: amount, greater: 1000}, active: {field: close_date, less: 2027-01-01}}",
      "deal",
    );

    expect(deal?.filter).toEqual({ field: "amount", op: "greater", value: 1000 });
    expect(deal?.active).toEqual({ field: "close_date", op: "less", value: "2027-01-01" });
  });

  it("is absent where none is given", () => {
    const contact = settingsOf("{required: [email]}");

    expect(contact).not.toHaveProperty("filter");
    expect(contact).not.toHaveProperty("active");
  });

  it.each([
    ["{filter: {field: titel, empty: true}}", ["objects.contact.filter.field", "unknown field", "title"]],
    [
      "{filter: {or: [{field: title, empty: true}, {field: nme, not: x}]}}",
      ["objects.contact.filter.or[1].field", "unknown field", null],
    ],
    ["{filter: [{field: title, equal: x}]}", ["objects.contact.filter[0].equal", "unknown condition", "equals"]],
    ["{filter: {field: title}}", ["objects.contact.filter", "a field without a condition", null]],
    ["{filter: {field: title, equals: a, in: [b]}}", ["objects.contact.filter.in", "a second condition", null]],
    ["{filter: {field: title, in: []}}", ["objects.contact.filter.in", "not a list of values", null]],
    ["{filter: {field: title, in: x}}", ["objects.contact.filter.in", "not a list of values", null]],
    ["{filter: {field: title, empty: 'no'}}", ["objects.contact.filter.empty", "not true or false", null]],
    ["{filter: {field: title, starts: 49}}", ["objects.contact.filter.starts", "not a text", null]],
    [
      "{filter: {field: title, greater: tomorrow}}",
      ["objects.contact.filter.greater", "neither a number nor a date", null],
    ],
    [
      "{filter: {field: title, less: 2026-02-30}}",
      ["objects.contact.filter.less", "neither a number nor a date", null],
    ],
    ["{filter: {title: x}}", ["objects.contact.filter", "not a condition", null]],
    ["{filter: {nott: {field: title, empty: true}}}", ["objects.contact.filter", "not a condition", "not"]],
    ["{filter: title}", ["objects.contact.filter", "not a condition", null]],
    ["{filter: []}", ["objects.contact.filter", "no condition is listed", null]],
    ["{filter: {and: {field: title, empty: true}}}", ["objects.contact.filter.and", "not a list", null]],
    ["{filter: {and: [], or: []}}", ["objects.contact.filter", "several things at once, and no field", null]],
    ["{active: {not: {field: budget_2025, empty: true}}}", ["objects.contact.active.not.field", "unknown field", null]],
  ])("tells what is wrong with %s at its place", (rules, fault) => {
    expect(placesOf(rules)).toEqual([fault]);
  });

  it("tells every fault at once, each with its line and what to write", () => {
    const text = `connections: {s: {provider: salesforce}}
objects:
  contact:
    filter:
      and:
        - { field: title, has: x }
        - not: { field: emial, empty: true }
`;

    const faults = faultsOf({ text });

    expect(faults.map(({ line, mend }) => [line, mend])).toEqual([
      [6, "Write one of equals, not, in, empty, contains, starts, greater, less."],
      [7, "Write email."],
    ]);
  });

  it("refuses what nests deeper than anybody writes", () => {
    const deep = `${"{not: ".repeat(12)}{field: title, empty: true}${"}".repeat(12)}`;

    expect(placesOf(`{filter: ${deep}}`).map(([, message]) => message)).toEqual(["too deep"]);
  });
});

describe("translations, cuts and demands of fields (B33)", () => {
  it("are read as they are meant", () => {
    const rules = `{required: {inbound: [email], outbound: [last_name]}, fields: {
      title: {cut: true, translate: {salesforce: {chief: C-Level, 1: true}}},
      sign_up: {salesforce: Sign_Up__c, type: datetime, zone: Europe/Berlin},
      budget: {salesforce: Budget__c, type: currency, currency: budget_code},
      budget_code: {salesforce: Code__c}}}`;

    const contact = settingsOf(rules);

    expect([contact?.required, contact?.requiredOutbound]).toEqual([["email"], ["last_name"]]);
    expect(contact?.fields.title).toMatchObject({
      cut: true,
      translate: { salesforce: { chief: "C-Level", 1: "true" } },
    });
    expect(contact?.fields.sign_up).toMatchObject({ type: "datetime", zone: "Europe/Berlin" });
    expect(contact?.fields.budget).toMatchObject({ type: "currency", currency: "budget_code" });
  });

  it("leave a field that has none of them as it was", () => {
    const contact = settingsOf("{required: [email]}");

    expect(contact?.required).toEqual(["email"]);
    expect(Object.keys(contact?.fields.title ?? {})).toEqual([
      "remote",
      "direction",
      "behaviour",
      "default",
      "type",
      "references",
    ]);
  });

  it.each([
    [
      "{fields: {title: {translate: {salesforce: {boss: Chief, head: Chief}}}}}",
      [
        "objects.contact.fields.title.translate.salesforce.head",
        "boss is the same there, so that it cannot be told which comes back",
        null,
      ],
    ],
    [
      "{fields: {title: {translate: {salesforc: {a: b}}}}}",
      ["objects.contact.fields.title.translate.salesforc", "unknown setting", "salesforce"],
    ],
    [
      "{fields: {title: {translate: {salesforce: {a: [b]}}}}}",
      ["objects.contact.fields.title.translate.salesforce.a", "not a value of a picklist", null],
    ],
    ["{fields: {title: {cut: 40}}}", ["objects.contact.fields.title.cut", "not true or false", null]],
    ["{fields: {title: {zone: Mars}}}", ["objects.contact.fields.title.zone", "unknown time zone", null]],
    [
      "{fields: {budget: {salesforce: B__c, type: currency, currency: code}}}",
      ["objects.contact.fields.budget.currency", "unknown field", null],
    ],
    [
      "{fields: {budget: {salesforce: B__c, type: number, currency: title}}}",
      ["objects.contact.fields.budget.currency", "a currency for a field that is no amount", null],
    ],
    ["{required: {inbound: [emial]}}", ["objects.contact.required.inbound[0]", "unknown field", "email"]],
    ["{required: {outbound: [emial]}}", ["objects.contact.required.outbound[0]", "unknown field", "email"]],
    ["{required: {inbund: [email]}}", ["objects.contact.required.inbund", "unknown setting", "inbound"]],
    ["{required: email}", ["objects.contact.required", "not a list", null]],
  ])("tell what is wrong with %s at its place", (rules, fault) => {
    expect(placesOf(rules)).toEqual([fault]);
  });

  it("may make two values one where nothing comes back", () => {
    const rules = "{fields: {title: {direction: outbound, translate: {salesforce: {boss: Chief, head: Chief}}}}}";

    expect(placesOf(rules)).toEqual([]);
  });
});
