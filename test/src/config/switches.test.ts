import { describe, expect, it } from "vitest";
import { configOf, faultsOf } from "./read.ts";

const one = (text: string) => `connections: {a: {provider: hubspot, objects: [account, contact, deal], ${text}}}`;
const connection = (text: string) => configOf({ text: one(text) }).settings.connections[0];

describe("import and export (B22, B23, B24)", () => {
  it("are on, of all objects, where nothing is told", () => {
    const found = connection("poll: 5s");

    expect(found).toMatchObject({ import: true, export: true });
    expect([found?.imports, found?.exports]).toEqual([undefined, undefined]);
  });

  it("are switched as a whole by true and false", () => {
    const found = connection("import: false, export: true");

    expect(found).toMatchObject({ import: false, export: true });
    expect([found?.imports, found?.exports]).toEqual([undefined, undefined]);
  });

  it("are switched for single objects, with a default for the others", () => {
    const found = connection("import: {default: false, contact: true}, export: {default: true, deal: false}");

    expect(found).toMatchObject({
      import: false,
      imports: { contact: true },
      export: true,
      exports: { deal: false },
    });
  });

  it("leave on what is not named where no default is told", () => {
    expect(connection("export: {deal: false}")).toMatchObject({ export: true, exports: { deal: false } });
  });

  it.each([
    ["export: no-thanks", "connections.a.export: not true or false"],
    ["export: [deal]", "connections.a.export: not true or false"],
    ["export: {deal: 0}", "connections.a.export: deal is not true or false"],
    ["import: {deals: false}", "connections.a.import.deals: this connection syncs no such object"],
    ["export: {lead: false}", "connections.a.export.lead: this connection syncs no such object"],
  ])("refuse %s", (text, fault) => {
    const found = faultsOf({ text: one(text) }).map(({ path, message }) => `${path}: ${message}`);

    expect(found).toEqual([fault]);
  });
});
