import { afterEach, expect, it } from "vitest";
import { bed } from "../fakes/bed.ts";

const yaml = `workspace: two
connections:
  salesforce: { provider: salesforce, poll: 5s, objects: [account, contact] }
  pipedrive: { provider: pipedrive, poll: 5s, objects: [account, contact] }
`;

const beds: Awaited<ReturnType<typeof bed>>[] = [];
afterEach(async () => {
  const used = beds.splice(0);
  for (const own of used) await own.close();
  expect(used.flatMap((own) => own.errors)).toEqual([]);
});

/** Sixty new accounts, each of which Pipedrive is searched for twice, nine searches in two seconds. */
it("sends what a person waits for between two batches of what is owed of another object", async () => {
  const asked: string[] = [];
  const onRequest = (crm: string, { method, url }: { method: string; url: string }) => {
    const { pathname, searchParams } = new URL(url);
    if (crm !== "pipedrive") return;
    if (/search/i.test(pathname)) asked.push("search");
    else if (method === "GET" && pathname.endsWith("/persons") && searchParams.has("ids")) asked.push("person");
  };
  const own = await bed({ yaml, onRequest });
  beds.push(own);
  for (const crm of ["salesforce", "pipedrive"] as const) await (await own.signIn(crm)).confirm();
  own.create("salesforce", "Contact", { FirstName: "Ada", LastName: "Lovelace", Email: "ada@x.test" });
  await own.run(20_000);
  const [row] = await own.sql<{ id: string }>("select id from contacts");
  for (let n = 0; n < 60; n += 1) own.create("salesforce", "Account", { Name: `Firm ${n}`, Website: `firm${n}.test` });
  asked.length = 0;
  for (let n = 0; n < 30 && asked.length < 5; n += 1) await own.run(1_000);

  await own.engine.orderResync({ record: { object: "contact", id: row?.id ?? "" } }, "U1");
  await own.run(60_000);

  const searches = asked.filter((each) => each === "search").length;
  const before = asked.slice(0, asked.indexOf("person")).filter((each) => each === "search").length;
  expect(searches).toBeGreaterThanOrEqual(120);
  expect(before).toBeLessThanOrEqual(40);
  expect(own.list("pipedrive", "organizations").total).toBe(60);
});

it("reads what a person waits for between two pages of a first sync", async () => {
  const asked: string[] = [];
  const onRequest = (crm: string, { method, url }: { method: string; url: string }) => {
    const { pathname, searchParams } = new URL(url);
    if (crm !== "pipedrive" || method !== "GET" || !pathname.endsWith("/persons")) return;
    asked.push(searchParams.has("ids") ? "person" : "page");
  };
  const alone = yaml.replace(/ {2}salesforce.*\n/, "").replace("account, contact", "contact");
  const own = await bed({ yaml: `${alone}objects: { contact: { required: [email] } }\n`, onRequest });
  beds.push(own);
  const silent = own.create("pipedrive", "persons", { name: "Nobody" });
  for (let n = 0; n < 5_000; n += 1) own.create("pipedrive", "persons", { name: `Person ${n}`, email: `p${n}@x.test` });
  const slow = own.fault("pipedrive", "slow", { ms: 3_000 });
  await (await own.signIn("pipedrive")).confirm();
  const left = () => own.engine.outcomes({ direction: "inbound", limit: 10 });
  for (let n = 0; n < 30 && (await left()).length === 0; n += 1) await own.run(1_000);

  const remote = { connection: "pipedrive", object: "contact", externalId: silent };
  const { runId } = await own.engine.orderResync({ remote }, "U1");
  await own.run(40_000);
  own.heal(slow.id);
  await own.run(10_000);

  const run = await own.engine.run(runId);
  expect(run).toMatchObject({ state: "completed", wanted: 1 });
  // The first sync alone has ten pages.
  expect(asked.indexOf("person")).toBeGreaterThan(0);
  expect(asked.indexOf("person")).toBeLessThan(8);
});
