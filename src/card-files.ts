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

/**
 * Every card as it is really sent, in three locales: a message, or a view and a dialog where it holds a form, or a Home
 * view; and as the terminal shows it. Two files of one name are an error.
 */
export function* cardFiles(): Generator<CardFile> {
  const names = new Set<string>();
  for (const locale of LOCALES) {
    const written = inLocale(locale, () => [...allExamples(), ...ownOfBots()].flatMap(filesOf).concat(loading()));
    for (const file of written) {
      const name = locale === LOCALE ? file.name : file.name.replace(/\.(\w+)$/, `.${locale}.$1`);
      if (names.has(`${file.folder}/${name}`)) throw new Error(`two examples are called ${name}`);
      names.add(`${file.folder}/${name}`);
      yield { ...file, name, locale };
    }
  }
}

type Unplaced = Omit<CardFile, "locale">;

function filesOf(one: SizedExample): readonly Unplaced[] {
  const { card } = one;
  const name = nameOf(one);
  const surface = card.form ? "form" : card.kind === "home" ? "home" : "message";
  const file = { surface, card } as const;
  return [
    { ...file, folder: "slack", name: `${name}.json`, content: json(onSlack(card, surface)) },
    { ...file, folder: "teams", name: `${name}.json`, content: json(onTeams(card, surface)) },
    { ...file, folder: "text", name: `${name}.txt`, content: cardToText(card) },
  ];
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

function loading(): readonly Unplaced[] {
  return sizes.map((size) => ({
    folder: "slack",
    name: `loading.open.${size}.json`,
    surface: "form",
    content: json(loadingView("")),
    card: null,
  }));
}

function json(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
