import { afterEach, expect, it } from "vitest";
import { cardToText } from "../../../bots/text.ts";
import { bed, until } from "../../fakes/bed.ts";
import { openDesk } from "../../fakes/desk.ts";

const beds: Awaited<ReturnType<typeof bed>>[] = [];
afterEach(async () => {
  for (const own of beds.splice(0)) await own.close();
});

async function withIncident() {
  const own = await bed();
  beds.push(own);
  for (const crm of ["salesforce", "hubspot"] as const) await (await own.signIn(crm)).confirm();
  await own.rest();
  own.fault("salesforce", "revoke-grant");
  await own.write(
    "insert into contacts (id, first_name, last_name, email) values ('c1', 'Ann', 'Ack', 'ann@ack.test')",
  );
  for (let n = 0; n < 10; n += 1) {
    await own.clock.advance(1_000);
    await own.rest();
    await until(own.clock, own.engine.check());
  }
  return { own, desk: openDesk(own) };
}

it("names whoever looks after what is open, once, and tells the next one who does", async () => {
  const { own, desk } = await withIncident();

  const first = await desk.say("ack salesforce");
  const second = await desk.say("ack", "admin");
  const none = await desk.say("ack hubspot");

  expect([first, second, none].map((answer) => answer.card.state)).toEqual(["done", "taken_already", "nothing_open"]);
  expect(cardToText(second.card)).toContain("operator has looked after it since");
  const [incident] = await own.engine.openIncidents();
  expect(incident).toMatchObject({ state: "acknowledged", acknowledged: { by: "operator" } });
});

it("is for operators, and for what is open alone", async () => {
  const { own, desk } = await withIncident();

  const viewer = await desk.say("ack", "viewer");
  const unknown = await desk.say("ack incident_nowhere");

  expect(viewer.card.kind).not.toBe("ack");
  expect(unknown.card.state).toBe("nothing_open");
  expect((await own.engine.openIncidents()).map((one) => one.state)).toEqual(["open"]);
});
