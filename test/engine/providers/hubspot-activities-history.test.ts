import { expect, it } from "vitest";
import type { Cursor } from "../../../engine/provider.ts";
import { maker, type Rig } from "../../contracts/crm-rig.ts";
import fc from "../../fakes/property.ts";

const make = maker("hubspot");
const types = ["tasks", "calls", "emails", "meetings", "notes"] as const;
const second = 1_000;

interface Step {
  readonly writes: readonly { readonly type: number; readonly at: number; readonly gone: boolean }[];
  readonly waitMs: number;
  readonly crash: boolean;
}

/** What people do between two pages, whether the next page is lost in a crash, and what may not be read meanwhile. */
const step = fc.record({
  writes: fc.array(fc.record({ type: fc.nat(4), at: fc.nat(3), gone: fc.boolean() }), { maxLength: 4 }),
  waitMs: fc.constantFrom(0, 500, 5 * second, 40 * second),
  crash: fc.boolean(),
});

function permit(rig: Rig, type: string, read: boolean) {
  rig.control("PATCH", `hubspot/schema/${type}`, { op: "set-permission", level: "object", read, write: read });
}

function idIn(told: unknown): string {
  return typeof told === "object" && told !== null && "id" in told ? String(told.id) : "";
}

/** Plays the history and then lets all become quiet; answers what was never told, or is told otherwise than it is. */
async function missed(steps: readonly Step[], closed: number | null) {
  const rig = await make();
  const live = new Map<string, string>();
  const dead = new Set<string>();
  const seen = new Map<string, unknown>();
  let cursor: Cursor | null = null;
  const page = async (crash: boolean) => {
    const told = await rig.connect().changes("activity", cursor);
    for (const { externalId, fields } of told.records) seen.set(externalId, fields.hs_timestamp);
    for (const { externalId } of told.gone) if (dead.has(externalId)) seen.set(externalId, "gone");
    if (!crash) cursor = JSON.parse(JSON.stringify(told.cursor));
    return told.more;
  };
  const bulk = Array.from({ length: 101 }, () => ({ hs_timestamp: "2026-01-01T00:00:00.000Z" }));
  for (const id of rig.loadAs("calls", bulk)) live.set(`calls-${id}`, "2026-01-01T00:00:00.000Z");
  if (closed !== null) permit(rig, types[closed] ?? "", false);
  const made = new Map<string, string>();
  for (const { writes, waitMs, crash } of steps) {
    for (const { type, at, gone } of writes) {
      const name = types[type] ?? "tasks";
      const key = `${name}/${at}`;
      const old = made.get(key);
      const stamp = new Date(rig.clock.now).toISOString();
      const needs = name === "emails" ? { hs_email_direction: "EMAIL" } : {};
      if (gone && old !== undefined) {
        rig.control("DELETE", `hubspot/records/${name}/${old}`);
        made.delete(key);
        live.delete(`${name}-${old}`);
        dead.add(`${name}-${old}`);
      } else if (old === undefined) {
        const fields = { hs_timestamp: stamp, ...needs };
        const id = idIn(rig.control("POST", `hubspot/records/${name}`, { fields }));
        made.set(key, id);
        live.set(`${name}-${id}`, stamp);
      } else {
        rig.control("PATCH", `hubspot/records/${name}/${old}`, { fields: { hs_timestamp: stamp } });
        live.set(`${name}-${old}`, stamp);
      }
    }
    rig.clock.now += waitMs;
    await page(crash);
  }
  if (closed !== null) permit(rig, types[closed] ?? "", true);
  for (let poll = 0; poll < 5; poll += 1) {
    // A type that may be read again is looked at after ten minutes.
    rig.clock.now += poll === 0 ? 660 * second : 30 * second;
    for (let pages = 0; pages < 40 && (await page(false)); pages += 1);
  }
  const wrong = [...live].filter(([id, stamp]) => seen.get(id) !== stamp).map(([id]) => id);
  return [...wrong, ...[...dead].filter((id) => seen.has(id) && seen.get(id) !== "gone")];
}

it("every activity of each type is told, whatever changes between two pages, wherever we crash and whatever is closed", async () => {
  const histories = fc.array(step, { minLength: 1, maxLength: 12 });
  const closed = fc.option(fc.nat(4));

  const result = await fc.check(
    fc.asyncProperty(histories, closed, async (steps, one) => (await missed(steps, one)).length === 0),
    { numRuns: 60 },
  );

  expect(result.counterexample).toBeNull();
  expect(result.numRuns).toBe(60);
}, 60_000);
