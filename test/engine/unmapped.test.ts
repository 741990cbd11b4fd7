import { describe, expect, it } from "vitest";
import { planWrite } from "../../engine/outbound/plan.ts";

const row = {
  object: "contact",
  recordId: "r1",
  state: "pending",
  seq: 1,
  lane: 1,
  attempts: 0,
  since: null,
  sentAt: null,
  sent: null,
  runId: null,
  proof: false,
  permit: null,
} as const;
const link = { externalId: "x", recordId: "r1", state: "synced", deletedInCrm: false, place: null } as const;
const email = {
  field: "email",
  remote: "Email",
  direction: "both",
  behaviour: "overwrite",
  default: null,
  type: null,
  references: null,
} as const;
const rules = {
  connection: { writeMode: "upsert" },
  settings: { match: [], required: [], doNotSync: null, delete: "never", fields: {} },
  map: [email],
  schema: { object: "contact", creatable: true, updatable: true, deletable: true, fields: {} },
  parents: new Map(),
} as const;

describe("a change of a field that has no mapping", () => {
  it.each([
    ["names the field where nothing else differs", null, { nickname: "Al" }, "SCHEMA_UNMAPPED"],
    ["is none for who asked for the record", "run_1", { nickname: "Al" }, "SKIP_NO_CHANGE"],
    ["is none where nothing differs at all", null, {}, "SKIP_NO_CHANGE"],
  ])("%s (C8)", (_, runId, more, reason) => {
    const fields = { email: "al@x.test", ...more };
    const record = { id: "r1", object: "contact", fields, version: 2, deleted: false };

    const planned = planWrite({ ...row, runId }, { record, links: [{ ...link, seen: { email: "al@x.test" } }] }, rules);

    expect(planned).toMatchObject({ kind: "nothing", why: { reason } });
  });
});
