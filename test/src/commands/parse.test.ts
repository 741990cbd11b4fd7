import { describe, expect, it } from "vitest";
import { parse } from "../../../src/commands/parse.ts";
import { fill } from "../../../src/commands/slots.ts";

const known = { connections: ["sales", "HubSpot"], objects: ["account", "contact"], verbs: ["status", "help"] };

describe("parse", () => {
  it.each([
    ["status", { verb: "status", words: [], pairs: [] }],
    ["  STATUS   sales ", { verb: "status", words: ["sales"], pairs: [] }],
    ['record "Ann Smith"', { verb: "record", words: ["Ann Smith"], pairs: [] }],
    ["record “Ann Smith”", { verb: "record", words: ["Ann Smith"], pairs: [] }],
    ["record 'Ann Smith'", { verb: "record", words: ["Ann Smith"], pairs: [] }],
    ["record o'brien@x.test", { verb: "record", words: ["o'brien@x.test"], pairs: [] }],
    ['record "say \\"hi\\""', { verb: "record", words: ['say "hi"'], pairs: [] }],
    ["record a\\b", { verb: "record", words: ["a\\b"], pairs: [] }],
    ['record "not closed', { verb: "record", words: ["not closed"], pairs: [] }],
    ['record ""', { verb: "record", words: [""], pairs: [] }],
    ["failures reason=DATA_FORMAT sales", { verb: "failures", words: ["sales"], pairs: [["reason", "DATA_FORMAT"]] }],
    ['failures object="contact"', { verb: "failures", words: [], pairs: [["object", "contact"]] }],
    ['record "a=b"', { verb: "record", words: ["a=b"], pairs: [] }],
    ["record https://x.test/?id=1", { verb: "record", words: ["https://x.test/?id=1"], pairs: [] }],
    ["", { verb: "", words: [], pairs: [] }],
  ])("reads %j", (text, expected) => {
    const typed = parse(text);

    expect(typed).toEqual(expected);
  });
});

describe("fill", () => {
  const slots = ["connection", "reason", "object"] as const;

  it("gives every word the place that knows it, whatever their order and case", () => {
    const filled = fill({ words: ["Contacts", "data-format", "hubspot"], pairs: [] }, slots, known);

    expect(filled).toEqual({ ok: true, args: { object: "contact", reason: "DATA_FORMAT", connection: "HubSpot" } });
  });

  it("skips words that only make it read well", () => {
    const filled = fill({ words: ["reason", "DATA_FORMAT", "of", "contacts"], pairs: [] }, slots, known);

    expect(filled).toEqual({ ok: true, args: { reason: "DATA_FORMAT", object: "contact" } });
  });

  it("names the nearest of what could stand there", () => {
    const filled = fill({ words: ["sale"], pairs: [] }, ["connection"], known);

    expect(filled).toEqual({ ok: false, problem: "No connection is called “sale”.", nearest: "sales" });
  });

  it("knows a reason by a slip of the finger", () => {
    const filled = fill({ words: ["DATA_FROMAT"], pairs: [] }, slots, known);

    expect(filled).toMatchObject({ ok: false, nearest: "DATA_FORMAT" });
  });

  it("refuses an argument that is not known and one word too many", () => {
    const pair = fill({ words: [], pairs: [["conection", "sales"]] }, slots, known);
    const word = fill({ words: ["sales", "HubSpot"], pairs: [] }, ["connection"], known);

    expect(pair).toEqual({ ok: false, problem: "There is no argument “conection”.", nearest: "connection" });
    expect(word).toEqual({ ok: false, problem: "“HubSpot” is one word too many.", nearest: null });
  });

  it("checks a value that is written with its key", () => {
    const filled = fill({ words: [], pairs: [["object", "contcat"]] }, slots, known);

    expect(filled).toEqual({ ok: false, problem: "No object is called “contcat”.", nearest: "contact" });
  });

  it("takes what nothing else knows as text, once", () => {
    const all = ["all", "connection", "reason", "object", "text"] as const;

    expect(fill({ words: ["ann@x.test"], pairs: [] }, all, known)).toEqual({ ok: true, args: { text: "ann@x.test" } });
    expect(fill({ words: ["all", "failed"], pairs: [] }, all, known)).toEqual({ ok: true, args: { all: true } });
    expect(fill({ words: [], pairs: [["record", "7"]] }, all, known)).toEqual({ ok: true, args: { text: "7" } });
  });
});
