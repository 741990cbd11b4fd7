import { afterEach, describe, expect, it } from "vitest";
import { bed } from "../fakes/bed.ts";

/** An edit of ours never overwrites a newer one in the CRM just because nobody had looked there for a while. */
describe("what is owed after a time without answers", () => {
  const beds: Awaited<ReturnType<typeof bed>>[] = [];
  afterEach(async () => {
    for (const own of beds.splice(0)) await own.close();
  });

  async function linked() {
    const own = await bed();
    beds.push(own);
    for (const crm of ["salesforce", "hubspot"] as const) await (await own.signIn(crm)).confirm();
    await own.rest();
    const id = own.create("salesforce", "Contact", { FirstName: "Ada", LastName: "Lovelace", Email: "ada@x.test" });
    for (let n = 0; n < 3; n += 1) await step(own);
    return { own, id };
  }

  async function step(own: Awaited<ReturnType<typeof bed>>) {
    await own.clock.advance(5_000);
    await own.rest();
  }

  it("is sent only after the CRM was read: its newer edit of the same field stands", async () => {
    const { own, id } = await linked();
    const outage = own.fault("salesforce", "outage");
    await own.write("update contacts set title = 'Older, ours'");
    for (let n = 0; n < 6; n += 1) await step(own);
    own.edit("salesforce", "Contact", id, { Title: "Newer, theirs" });

    own.heal(outage.id);
    for (let n = 0; n < 20; n += 1) await step(own);

    expect(own.list("salesforce", "Contact").records[0]?.fields).toMatchObject({ Title: "Newer, theirs" });
    expect(await own.sql("select title from contacts")).toEqual([{ title: "Newer, theirs" }]);
  });

  it("wins where it is the newer one", async () => {
    const { own, id } = await linked();
    const outage = own.fault("salesforce", "outage");
    for (let n = 0; n < 3; n += 1) await step(own);
    own.edit("salesforce", "Contact", id, { Title: "Older, theirs" });
    for (let n = 0; n < 3; n += 1) await step(own);
    await own.write("update contacts set title = 'Newer, ours'");

    for (let n = 0; n < 3; n += 1) await step(own);
    own.heal(outage.id);
    for (let n = 0; n < 20; n += 1) await step(own);

    expect(own.list("salesforce", "Contact").records[0]?.fields).toMatchObject({ Title: "Newer, ours" });
    expect(await own.sql("select title from contacts")).toEqual([{ title: "Newer, ours" }]);
  });

  it("waits for that read after a pause, too", async () => {
    const { own, id } = await linked();
    await own.engine.pause("salesforce", "U1", "a visit");
    await own.write("update contacts set title = 'Older, ours'");
    await step(own);
    await step(own);
    own.edit("salesforce", "Contact", id, { Title: "Newer, theirs" });

    await own.engine.resume("salesforce", "U1");
    for (let n = 0; n < 6; n += 1) await step(own);

    expect(own.list("salesforce", "Contact").records[0]?.fields).toMatchObject({ Title: "Newer, theirs" });
  });

  it("waits for that read also when the daemon was down meanwhile", async () => {
    const { own, id } = await linked();
    await own.engine.pause("salesforce", "U1", "a visit");
    await own.write("update contacts set title = 'Older, ours'");
    await step(own);
    await own.engine.stop();
    await own.clock.advance(60_000);
    own.edit("salesforce", "Contact", id, { Title: "Newer, theirs" });
    await own.clock.advance(3_600_000);

    const again = await own.open("worker-2");
    await again.resume("salesforce", "U1");
    for (let n = 0; n < 6; n += 1) {
      await own.clock.advance(5_000);
      await own.rest([again]);
    }
    await again.close();

    expect(own.list("salesforce", "Contact").records[0]?.fields).toMatchObject({ Title: "Newer, theirs" });
  });
});
