import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { bed, until } from "../fakes/bed.ts";
import { openDesk } from "../fakes/desk.ts";
import { openSlackRig, type SlackRig } from "../fakes/slack-rig.ts";
import { openTeamsRig, type TeamsRig } from "../fakes/teams-rig.ts";

let slack: SlackRig;
let teams: TeamsRig;
let own: Awaited<ReturnType<typeof bed>>;

beforeAll(async () => {
  [slack, teams] = await Promise.all([openSlackRig(), openTeamsRig()]);
});
afterAll(() => Promise.all([slack.close(), teams.close()]));

beforeEach(async () => {
  own = await bed();
  const desk = openDesk(own);
  for (const rig of [slack, teams])
    await rig.bot.start((action, caller) => until(own.clock, desk.answer(action, caller)));
});
afterEach(() => own.close());

/** All that stands in the home of the operator, as soon as it is of this version. */
const slackHome = (version: number) =>
  vi.waitFor(() => {
    const home = slack.slack.state.homes.get(slack.user);
    if (home?.version !== version) throw new Error(`version ${home?.version}`);
    return { id: home.id, text: JSON.stringify(home.body) };
  });
const teamsHome = (version: number) =>
  vi.waitFor(() => {
    const messages = teams.onlyForPerson();
    const [home] = messages;
    if (home?.version !== version) throw new Error(`version ${home?.version}`);
    return { id: home.id, text: JSON.stringify(home), messages: messages.length };
  });

describe("the home view", () => {
  it("stands where somebody opens it, says how all stands, and is drawn anew in its place", async () => {
    await Promise.all([slack.openHome(), teams.openHome()]);
    const first = [await slackHome(1), await teamsHome(1)];
    await (await own.signIn("salesforce")).confirm();
    await own.rest();
    // Not waited for: the simulated chats look out for a message, for seconds, and none comes.
    void slack.pressOn(first[0]?.id ?? "", "Refresh");
    void teams.pressOn(first[1]?.id ?? "", "Refresh");
    const refreshed = [await slackHome(2), await teamsHome(2)];
    await Promise.all([slack.openHome(), teams.openHome()]);
    const again = [await slackHome(3), await teamsHome(3)];

    for (const { text } of first) {
      expect(text).toContain("2 of 2 connections need attention");
      expect(text).toContain("Salesforce: not connected yet");
      expect(text).toContain("No record stands failed, waiting or skipped.");
      for (const label of ["Reconnect", "Refresh", "Show status"]) expect(text).toContain(label);
    }
    for (const { text } of refreshed) {
      expect(text).toContain("1 of 2 connections needs attention");
      expect(text).not.toContain("Salesforce: not connected yet");
    }
    expect(again.map((one) => one.id)).toEqual(first.map((one) => one.id));
    expect((await teamsHome(3)).messages).toBe(1);
  });
});
