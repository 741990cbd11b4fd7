import { afterEach, describe, expect, it } from "vitest";
import type { HttpResponse } from "../../engine/provider.ts";
import { cursorKey } from "../../engine/store/cursors.ts";
import { bed } from "../fakes/bed.ts";

type Bed = Awaited<ReturnType<typeof bed>>;
let open: Bed | undefined;

afterEach(async () => {
  await open?.close();
  open = undefined;
});

/** Salesforce's count says that there are many accounts, so that their backfill is a Bulk job. */
async function largeOrg(change: (path: string, answer: HttpResponse) => HttpResponse = (_, answer) => answer) {
  const paths: string[] = [];
  open = await bed({
    between: (crm, { method, url }, answer) => {
      const path = `${method} ${decodeURIComponent(url).replace(/^.*\/v\d+\.0/, "")}`;
      if (crm === "salesforce") paths.push(path);
      if (/COUNT\(\) FROM Account WHERE/.test(path))
        return { ...answer, body: answer.body.replace(/"totalSize":\d+/, '"totalSize":60000') };
      return change(path, answer);
    },
  });
  const accounts = Array.from({ length: 5 }, (_, at) => open?.create("salesforce", "Account", { Name: `A${at}` }));
  open.create("salesforce", "Contact", { LastName: "Child", Email: "c@x.test", AccountId: accounts[0] });
  await (await open.signIn("salesforce")).confirm();
  return { world: open, paths };
}

/** Objects of Salesforce whose backfill has begun. */
const begun = (world: Bed) =>
  world.sql<{ object: string; done: number }>(
    "select object, done from cursors where connection = 'salesforce' and started_at is not null order by object",
  );

describe("a backfill that the CRM has to prepare", () => {
  it("is waited for in peace: no call, no run, nobody stuck, and no child before its parent", async () => {
    const { world, paths } = await largeOrg();
    await world.run(2_000);
    const asked = paths.length;

    await world.run(2_000);
    const meanwhile = await begun(world);
    const runs = await world.sql("select id from runs where connection = 'salesforce'");
    const view = (await world.engine.overview()).find(({ name }) => name === "salesforce");
    const account = view?.objects.find(({ object }) => object === "account");

    expect(paths.filter((path) => path.includes("/jobs/"))).toEqual(["POST /jobs/query"]);
    expect(paths.slice(asked)).toEqual([]);
    expect(meanwhile).toEqual([{ object: "account", done: 0 }]);
    expect(runs).toEqual([]);
    expect(view?.health.state).toBe("backfilling");
    expect(account).toMatchObject({ done: 0, total: 60_000 });
  });

  it("is taken in when it is there, and the children after it", async () => {
    const { world } = await largeOrg();

    await world.run(30_000);
    const children = await world.sql<{ name: string }>(
      "select a.name from contacts c join accounts a on a.id = c.account_id where c.email = 'c@x.test'",
    );
    const runs = await world.sql("select state from runs where object = 'account' and kind = 'backfill'");

    expect(children).toEqual([{ name: "A0" }]);
    expect(runs).toEqual([{ state: "completed" }]);
    expect(world.errors).toEqual([]);
  });

  it("that has to begin again counts no record twice", async () => {
    const { world, paths } = await largeOrg((path, answer) =>
      path.includes("/results") && !path.includes("locator")
        ? { ...answer, headers: { ...answer.headers, "sforce-locator": "elsewhere" } }
        : answer,
    );

    await world.run(30_000);
    const accounts = await world.sql<{ many: number }>("select count(*) as many from accounts");
    const counted = await begun(world);

    expect(paths.filter((path) => path.includes("/results")).length).toBe(2);
    expect(Number(accounts[0]?.many)).toBe(5);
    expect(counted).toContainEqual({ object: "account", done: 5 });
  });
});

it("knows a cursor again in whatever order a store keeps its keys: no page is asked for twice", () => {
  const kept = cursorKey({ until: 5, phase: "backfill", id: null });

  expect(kept).toBe(cursorKey({ id: null, phase: "backfill", until: 5 }));
  expect(kept).not.toBe(cursorKey({ id: "x", phase: "backfill", until: 5 }));
  expect(cursorKey(null)).not.toBe(cursorKey({}));
});
