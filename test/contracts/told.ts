import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openStore, type Store } from "../../engine/store/open.ts";
import { saveOutcomes } from "../../engine/store/outcomes.ts";
import { realClock } from "../fakes/ports.ts";

/** What both dialects must take of what others said. */
export function toldSuite(dialect: string, address: () => Promise<string>): void {
  describe(`what a CRM says, on ${dialect}`, () => {
    let store: Store;
    beforeAll(async () => {
      store = await openStore({ url: await address(), objects: {}, clock: realClock, log: () => {} });
    });
    afterAll(() => store.close());

    it("keeps what a CRM says in any words, and two rows without an id in one place", async () => {
      const said = "no\u0000 \ud83d ".padEnd(5_000, "x");
      const one = { subject: "", outcome: "failed", reason: "DATA_MALFORMED", field: null, code: null } as const;
      const more = { status: null, existingId: null, modifiedAt: null, due: null } as const;
      const at = { connection: "hubspot", object: "contact", direction: "inbound", now: 1 } as const;

      await store.write((sql) =>
        saveOutcomes(sql, at, [
          { ...one, ...more, detail: "first" },
          { ...one, ...more, detail: said },
        ]),
      );

      const kept = await store.read((sql) =>
        sql.all("select detail, length(detail) as length from outcomes where subject = ''"),
      );
      expect(kept).toEqual([{ detail: `no\ufffd \ufffd ${"x".repeat(1_993)}…`, length: 2_000 }]);
    });
  });
}
