import { expect, it } from "vitest";
import type { OutboundRules } from "../../engine/outbound/plan.ts";
import { planEach } from "../../engine/outbound/plan-each.ts";

const row = (recordId: string) => ({
  object: "contact",
  recordId,
  state: "pending" as const,
  seq: 1,
  lane: 1,
  attempts: 0,
  since: null,
  sentAt: null,
  sent: null,
  runId: null,
  proof: false,
  permit: null,
});
const rules: OutboundRules = {
  connection: { writeMode: "upsert" },
  settings: { match: [], required: [], doNotSync: "private", delete: "never", fields: {} },
  map: [],
  schema: { object: "contact", creatable: true, updatable: true, deletable: true, fields: {} },
  parents: new Map(),
};
const bad = {
  get private(): boolean {
    throw new RangeError("a value that nobody thought of");
  },
};

it("refuses a record that our own code throws over as ERR_UNKNOWN, and plans its neighbours (E29)", () => {
  const told: string[] = [];
  const heldOf = ({ recordId: id }: { readonly recordId: string }) => ({
    record: { id, object: "contact", fields: id === "bad" ? bad : { private: true }, version: 1, deleted: false },
    links: [],
  });

  const planned = planEach([row("bad"), row("good")], heldOf, rules, (one) => told.push(one.recordId));

  expect(planned).toMatchObject([
    {
      kind: "refused",
      row: { recordId: "bad" },
      why: { reason: "ERR_UNKNOWN", detail: "It could not be sent: an error of our own (RangeError)." },
    },
    { kind: "refused", row: { recordId: "good" }, why: { reason: "SKIP_EXCLUDED" } },
  ]);
  expect(told).toEqual(["bad"]);
});
