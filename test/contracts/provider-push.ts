import { expect, it } from "vitest";
import type { Make } from "./crm-rig.ts";
import { create, idOf, remove, update } from "./writes.ts";

/** Writing: one result per write, with the reason of each. */
export function pushContract(make: Make): void {
  it("creates, updates, clears and deletes", async () => {
    const { connect, theirs, ours } = await make();
    const crm = connect();

    const [account] = await crm.push("account", [
      create("a", theirs("account", { name: "Acme", domain: "acme.test" })),
    ]);
    const given = { first_name: "Ann", last_name: "Z", email: "ann@x.test", account_id: idOf(account) };
    const [made] = await crm.push("contact", [create("k", theirs("contact", given))]);
    const [first] = await crm.read("contact", [idOf(made)]);
    const [changed] = await crm.push("contact", [
      update("k", idOf(made), theirs("contact", { first_name: null, title: "CEO", account_id: null })),
    ]);
    const [second] = await crm.read("contact", [idOf(made)]);
    const [deleted] = await crm.push("contact", [remove("k", idOf(made))]);
    const left = await crm.read("contact", [idOf(made)]);

    expect(made).toMatchObject({ key: "k", ok: true, created: true });
    expect(ours("contact", first)).toMatchObject(given);
    expect(changed).toEqual({ key: "k", ok: true, externalId: idOf(made), created: false });
    expect(ours("contact", second)).toMatchObject({ first_name: null, title: "CEO", account_id: null, last_name: "Z" });
    expect(deleted).toEqual({ key: "k", ok: true, externalId: idOf(made), created: false });
    expect(left).toEqual([]);
  });

  it("moves a contact to another account", async () => {
    const { connect, theirs, ours, person } = await make();
    const crm = connect();
    const accounts = ["One", "Two"].map((name) => person.create("account", { name }));
    const id = person.create("contact", { last_name: "Z", account_id: accounts[0] ?? null });

    const [moved] = await crm.push("contact", [
      update("k", id, theirs("contact", { account_id: accounts[1] ?? null })),
    ]);

    const [record] = await crm.read("contact", [id]);
    expect(moved?.ok).toBe(true);
    expect(ours("contact", record).account_id).toBe(accounts[1]);
  });

  it("answers each write for itself, in order (E34, E38)", async () => {
    const { connect, theirs, person, schema, provider } = await make();
    const field = provider.fields.contact?.title ?? "";
    schema("contact", { op: "retype-field", field, type: "picklist" });
    schema("contact", { op: "add-option", field, value: "CEO" });
    const gone = person.create("contact", { last_name: "Gone", email: "gone@x.test" });
    person.delete("contact", gone);
    const live = person.create("contact", { last_name: "Live", email: "live@x.test" });

    const results = await connect().push("contact", [
      create("a", theirs("contact", { last_name: "A", title: "CEO" })),
      create("b", theirs("contact", { last_name: "B", title: "Wizard" })),
      update("c", gone, theirs("contact", { last_name: "C" })),
      create("d", theirs("contact", { last_name: "D", email: "not an address" })),
      create("e", theirs("contact", { last_name: "E", account_id: live })),
      update("f", live, theirs("contact", { last_name: "F" })),
      create("g", theirs("contact", { last_name: "G" })),
    ]);

    expect(results.map((result) => [result.key, result.ok ? "ok" : result.reason])).toEqual([
      ["a", "ok"],
      ["b", "DATA_PICKLIST_INVALID"],
      ["c", "REC_DELETED"],
      ["d", make.can("emails") ? "DATA_FORMAT" : "ok"],
      ["e", "REF_INVALID"],
      ["f", "ok"],
      ["g", "ok"],
    ]);
    expect(results.map((result) => (result.ok ? null : result.unsure))).not.toContain(true);
  });

  it("blames only the rows that have a field which is gone", async () => {
    const { connect, theirs } = await make();
    const bad = { ...theirs("contact", { last_name: "B" }), No_Such_Field__c: "x" };

    const results = await connect().push("contact", [
      create("a", theirs("contact", { last_name: "A" })),
      create("b", bad),
      create("c", theirs("contact", { last_name: "C" })),
    ]);

    expect(results.map((result) => (result.ok ? "ok" : [result.reason, result.field]))).toEqual([
      "ok",
      ["SCHEMA_FIELD_MISSING", "No_Such_Field__c"],
      "ok",
    ]);
  });

  it.runIf(make.can("rules"))("tells the words and the field of a validation rule (A14, E36)", async () => {
    const { connect, theirs, schema, provider } = await make();
    const field = provider.fields.contact?.title ?? "";
    const message = "Interns need a mentor first.";
    schema("contact", { op: "add-rule", name: "Mentor", field, message, when: { op: "equals", value: "Intern" } });

    const [result] = await connect().push("contact", [
      create("a", theirs("contact", { last_name: "A", title: "Intern" })),
    ]);

    expect(result).toMatchObject({ ok: false, reason: "RULE_VALIDATION", field, detail: message, unsure: false });
  });

  it.runIf(make.can("rules"))("says which field is required (E33)", async () => {
    const { connect, theirs, schema, provider } = await make();
    const field = provider.fields.account?.phone ?? "";
    schema("account", { op: "set-required", field, on: true });

    const [result] = await connect().push("account", [create("a", theirs("account", { name: "A" }))]);
    const described = await connect().describe("account");

    expect(result).toMatchObject({ ok: false, reason: "DATA_REQUIRED_MISSING", field });
    expect(described.fields[field]?.required).toBe(true);
  });

  it("sends a full batch in a few requests, also when rows of it are bad", async () => {
    const { connect, theirs, provider, requests } = await make();
    const writes = Array.from({ length: provider.limits.batch }, (_, at) =>
      create(`k${at}`, theirs("contact", { last_name: `L${at}`, email: at % 10 === 3 ? "bad" : `a${at}@x.test` })),
    );
    const before = requests.length;

    const results = await connect().push("contact", writes);

    const bad = results.filter((result) => !result.ok).map((result) => result.key);
    expect(results.map((result) => result.key)).toEqual(writes.map((write) => write.key));
    expect(bad).toEqual(writes.map((write) => write.key).filter((key) => make.can("emails") && key.endsWith("3")));
    expect(requests.length - before).toBeLessThan(make.can("batches") ? 5 : writes.length + 1);
  });

  it.runIf(make.can("locks"))("locks out one row, not the batch (E37)", async () => {
    const { connect, theirs, person, fault, provider } = await make();
    const [a = "", b = ""] = ["A", "B"].map((last_name) => person.create("contact", { last_name }));
    fault("lock-row", { type: provider.objects.contact, id: a });

    const results = await connect().push("contact", [
      update("a", a, theirs("contact", { title: "x" })),
      update("b", b, theirs("contact", { title: "y" })),
    ]);

    expect(results.map((result) => (result.ok ? "ok" : result.reason))).toEqual(["REC_LOCKED_ROW", "ok"]);
  });

  it("deletes what is gone already, and never what has no id", async () => {
    const { connect, person } = await make();
    const id = person.create("contact", { last_name: "Z" });
    person.delete("contact", id);

    const results = await connect().push("contact", [remove("a", id), remove("b", "../1,2")]);

    expect(results.map((result) => (result.ok ? "ok" : result.reason))).toEqual(["ok", "REC_DELETED"]);
  });
}
