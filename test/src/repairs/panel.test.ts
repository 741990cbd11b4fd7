import { afterEach, describe, expect, it } from "vitest";
import { cardToText } from "../../../bots/text.ts";
import { bed } from "../../fakes/bed.ts";
import { actionOf, actionsOf, openDesk } from "../../fakes/desk.ts";

const yaml = `workspace: test
connections:
  salesforce: { provider: salesforce, objects: [contact], poll: 60s, share: 100 }
objects:
  contact:
    match: [[email]]
    required: [email]
    fields:
      title: { conflict: ask }
      lead_source: { salesforce: LeadSource }
      id: { salesforce: Crmsync_Id__c, direction: outbound }
roles:
  viewer: ["*"]
  operator: ["slack:U0OPERATOR"]
`;

const beds: Awaited<ReturnType<typeof bed>>[] = [];
afterEach(async () => {
  for (const own of beds.splice(0)) await own.close();
});

async function ready() {
  const own = await bed({ yaml });
  beds.push(own);
  await (await own.signIn("salesforce")).confirm();
  await own.rest();
  const polls = async (times: number) => {
    for (let n = 0; n < times; n += 1) {
      await own.clock.advance(60_000);
      await own.rest();
    }
  };
  return {
    ...own,
    polls,
    desk: openDesk(own),
    titles: () => own.list("salesforce", "Contact").records.map(({ fields }) => fields.Title),
  };
}

describe("repairs from the panel of a record (M1)", () => {
  async function conflict() {
    const own = await ready();
    const remote = own.create("salesforce", "Contact", { LastName: "Ada", Email: "ada@x.test", Title: "Clerk" });
    await own.polls(2);
    const { id } = own.fault("salesforce", "outage");
    await own.write("update contacts set title = 'Countess'");
    await own.rest();
    own.edit("salesforce", "Contact", remote, { Title: "Baroness" });
    own.heal(id);
    await own.polls(10);
    return own;
  }

  it("keeps ours where both sides changed a field, by one press", async () => {
    const own = await conflict();
    const { card } = await own.desk.say("record ada@x.test");

    const kept = await own.desk.press(card, "Keep ours");
    await own.polls(3);

    expect(actionsOf(card).map((one) => one.label)).toEqual(
      expect.arrayContaining(["Keep ours", "Keep theirs", "Always…"]),
    );
    expect([kept.show, kept.card.state]).toEqual(["caller", "begun"]);
    expect(own.titles()).toEqual(["Countess"]);
    expect((await own.desk.say("record ada@x.test")).card.state).toBe("synced");
  });

  it("keeps theirs from now on after it was shown, as a rule", async () => {
    const own = await conflict();
    const { card } = await own.desk.say("record ada@x.test");

    const preview = await own.desk.pick(actionOf(card, "Always…").id, "1");
    await own.desk.press(preview.card, "Mend and keep as a rule");
    await own.polls(3);
    const rules = await own.desk.say("map rules");

    expect(preview.card.state).toBe("confirm");
    expect(own.titles()).toEqual(["Baroness"]);
    expect(cardToText(rules.card)).toContain("Theirs wins when both sides changed it.");
  });

  it("picks a value beside the outcome, and leaves the panel where it is", async () => {
    const own = await ready();
    await own.write(
      "insert into contacts (id, last_name, email, lead_source) values ('p1', 'Ann', 'ann@x.test', 'Webinar')",
    );
    await own.polls(2);
    const { card } = await own.desk.say("record ann@x.test");

    const begun = await own.desk.pick(actionOf(card, "Pick a value for Lead Source").id, "Web");
    await own.polls(2);

    expect([begun.show, begun.card.state]).toEqual(["caller", "begun"]);
    expect(own.list("salesforce", "Contact").records.map(({ fields }) => fields.LeadSource)).toEqual(["Web"]);
  });

  it("reads a record again that was left out on its way in, by words (E12)", async () => {
    const own = await ready();
    const remote = own.create("salesforce", "Contact", { LastName: "Nobody" });
    await own.polls(2);

    const shown = await own.desk.say(`repair ${remote}`);
    const again = await own.desk.say(`repair ${remote} again`);
    const none = await own.desk.say("repair nobody@x.test");
    const listed = await own.desk.say("repair");

    expect(shown.card.headline).toBe("Salesforce: 1 contact left out: Missing e-mail address");
    expect(cardToText(shown.card)).toContain("Fill in the e-mail address in the CRM");
    expect(again.card.state).toBe("begun");
    expect(none.card.state).toBe("not_found");
    expect(cardToText(listed.card)).toContain("Missing e-mail address");
  });

  it("says in the terminal what to type, and refuses viewers", async () => {
    const own = await ready();
    await own.write(
      "insert into contacts (id, last_name, email, lead_source) values ('p1', 'Ann', 'ann@x.test', 'Webinar')",
    );
    await own.polls(2);
    const [cause] = await own.engine.causes();
    const cli = { ...own.desk.caller("operator"), platform: "cli" as const };

    const failures = await own.desk.answer({ type: "command", text: "failures" }, { ...cli, request: "r1" });
    const viewer = await own.desk.say(`repair ${cause?.id}`, "viewer");

    expect(cardToText(failures.card)).toContain(`repair ${cause?.id}`);
    expect(viewer.card.kind).toBe("refusal");
  });
});
