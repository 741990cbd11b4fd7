import { afterEach, describe, expect, it } from "vitest";
import { bed } from "../fakes/bed.ts";
import fc from "../fakes/property.ts";

/** Who wrote what, on one kind of database. `next` gives an empty one. */
export function whySuite(kind: string, next: () => string | undefined | Promise<string | undefined>): void {
  describe(`who wrote a field is told on ${kind}`, () => {
    const beds: Awaited<ReturnType<typeof bed>>[] = [];
    afterEach(async () => {
      for (const own of beds.splice(0)) await own.close();
    });

    async function ready() {
      const databaseUrl = await next();
      const own = await bed(databaseUrl === undefined ? {} : { databaseUrl });
      beds.push(own);
      for (const crm of ["salesforce", "hubspot"] as const) await (await own.signIn(crm)).confirm();
      const there = own.create("salesforce", "Contact", { LastName: "Ada", Email: "ada@x.test", Phone: "0" });
      await rest(own);
      const [row] = await own.sql<{ id: string }>("select id from contacts");
      const id = row?.id ?? "";
      const [twin] = own.list("hubspot", "contacts").records;
      return { own, id, there, twin: twin?.id ?? "" };
    }

    type Own = Awaited<ReturnType<typeof bed>>;

    async function rest(own: Own) {
      for (let n = 0; n < 2; n += 1) {
        await own.clock.advance(6_000);
        await own.rest();
      }
    }

    const stepsOf = async (own: Own, id: string, field: string) =>
      (await own.engine.why("contact", id))?.fields.find((one) => one.field === field)?.steps ?? [];

    const edited = { here: null, salesforce: "salesforce", hubspot: "hubspot" } as const;

    it("M8: every change of a random history is told with its side, its values and its rule", {
      timeout: 60_000,
    }, async () => {
      const { own, id, there, twin } = await ready();
      const truth: { connection: string | null; before: string | null; after: string; rule: string }[] = [
        { connection: "salesforce", before: null, after: "0", rule: "made" },
      ];
      let value = "0";
      let counter = 1_000;
      const fresh = () => {
        counter += 1;
        return String(counter);
      };
      const round = fc.record({
        here: fc.integer({ min: 0, max: 2 }),
        there: fc.constantFrom(null, "salesforce" as const, "hubspot" as const),
        first: fc.boolean(),
      });

      for (const { here, there: crm, first } of fc.sample(round, kind === "SQLite" ? 24 : 8)) {
        const remote = crm === null ? null : fresh();
        const editThere = () => {
          if (crm === "salesforce") own.edit("salesforce", "Contact", there, { Phone: remote });
          if (crm === "hubspot") own.edit("hubspot", "contacts", twin, { phone: remote });
        };
        if (first) editThere();
        for (let n = 0; n < here; n += 1) {
          const after = fresh();
          await own.write(`update contacts set phone = '${after}'`);
          truth.push({ connection: edited.here, before: value, after, rule: "written_here" });
          value = after;
        }
        if (!first) editThere();
        await rest(own);
        const [row] = await own.sql<{ phone: string }>("select phone from contacts");
        // Which of two wins is the engine's to say; here it counts that it is told as it was.
        if (row?.phone !== value && remote !== null) {
          truth.push({ connection: crm, before: value, after: remote, rule: here > 0 ? "newer" : "changed_there" });
          value = remote;
        }
        expect(row?.phone).toBe(value);
      }
      const steps = await stepsOf(own, id, "phone");
      const written = steps.filter((step) => step.what === "written").toReversed();
      const runs = await Promise.all(steps.map((step) => (step.runId ? own.engine.run(step.runId) : null)));

      expect(written.map(({ connection, before, after, rule }) => ({ connection, before, after, rule }))).toEqual(
        truth,
      );
      expect(steps.every((step, at) => !runs[at] || runs[at]?.connection === step.connection)).toBe(true);
      expect(written.filter((step) => step.connection !== null).every((step) => step.runId !== null)).toBe(true);
      const times = steps.map((step) => step.at ?? Number.POSITIVE_INFINITY);
      expect(times).toEqual(times.toSorted((a, b) => b - a));
      expect(steps.some((step) => step.what === "sent" && step.connection === "hubspot")).toBe(true);
    });

    it("tells what was sent last with what it took the place of, and keeps no change of a first pull", async () => {
      const { own, id } = await ready();

      await own.write("update contacts set phone = '1'");
      await rest(own);
      const steps = await stepsOf(own, id, "phone");
      const sent = steps.find((step) => step.what === "sent" && step.connection === "salesforce");

      expect(sent).toMatchObject({ before: "0", after: "1", rule: "owed", runId: expect.any(String) });
      expect(await own.sql("select version from field_changes")).toEqual([{ version: 2 }]);
      expect(await own.engine.why("contact", id)).toMatchObject({ changes: { kept: 1, of: 1 } });
    });

    it("says that values were not kept, rather than guessing them", async () => {
      const { own, id } = await ready();
      await own.write("update contacts set phone = '1'");
      await rest(own);
      await own.write("update contacts set phone = '2'");
      await rest(own);
      // As if the older change had been forgotten: a year has gone by.
      await own.rows.write((sql) => sql.run("delete from field_changes where version = 2"));

      const steps = (await stepsOf(own, id, "phone")).filter((step) => step.what === "written");

      expect(steps.map(({ rule, before, after }) => ({ rule, before, after }))).toEqual([
        { rule: "written_here", before: "1", after: "2" },
        { rule: "made", before: null, after: undefined },
      ]);
      expect(await own.engine.why("contact", id)).toMatchObject({ changes: { kept: 1, of: 2 } });
    });

    it("answers null for a record that is not there", async () => {
      const { own } = await ready();

      expect(await own.engine.why("contact", "nobody")).toBeNull();
    });
  });
}
