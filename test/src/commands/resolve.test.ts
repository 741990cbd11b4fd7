import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cardToText } from "../../../bots/text.ts";
import { bed } from "../../fakes/bed.ts";
import { openDesk } from "../../fakes/desk.ts";

let own: Awaited<ReturnType<typeof bed>>;
let desk: ReturnType<typeof openDesk>;

const yaml = `workspace: test
connections:
  salesforce: { provider: salesforce, objects: [contact], poll: 60s, share: 100 }
objects:
  contact: { fields: { title: { conflict: ask } } }
roles:
  viewer: ["slack:U0VIEWER01"]
  operator: ["slack:U0OPERATOR"]
  admin: ["slack:U0ADMIN001"]
`;

beforeAll(async () => {
  own = await bed({ yaml });
  desk = openDesk(own);
  await (await own.signIn("salesforce")).confirm();
  await own.rest();
  const remote = own.create("salesforce", "Contact", { LastName: "Ada", Email: "ada@x.test", Title: "Clerk" });
  await polls(2);
  const { id } = own.fault("salesforce", "outage");
  await own.write("update contacts set title = 'Countess'");
  await own.rest();
  own.edit("salesforce", "Contact", remote, { Title: "Baroness" });
  own.heal(id);
  await polls(10);
});
afterAll(() => own.close());

async function polls(times: number) {
  for (let n = 0; n < times; n += 1) {
    await own.clock.advance(60_000);
    await own.rest();
  }
}

describe("a field that was changed on both sides", () => {
  it("is shown with both values' places, who wrote the others last, and what to say (C3)", async () => {
    const { card } = await desk.say("record ada@x.test", "viewer");

    expect(card).toMatchObject({ kind: "record", state: "conflict" });
    expect(card.sections?.[0]).toMatchObject({ heading: "Changed on both sides: title" });
    expect(card.facts?.find((fact) => fact.label === "Last written")?.value).toMatch(
      /title: here, .* ago; .*email.*: from Salesforce, .* ago/,
    );
    expect(card.tables?.[0]?.rows).toEqual([["title", "not sent: Countess", "Baroness", "Salesforce"]]);
  });

  it("is decided once, by whoever may", async () => {
    const unclear = await desk.say("resolve salesforce ada@x.test title", "operator");
    const forbidden = await desk.say("resolve salesforce ada@x.test title ours", "viewer");
    const done = await desk.say("resolve salesforce ada@x.test title ours", "operator");
    const again = await desk.say("resolve salesforce ada@x.test title theirs", "operator");
    await polls(2);

    expect(unclear).toMatchObject({ card: { kind: "resolve", state: "usage" }, exit: 2 });
    expect(forbidden.card.kind).toBe("refusal");
    expect(done.card).toMatchObject({ kind: "resolve", state: "done" });
    expect(again).toMatchObject({ card: { kind: "resolve", state: "none" }, exit: 1 });
    expect(own.list("salesforce", "Contact").records[0]?.fields.Title).toBe("Countess");
    expect((await desk.say("record ada@x.test", "viewer")).card.state).toBe("synced");
  });

  it("M8: why tells who decided it, and that both sides had changed it", async () => {
    const { card } = await desk.say("why ada@x.test title", "viewer");

    const text = cardToText(card);
    expect(text).toMatch(
      /Decided for ours against Salesforce, by operator: our value stands\. Rule: both sides had changed it, and a person decided/,
    );
    expect(text).toMatch(
      /Sent to Salesforce: Baroness → Countess\. Rule: both sides had changed it, and a person decided/,
    );
  });

  it("asks whose field is meant where a name has several records", async () => {
    await own.write("insert into contacts (id, last_name, email, title) values ('twin', 'Ada', 'ada@x.test', 'Clerk')");
    const ids = (await own.sql<{ id: string }>("select id from contacts order by id")).map((row) => row.id);
    for (const id of ids)
      await own.rows.write((sql) =>
        sql.run(
          `insert into conflicts (connection, object, external_id, field, record_id, newer, since)
             values ('salesforce', 'contact', ?, 'phone', ?, 'here', 0)`,
          [`of ${id}`, id],
        ),
      );

    const asked = await desk.say("resolve salesforce ada@x.test phone ours");

    const { card } = await desk.press(asked.card, "Contact “Ada” (twin)");

    expect(asked).toMatchObject({ exit: 1, card: { kind: "resolve", state: "choose", headline: "2 records match" } });
    expect(asked.card.actions).toHaveLength(2);
    expect(card).toMatchObject({ kind: "resolve", state: "done" });
    expect(await own.sql("select record_id from conflicts")).toEqual(
      ids.filter((id) => id !== "twin").map((id) => ({ record_id: id })),
    );
  });
});
