import { afterEach, describe, expect, it } from "vitest";
import type { Cause, RepairAnswer, RepairScope } from "../../engine/index.ts";
import type { HttpRequest } from "../../engine/provider.ts";
import { bed, until } from "../fakes/bed.ts";

/** One CRM and one object. */
const salesforceAlone = `workspace: test
connections:
  salesforce: { provider: salesforce, objects: [account, contact], poll: 15m, share: 100 }
objects:
  account:
    match: [[domain], [name]]
  contact:
    match: [[email]]
    fields:
      lead_source: { salesforce: LeadSource }
      id: { salesforce: Crmsync_Id__c, direction: outbound }
`;

/** What a person decides about failures is done once, proved, and can be kept and undone, on the database of `address`. */
export function repairsSuite(dialect: string, address: () => Promise<string>): void {
  describe(`repairs on ${dialect}`, () => {
    const beds: Awaited<ReturnType<typeof bed>>[] = [];
    afterEach(async () => {
      const used = beds.splice(0);
      for (const own of used) await own.close();
      expect(used.flatMap((own) => own.errors)).toEqual([]);
    });

    async function ready(yaml = salesforceAlone) {
      const sent: HttpRequest[] = [];
      const own = await bed({
        databaseUrl: await address(),
        yaml,
        onRequest: (_, asked) => {
          if (/composite\/sobjects/.test(asked.url) && asked.method !== "GET" && asked.body?.includes("attributes"))
            sent.push(asked);
        },
      });
      beds.push(own);
      await (await own.signIn("salesforce")).confirm();
      await own.rest();
      return { ...own, sent };
    }
    type Own = Awaited<ReturnType<typeof ready>>;

    const cycles = async (own: Own, times = 2) => {
      for (let n = 0; n < times; n += 1) {
        await own.clock.advance(5_000);
        await own.rest();
        await own.rest();
      }
    };
    const insert = (own: Own, prefix: string, count: number, more: Readonly<Record<string, string>>) => {
      const columns = ["id", "last_name", "email", ...Object.keys(more)];
      const values = Array.from({ length: count }, (_, n) => {
        const texts = [`${prefix}${n}`, `Name ${n}`, `${prefix}${n}@x.test`, ...Object.values(more)];
        return `(${texts.map((text) => `'${text}'`).join(", ")})`;
      });
      return own.write(`insert into contacts (${columns.join(", ")}) values ${values.join(", ")}`);
    };
    const causes = async (own: Own): Promise<readonly Cause[]> => own.engine.causes({ outcome: "failed" });
    const cards = async (own: Own) => (await own.engine.openIncidents()).filter((one) => one.kind === "repair");
    const order = async (own: Own, scope: RepairScope, answer: RepairAnswer, by = "slack|U1|Ann") => {
      const view = await until(own.clock, own.engine.repairs(scope));
      return until(own.clock, own.engine.orderRepair(scope, answer, { mark: view?.mark ?? "", by }));
    };
    const rule = {
      op: "add-rule",
      name: "no",
      field: "Title",
      message: "Titles like this are closed.",
      when: { op: "matches", value: "Bad" },
    };

    it("M2: 500 failures of three causes are three cards, one answer each mends all, the 501st is translated, undo brings it back", async () => {
      const own = await ready();
      own.schema("salesforce", "Contact", rule);
      await insert(own, "p", 200, { lead_source: "Webinar" });
      await insert(own, "r", 150, { title: "Bad one" });
      await insert(own, "l", 150, { title: "x".repeat(200) });
      await cycles(own);

      const found = await causes(own);
      const shown = await cards(own);
      const before = own.sent.length;
      const ordered = [];
      for (const cause of found) {
        ordered.push(await order(own, { cause: cause.id }, answerTo(cause)));
        await cycles(own);
      }
      const calls = own.sent.length - before;
      const left = await causes(own);
      await insert(own, "q", 1, { lead_source: "webinar " });
      await cycles(own);
      const later = await causes(own);
      const [kept] = await own.engine.keptRules();
      const undone = await until(own.clock, own.engine.undoRule(kept?.id ?? "", "slack|U2|Bob"));
      await cycles(own, 3);

      expect(found.map((one) => `${one.reason} ${one.records}`).sort()).toEqual([
        "DATA_PICKLIST_INVALID 200",
        "DATA_TOO_LONG 150",
        "RULE_VALIDATION 150",
      ]);
      expect(shown.map((one) => one.facts.records).sort()).toEqual([150, 150, 200]);
      expect(ordered.map((one) => one.state)).toEqual(["ordered", "ordered", "ordered"]);
      expect(calls).toBe(3);
      expect(left).toEqual([]);
      expect(later).toEqual([]);
      const sources = own.list("salesforce", "Contact").records.map(({ fields }) => fields.LeadSource);
      expect(sources.filter((source) => source === "Web").length).toBe(201);
      expect(kept).toMatchObject({ field: "lead_source", by: "slack|U1|Ann", records: 200, undone: null });
      expect(undone?.undone?.by).toBe("slack|U2|Bob");
      expect((await causes(own)).map((one) => [one.reason, one.records])).toEqual([["DATA_PICKLIST_INVALID", 201]]);
      expect((await cards(own)).length).toBe(1);
    });
  });
}

function answerTo(cause: Cause): RepairAnswer {
  if (cause.reason === "DATA_PICKLIST_INVALID") return { kind: "pick", field: "lead_source", value: "Web", keep: true };
  if (cause.reason === "DATA_TOO_LONG") return { kind: "cut", field: "title", keep: false };
  return { kind: "fill", values: { title: "Good" }, keep: false };
}
