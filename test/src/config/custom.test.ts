import { describe, expect, it } from "vitest";
import { configOf, faultsOf, wholeEnv } from "./read.ts";

const both = "connections: {sales: {provider: salesforce}, marketing: {provider: hubspot}}\n";
const plate = "plate: {salesforce: Name, type: string}";

const withObject = (lines: string) => `${both}objects:\n${lines}`;

describe("objects of one's own (A12)", () => {
  it("are synced by the connections whose CRM has a name for them, after their parents", () => {
    const text = withObject(`  trip:
    names: {salesforce: Trip__c}
    fields: {vehicle_id: {salesforce: Vehicle__c, type: "reference:vehicle"}}
  vehicle:
    names: {salesforce: Vehicle__c, hubspot: "2-1001", pipedrive: null}
    fields: {${plate}}
`);

    const { connections, objects } = configOf({ text }).settings;

    expect(connections.map((own) => [own.objects.slice(-2), own.names])).toEqual([
      [["vehicle", "trip"], { vehicle: "Vehicle__c", trip: "Trip__c" }],
      [["deal", "vehicle"], { vehicle: "2-1001" }],
    ]);
    expect(objects.vehicle?.fields.plate).toMatchObject({
      type: "string",
      remote: { salesforce: "Name", hubspot: null },
    });
    expect(objects.trip?.fields.vehicle_id).toMatchObject({ type: "reference", references: "vehicle" });
  });

  it("are left out where a connection lists others", () => {
    const text = `connections: {sales: {provider: salesforce, objects: [contact]}}
objects: {vehicle: {names: {salesforce: Vehicle__c}, fields: {${plate}}}}`;

    const [sales] = configOf({ text }).settings.connections;

    expect([sales?.objects, sales?.names]).toEqual([["contact"], undefined]);
  });

  it.each([
    ["without a name in any CRM", "vehicle: {names: {pipedrive: null}, fields: {PLATE}}", "objects.vehicle.names"],
    ["without names", "vehicle: {fields: {PLATE}}", "objects.vehicle"],
    [
      "with a field without a type",
      "vehicle: {names: {salesforce: V__c}, fields: {plate: {salesforce: Name}}}",
      "objects.vehicle.fields.plate",
    ],
    ["without fields", "vehicle: {names: {salesforce: V__c}}", "objects.vehicle"],
    [
      "that Pipedrive would have to have",
      "vehicle: {names: {salesforce: V__c, pipedrive: vehicles}, fields: {PLATE}}",
      "objects.vehicle.names.pipedrive",
    ],
    [
      "that are ours already",
      "vehicle: {names: {salesforce: contact}, fields: {PLATE}}",
      "objects.vehicle.names.salesforce",
    ],
    ["by a table's name", "run: {names: {salesforce: V__c}, fields: {PLATE}}", "objects.run"],
    ["by a name for no view", "Vehicle: {names: {salesforce: V__c}, fields: {PLATE}}", "objects.Vehicle"],
    [
      "by a name that cannot be one",
      "vehicle: {names: {salesforce: V c}, fields: {PLATE}}",
      "objects.vehicle.names.salesforce",
    ],
    ["where the names stand already", "contact: {names: {salesforce: Contact}}", "objects.contact.names"],
    [
      "with a reference to nothing",
      'vehicle: {names: {salesforce: V__c}, fields: {a_id: {salesforce: A__c, type: "reference:acount"}}}',
      "objects.vehicle.fields.a_id.type",
    ],
    [
      "with a field in a CRM that does not have it",
      "vehicle: {names: {salesforce: V__c}, fields: {plate: {hubspot: plate, type: string}}}",
      "objects.vehicle.fields.plate.hubspot",
    ],
  ])("are refused %s", (_, line, path) => {
    const text = withObject(`  ${line.replace("PLATE", plate)}\n`);

    const faults = faultsOf({ text });

    expect(faults.map((fault) => fault.path)).toEqual([path]);
  });

  it("are refused twice for one object of a CRM, and where no connection has them", () => {
    const fields = `fields: {${plate}}`;
    const twice = withObject(
      `  car: {names: {salesforce: V__c}, ${fields}}\n  van: {names: {salesforce: v__C}, ${fields}}\n`,
    );
    const nowhere = `connections: {m: {provider: hubspot}}\nobjects: {car: {names: {salesforce: V__c}, ${fields}}}`;

    const paths = [twice, nowhere].map((text) => faultsOf({ text, env: wholeEnv }).map((fault) => fault.path));

    expect(paths[0]).toEqual(["objects.car.names.salesforce", "objects.van.names.salesforce"]);
    expect(paths[1]).toContain("objects.car");
  });

  it("are told by their nearest name where a list misspells them", () => {
    const text = `connections: {sales: {provider: salesforce, objects: [vehicel]}}
objects: {vehicle: {names: {salesforce: Vehicle__c}, fields: {${plate}}}}`;

    const [fault] = faultsOf({ text });

    expect(fault).toMatchObject({ path: "connections.sales.objects[0]", nearest: "vehicle", mend: "Write vehicle." });
  });
});
