import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cardToText } from "../../../bots/text.ts";
import { bed } from "../../fakes/bed.ts";
import { openDesk } from "../../fakes/desk.ts";

let own: Awaited<ReturnType<typeof bed>>;
let desk: ReturnType<typeof openDesk>;
const there: string[] = [];
let ids: readonly string[] = [];

beforeAll(async () => {
  own = await bed();
  desk = openDesk(own);
  for (const crm of ["salesforce", "hubspot"] as const) await (await own.signIn(crm)).confirm();
  for (const name of ["Ada", "Bob", "Cy", "Dee"])
    there.push(
      own.create("salesforce", "Contact", {
        LastName: name,
        Email: `${name}@x.test`,
        Title: name < "C" ? "Head" : "Hand",
      }),
    );
  for (let n = 0; n < 3; n += 1) await own.rest();
  ids = (await own.sql<{ id: string }>("select id from contacts order by last_name")).map((row) => row.id);
});
afterAll(() => own.close());

const lines = (text: string) => text.split("\n").map((line) => line.trim());

describe("resync of many", () => {
  it("C13, C14: takes ids of any kind, says count, price and time, and begins with one press", async () => {
    const asked = await desk.say(
      `resync ${ids[0]}, Bob@x.test ${there[2]} https://x.lightning.force.com/lightning/r/Contact/${there[3]}/view?ws=1`,
    );
    const again = await desk.say(`resync ${[...ids].reverse().join("\n")}`);

    const { card, data } = await desk.press(asked.card, "Resync 4");
    const joined = await desk.press(again.card, "Resync 4");

    const text = lines(cardToText(asked.card));
    expect(asked.card).toMatchObject({ kind: "resync", state: "confirm_named", headline: "Resync 4 records?" });
    expect(text).toContain("Records     4");
    expect(text).toContain("Time        about 1 minute");
    expect(text.find((line) => line.startsWith("Price"))).toMatch(/about \d+ calls/);
    expect(card).toMatchObject({ state: "started", headline: "Resync of 4 records has begun" });
    expect(data).toMatchObject({ records: 8, joined: false });
    expect(joined).toMatchObject({
      card: { state: "joined" },
      data: { joined: true, runId: (data as { runId: string }).runId },
    });
    await own.rest();
    await own.rest();
    expect(await own.engine.run((data as { runId: string }).runId)).toMatchObject({ state: "completed", wanted: 8 });
  });

  it("C13: takes a filter, in the words of the HTTP interface or in plain ones, and two people join one run", async () => {
    const asked = await desk.say("resync salesforce contacts where title=Head");
    const other = await desk.say("resync salesforce contacts where title is Head");

    const { data } = await desk.press(asked.card, "Resync 2");
    const joined = await desk.press(other.card, "Resync 2");

    expect(cardToText(asked.card)).toContain("Contacts where title is Head: 2 records.");
    expect(lines(cardToText(asked.card)).find((line) => line.startsWith("Connection"))).toContain(
      "Salesforce (2 records",
    );
    expect(data).toMatchObject({ records: 2, joined: false });
    expect(joined.data).toMatchObject({ joined: true });
  });

  it("is cancelled like any other", async () => {
    const asked = await desk.say("resync contacts where title contains an");
    const { data } = await desk.press(asked.card, "Resync 2");
    const { runId } = data as { runId: string };

    const done = await own.engine.cancelResync(runId, "slack|U1|oren");

    expect(done).toBe(true);
    expect(await own.engine.run(runId)).toMatchObject({ state: "cancelled", detail: "slack|U1|oren" });
    expect(await own.sql(`select * from outbox where run_id = '${runId}'`)).toEqual([]);
  });

  it("goes on with those that are known, and names the others", async () => {
    const { card } = await desk.say(`resync ${ids[0]} ${ids[1]} nobody@x.test`);

    expect(card.headline).toBe("Resync 2 records?");
    expect(cardToText(card)).toContain("1 name not found: nobody@x.test.");
  });

  it("begins at once with one, whatever it is called", async () => {
    const { card } = await desk.say(`resync ${ids[0]} ada@x.test`);

    expect(card).toMatchObject({ state: "started", headline: "Resync of 1 contact has begun" });
  });

  it.each([
    ["resync contacts where title=Nobody", "there are none now"],
    ["resync where title=Head", "Say of which object"],
    ["resync contacts where titel=Head", "Did you mean title?"],
    ["resync a@x.test b@x.test", "None of these records is known for certain"],
    ["resync hubspt contcts", "Did you mean hubspot?"],
  ])("says what is missing: %s", async (text, told) => {
    const { card } = await desk.say(text);

    expect(cardToText(card)).toContain(told);
  });
});
