import { expect, it } from "vitest";
import { assess, type ConnectionFacts } from "../../engine/health.ts";
import type { LostField } from "../../engine/rules/lost.ts";

const now = Date.UTC(2026, 10, 21, 12);
const facts = (lost: readonly LostField[]): ConnectionFacts => ({
  connection: "crm",
  provider: "hubspot",
  now,
  startedAt: now - 3_600_000,
  lookedAt: now - 3_500_000,
  signedIn: true,
  createdAt: now - 36_000_000,
  wrongOrg: null,
  paused: null,
  refusals: [],
  othersFailedAt: [],
  outage: null,
  pollMs: 60_000,
  lastSuccessAt: now - 10_000,
  backfill: null,
  throttledUntil: null,
  recent: { failed: 0, total: 1_000 },
  failing: 0,
  pending: 0,
  oldestPendingAt: null,
  lost,
});
const lost = (field: string, records: number): LostField => ({
  connection: "crm",
  object: "contact",
  field,
  remote: `${field}_remote`,
  label: field,
  since: now - records,
  records,
  renamedTo: null,
  candidates: [{ name: "other", label: "Other", score: 0.5, fresh: true, sameType: true }],
});

it("A17: mapped fields that are gone are one incident of their connection, the most hit first, and the health says so", () => {
  const { health, incidents } = assess(facts([lost("title", 3), lost("phone", 9)]));
  const well = assess(facts([]));

  expect(health).toEqual({ state: "degraded", reason: "SCHEMA_FIELD_MISSING" });
  expect(incidents.map((one) => [one.key, one.severity])).toEqual([["schema_drift:crm", "warning"]]);
  expect(incidents[0]?.facts).toMatchObject({ provider: "hubspot", fields: 2, records: 9, since: now - 9 });
  const told: unknown = JSON.parse(String(incidents[0]?.facts.lost));
  expect(told).toMatchObject([{ field: "phone" }, { field: "title", candidates: [{ name: "other", score: 0.5 }] }]);
  expect(well).toMatchObject({ health: { state: "healthy" }, incidents: [] });
});

it("A17: many at once are counted, and only the first are named", () => {
  const { incidents } = assess(facts(Array.from({ length: 30 }, (_, n) => lost(`field_${n}`, n))));

  expect(incidents[0]?.facts).toMatchObject({ fields: 30, records: 29 });
  expect(JSON.parse(String(incidents[0]?.facts.lost))).toHaveLength(8);
});
