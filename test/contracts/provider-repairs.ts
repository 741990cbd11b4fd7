import { describe, expect, it } from "vitest";
import type { Fields } from "../../engine/record.ts";
import { type Failure, failuresOf, seller } from "../fakes/make-fail.ts";
import { cannotItems } from "../features/cannot.ts";
import type { Make, Rig, RigName } from "./crm-rig.ts";
import { update } from "./writes.ts";

/** What a repair from chat needs to know of a refusal: its reason, its field, and that it ends with its cause. */
export function repairContract(name: RigName, make: Make): void {
  describe("a refusal and its cause", () => {
    it.each(failuresOf(name))(
      "%s: tells reason and field, and is over when its cause is (E32–E40)",
      async (_id, failure) => {
        const rig = await make();
        const crm = rig.connect();
        const record = rig.person.create(failure.object, named(failure, failure.good));
        const parent = rig.person.create("account", { name: "Parent" });
        const write = async (fields: Fields) =>
          crm.push(failure.object, [update("a", record, await written(rig, failure, fields, parent))]);
        const mend = failure.make(rig.control, { id: record, parent });

        const [refused] = await write(failure.bad);
        mend?.();
        const [mended] = mend === null ? [] : await write(failure.bad);
        const [better] = failure.better === null ? [] : await write(failure.better);

        expect(refused).toMatchObject({ ok: false, reason: failure.reason, field: failure.field, unsure: false });
        expect(refused).toMatchObject({ existingId: failure.existing ? expect.any(String) : null });
        expect(refused && !refused.ok && refused.mayForce).toBe(failure.mayForce ?? undefined);
        expect(mended?.ok).toBe(mend === null ? undefined : true);
        expect(better?.ok).toBe(failure.better === null ? undefined : true);
      },
    );
  });

  it("lists every failure of a record that the CRM cannot have, with the source that says so (E32–E40)", () => {
    const made = failuresOf(name).map(([id]) => id);

    const all = [...made.filter((id) => id !== "owner"), ...Object.keys(cannotItems[name] ?? {})];

    expect(all.toSorted()).toEqual(["E32", "E33", "E34", "E35", "E36", "E37", "E38", "E39", "E40"]);
  });

  it("tells what is in the recycle bin, what was merged and what is nowhere, and says nothing of the living (C4)", async () => {
    const { person, connect, provider, clock } = await make();
    const [live = "", deleted = "", loser = ""] = ["Live", "Deleted", "Loser"].map((last_name) =>
      person.create("contact", { last_name }),
    );
    clock.now += 60_000;
    person.delete("contact", deleted);
    person.merge("contact", loser, live);
    const crm = connect();

    const told = await crm.gone?.("contact", [live, deleted, loser, ...strangers[provider.id]]);

    const nowhere = { state: "nowhere", mergedInto: null, at: null };
    expect(
      told?.toSorted((a, b) => a.state.localeCompare(b.state) || a.externalId.localeCompare(b.externalId)),
    ).toEqual([
      { externalId: deleted, state: "bin", mergedInto: null, at: clock.now },
      ...(make.can("merges")
        ? [{ externalId: loser, state: "merged", mergedInto: live, at: provider.id === "hubspot" ? null : clock.now }]
        : []),
      ...[...(make.can("merges") ? [] : [loser]), ...strangers[provider.id]]
        .toSorted((a, b) => a.localeCompare(b))
        .map((externalId) => ({ externalId, ...nowhere })),
    ]);
  });

  it("sees a record again that somebody restored from the bin (C4)", async () => {
    const { person, connect, control, provider, ours } = await make();
    const id = person.create("contact", { last_name: "Lovelace", email: "ada@x.test" });
    person.delete("contact", id);
    const crm = connect();
    const before = await crm.read("contact", [id]);

    control("POST", `${provider.id}/records/${provider.objects.contact}/${id}/restore`);

    const [record] = await crm.read("contact", [id]);
    expect(before).toEqual([]);
    expect(ours("contact", record)).toMatchObject({ last_name: "Lovelace", email: "ada@x.test" });
    expect(await crm.gone?.("contact", [id])).toEqual([]);
  });

  it("knows the page of the recycle bin below the CRM's own address", async () => {
    const { provider, connect, token } = await make();
    const identity = await connect().identity();

    const pages = ["contact", "account"].map((object) => provider.binUrl?.(identity, token, object));

    for (const page of pages) expect(page).toMatch(/^http/);
    expect(provider.binUrl?.(null, null, "contact")).toBeNull();
  });

  // HubSpot's sign-in asks for the owners where they are synced.
  it.runIf(name !== "hubspot")("has whoever owns records as a list, and says who is active", async () => {
    const { connect, provider, fault } = await make();
    fault("deactivate-user", { user: provider.id === "pipedrive" ? 11_003 : seller[provider.id] });
    const crm = connect();

    const { records } = await crm.changes("owner", null);

    const active = provider.fields.owner?.active ?? "";
    const gone = records
      .filter(({ fields }) => fields[active] === false)
      .map(({ fields }) => fields[provider.fields.owner?.name ?? ""]);
    expect(gone.toSorted()).toEqual(["Jo Seller", "Kim Former"]);
    expect(records.length).toBe(4);
  });
}

/** Ids that no record has, and one that is none. */
const strangers: Readonly<Record<RigName, readonly string[]>> = {
  salesforce: ["0035Y0000099999QAA", "nonsense"],
  hubspot: ["999999", "nonsense"],
  pipedrive: ["999999", "nonsense"],
};

/** As a person writes it by hand, who picks options by their labels. */
function named(failure: Failure, fields: Fields): Fields {
  const { ours, remote } = failure;
  if ((ours !== "industry" && ours !== "owner_id") || remote === null || fields[ours] === undefined) return fields;
  const { [ours]: value = null, ...rest } = fields;
  return { ...rest, [remote]: value };
}

/** In the CRM's words, options by their values as it describes them now. */
async function written(rig: Rig, failure: Failure, fields: Fields, parent: string): Promise<Fields> {
  const { fields: described } = await rig.connect().describe(failure.object);
  const theirs = rig.theirs(failure.object, named(failure, fields));
  const own = Object.entries(theirs).map(([name, value]) => {
    const option = described[name]?.options?.find(({ label }) => label === value);
    const named: Fields = { $parent: parent, $seller: seller[rig.provider.id] };
    return [name, named[String(value)] ?? option?.value ?? value];
  });
  return Object.fromEntries(own);
}
