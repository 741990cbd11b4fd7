import { expect, it } from "vitest";
import { dealContactsSuite } from "../contracts/engine-deal-contacts.ts";
import { memberViewsSuite } from "../contracts/member-views.ts";
import { bed, temporaryFile } from "../fakes/bed.ts";

dealContactsSuite("SQLite", async () => temporaryFile());
memberViewsSuite("SQLite", async () => ":memory:");

it("Pipedrive takes one of them, and says so of more", async () => {
  const own = await bed({
    yaml: `
connections:
  salesforce: { provider: salesforce, objects: [account, contact, deal], poll: 5s, share: 100 }
  pipedrive: { provider: pipedrive, objects: [account, contact, deal], poll: 5s, share: 100 }
objects:
  contact: { match: [[email]] }
  deal: { fields: { contact_ids: {}, stage: { pipedrive: null } } }
`,
  });
  const [ada, bob] = ["ada", "bob"].map((name) =>
    own.create("salesforce", "Contact", { LastName: name, Email: `${name}@x.test` }),
  );
  const fields = { Name: "Frame", StageName: "Prospecting", CloseDate: "2026-12-01", Amount: 100 };
  const deal = own.create("salesforce", "Opportunity", fields);
  own.create("salesforce", "OpportunityContactRole", { OpportunityId: deal, ContactId: ada });
  for (const crm of ["salesforce", "pipedrive"] as const) await (await own.signIn(crm)).confirm();
  const polls = async () => {
    for (let n = 0; n < 5; n += 1) {
      await own.clock.advance(5_000);
      await own.rest();
    }
  };
  const persons = () => own.list("pipedrive", "deals").records.map((one) => one.fields.person_id);
  const people = () =>
    new Map(own.list("pipedrive", "persons").records.map((one) => [one.fields.name, Number(one.id)]));

  await polls();
  const first = persons();
  own.create("salesforce", "OpportunityContactRole", { OpportunityId: deal, ContactId: bob });
  await polls();

  expect(first.map(Number)).toEqual([people().get("ada")]);
  expect(persons()).toEqual(first);
  const told = await own.engine.outcomes({ limit: 5 });
  expect(told.map(({ connection, reason, field }) => ({ connection, reason, field }))).toEqual([
    { connection: "pipedrive", reason: "SCHEMA_TYPE_CHANGED", field: "contact_ids" },
  ]);
  await own.close();
});
