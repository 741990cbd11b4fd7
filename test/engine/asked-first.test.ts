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
