import { describe, expect, it } from "vitest";
import { configOf, faultsOf } from "./read.ts";

const file = (field: string) => `connections: {s: {provider: salesforce}, h: {provider: hubspot}}
objects: {contact: {fields: {title: ${field}}}}`;

const ruleOf = (field: string) => configOf({ text: file(field) }).settings.objects.contact?.fields.title?.conflict;
const faultOf = (field: string) =>
  faultsOf({ text: file(field) }).map(({ path, message, nearest }) => [path, message, nearest ?? null]);

describe("who wins a conflict, in crmsync.yml (E17)", () => {
  it("is one word, or one per connection, and the newer change where nothing is said", () => {
    expect(ruleOf("{conflict: ask}")).toBe("ask");
    expect(ruleOf("{conflict: {s: theirs, h: ours}}")).toEqual({ s: "theirs", h: "ours" });
    expect(ruleOf("{conflict: newest}")).toBeUndefined();
    expect(ruleOf("{}")).toBeUndefined();
  });

  it("names connections that there are, words that there are, and a field that can lose something", () => {
    const path = "objects.contact.fields.title.conflict";

    expect(faultOf("{conflict: their}")).toEqual([[path, "not a rule for conflicts", "theirs"]]);
    expect(faultOf("{conflict: {pipeline: ours}}")).toEqual([[path, "unknown connection", null]]);
    expect(faultOf("{conflict: {s: mine}}")).toEqual([[path, `not a rule for conflicts: "mine"`, null]]);
    expect(faultOf("{conflict: ask, direction: inbound}")).toEqual([
      [path, "nobody can be asked about this field", null],
    ]);
  });
});
