import { afterEach, describe, expect, it } from "vitest";
import { manyAccounts } from "../../fakes/many-accounts.ts";
import { type SeenMessage, twoChats } from "../../fakes/two-chats.ts";

const beds: Awaited<ReturnType<typeof manyAccounts>>[] = [];
afterEach(async () => {
  for (const own of beds.splice(0)) await own.close();
});

async function open(count: number) {
  const own = await manyAccounts(count);
  beds.push(own);
  const chats = await twoChats(own);
  const both = () => [chats.slack(), chats.teams()] as const;
  const minutes = (times: number) => own.minutes(times, chats.look);
  await minutes(2);
  return { ...own, chats, both, minutes };
}

const prompts = (messages: readonly SeenMessage[]) => messages.filter((one) => "Reconnect" in one.buttons);

describe("an outage of sign-in, as both chats show it (M4)", () => {
  it("of 65 minutes asks nobody to sign in, is one message, and that message tells of the recovery in numbers", async () => {
    const own = await open(3);

    own.state.ill = true;
    const asked: number[] = [];
    await own.minutes(65);
    asked.push(...own.both().map((messages) => prompts(messages).length));
    const during = own.both();
    const standing = await own.engine.openIncidents();
    own.state.ill = false;
    await own.minutes(5);
    const after = own.both();

    expect(asked).toEqual([0, 0]);
    expect(standing).toHaveLength(1);
    expect([own.told("sign_in_needed").length, own.told("provider_outage").length]).toEqual([0, 1]);
    expect(await own.engine.openIncidents()).toEqual([]);
    for (const messages of during) {
      expect(messages).toHaveLength(1);
      expect(messages[0]?.words).toContain(
        "HubSpot (hub0), HubSpot (hub1) and HubSpot (hub2): the CRM's sign-in is ill",
      );
      expect(Object.keys(messages[0]?.buttons ?? {})).toEqual(["Show status", "I look after it"]);
    }
    for (const [at, messages] of after.entries()) {
      expect(messages.map((one) => one.id)).toEqual(during[at]?.map((one) => one.id));
      expect(messages[0]?.words).toContain("HubSpot (hub0), HubSpot (hub1) and HubSpot (hub2): the CRM is back");
      expect(messages[0]?.words).toContain("All 3 connections answer again, and work goes on");
      expect(messages[0]?.words).toMatch(/It lasted 1 h \d+ min/);
      expect(messages[0]?.buttons).toEqual({});
    }
  });

  it("with one real revocation among fifty prompts for that one alone, and only after the outage has ended", async () => {
    const own = await open(50);

    own.state.ill = true;
    await own.minutes(10);
    own.state.revoked.add("hub17");
    await own.minutes(55);
    const [told, during] = [own.told("sign_in_needed"), own.both()];
    own.state.ill = false;
    await own.minutes(8);
    const after = own.both();
    expect(told).toEqual([]);
    expect(own.told("sign_in_needed")).toEqual(["sign_in_needed hub17"]);
    expect(own.told("provider_outage")).toHaveLength(1);
    expect((await own.engine.openIncidents()).map((one) => one.kind)).toEqual(["sign_in_needed"]);
    for (const messages of during) {
      expect(messages).toHaveLength(1);
      expect(prompts(messages)).toEqual([]);
      expect(messages[0]?.words).toContain("HubSpot, 50 connections: the CRM's sign-in is ill");
    }
    for (const messages of after) {
      expect(messages).toHaveLength(2);
      expect(prompts(messages)).toHaveLength(1);
      expect(prompts(messages)[0]?.words).toContain("HubSpot (hub17): signed out");
      expect(messages[0]?.words).toContain("HubSpot, 50 connections: the CRM is back");
    }
  });
});
