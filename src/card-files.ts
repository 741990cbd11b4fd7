import type { Card } from "../bots/card.ts";
import { inLocale, LOCALE } from "../bots/numbers.ts";
import { loadingView, renderHome, renderView } from "../bots/slack/form.ts";
import { renderMessage } from "../bots/slack/render.ts";
import { renderDialog, renderMessage as renderTeamsMessage } from "../bots/teams/render.ts";
import { cardToText } from "../bots/text.ts";
import { dialogTooLate } from "../bots/words.ts";
import { nameOf, type SizedExample, sized, sizes } from "./commands/examples-scale.ts";
import { allExamples } from "./examples.ts";

/** How the file's card is shown: what a platform takes there, and how much of it, differs. */
type Surface = "message" | "form" | "home";

export interface CardFile {
  readonly folder: "slack" | "teams" | "text";
  /** "status.healthy.smallest.de-DE.json"; without a locale in en-US. */
  readonly name: string;
  readonly locale: string;
  readonly surface: Surface;
  readonly content: string;
  /** What it was made of; null for what a bot sends of itself. */
  readonly card: Card | null;
}

export const LOCALES = [LOCALE, "de-DE", "pt-BR"] as const;

/** What of all is wanted; everything that is not named is. */
export interface Wanted {
  readonly folders?: readonly CardFile["folder"][];
  readonly locales?: readonly (typeof LOCALES)[number][];
}

/**
 * Every card as it is really sent, in three locales: a message, or a view and a dialog where it holds a form, or a Home
 * view; and as the terminal shows it. Two files of one name are an error.
 */
export function* cardFiles({
  folders = ["slack", "teams", "text"],
  locales = LOCALES,
}: Wanted = {}): Generator<CardFile> {
  const names = new Set<string>();
  for (const locale of locales) {
    const written = inLocale(locale, () =>
      folders.flatMap((folder) => [...[...allExamples(), ...ownOfBots()].map(FILES[folder]), ...ownViews(folder)]),
    );
    for (const { folder, ...file } of written) {
      const name = locale === LOCALE ? file.name : file.name.replace(/\.(\w+)$/, `.${locale}.$1`);
      if (names.has(`${folder}/${name}`)) throw new Error(`two examples are called ${name}`);
      names.add(`${folder}/${name}`);
      yield { ...file, folder, name, locale };
    }
  }
}

type Unplaced = Omit<CardFile, "locale">;

const FILES: Readonly<Record<CardFile["folder"], (one: SizedExample) => Unplaced>> = {
  slack: (one) => ({ ...about(one, "json"), folder: "slack", content: json(onSlack(one.card, surfaceOf(one.card))) }),
  teams: (one) => ({ ...about(one, "json"), folder: "teams", content: json(onTeams(one.card, surfaceOf(one.card))) }),
  text: (one) => ({ ...about(one, "txt"), folder: "text", content: cardToText(one.card) }),
};

function about(one: SizedExample, ending: string) {
  return { name: `${nameOf(one)}.${ending}`, surface: surfaceOf(one.card), card: one.card };
}

function surfaceOf({ form, kind }: Card): Surface {
  if (form) return "form";
  return kind === "home" ? "home" : "message";
}

function onSlack(card: Card, surface: Surface): unknown {
  if (surface === "form") return renderView(card, "");
  return surface === "home" ? renderHome(card) : renderMessage(card).payload;
}

function onTeams(card: Card, surface: Surface): unknown {
  return surface === "form" ? renderDialog(card, "place").card : renderTeamsMessage(card).payload;
}

/** What the bots say without asking anybody. */
function ownOfBots(): readonly SizedExample[] {
  return sized([() => [dialogTooLate()]]);
}

/** Only Slack's dialogs are opened before the answer is there. */
function ownViews(folder: CardFile["folder"]): readonly Unplaced[] {
  if (folder !== "slack") return [];
  return sizes.map((size) => ({
    folder,
    name: `loading.open.${size}.json`,
    surface: "form",
    content: json(loadingView("")),
    card: null,
  }));
}

function json(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
