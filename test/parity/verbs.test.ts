import { afterAll, beforeAll, expect, it } from "vitest";
import type { Action } from "../../bots/bot.ts";
import { typedVerbs } from "../../src/commands/table.ts";
import { manifestOf } from "../../src/teams-package/manifest.ts";
import { plainCard } from "../fakes/cards.ts";
import { openSlackRig, type SlackRig } from "../fakes/slack-rig.ts";
import { openTeamsRig, type TeamsRig } from "../fakes/teams-rig.ts";

let slack: SlackRig;
let teams: TeamsRig;
const asked: Record<"slack" | "teams", Action[]> = { slack: [], teams: [] };

beforeAll(async () => {
  [slack, teams] = await Promise.all([openSlackRig(), openTeamsRig()]);
  for (const rig of [slack, teams])
    await rig.bot.start(async (action) => {
      asked[rig.bot.id].push(action);
      const said = action.type === "command" ? action.text : action.id;
      const actions = [{ type: "button" as const, id: `b-${said}`.slice(0, 40), label: "Go" }];
      return { show: "caller", card: plainCard(`Answer to ${said}`, { actions }) };
    });
});

afterAll(() => Promise.all([slack.close(), teams.close()]));

it("every verb that can be typed is typed, answered in private and pressed alike", { timeout: 60_000 }, async () => {
  for (const { name } of typedVerbs) {
    const text = `${name} salesforce "two words" <b>&amp;`;

    const seen = await Promise.all([slack, teams].map((rig) => rig.type(text)));
    const pressed = await Promise.all(
      [slack, teams].map((rig) => rig.press(rig.onlyForPerson().at(-1)?.id ?? "none", "Go")),
    );

    for (const one of [...seen, ...pressed]) expect(one).toMatchObject({ ackStatus: 200, texts: [expect.any(String)] });
    for (const one of seen) expect(one.texts[0]).toContain(`Answer to ${name} salesforce`);
  }
  expect(asked.teams).toEqual(asked.slack);
  expect(asked.slack).toHaveLength(2 * typedVerbs.length);
});

it("what Teams offers in its menu can be typed", () => {
  const options = { appId: "00000000-0000-4000-8000-0000000000bb", address: null, pages: {}, out: "x.zip" };

  const { bots } = manifestOf(options as never) as { bots: { commandLists: { commands: { title: string }[] }[] }[] };
  const offered = bots.flatMap((bot) => bot.commandLists.flatMap((list) => list.commands.map((one) => one.title)));

  const known = typedVerbs.map((verb) => verb.name);
  expect(offered.length).toBeGreaterThan(0);
  expect(offered.filter((title) => !known.includes(title.replace(/^\//, "")))).toEqual([]);
});
