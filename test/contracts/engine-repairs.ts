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

    it("shows who mends it and how far it is, and ends green only for what was read back (M2, A4)", async () => {
      const own = await ready();
      await insert(own, "p", 3, { lead_source: "Webinar" });
      await cycles(own);
      const [cause] = await causes(own);

      await order(own, { cause: cause?.id ?? "" }, { kind: "pick", field: "lead_source", value: "Web", keep: false });
      await until(own.clock, own.engine.check());
      const [mending] = await cards(own);
      await cycles(own);
      const resolved = await own.engine.incidents([mending?.id ?? ""]);

      expect(mending?.facts).toMatchObject({ by: "slack|U1|Ann", wanted: 3, left: 3, mended: 0 });
      expect(resolved).toMatchObject([{ state: "resolved", facts: { mended: 3, still: 0 } }]);
      expect(
        (await own.sql<{ lead_source: string }>("select lead_source from contacts")).map((row) => row.lead_source),
      ).toEqual(["Web", "Web", "Web"]);
    });

    it("never proves what the CRM says yes to and does not store: the cause changes, and nothing counts as mended", async () => {
      const own = await ready();
      await insert(own, "p", 3, { lead_source: "Webinar" });
      await cycles(own);
      const [cause] = await causes(own);
      const [card] = await cards(own);
      own.fault("salesforce", "lose-write");

      await order(own, { cause: cause?.id ?? "" }, { kind: "pick", field: "lead_source", value: "Web", keep: true });
      await cycles(own, 3);

      const [ended] = await own.engine.incidents([card?.id ?? ""]);
      expect(ended?.facts.mended).toBe(0);
      expect(await causes(own)).toMatchObject([{ reason: "ERR_UNKNOWN", records: 3 }]);
    });

    it("lets one of two people do it, and refuses a stale card (M1)", async () => {
      const own = await ready();
      await insert(own, "p", 2, { lead_source: "Webinar" });
      await cycles(own);
      const [cause] = await causes(own);
      const scope = { cause: cause?.id ?? "" };
      const view = await until(own.clock, own.engine.repairs(scope));
      const answer: RepairAnswer = { kind: "pick", field: "lead_source", value: "Web", keep: true };
      const before = own.sent.length;

      const both = await Promise.all(
        ["slack|U1|Ann", "teams|T2|Bob"].map((by) =>
          until(own.clock, own.engine.orderRepair(scope, answer, { mark: view?.mark ?? "", by })),
        ),
      );
      await cycles(own);
      const writes = own.sent.length - before;
      await insert(own, "s", 1, { lead_source: "Webcast" });
      await cycles(own);
      const [other] = await causes(own);
      const seen = await until(own.clock, own.engine.repairs({ cause: other?.id ?? "" }));
      await own.write("update contacts set title = 'Baron' where id = 's0'");
      const stale = await until(
        own.clock,
        own.engine.orderRepair({ cause: other?.id ?? "" }, answer, { mark: seen?.mark ?? "", by: "slack|U1|Ann" }),
      );

      expect(both.map((one) => one.state).sort()).toEqual(["ordered", "under_way"]);
      expect(writes).toBe(1);
      expect(stale.state).toBe("changed");
    });

    it("offers the CRM's values of now, the nearest first in mind, and tells what it would mend and cost (M1, M6)", async () => {
      const own = await ready();
      await insert(own, "p", 2, { lead_source: "Phone Enquiry" });
      await cycles(own);
      const [cause] = await causes(own);
      own.schema("salesforce", "Contact", { op: "add-option", field: "LeadSource", value: "Phone Enquiries" });

      const view = await until(own.clock, own.engine.repairs({ cause: cause?.id ?? "" }));
      const trial = await until(
        own.clock,
        own.engine.tryRepair(
          { cause: cause?.id ?? "" },
          { kind: "pick", field: "lead_source", value: "Phone Enquiries", keep: true },
        ),
      );
      const wrong = await until(
        own.clock,
        own.engine.tryRepair(
          { cause: cause?.id ?? "" },
          { kind: "pick", field: "lead_source", value: "No", keep: true },
        ),
      );

      expect(view?.offers[0]).toMatchObject({ kind: "pick", field: "lead_source", suggested: "Phone Enquiries" });
      expect(trial).toMatchObject({ records: 2, mends: 2, rest: [], calls: 4, problems: {} });
      expect(trial?.shown).toEqual([
        { subject: "p0", before: "Phone Enquiry", after: "Phone Enquiries" },
        { subject: "p1", before: "Phone Enquiry", after: "Phone Enquiries" },
      ]);
      expect(Object.keys(wrong?.problems ?? {})).toContain("lead_source");
    });

    it("checks what is typed beside its field, and keeps a default for all that come (E33)", async () => {
      const own = await ready();
      own.schema("salesforce", "Contact", { op: "set-required", field: "Phone", on: true });
      await insert(own, "p", 2, {});
      await cycles(own);
      const [cause] = await causes(own);
      const scope = { cause: cause?.id ?? "" };

      const empty = await order(own, scope, { kind: "fill", values: { phone: " " }, keep: true });
      const done = await order(own, scope, { kind: "fill", values: { phone: "+1 555 0100" }, keep: true });
      await cycles(own);
      await insert(own, "q", 1, {});
      await cycles(own);

      expect(empty).toMatchObject({ state: "impossible", problems: { phone: "It needs a value." } });
      expect(done.state).toBe("ordered");
      expect(await causes(own)).toEqual([]);
      expect(own.list("salesforce", "Contact").records.map(({ fields }) => fields.Phone)).toEqual(
        Array(3).fill("+1 555 0100"),
      );
    });

    it("keeps records with a value away, as a rule that is undone (B39, M2)", async () => {
      const own = await ready();
      own.schema("salesforce", "Contact", rule);
      await insert(own, "p", 2, { title: "Bad" });
      await cycles(own);
      const [cause] = await causes(own);

      await order(own, { cause: cause?.id ?? "" }, { kind: "exclude", field: "title", value: "Bad" });
      await cycles(own);
      const out = await own.engine.causes({ reason: "SKIP_EXCLUDED" });
      const [kept] = await own.engine.keptRules();
      await until(own.clock, own.engine.undoRule(kept?.id ?? "", "slack|U1|Ann"));
      await cycles(own);

      expect(out).toMatchObject([{ outcome: "skipped", records: 2 }]);
      expect(await causes(own)).toMatchObject([{ reason: "RULE_VALIDATION", records: 2 }]);
    });

    it("maps a renamed field by a press, and everything of it is met again (A17, A18)", async () => {
      const own = await ready();
      await insert(own, "p", 2, { lead_source: "Web" });
      await cycles(own);
      own.schema("salesforce", "Contact", { op: "rename-field", field: "LeadSource", to: "Lead_Origin__c" });
      await own.clock.advance(3_600_000);
      await own.rest();
      await own.write("update contacts set lead_source = 'Other'");
      await cycles(own);
      const [cause] = await causes(own);

      const view = await until(own.clock, own.engine.repairs({ cause: cause?.id ?? "" }));
      await order(own, { cause: cause?.id ?? "" }, { kind: "remap", field: "lead_source", remote: "Lead_Origin__c" });
      await cycles(own, 4);

      expect(cause?.reason).toBe("SCHEMA_FIELD_MISSING");
      const remap = view?.offers.find((one) => one.kind === "remap");
      expect(remap?.kind === "remap" ? remap.candidates[0] : null).toMatchObject({ value: "Lead_Origin__c" });
      expect(await causes(own)).toEqual([]);
      expect(own.list("salesforce", "Contact").records.map(({ fields }) => fields.Lead_Origin__c)).toEqual([
        "Other",
        "Other",
      ]);
      const again = await own.open("worker-2", own.rows);
      expect((await again.mappings({ connection: "salesforce", object: "contact" }))[0]?.lines).toEqual(
        expect.arrayContaining([expect.objectContaining({ field: "lead_source", remote: "Lead_Origin__c" })]),
      );
    });

    it("makes a record anew that was deleted there, leaves it, or finds it restored (C4)", async () => {
      const own = await ready();
      await insert(own, "p", 3, {});
      await cycles(own);
      const ids = Object.fromEntries(
        own.list("salesforce", "Contact").records.map(({ id, fields }) => [String(fields.Email), id]),
      );
      for (const n of [0, 1, 2]) own.control("DELETE", `salesforce/records/Contact/${ids[`p${n}@x.test`]}`);
      await own.clock.advance(900_000);
      await cycles(own);
      await own.write("update contacts set title = 'Duke'");
      await cycles(own);
      const found = await causes(own);
      const of = (subject: string): RepairScope => ({
        connection: "salesforce",
        object: "contact",
        direction: "outbound",
        subject,
      });

      await order(own, of("p0"), { kind: "recreate" });
      await order(own, of("p1"), { kind: "unlink" });
      own.control("POST", `salesforce/records/Contact/${ids["p2@x.test"]}/restore`);
      await order(own, of("p2"), { kind: "again" });
      await cycles(own, 4);
      await own.write("update contacts set title = 'Earl' where id = 'p1'");
      await cycles(own);

      expect(found).toMatchObject([{ reason: "REC_DELETED", records: 3 }]);
      expect(await causes(own)).toEqual([]);
      const there = own.list("salesforce", "Contact").records.map(({ fields }) => `${fields.Email} ${fields.Title}`);
      expect(there.sort()).toEqual(["p0@x.test Duke", "p2@x.test Duke"]);
    });

    it("links the record that the CRM has already with ours, as at a first match (E39)", async () => {
      const own = await ready();
      const theirs = own.create("salesforce", "Contact", { LastName: "There", Email: "old@x.test", Title: "Clerk" });
      await own.clock.advance(900_000);
      await cycles(own);
      await own.write("delete from contacts");
      await cycles(own);
      await own.write("insert into contacts (id, last_name, email, phone) values ('mine', 'Here', 'old@x.test', '1')");
      await cycles(own);
      const [cause] = await causes(own);

      const result = await order(own, { cause: cause?.id ?? "" }, { kind: "link", externalId: theirs });
      await cycles(own);

      expect(cause).toMatchObject({ reason: "DUP_UNIQUE", existingId: theirs });
      expect(result.state).toBe("ordered");
      expect(await causes(own)).toEqual([]);
      const [there, second] = own.list("salesforce", "Contact").records;
      expect([there?.fields.Phone, second]).toEqual(["1", undefined]);
      expect(await own.sql("select title from contacts")).toEqual([{ title: "Clerk" }]);
    });

    it("sends the account first, then the contact that waits for it (E38)", async () => {
      const own = await ready();
      await own.write("insert into accounts (id, name, domain) values ('acme', 'Acme', 'acme.test')");
      await own.write(
        "insert into contacts (id, last_name, email, account_id) values ('c', 'One', 'c@x.test', 'acme')",
      );
      await own.write("update outbox set due = 9e15, state = 'failed' where object = 'account'");
      await cycles(own);
      const [cause] = await own.engine.causes();

      await order(own, { cause: cause?.id ?? "" }, { kind: "parent" });
      await cycles(own, 3);

      expect(cause).toMatchObject({ reason: "REF_NOT_SYNCED_YET", outcome: "waiting", existingId: "acme" });
      expect(await own.engine.causes()).toEqual([]);
      const [contact] = own.list("salesforce", "Contact").records;
      const [account] = own.list("salesforce", "Account").records;
      expect(contact?.fields.AccountId).toBe(account?.id);
    });
  });
}

function answerTo(cause: Cause): RepairAnswer {
  if (cause.reason === "DATA_PICKLIST_INVALID") return { kind: "pick", field: "lead_source", value: "Web", keep: true };
  if (cause.reason === "DATA_TOO_LONG") return { kind: "cut", field: "title", keep: false };
  return { kind: "fill", values: { title: "Good" }, keep: false };
}
