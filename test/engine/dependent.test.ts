import { describe, expect, it } from "vitest";
import { toSchema } from "../../engine/providers/salesforce/schema.ts";
import { unoffered } from "../../engine/rules/dependent.ts";

const value = (name: string, validFor: string | null = null) => ({ value: name, label: name, active: true, validFor });
const plain = { type: "picklist", restrictedPicklist: true, createable: true, updateable: true, nillable: true };
const country = {
  ...plain,
  name: "Country",
  label: "Country",
  picklistValues: ["DE", "FR", "ES"].map((one) => value(one)),
};
// The bits of DE, FR and ES: 110, 001.
const region = {
  ...plain,
  name: "Region",
  label: "Region",
  dependentPicklist: true,
  controllerName: "Country",
  picklistValues: [value("North", "wAAA"), value("South", "IAAA")],
};
const schemaOf = (...fields: readonly object[]) => {
  const schema = toSchema("contact", { createable: true, updateable: true, fields }, () => null);
  if (schema === null) throw new Error("no schema");
  return schema;
};

/** M7: what Salesforce's pages offer together, and its API takes all the same. */
describe("dependent picklists of Salesforce", () => {
  it("are read from the bits of each value", () => {
    const { fields } = schemaOf(country, region);

    expect(fields.Region?.depends).toEqual({ on: "Country", offers: { DE: ["North"], FR: ["North"], ES: ["South"] } });
    expect(fields.Country?.depends).toBeUndefined();
  });

  it("may depend on a checkbox, and on more than eight values", () => {
    const box = { name: "Box", label: "Box", type: "boolean", createable: true };
    const letters = { ...country, picklistValues: [..."ABCDEFGHI"].map((one) => value(one)) };
    const on = (controllerName: string, validFor: string) => ({
      ...region,
      controllerName,
      picklistValues: [value("X", validFor)],
    });

    expect(schemaOf(box, on("Box", "QAAA")).fields.Region?.depends?.offers).toEqual({ false: [], true: ["X"] });
    expect(schemaOf(letters, on("Country", "AIAA")).fields.Region?.depends?.offers).toMatchObject({ H: [], I: ["X"] });
  });

  it.each([
    ["the other field may not be read", [region]],
    ["a value does not say", [country, { ...region, picklistValues: [value("North")] }]],
    ["it depends on nothing", [country, { ...region, dependentPicklist: false }]],
  ])("tell nothing where %s", (_, fields) => {
    expect(schemaOf(...fields).fields.Region?.depends).toBeUndefined();
  });

  it.each([
    [{ Country: "ES", Region: "South" }, 0],
    [{ Country: "ES", Region: "North" }, 1],
    [{ Country: null, Region: "North" }, 1],
    [{ Country: "ES", Region: null }, 0],
    [{ Country: "XX", Region: "North" }, 0],
    [{ Region: "North" }, 0],
  ])("are remarked on in %j only where both are known: %i", (fields, count) => {
    const remarks = unoffered({ op: "update", fields }, schemaOf(country, region));

    expect(remarks.map(({ field }) => field)).toEqual(count === 1 ? ["Region"] : []);
  });

  it("name the two fields, and no value", () => {
    const [remark] = unoffered({ op: "create", fields: { Country: "ES", Region: "North" } }, schemaOf(country, region));

    expect(remark?.detail).toBe(
      "Region holds a value that the CRM's own pages do not offer with that of Country; its API takes it.",
    );
  });
});
