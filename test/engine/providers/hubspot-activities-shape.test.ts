import { describe, expect, it } from "vitest";
import { maker } from "../../contracts/crm-rig.ts";

const make = maker("hubspot");
const types = ["tasks", "calls", "emails", "meetings", "notes"] as const;

describe("activities of HubSpot", () => {
  it("that may not be read at all are trouble", async () => {
    const rig = await make();
    for (const type of types)
      rig.control("PATCH", `hubspot/schema/${type}`, {
        op: "set-permission",
        level: "object",
        read: false,
        write: false,
      });

    const asked = rig.connect().changes("activity", null);

    await expect(asked).rejects.toMatchObject({ trouble: { reason: "AUTH_SCOPE_MISSING" } });
  });

  it("are described as one object whose type is among five, with no more than is there", async () => {
    const { connect, provider } = await make();

    const { fields, creatable } = await connect().describe("activity");

    const names = Object.values(provider.fields.activity ?? {});
    expect(names.filter((name) => fields[name] === undefined)).toEqual([]);
    expect(creatable).toBe(true);
    expect(fields.activity_contact).toMatchObject({ type: "reference", references: ["contact"], updatable: true });
    expect(fields.hs_timestamp).toMatchObject({ type: "datetime", required: false });
    expect(fields.crmsync_id?.unique).toBe(true);
  });

  it("have pages of their own in HubSpot", async () => {
    const { connect, provider } = await make();
    const identity = await connect().identity();

    const urls = ["calls-12", "notes-3", "12"].map((id) => provider.recordUrl(identity, null, "activity", id));

    expect(urls).toEqual([
      `https://app.hubspot.com/contacts/${identity.id}/record/0-48/12`,
      `https://app.hubspot.com/contacts/${identity.id}/record/0-46/3`,
      null,
    ]);
  });
});
