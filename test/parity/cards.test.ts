import { describe, expect, it } from "vitest";
import type { Card } from "../../bots/card.ts";
import { renderView } from "../../bots/slack/form.ts";
import { BUDGET } from "../../bots/slack/limits.ts";
import { renderMessage as renderSlack } from "../../bots/slack/render.ts";
import { renderDialog, renderMessage as renderTeams } from "../../bots/teams/render.ts";
import { cut } from "../../bots/text.ts";
import { nameOf } from "../../src/commands/examples-scale.ts";
import { allExamples } from "../../src/examples.ts";
import { actionsOf, type Said, saidBy } from "./said.ts";
import { idsIn, plain, shownBy } from "./shown.ts";

/** What a renderer may leave out, where, and why. Everywhere else a loss is a fault. */
const ALLOWED: readonly { readonly on: string; readonly cards: RegExp; readonly loss: RegExp; readonly why: string }[] =
  [
    {
      on: "slack",
      cards: /^runs\.(some|overlap)\.largest$/,
      loss: /^A long text was cut\.$/,
      why: "an option of Slack's takes 75 characters, and a name from outside grows when it is escaped",
    },
    {
      on: "slack",
      cards: /^(digest\.open|status\.attention)\.largest$/,
      loss: /^Some parts are left out/,
      why: "ten connections in trouble are more than the 13,000 characters that Slack takes; a look at one has the rest",
    },
    {
      on: "slack",
      cards: /^(digest\.open|ack\.done|preflight\.some)\.largest$/,
      loss: /^A long text was cut\.$/,
      why: "a headline of Slack's takes 150 characters, which three of the longest names are more than",
    },
  ];

const isAllowed = (platform: string, name: string, loss: string) =>
  ALLOWED.some((one) => one.on.includes(platform) && one.cards.test(name) && one.loss.test(loss));

interface Shown {
  readonly name: string;
  readonly text: string;
  readonly ids: ReadonlySet<string>;
  readonly losses: readonly string[];
}

const examples = allExamples().map((one) => [nameOf(one), one.card] as const);

/** A card as each platform shows it: in a message, and its form in a dialog. */
function everywhere(card: Card): readonly Shown[] {
  const [slack, teams] = [renderSlack(card), renderTeams(card)];
  const dialogs = card.form
    ? { slack: renderView(card, "place"), teams: renderDialog(card, "place") }
    : { slack: null, teams: null };
  return [
    {
      name: "slack",
      text: shownBy([slack.payload, dialogs.slack]),
      ids: idsIn([slack.payload, dialogs.slack]),
      losses: slack.losses,
    },
    {
      name: "teams",
      text: shownBy([teams.payload, dialogs.teams]),
      ids: idsIn([teams.payload, dialogs.teams]),
      losses: teams.losses,
    },
  ];
}

const isMissing =
  ({ name, text }: Shown) =>
  ({ where, text: said }: Said) =>
    !text.includes(plain(name === "slack" && where === "cell" ? cut(said, BUDGET.tableCell) : said));

describe("every card of the product says the same on Slack and on Teams", () => {
  it.each(examples)("%s", (name, card) => {
    const platforms = everywhere(card);

    const told = platforms.map((shown) => ({
      platform: shown.name,
      missing: shown.losses.length > 0 ? [] : saidBy(card).filter(isMissing(shown)),
      unlisted: shown.losses.filter((loss) => !isAllowed(shown.name, name, loss)),
      noWay: actionsOf(card)
        .map((action) => action.id)
        .filter((id) => !shown.ids.has(id) && shown.losses.length === 0),
      noField: (card.form?.fields ?? []).map((field) => field.name).filter((name) => !shown.ids.has(name)),
    }));

    for (const one of told)
      expect(one).toEqual({ platform: one.platform, missing: [], unlisted: [], noWay: [], noField: [] });
  });

  it("Teams leaves out nothing, and no loss is allowed that never happens", () => {
    const told = examples.flatMap(([name, card]) =>
      everywhere(card).flatMap((shown) =>
        shown.losses.map((loss) => ({ name, loss, platform: shown.name, card, shown })),
      ),
    );

    const teams = told.filter((one) => one.platform === "teams");
    const unused = ALLOWED.filter(
      (one) =>
        !told.some(
          ({ platform, name, loss }) => one.on.includes(platform) && one.cards.test(name) && one.loss.test(loss),
        ),
    );

    expect(teams).toEqual([]);
    expect(unused).toEqual([]);
  });
});
