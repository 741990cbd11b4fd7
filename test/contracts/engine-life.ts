import { describe, expect, it } from "vitest";
import type { CrmName } from "../fakes/bed.ts";
import { lifeRig, type Other, types } from "./life-rig.ts";

/**
 * What becomes of links and records when remote records die or come back, with Salesforce and one more CRM.
 * `where` = the CRMs in which people do so; all of them when not given.
 */
export function lifeSuite(
  dialect: string,
  address: () => Promise<string>,
  others: readonly Other[],
  where?: readonly CrmName[],
): void {
  describe.each(others)(`life of remote records on ${dialect}, with Salesforce and %s`, (other) => {
    const { ready, polls, person, remove, restore, total, phones, living, links, troubles, known, idIn } = lifeRig(
      address,
      other,
    );
    const crms = where ?? (["salesforce", other] as const);

    describe.each(crms)("in %s", (crm) => {
      const far = crm === "salesforce" ? other : "salesforce";

      it.each([
        ["never", 1, 1],
        ["inbound", 0, 1],
        ["outbound", 1, 1],
        ["both", 0, 0],
      ] as const)(
        "a delete under the rule %s leaves %i here and %i in the other CRM (C4)",
        async (rule, here, there) => {
          const own = await ready(rule);
          const [ada] = await known(own, "Ada");

          remove(own, crm, idIn(crm, ada));
          await polls(own);

          expect([await living(own), total(own, crm), total(own, far)]).toEqual([here, 0, there]);
          expect(await links(own, crm)).toEqual([`x ${idIn(crm, ada)} ${ada?.id}`]);
          expect(await own.sql("select * from outbox")).toEqual([]);
          const told = await own.engine.runs({ kind: "incremental", connection: crm, limit: 50 });
          expect(told.filter((run) => run.direction === "inbound").map((run) => run.counts.deleted)).toContain(1);
        },
      );

      it("what was restored lives again on its old link, has no twin, and takes what was edited meanwhile", async () => {
        const own = await ready();
        const [ada] = await known(own, "Ada");
        const id = idIn(crm, ada);
        remove(own, crm, id);
        await polls(own);
        await own.write("update contacts set phone = '+441234567'");
        await polls(own, 3);
        const refused = await troubles(own);

        restore(own, crm, id);
        await polls(own);

        expect(refused).toEqual([`${crm} outbound REC_DELETED failed`]);
        expect(await links(own, crm)).toEqual([`${id} ${ada?.id}`]);
        expect(await troubles(own)).toEqual([]);
        expect([phones(own, crm), phones(own, far)]).toEqual([["+441234567"], ["+441234567"]]);
        expect(await living(own)).toBe(1);
      });

      it.each(["inbound", "both"] as const)(
        "what was restored under the rule %s comes back here, too",
        async (rule) => {
          const own = await ready(rule);
          const [ada] = await known(own, "Ada");
          remove(own, crm, idIn(crm, ada));
          await polls(own);
          const gone = await living(own);

          restore(own, crm, idIn(crm, ada));
          await polls(own);

          expect([gone, await living(own), total(own, crm)]).toEqual([0, 1, 1]);
          expect(await own.sql("select id from contacts")).toEqual([{ id: ada?.id }]);
          // Where its delete had gone on, that is told: nothing is made there a second time.
          expect([total(own, far), await troubles(own)]).toEqual(
            rule === "both" ? [0, [`${far} outbound REC_DELETED failed`]] : [1, []],
          );
        },
      );

      it("one that is made anew in the place of a deleted one takes its record over", async () => {
        const own = await ready();
        const [ada] = await known(own, "Ada");
        remove(own, crm, idIn(crm, ada));
        await polls(own);

        const fields = crm === "salesforce" ? person("Ada") : { email: "ada@x.test" };
        const name = crm === "pipedrive" ? { name: "Ada X" } : crm === "hubspot" ? { firstname: "Ada" } : {};
        const id = own.create(crm, types[crm].contact, { ...fields, ...name });
        await polls(own);

        expect((await links(own, crm)).toSorted()).toEqual(
          [`x ${idIn(crm, ada)} ${ada?.id}`, `${id} ${ada?.id}`].toSorted(),
        );
        expect([await living(own), total(own, far), await troubles(own)]).toEqual([1, 1, []]);
      });

      it("a deleted account leaves its people as they are", async () => {
        const own = await ready();
        const AccountId = own.create("salesforce", "Account", { Name: "Acme", Website: "https://acme.test" });
        own.create("salesforce", "Contact", { ...person("Ada"), AccountId });
        await polls(own, 8);
        const [account] = own.list(crm, types[crm].account).records;

        own.control("DELETE", `${crm}/records/${types[crm].account}/${account?.id}`);
        await polls(own);
        await own.write("update contacts set phone = '+441234567'");
        await polls(own);

        const [contact] = await own.sql<{ account_id: string }>("select account_id from contacts");
        expect(await own.sql("select id from accounts")).toEqual([{ id: contact?.account_id }]);
        expect([phones(own, crm), phones(own, far)]).toEqual([["+441234567"], ["+441234567"]]);
        expect([own.list(far, types[far].account).total, total(own, far)]).toEqual([1, 1]);
      });

      it("what is taken away late is found, and a delete and its undoing within one poll are none", async () => {
        const own = await ready("both");
        const [ada, bob] = await known(own, "Ada", "Bob");

        remove(own, crm, idIn(crm, bob));
        restore(own, crm, idIn(crm, bob));
        if (crm === "salesforce") own.fault(crm, "late-commit", { ms: 20_000, times: 1 });
        remove(own, crm, idIn(crm, ada));
        await polls(own, 8);

        expect(await own.sql("select id from contacts")).toEqual([{ id: bob?.id }]);
        expect([total(own, crm), total(own, far)]).toEqual([1, 1]);
      });
    });

    it.each([
      ["never", 1],
      ["inbound", 1],
      ["outbound", 0],
      ["both", 0],
    ] as const)("a delete here under the rule %s leaves %i in each CRM", async (rule, there) => {
      const own = await ready(rule);
      await known(own, "Ada");

      await own.write("delete from contacts");
      await polls(own);

      expect([await living(own), total(own, "salesforce"), total(own, other)]).toEqual([0, there, there]);
      expect([await troubles(own), await own.sql("select * from outbox")]).toEqual([[], []]);
    });

    it("deletes on all sides at once meet in peace", async () => {
      const own = await ready("both");
      const [ada] = await known(own, "Ada");

      remove(own, "salesforce", idIn("salesforce", ada));
      remove(own, other, idIn(other, ada));
      await own.write("delete from contacts");
      await polls(own);

      expect([await living(own), total(own, "salesforce"), total(own, other)]).toEqual([0, 0, 0]);
      expect([await troubles(own), await own.sql("select * from outbox")]).toEqual([[], []]);
      expect(
        [...(await links(own, "salesforce")), ...(await links(own, other))].map((link) => link.slice(0, 2)),
      ).toEqual(["x ", "x "]);
    });

    it("a lead that is converted, and deleted after it, leaves its record and says why (A19, E14)", async () => {
      const own = await ready();
      const id = own.create("salesforce", "Lead", { LastName: "X", Company: "Acme", Email: "ada@x.test" });
      await polls(own, 2);

      own.control("POST", `salesforce/records/Lead/${id}/convert`);
      await polls(own, 2);
      const converted = await troubles(own);
      own.control("DELETE", `salesforce/records/Lead/${id}`);
      await polls(own, 2);

      expect(converted).toEqual(["salesforce inbound SKIP_CONVERTED skipped"]);
      expect(await own.sql("select email from leads")).toEqual([{ email: "ada@x.test" }]);
      const rows = await own.sql<{ deleted_in_crm: unknown }>("select deleted_in_crm from links where object = 'lead'");
      expect(rows.map((row) => Number(row.deleted_in_crm))).toEqual([1]);
      expect(await troubles(own)).toEqual([]);
      // The contact that it became is one of ours, in both CRMs.
      expect([await living(own), total(own, "salesforce"), total(own, other)]).toEqual([1, 1, 1]);
    });

    it("taking the access away deletes nothing here (B37)", async () => {
      const own = await ready("both");
      await known(own, "Ada");

      own.fault(other, "revoke-grant");
      await polls(own, 6);

      expect([await living(own), total(own, "salesforce"), total(own, other)]).toEqual([1, 1, 1]);
      expect((await links(own, other)).map((link) => link.startsWith("x "))).toEqual([false]);
    });
  });
}
