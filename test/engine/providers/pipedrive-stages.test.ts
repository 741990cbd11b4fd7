import { expect, it } from "vitest";
import { type Rig, rig } from "../../contracts/crm-rig.ts";
import { create, idOf, update } from "../../contracts/writes.ts";

/** Where a deal stands in Pipedrive's own two fields. */
async function standing(own: Rig, id: string): Promise<readonly unknown[]> {
  const { provider, app, token, request, clock } = own;
  const fields = { deal: ["stage_id", "status"] };
  const [deal] = await provider.connect({ app, token, request, fields, now: () => clock.now }).read("deal", [id]);
  return [deal?.fields.stage_id, deal?.fields.status];
}

it("tells won and lost as stages: there a deal keeps its stage and has a status beside it", async () => {
  const { connect, person } = await rig("pipedrive");
  const deal = (status: string) => person.create("deal", { name: status, stage: 2, status });
  const ids = [deal("open"), deal("won"), deal("lost")];

  const read = await connect().read("deal", ids);
  const schema = await connect().describe("deal");

  expect(read.map(({ fields }) => fields.stage_id)).toEqual(["2", "won", "lost"]);
  expect(schema.fields.stage_id?.options?.slice(-2)).toEqual([
    { value: "won", label: "Won", active: true },
    { value: "lost", label: "Lost", active: true },
  ]);
});

it("writes an end as the status, and a stage opens the deal again", async () => {
  const own = await rig("pipedrive");
  const crm = own.connect();
  const [made] = await crm.push("deal", [create("k", { title: "A", stage_id: "won" })]);
  const id = idOf(made);
  const steps: (readonly unknown[])[] = [await standing(own, id)];

  for (const stage_id of ["3", "lost", "Won", "lost", "4"]) {
    await crm.push("deal", [update("k", id, { stage_id })]);
    steps.push(await standing(own, id));
  }

  expect(steps).toEqual([
    ["1", "won"],
    ["3", "open"],
    ["3", "lost"],
    ["3", "won"],
    ["3", "lost"],
    ["4", "open"],
  ]);
});

it("refuses what is neither a stage nor an end, before it is sent", async () => {
  const { connect, requests } = await rig("pipedrive");
  const before = requests.length;

  const [result] = await connect().push("deal", [create("k", { title: "A", stage_id: "Closed Won" })]);

  expect(result).toMatchObject({ reason: "DATA_PICKLIST_INVALID", field: "stage_id" });
  expect(requests.length).toBe(before);
});

it("leaves both fields as they are to who maps the status to a field of its own", async () => {
  const own = await rig("pipedrive");
  const id = own.person.create("deal", { name: "A", stage: 2, status: "won" });
  const { provider, app, token, request, clock } = own;
  const fields = { deal: ["stage_id", "status"] };
  const crm = provider.connect({ app, token, request, fields, now: () => clock.now });

  await crm.push("deal", [update("k", id, { stage_id: "3" })]);
  const schema = await crm.describe("deal");

  expect(await standing(own, id)).toEqual(["3", "won"]);
  expect(schema.fields.stage_id?.options?.map(({ value }) => value)).not.toContain("won");
});
