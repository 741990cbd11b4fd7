import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { limitViews, outlookSamples } from "../../engine/asked/limits.ts";
import { ensureConnection, noTrouble, saveSuccess } from "../../engine/store/connections.ts";
import { openStore } from "../../engine/store/open.ts";
import { sentOnce, urgentRows } from "../../engine/store/owed.ts";
import { countUnknown, readUnknowns } from "../../engine/store/unknowns.ts";
import { addUsageSample, lastSampleAt } from "../../engine/store/usage.ts";
import { sandboxSettings } from "../../src/sandbox/program/settings.ts";
import { bedConfig } from "../fakes/bed-config.ts";
import { realClock } from "../fakes/ports.ts";
import { startPostgres } from "../fakes/postgres.ts";

const MINUTE = 60_000;
const now = Date.UTC(2026, 10, 21, 12);

let server: Awaited<ReturnType<typeof startPostgres>>;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

describe.each(["SQLite", "PostgreSQL"])("what is known of limits, in %s", (dialect) => {
  async function opened(name: string) {
    const url = dialect === "SQLite" ? ":memory:" : await server.database(name);
    const { settings } = bedConfig(sandboxSettings());
    const store = await openStore({ url, objects: { contact: ["email"] }, clock: realClock, log: () => {} });
    await store.write((sql) => ensureConnection(sql, "salesforce", "salesforce", now));
    return { store, settings };
  }

  it("shows 20 samples of the last day, with the pace and the end of the quota", async () => {
    const { store, settings } = await opened("limits1");
    await store.write(async (sql) => {
      for (let at = now - 30 * 60 * MINUTE; at <= now; at += 2 * MINUTE) {
        const used = 40_000 + (at > now - 60 * MINUTE ? ((at - now + 60 * MINUTE) / MINUTE) * 100 : 0);
        await addUsageSample(sql, "salesforce", { at, used, quota: 100_000, ours: 1 });
      }
      const usage = { burst: null, daily: { used: 46_000, limit: 100_000, resetAt: now + 12 * 60 * MINUTE } };
      await saveSuccess(sql, "salesforce", { now, trouble: noTrouble, usage });
    });

    const samples = await store.read((sql) => outlookSamples(sql, "salesforce", now));
    const [view] = await store.read((sql) => limitViews(sql, settings, now));
    const last = await store.read((sql) => lastSampleAt(sql, "salesforce"));
    await store.close();

    expect(last).toBe(now);
    expect(samples.length).toBeGreaterThan(80);
    expect(samples.length).toBeLessThan(100);
    expect(samples.map((sample) => sample.at)).toEqual([...samples.map((sample) => sample.at)].sort((a, b) => a - b));
    expect(view?.daily).toMatchObject({ level: "free", perHour: 6_000, exhaustedAt: now + 9 * 60 * MINUTE });
    expect(view?.daily?.samples.length).toBeLessThanOrEqual(20);
    expect(view?.daily?.samples.length).toBeGreaterThan(15);
  });

  it("adds the calls of two samples of one moment, and the times of one unknown error", async () => {
    const { store } = await opened("limits2");
    const unknown = { provider: "hubspot", fingerprint: "f", code: null, status: 400, sample: "Odd", at: now } as const;

    await store.write(async (sql) => {
      for (const used of [10, 12]) await addUsageSample(sql, "salesforce", { at: now, used, quota: 100, ours: 3 });
      await countUnknown(sql, unknown);
      await countUnknown(sql, { ...unknown, times: 4 });
    });

    const told = await store.read(async (sql) => ({
      samples: await outlookSamples(sql, "salesforce", now),
      unknowns: await readUnknowns(sql, 5),
      urgent: await urgentRows(sql),
      sent: await sentOnce(sql, { connection: "salesforce", object: "contact" }, ["c1"]),
    }));
    await store.close();

    expect(told.samples).toEqual([{ at: now, used: 12, quota: 100, ours: 6 }]);
    expect(told.unknowns).toMatchObject([{ times: 5 }]);
    expect([told.urgent.size, told.sent.size]).toEqual([0, 0]);
  });
});
