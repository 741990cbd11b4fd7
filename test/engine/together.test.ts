import { expect, it } from "vitest";
import type { IncidentDraft } from "../../engine/health/facts.ts";
import { together } from "../../engine/health/together.ts";

const away = (connection: string, since: number, provider = "hubspot"): IncidentDraft => ({
  key: `provider_outage:${connection}`,
  kind: "provider_outage",
  connection,
  severity: "warning",
  reason: "PROVIDER_DOWN",
  facts: { since, provider, refused: false, pending: 2, oldestPendingAt: null },
});

it("makes one incident of a CRM that is away for several connections, and leaves other CRMs alone (M4)", () => {
  const other = away("pipe", 1, "pipedrive");

  const told = together([away("one", 20), away("two", 10), other], []);

  const both = JSON.stringify(["one", "two"]);
  const facts = { ...away("one", 10).facts, pending: 4, mostPending: 4, connections: both, ever: both };
  expect(told).toEqual([{ ...away("one", 10), facts }, other]);
});

it("goes on with the incident that was told, also when its own connection is well again (M4)", () => {
  const open = [away("one", 20)];

  const told = together([away("two", 10)], open);

  expect(told).toMatchObject([{ key: "provider_outage:one", connection: "one", facts: { connections: '["two"]' } }]);
  expect(told[0]?.facts.ever).toBe('["one","two"]');
  expect(together([], open)).toEqual([]);
  expect(together([away("one", 20)], open)).toEqual([away("one", 20)]);
});

it("keeps who was ever away and the most that waited, so that the recovery can tell (M4)", () => {
  const [first] = together([away("one", 20), away("two", 10)], [away("one", 20)]);
  if (!first) throw new Error("no incident was made");

  const [last] = together([away("two", 10)], [first]);

  expect(last?.facts).toMatchObject({ connections: '["two"]', ever: '["one","two"]', pending: 2, mostPending: 4 });
});
