import { expect, it } from "vitest";
import type { Card } from "../../../bots/card.ts";
import { cardToText } from "../../../bots/text.ts";
import { until } from "../../fakes/bed.ts";
import { actionOf, actionsOf, openDesk } from "../../fakes/desk.ts";
import { channel, open } from "../notices/rig.ts";

/** One CRM and one object. */
const yaml = `workspace: test
connections:
  salesforce: { provider: salesforce, objects: [contact], poll: 15m, share: 100 }
objects:
  contact:
    match: [[email]]
    fields:
      lead_source: { salesforce: LeadSource }
      id: { salesforce: Crmsync_Id__c, direction: outbound }
roles:
  viewer: ["*"]
  operator: ["slack:U0OPERATOR", "slack:U0SECOND01"]
`;

/** A healthy Salesforce, a channel, and somebody at the desk whose presses say which message they were on. */
async function ready() {
  const own = await open([channel({ channel: "C0CRMSYNC1" })], { yaml });
  await (await own.signIn("salesforce")).confirm();
  await own.seconds(4);
  const desk = openDesk(own, {
    roles: { viewer: ["*"], operator: ["slack:U0OPERATOR", "slack:U0SECOND01"], admin: [] },
  });
  const fail = async (values: readonly string[], column = "lead_source") => {
    const rows = values.map((value, n) => `('p${n}', 'Name ${n}', 'p${n}@x.test', '${value}')`);
    await own.write(`insert into contacts (id, last_name, email, ${column}) values ${rows.join(", ")}`);
    await own.seconds(6);
  };
  const alert = () => own.chat.shown("incident:").findLast((card) => card?.kind === "repair");
  const message = () => ({
    channel: "C1",
    id: own.incidents().findLast((one) => one.versions.at(-1)?.card.kind === "repair")?.id ?? "",
  });
  /** On the alert as it stands, by the label of what is pressed. */
  const press = (label: string, value: string | null = null, user = "U0OPERATOR", card: Card | undefined = alert()) =>
    until(
      own.clock,
      desk.answer(
        { type: "press", id: actionOf(card, label).id, value },
        { ...desk.caller("operator"), user, name: user.toLowerCase(), message: message() },
      ),
    );
  const submit = (card: Card, values: Readonly<Record<string, string>>) =>
    desk.submit(card.form?.id ?? "", values, { ...desk.caller("operator"), message: message() });
  const sources = () => own.list("salesforce", "Contact").records.map(({ fields }) => fields.LeadSource);
  return { ...own, desk, fail, alert, press, submit, sources };
}

it("M1, M2: a cause of several is one alert; a value picked there is shown on paper first, then mends all, and the alert turns green with proof", async () => {
  const own = await ready();
  await own.fail(["Webinar", "Webinar", "webinar "]);
  const shown = own.alert();

  const preview = await own.press("Pick a value for Lead Source", "Web");
  const before = own.writes("salesforce").length;
  const begun = await own.desk.press(preview.card, "Mend these 3");
  await own.seconds(2);
  const meanwhile = own.states("incident:").at(-1);
  await own.seconds(8);

  expect(shown?.headline).toBe("Salesforce: 3 contacts refused: Invalid picklist value in Lead Source");
  expect(actionsOf(shown).map((one) => one.label)).toContain("I look after it");
  expect(cardToText(shown ?? preview.card)).not.toContain("Webinar");
  expect([preview.show, preview.card.headline]).toEqual(["caller", "Mends 3 of 3 contacts"]);
  expect([begun.show, begun.card.headline]).toEqual(["replace", "Mending 3 contacts has begun"]);
  expect(["repair mending", "repair resolved"]).toContain(meanwhile);
  expect(own.writes("salesforce").length - before).toBe(1);
  expect(own.sources()).toEqual(["Web", "Web", "Web"]);
  expect(own.alert()).toMatchObject({ tone: "good", headline: "Salesforce: 3 contacts mended" });
  expect(own.incidents().length).toBe(1);
});

it("M1: of a single record one pick is the order: the alert is replaced by its mending state, and of two people the second is told who was first", async () => {
  const own = await ready();
  await own.fail(["Webinar"]);
  const shown = own.alert();

  const first = await own.press("Pick a value for Lead Source", "Web");
  const second = await own.press("Pick a value for Lead Source", "Other", "U0SECOND01", shown);
  await own.seconds(8);

  expect([first.show, first.card.state, first.card.headline]).toEqual([
    "replace",
    "mending",
    "Salesforce: 1 contact is being mended",
  ]);
  expect(second.card.state).toBe("under_way");
  expect(cardToText(second.card)).toContain("operator ordered it at");
  expect(own.sources()).toEqual(["Web"]);
  expect(own.alert()).toMatchObject({ state: "resolved", tone: "good" });
  const audited = await own.sql<{ verb: string; outcome: string }>(
    "select verb, outcome from audit where verb like 'repair%'",
  );
  expect(audited.map((row) => `${row.verb} ${row.outcome}`)).toEqual(["repair-pick done", "repair-pick done"]);
});

it("M1: a stale card does nothing and is made new", async () => {
  const own = await ready();
  await own.fail(["Webinar"]);
  const shown = own.alert();
  await own.write("update contacts set last_name = 'Byron' where id = 'p0'");
  await own.seconds(6);

  const stale = await own.press("Pick a value for Lead Source", "Web", "U0OPERATOR", shown);
  const anew = await own.press("Pick a value for Lead Source", "Web", "U0OPERATOR", stale.card);
  await own.seconds(8);

  expect([stale.show, stale.card.state]).toEqual(["replace", "stale"]);
  expect(cardToText(stale.card)).toContain("nothing was done");
  expect(anew.card.state).toBe("mending");
  expect(own.list("salesforce", "Contact").records.map(({ fields }) => fields.LastName)).toEqual(["Byron"]);
});

it("M1: what stands wrong for another reason by now is not touched by an old card", async () => {
  const own = await ready();
  await own.fail(["Webinar"]);
  const shown = own.alert();
  await own.write("update contacts set lead_source = 'Radio' where id = 'p0'");
  await own.seconds(6);

  const gone = await own.press("Pick a value for Lead Source", "Web", "U0OPERATOR", shown);

  expect(gone.card.state).toBe("gone");
  expect(own.sources()).toEqual([null]);
});

it("M1: too long is cut only after the cut was shown", async () => {
  const own = await ready();
  await own.fail([`A title ${"x".repeat(200)}`], "title");

  const preview = await own.press("Shorten…");
  const begun = await own.desk.press(preview.card, "Mend it");
  await own.seconds(8);

  expect(preview.card.state).toBe("confirm");
  expect(cardToText(preview.card)).toContain("loses “xxx");
  expect(begun.card.headline).toBe("Mending 1 contact has begun");
  expect(own.list("salesforce", "Contact").records.map(({ fields }) => String(fields.Title).length)).toEqual([128]);
  expect(own.alert()).toMatchObject({ state: "resolved", tone: "good" });
});

it("M1: a dialog asks for what a rule refuses, keeps what was typed after an error, and orders what is right", async () => {
  const own = await ready();
  own.schema("salesforce", "Contact", {
    op: "add-rule",
    name: "no",
    field: "Title",
    message: "Titles like this are closed.",
    when: { op: "matches", value: "Bad" },
  });
  await own.fail(["Bad one"], "title");
  const shown = own.alert();
  const label = actionsOf(shown).find((one) => one.label.startsWith("Correct"))?.label ?? "";

  const form = await own.press(label);
  const wrong = await own.submit(form.card, { "-f-title": "x".repeat(300) });
  const right = await own.submit(form.card, { "-f-title": "Captain" });
  await own.seconds(8);

  expect(cardToText(shown ?? form.card)).toContain("Titles like this are closed.");
  expect(form.show).toBe("form");
  expect(wrong.show).toBe("form");
  expect(wrong.card.form?.fields).toMatchObject([{ name: "-f-title", value: "x".repeat(300) }]);
  expect(wrong.card.form?.fields[0]?.error).toContain("128");
  expect([right.show, right.card.state]).toEqual(["replace", "mending"]);
  expect(own.list("salesforce", "Contact").records.map(({ fields }) => fields.Title)).toEqual(["Captain"]);
});

it("M2: what is kept is a rule that is listed, dated, signed and undone by a button", async () => {
  const own = await ready();
  await own.fail(["Webinar", "Webinar"]);
  const preview = await own.press("Pick a value for Lead Source", "Web");
  const begun = await own.desk.press(preview.card, "Mend and keep as a rule");
  await own.seconds(8);

  const listed = await own.desk.say("map rules contacts");
  const beside = await own.desk.say("map contacts");
  const undone = await own.desk.press(listed.card, "Undo");
  const after = await own.desk.say("map rules");
  const twice = await own.desk.press(begun.card, "Undo the rule");

  expect(cardToText(listed.card)).toContain("“Webinar” goes there as “Web”");
  expect(cardToText(listed.card)).toContain("Kept by operator on 2026-11-21");
  expect(cardToText(beside.card)).toContain("“Webinar” goes there as “Web”");
  expect(undone.card.state).toBe("undone_now");
  expect([after.card.state, cardToText(after.card).includes("Undone by operator")]).toEqual(["undone", true]);
  expect(twice.card.state).toBe("gone");
});

it("M2: the same is said in words, typos are noticed, and failures name the words", async () => {
  const own = await ready();
  await own.fail(["Webinar", "Webinar"]);
  const failures = await own.desk.say("failures");
  const [cause] = await own.engine.causes();

  const card = await own.desk.say(`repair ${cause?.id}`);
  const wrong = await own.desk.say(`repair ${cause?.id} value=Webb`);
  const typo = await own.desk.say(`repair ${cause?.id} agian`);
  const fixed = await own.desk.press(failures.card, "Fix…");
  const preview = await own.desk.say(`repair ${cause?.id} value=web keep`);
  await own.desk.press(preview.card, "Mend and keep as a rule");
  await own.seconds(8);
  const gone = await own.desk.say(`repair ${cause?.id}`);

  expect(card.card.headline).toBe(fixed.card.headline);
  expect(cardToText(wrong.card)).toContain("Did you mean Web?");
  expect(cardToText(typo.card)).toContain("Did you mean again?");
  expect(preview.card.actions?.map((one) => one.label)).toEqual(["Mend and keep as a rule", "Mend these 2"]);
  expect(own.sources()).toEqual(["Web", "Web"]);
  expect([gone.card.kind, gone.card.state]).toEqual(["record", "not_found"]);
});
