import { describe, expect, it } from "vitest";
import type { CrmName } from "../fakes/bed.ts";
import { lifeRig, type Other, types } from "./life-rig.ts";

const nameless = { salesforce: { LastName: "Y" }, hubspot: { lastname: "Y" }, pipedrive: { name: "Y" } } as const;

/**
 * What becomes of links and records when remote records are joined, with Salesforce and one more CRM.
 * `where` = the CRMs in which people do so; all of them when not given.
 */
export function mergeSuite(
  dialect: string,
  address: () => Promise<string>,
  others: readonly Other[],
  where?: readonly CrmName[],
): void {
  describe.each(others)(`merges of remote records on ${dialect}, with Salesforce and %s`, (other) => {
    const { ready, polls, merge, total, phones, living, links, troubles, known, idIn } = lifeRig(address, other);
    const crms = where ?? (["salesforce", other] as const);

    describe.each(crms)("in %s", (crm) => {
      const far = crm === "salesforce" ? other : "salesforce";

      it("the loser of a merge of two that are linked keeps its record, is told, and is never made anew (B29)", async () => {
        const own = await ready();
        const [ada, bob] = await known(own, "Ada", "Bob");

        merge(own, crm, idIn(crm, ada), idIn(crm, bob));
        await polls(own);
        await own.write(`update contacts set phone = '+441234567' where id = '${ada?.id}'`);
        await polls(own);

        expect((await links(own, crm)).toSorted()).toEqual(
          [`x ${idIn(crm, ada)} ${ada?.id}`, `${idIn(crm, bob)} ${bob?.id}`].toSorted(),
        );
        expect([await living(own), total(own, crm), total(own, far)]).toEqual([2, 1, 2]);
        expect(await troubles(own)).toEqual([`${crm} outbound REC_DELETED failed`]);
        expect(phones(own, far)).toContain("+441234567");
        const runs = await own.engine.runs({ kind: "incremental", connection: crm, limit: 50 });
        const told = await Promise.all(runs.map((run) => own.engine.runResults(run.id, 50)));
        // Pipedrive tells a merge as a delete.
        const reason = crm === "pipedrive" ? null : "REC_MERGED";
        expect(told.flat()).toContainEqual(
          expect.objectContaining({ subject: idIn(crm, ada), outcome: "deleted", reason }),
        );
      });

      it("a chain of merges in one poll ends at its last survivor (B29)", async () => {
        const own = await ready();
        const [ada, bob, eve] = await known(own, "Ada", "Bob", "Eve");

        merge(own, crm, idIn(crm, ada), idIn(crm, bob));
        merge(own, crm, idIn(crm, bob), idIn(crm, eve));
        await polls(own);
        await own.write(`update contacts set phone = '+441234567' where id = '${eve?.id}'`);
        await polls(own);

        expect((await links(own, crm)).toSorted()).toEqual(
          [
            `x ${idIn(crm, ada)} ${ada?.id}`,
            `x ${idIn(crm, bob)} ${bob?.id}`,
            `${idIn(crm, eve)} ${eve?.id}`,
          ].toSorted(),
        );
        expect([await living(own), total(own, crm), total(own, far)]).toEqual([3, 1, 3]);
        expect([phones(own, crm), await troubles(own)]).toEqual([["+441234567"], []]);
      });

      it("a merge into a record that is not ours makes the survivor ours", async () => {
        const own = await ready();
        const [ada] = await known(own, "Ada");
        // Without an e-mail it is left out; Pipedrive gives the survivor what it lacks.
        const id = own.create(crm, types[crm].contact, nameless[crm]);
        await polls(own, 3);

        merge(own, crm, idIn(crm, ada), id);
        await polls(own);
        await own.write(`update contacts set phone = '+441234567' where id = '${ada?.id}'`);
        await polls(own);

        expect(await links(own, crm)).toContain(`${id} ${ada?.id}`);
        expect([await living(own), total(own, crm), total(own, far)]).toEqual([1, 1, 1]);
        expect(phones(own, crm)).toEqual(["+441234567"]);
      });

      it("a chain of merges through records that are not ours makes its last survivor ours", async () => {
        const own = await ready();
        const last = own.create(crm, types[crm].contact, nameless[crm]);
        const between = own.create(crm, types[crm].contact, nameless[crm]);
        const [ada] = await known(own, "Ada");

        merge(own, crm, idIn(crm, ada), between);
        merge(own, crm, between, last);
        await polls(own);
        await own.write(`update contacts set phone = '+441234567' where id = '${ada?.id}'`);
        await polls(own);

        expect(await links(own, crm)).toContain(`${last} ${ada?.id}`);
        expect([await living(own), total(own, crm), phones(own, crm)]).toEqual([1, 1, ["+441234567"]]);
      });
    });
  });
}
