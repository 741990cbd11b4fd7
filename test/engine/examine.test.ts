import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bed, temporaryFile } from "../fakes/bed.ts";
import { startPostgres } from "../fakes/postgres.ts";

let server: Awaited<ReturnType<typeof startPostgres>>;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

describe.each(["sqlite", "postgresql"] as const)("on %s", (dialect) => {
  const place = () => (dialect === "sqlite" ? temporaryFile() : server.database("examined"));

  it("tells size, order, the last sign of life, the newest stamp, and the messages; joins resyncs", async () => {
    const own = await bed({ databaseUrl: await place() });
    const { engine, clock } = own;
    await (await own.signIn("salesforce")).confirm();
    for (const name of ["Ann", "Bob"]) own.create("salesforce", "Contact", { LastName: name });
    const young = await engine.examine();
    for (let round = 0; round < 3; round += 1) {
      await clock.advance(5_000);
      await own.rest();
    }
    const post = { key: "p1", platform: "slack", channel: "C1", kind: "test", incidentId: null, remote: null } as const;
    const more = { version: null, attempts: 1, notBefore: null, createdAt: 1, shownAt: null, error: "gone" };
    await engine.savePost({ ...post, ...more, state: "parked" });

    const view = await engine.examine();
    const wish = { outcomes: { connection: "salesforce", reason: "SKIP_NO_EMAIL" } } as const;
    const [one, two] = await Promise.all([engine.joinResync(wish, "a"), engine.joinResync(wish, "b")]);
    const other = await engine.joinResync({ outcomes: { connection: "hubspot" } }, "c");
    await clock.advance(600_000);
    const late = await engine.joinResync(wish, "d");

    expect(young.aliveAt).toBeNull();
    expect(view).toMatchObject({ dialect, posts: { sending: 0, parked: 1 }, faults: dialect === "sqlite" ? [] : null });
    expect(view.bytes).toBeGreaterThan(10_000);
    expect(view.newestAt).toBeGreaterThan(Date.UTC(2026, 10, 21, 10));
    expect(view.newestAt).toBeLessThan(clock.wall() - 599_999);
    const [begun, joined] = one.joined === null ? [one, two] : [two, one];
    expect(begun).toMatchObject({ joined: null, wanted: 2 });
    expect(joined).toMatchObject({ runId: begun.runId, wanted: 2 });
    expect(other).toMatchObject({ joined: null, wanted: 0 });
    expect(late.joined).toBeNull();
    expect((await engine.runTroubles(begun.runId, 5)).length).toBe(0);
    await own.close();
  });
});
