import { expect, it } from "vitest";
import { hubspot, violationsAt } from "./hubspot-portal.ts";

const time = "2026-12-01T09:00:00.000Z";
/** Each type with HubSpot's own ids of what it is associated with. */
const kinds = [
  ["tasks", "hs_task_subject", "0-27", 204, 216],
  ["calls", "hs_call_title", "0-48", 194, 206],
  ["emails", "hs_email_subject", "0-49", 198, 210],
  ["meetings", "hs_meeting_title", "0-47", 200, 212],
  ["notes", "hs_note_body", "0-46", 202, 214],
] as const;
const kind = (associationTypeId: number) => ({ associationCategory: "HUBSPOT_DEFINED", associationTypeId });

it.each(kinds)(
  "%s are made with a contact and a deal, found and archived",
  (type, title, number, toContact, toDeal) => {
    const hub = hubspot({ searchLagMs: 0 });
    const contact = hub.create("contacts", { lastname: "Lovelace" });
    const deal = hub.create("deals", { dealname: "Big", dealstage: "Prospecting" });
    const properties = {
      hs_timestamp: time,
      [title]: "Words",
      ...(type === "emails" && { hs_email_direction: "EMAIL" }),
    };
    const associations = [
      { to: { id: contact }, types: [kind(toContact)] },
      { to: { id: deal }, types: [kind(toDeal)] },
    ];
    const objects = `/crm/v3/objects/${type}`;

    const made = hub.call("POST", objects, { properties, associations });
    const listed = hub.call("GET", `/crm/v3/objects/${number}?associations=contacts,deals`);
    const found = hub.call("POST", `${objects}/search`, {
      filterGroups: [{ filters: [{ propertyName: title, operator: "EQ", value: "words" }] }],
    });
    const linked = hub.call("POST", `/crm/v4/associations/${type}/deals/batch/read`, {
      inputs: [{ id: made.body.id }],
    });
    const archived = hub.call("POST", `${objects}/batch/archive`, { inputs: [{ id: made.body.id }] });
    const gone = hub.call("GET", `${objects}?archived=true`);

    expect(made.status).toBe(201);
    expect(violationsAt("POST", "/crm/v3/objects/0-3", made)).toEqual([]);
    expect(listed.body.results[0]?.associations).toMatchObject({
      contacts: { results: [{ id: contact }] },
      deals: { results: [{ id: deal }] },
    });
    expect(found.body.total).toBe(1);
    expect(linked.body.results[0]?.to).toMatchObject([{ toObjectId: deal, associationTypes: [{ typeId: toDeal }] }]);
    expect(archived.status).toBe(204);
    expect(gone.body.results.map(({ id }) => id)).toEqual([made.body.id]);
  },
);

it.each(kinds)("%s need a time", (type, title) => {
  const hub = hubspot();

  const refused = hub.call("POST", `/crm/v3/objects/${type}`, {
    properties: { [title]: "Words", ...(type === "emails" && { hs_email_direction: "EMAIL" }) },
  });

  expect(refused.status).toBe(400);
  expect(refused.body.message).toContain("Some required properties were not set");
});

it("the portal of the sandbox has a few dozen of all types, about its deals and people", () => {
  const hub = hubspot({ records: "world" });

  const lists = kinds.map(([type]) => hub.call("GET", `/crm/v3/objects/${type}?limit=100&associations=deals`));

  const rows = lists.flatMap(({ body }) => body.results);
  expect(rows.length).toBe(60);
  expect(lists.map(({ body }) => body.results.length > 3)).toEqual([true, true, true, true, true]);
  expect(rows.filter(({ associations }) => associations !== undefined).length).toBeGreaterThan(40);
});
