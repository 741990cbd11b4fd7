import { commitPage } from "../../engine/inbound/commit.ts";
import type { InboundRules } from "../../engine/inbound/recall.ts";
import type { RepairBed } from "./bed.ts";

/** Our own code throws over a record of the CRM, three times: what no answer of a CRM is known to do. */
export async function throwOver({ crm, rows, clock, drive }: RepairBed, externalId: string): Promise<void> {
  const page = { records: [{ externalId, modifiedAt: 1, fields: {} }], gone: [], broken: [] };
  for (const n of [0, 1, 2]) {
    const rules: InboundRules = {
      connection: crm,
      object: "contact",
      map: [],
      settings: { match: [["email"]], required: [], doNotSync: null, delete: "never", fields: {} },
      behaviours: {},
      rank: () => 0,
      now: clock.wall() + n * 4_000,
      retell: n > 0,
      newId: () => `thrown_${externalId}_${n}`,
      inward: () => {
        throw new RangeError("a value that nobody thought of");
      },
    };
    await drive(rows.write((sql) => commitPage(sql, page, rules, { lane: 1, runId: null })));
  }
}
