import { expect, it } from "vitest";
import { type Make, start } from "./crm-rig.ts";

const minute = 60_000;

/** Describe, read and find. */
export function readContract(make: Make): void {
  it("describes the standard fields", async () => {
    const { connect, provider } = await make();

    const schema = await connect().describe("contact");

    const names = provider.fields.contact ?? {};
    const field = (ours: string) => schema.fields[names[ours] ?? ""];
    expect(Object.values(names).filter((name) => schema.fields[name] === undefined)).toEqual([]);
    expect(field("email")).toMatchObject({ type: "email", creatable: true, updatable: true, options: null });
    expect(field("phone")).toMatchObject({ type: "phone" });
    expect(field("account_id")).toMatchObject({ type: "reference", references: ["account"], updatable: true });
    expect(schema).toMatchObject({ object: "contact", creatable: true, updatable: true, deletable: true });
  });

  it("reads by id and leaves out what is not there", async () => {
    const { connect, person, ours } = await make();
    const ids = ["Ann", "Bob"].map((first_name) => person.create("contact", { first_name, last_name: "Z" }));
    person.delete("contact", ids[1] ?? "");

    const found = await connect().read("contact", [...ids, "987654321", "no id at all'"]);

    expect(found.map((record) => record.externalId)).toEqual([ids[0]]);
    expect(ours("contact", found[0])).toMatchObject({ first_name: "Ann", last_name: "Z", email: null });
    expect(found[0]?.modifiedAt).toBe(start);
  });

  it("finds by a value, whatever stands in it", async () => {
    const { connect, person, provider, clock } = await make();
    const names = ["O'Hara", "a\\' OR Name != '", "x, y (z)", "Plain"];
    const ids = names.map((last_name) => person.create("contact", { last_name }));
    clock.now += minute;

    const found = await connect().find("contact", provider.fields.contact?.last_name ?? "", names.slice(0, 3));

    expect(new Set(found.map((record) => record.externalId))).toEqual(new Set(ids.slice(0, 3)));
  });

  it("finds by e-mail at once", async () => {
    const { connect, person, provider } = await make();
    const id = person.create("contact", { last_name: "Z", email: "z@x.test" });

    const found = await connect().find("contact", provider.fields.contact?.email ?? "", ["z@x.test", "none@x.test"]);

    expect(found.map((record) => record.externalId)).toEqual([id]);
  });

  it("asks for nothing when there is nothing to ask", async () => {
    const { connect, requests } = await make();
    const before = requests.length;

    const found = [await connect().read("contact", []), await connect().find("contact", "email", [])];

    expect(found).toEqual([[], []]);
    expect(requests.length).toBe(before);
  });

  it("names the page of a record in the CRM", async () => {
    const { provider, connect, token } = await make();
    const identity = await connect().identity();

    const url = provider.recordUrl(identity, token, "contact", "5/../1");

    expect(url).toMatch(/^https?:\/\//);
    expect(url).not.toContain("/../");
  });
}
