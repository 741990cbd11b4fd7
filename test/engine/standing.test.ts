import { afterEach, expect, it } from "vitest";
import { bed } from "../fakes/bed.ts";

const yaml = (policy: string, deletes: string) => `workspace: test
connections:
  salesforce: { provider: salesforce, objects: [contact], poll: 5s, share: 100 }
  hubspot: { provider: hubspot, objects: [contact], poll: 5s, share: 100 }
objects:
  contact: { delete: ${deletes}, fields: { title: { conflict: ${policy} } } }
`;

const beds: Awaited<ReturnType<typeof bed>>[] = [];
afterEach(async () => {
  const used = beds.splice(0);
  for (const own of used) await own.close();
  expect(used.flatMap((own) => own.errors)).toEqual([]);
});

type Own = Awaited<ReturnType<typeof bed>>;

async function polls(own: Own, times: number, engines: Parameters<Own["rest"]>[0] = [own.engine]) {
  for (let n = 0; n < times; n += 1) {
    await own.clock.advance(60_000);
    await own.rest(engines);
  }
}

/** Ada, known in both CRMs. */
async function ready(policy = "newest", deletes = "never") {
  const own = await bed({ yaml: yaml(policy, deletes) });
  beds.push(own);
  for (const crm of ["salesforce", "hubspot"] as const) await (await own.signIn(crm)).confirm();
  await own.rest();
  const remote = own.create("salesforce", "Contact", { LastName: "Ada", Email: "ada@x.test", Title: "Clerk" });
  await polls(own, 3);
  const [row] = await own.sql<{ id: string }>("select id from contacts");
  return { own, remote, id: row?.id ?? "" };
}

it("a record waits no longer when a pull has shown that the CRM took the write whose answer was lost (C3)", async () => {
  const { own, id } = await ready();

  await own.write("update contacts set phone = '+49 30 1'");
  own.fault("hubspot", "drop-answer", { times: 1 });
  await own.rest();
  const [waiting] = await own.engine.findRecords(id, 1);
  await polls(own, 10);
  const [after] = await own.engine.findRecords(id, 1);

  expect(waiting?.state).toBe("pending");
  expect(own.list("hubspot", "contacts").records[0]?.fields.phone).toBe("+49 30 1");
  expect([after?.state, after?.links.map((link) => link.state)]).toEqual(["synced", ["synced", "synced"]]);
});

it("what a switch kept back is sent when it is on again, although another field waits for a decision (B23, E30)", async () => {
  const { own, remote } = await ready("ask");
  const { connections } = own.config.settings;
  const off = connections.map((each) => (each.name === "salesforce" ? { ...each, export: false } : each));
  const rows = { ...own.rows, close: async () => {} };

  const outage = own.fault("salesforce", "outage");
  await own.write("update contacts set title = 'Countess'");
  await own.rest();
  own.edit("salesforce", "Contact", remote, { Title: "Baroness" });
  own.heal(outage.id);
  await polls(own, 10);
  const silent = await own.open("worker-2", rows, { ...own.config.settings, connections: off });
  await own.write("update contacts set phone = '+49 30 1'");
  await polls(own, 2, [silent]);
  const kept = own.list("salesforce", "Contact").records[0]?.fields;
  const loud = await own.open("worker-3", rows);
  await polls(own, 2, [loud]);

  expect(kept).toMatchObject({ Title: "Baroness", Phone: null });
  expect(own.list("salesforce", "Contact").records[0]?.fields).toMatchObject({ Title: "Baroness", Phone: "+49 30 1" });
  expect((await loud.conflicts()).map(({ field }) => field)).toEqual(["title"]);
});

it.each([
  ["never", ["REC_DELETED"]],
  ["inbound", []],
])(
  "what a CRM refused is no longer refused for that when its record was deleted there (C4, %s)",
  async (deletes, left) => {
    const { own, remote } = await ready("newest", deletes);
    const refused = { connection: "salesforce", direction: "outbound", limit: 5 } as const;

    await own.write("update contacts set phone = 'no digits'");
    await polls(own, 2);
    const before = await own.engine.outcomes(refused);
    own.control("DELETE", `salesforce/records/Contact/${remote}`);
    await polls(own, 4);
    const after = await own.engine.outcomes(refused);

    expect(before.map(({ reason }) => reason)).toEqual(["RULE_VALIDATION"]);
    expect(after.map(({ reason }) => reason)).toEqual(left);
  },
);
