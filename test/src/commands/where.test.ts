import { describe, expect, it } from "vitest";
import { parse } from "../../../src/commands/parse.ts";
import { fill } from "../../../src/commands/slots.ts";
import { conditionText, readConditions } from "../../../src/commands/where.ts";

const types = { city: "string", amount: "number", phone: "phone", active: "boolean", line2: "string" } as const;
const known = { connections: ["hubspot"], objects: ["contact", "deal"], verbs: [] };
const slots = ["all", "connection", "reason", "object", "words", "where"] as const;

/** As somebody types it. */
function said(text: string) {
  const filled = fill(parse(`resync ${text}`), slots, known);
  if (!filled.ok) return filled.problem;
  const where = Array.isArray(filled.args.where) ? filled.args.where.map(String) : [];
  const read = readConditions(where, types);
  return read.ok ? { ...filled.args, where: read.conditions.map(conditionText) } : read.problem;
}

describe("conditions", () => {
  it.each([
    ["contacts where city=Berlin", ["city is Berlin"]],
    ['contacts where city="New York" and amount>100', ["amount is over 100", "city is New York"]],
    ["contacts where city = Berlin and amount >= 100", ["city is Berlin", "amount is at least 100"]],
    ["contacts where city is Berlin, and phone is empty", ["city is Berlin,", "phone is empty"]],
    ["contacts where city is not Berlin and phone is not empty", ["city is not Berlin", "phone is not empty"]],
    ["contacts city!=Berlin", ["city is not Berlin"]],
    ["contacts where amount[lte]=3 and active=true", ["amount is at most 3", "active is true"]],
    ["contacts where city contains ber", ["city contains ber"]],
    ["contacts where City=Berlin", ["city is Berlin"]],
    ["contacts where phone=", ["phone is empty"]],
    ["contacts where line2=x", ["line2 is x"]],
    ["contacts city=Berlin", ["city is Berlin"]],
  ])("are read from: %s", (text, where) => {
    expect(said(text)).toEqual({ object: "contact", where });
  });

  it.each([
    ["contacts where cty=Berlin", "cty: no such field. Did you mean city?"],
    ["contacts where amount > lots", "amount: takes a number."],
    ["contacts where city[like]=x", "city: no such comparison."],
    ["contacts where city", "It is not said what city shall be: city=VALUE."],
    ["contacts where active=perhaps", "active: takes true or false."],
  ])("say what is wrong: %s", (text, problem) => {
    expect(said(text)).toContain(problem);
  });

  it.each([
    [
      "a@x.test, b@x.test;c@x.test\nd@x.test and e@x.test",
      { words: ["a@x.test", "b@x.test", "c@x.test", "d@x.test", "e@x.test"], where: [] },
    ],
    ["hubspot contacts 12 13", { connection: "hubspot", object: "contact", words: ["12", "13"], where: [] }],
    ["https://x.pipedrive.com/person/12?a=b", { words: ["https://x.pipedrive.com/person/12?a=b"], where: [] }],
    ["record=12", { words: ["12"], where: [] }],
  ])("leave names alone: %s", (text, args) => {
    expect(said(text)).toEqual(args);
  });
});
