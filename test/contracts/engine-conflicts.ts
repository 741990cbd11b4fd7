import { afterEach, describe, expect, it } from "vitest";
import { bed } from "../fakes/bed.ts";

/** Both sides change a field between two polls, on the database that `address` opens. */
export function conflictsSuite(dialect: string, address: () => Promise<string>): void {
  describe(`conflicts and last writers on ${dialect}`, () => {
    const beds: Awaited<ReturnType<typeof bed>>[] = [];
    afterEach(async () => {
      const used = beds.splice(0);
      for (const own of used) await own.close();
      expect(used.flatMap((own) => own.errors)).toEqual([]);
    });

    const yaml = (fields: string) => `workspace: test
connections:
  salesforce: { provider: salesforce, objects: [contact], poll: 60s, share: 100 }
  hubspot: { provider: hubspot, objects: [contact], poll: 60s, share: 100 }
objects:
  contact: { fields: ${fields} }
`;

    /** Ada is in both CRMs; then her title is changed here and in Salesforce before either is told. */
    async function ready(fields: string) {
      const own = await bed({ databaseUrl: await address(), yaml: yaml(fields) });
      beds.push(own);
      for (const crm of ["salesforce", "hubspot"] as const) await (await own.signIn(crm)).confirm();
      await own.rest();
      const remote = own.create("salesforce", "Contact", { LastName: "Ada", Email: "ada@x.test", Title: "Clerk" });
      await polls(own, 3);
      const [row] = await own.sql<{ id: string }>("select id from contacts");
      return { own, remote, id: row?.id ?? "" };
    }
    type Own = Awaited<ReturnType<typeof ready>>["own"];

    async function polls(own: Own, times = 2) {
      for (let n = 0; n < times; n += 1) {
        await own.clock.advance(60_000);
        await own.rest();
      }
    }

    /** The edit here first; the one in Salesforce is the newer one. Both are found by the same tick. */
    async function bothChange({ own, remote }: Pick<Awaited<ReturnType<typeof ready>>, "own" | "remote">) {
      const outage = own.fault("salesforce", "outage");
      await own.write("update contacts set title = 'Countess', phone = '+49 30 1'");
      await own.rest();
      await own.clock.advance(30_000);
      own.edit("salesforce", "Contact", remote, { Title: "Baroness" });
      own.heal(outage.id);
      await polls(own, 10);
    }

    async function titles(own: Own) {
      const [here] = await own.sql<{ title: string; phone: string }>("select title, phone from contacts");
      const there = own.list("salesforce", "Contact").records[0]?.fields;
      return { here: here?.title, there: there?.Title, phone: there?.Phone };
    }

    it.each([
      ["newest", "Baroness"],
      ["ours", "Countess"],
      ["theirs", "Baroness"],
      ["{ salesforce: ours }", "Countess"],
      ["{ hubspot: ours }", "Baroness"],
    ])("decides by the policy %s (E17)", async (policy, winner) => {
      const world = await ready(`{ title: { conflict: ${policy} } }`);

      await bothChange(world);

      expect(await titles(world.own)).toEqual({ here: winner, there: winner, phone: "+49 30 1" });
      expect(await world.own.engine.conflicts()).toEqual([]);
    });

    it("asks: neither side is overwritten, the state says conflict, and the other fields go on (C3, C9, C17)", async () => {
      const world = await ready("{ title: { conflict: ask } }");
      const { own, remote, id } = world;

      await bothChange(world);
      own.edit("salesforce", "Contact", remote, { FirstName: "Augusta" });
      await polls(own, 2);

      expect(await titles(own)).toEqual({ here: "Countess", there: "Baroness", phone: "+49 30 1" });
      expect(await own.sql("select first_name from contacts")).toEqual([{ first_name: "Augusta" }]);
      const [view] = await own.engine.findRecords(id, 1);
      expect(view?.state).toBe("conflict");
      expect(view?.conflicts?.map((one) => [one.connection, one.field, one.newer])).toEqual([
        ["salesforce", "title", "there"],
      ]);
      const [outcome] = view?.outcomes ?? [];
      expect(outcome).toMatchObject({
        connection: "salesforce",
        outcome: "failed",
        reason: "REC_CHANGED",
        field: "title",
      });
      expect(JSON.stringify(outcome)).not.toMatch(/Countess|Baroness/);
      expect(view?.links.map((link) => [link.connection, link.state])).toEqual([
        ["hubspot", "synced"],
        ["salesforce", "conflict"],
      ]);
    });

    it("ends by itself when both sides agree, whichever of them gives in", async () => {
      for (const who of ["here", "there"]) {
        const world = await ready("{ title: { conflict: ask } }");
        const { own, remote, id } = world;
        await bothChange(world);

        if (who === "here") await own.write("update contacts set title = 'Baroness'");
        else own.edit("salesforce", "Contact", remote, { Title: "Countess" });
        await polls(own, 3);

        const agreed = who === "here" ? "Baroness" : "Countess";
        expect(await titles(own)).toEqual({ here: agreed, there: agreed, phone: "+49 30 1" });
        const [view] = await own.engine.findRecords(id, 1);
        expect({ state: view?.state, outcomes: view?.outcomes }).toEqual({ state: "synced", outcomes: [] });
        expect(await own.engine.conflicts()).toEqual([]);
      }
    });

    it.each([
      ["here", "Countess"],
      ["there", "Baroness"],
    ] as const)(
      "lets a person decide for %s: it is written once, with a run and an audit row",
      async (side, winner) => {
        const world = await ready("{ title: { conflict: ask } }");
        const { own, id } = world;
        await bothChange(world);
        const choice = { connection: "salesforce", object: "contact", recordId: id, field: "title", side };

        const decided = await own.engine.decideConflict(choice, "slack|U1|Olga");
        const again = await own.engine.decideConflict(choice, "slack|U1|Olga");
        await polls(own, 3);

        expect([decided, again]).toEqual([true, false]);
        expect(await titles(own)).toMatchObject({ here: winner, there: winner });
        expect(own.list("hubspot", "contacts").records[0]?.fields.jobtitle).toBe(winner);
        const [view] = await own.engine.findRecords(id, 1);
        expect({ state: view?.state, outcomes: view?.outcomes }).toEqual({ state: "synced", outcomes: [] });
        const audit = await own.engine.audit(10);
        expect(audit.filter((row) => row.verb === "decide_conflict")).toMatchObject([
          { caller: "slack:U1", name: "Olga", args: choice, outcome: "done" },
        ]);
        const title = (await own.engine.writers("contact", id)).find((one) => one.field === "title");
        expect(title).toMatchObject({ side, by: "slack|U1|Olga", connection: side === "here" ? null : "salesforce" });
      },
    );

    it("skips an older version as outdated, in the run that read it, and tells nobody of an echo (E17)", async () => {
      const world = await ready("{ title: { conflict: ours } }");

      await bothChange(world);
      await polls(world.own, 3);

      const told = await world.own.sql<{ subject: string }>(
        "select subject, detail from run_records where reason = 'SKIP_OUTDATED'",
      );
      expect(told).toEqual([
        { subject: world.remote, detail: "Its title stayed as here: what was changed here wins." },
      ]);
      expect(await world.own.sql("select reason from outcomes")).toEqual([]);
    });

    it("knows who wrote each field last, when, and in which run", async () => {
      const { own, remote, id } = await ready("{}");
      const born = await own.engine.writers("contact", id);

      await own.write("update contacts set title = 'Countess'");
      await polls(own, 2);
      own.edit("salesforce", "Contact", remote, { Phone: "+49 30 2" });
      await polls(own, 2);
      const later = await own.engine.writers("contact", id);

      const of = (all: typeof later, field: string) => all.find((one) => one.field === field);
      expect(of(born, "title")).toMatchObject({ side: "there", connection: "salesforce" });
      expect(of(later, "title")).toMatchObject({ side: "here", connection: null });
      expect(of(later, "phone")).toMatchObject({ side: "there", connection: "salesforce", by: null });
      expect(of(later, "email")).toEqual(of(born, "email"));
      expect(of(born, "title")?.at).toBe(of(born, "email")?.at);
      const runs = await Promise.all(later.map((one) => own.engine.run(one.runId ?? "")));
      expect(runs.map((run) => run?.id)).toEqual(later.map((one) => one.runId));
      expect(of(later, "title")?.runId).not.toBe(of(born, "title")?.runId);
      expect((of(later, "phone")?.at ?? 0) > (of(later, "title")?.at ?? 0)).toBe(true);
    });
  });
}
